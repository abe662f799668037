"""`dxdesk audit verify`: say whether the audit trail is whole."""

import argparse

from app.errors import EXIT_DONE, EXIT_UNUSABLE
from app.paths import Places
from app.store.database import Store


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the one act there is."""
    parser.add_argument("act", choices=["verify"])


def run(args: argparse.Namespace) -> int:
    """Recompute the chain; exit 3 and name the first entry that does not fit."""
    del args
    with Store.open(Places.of_user().store) as store:
        check = store.audit.verify()
    if check.ok:
        print(f"whole: {check.entries} entries, head {check.head}")
        return EXIT_DONE
    print(f"broken at entry {check.first_bad} of {check.entries}: the trail was changed outside DxDesk")
    return EXIT_UNUSABLE
