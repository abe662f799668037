"""`dxdesk export`: write the codes that coders have finished, for the hospital's systems."""

import argparse
import sys
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.commands.intake import actor_of
from app.commands.reading import say
from app.errors import InputError
from app.exchange.delivered import Stamp
from app.exchange.delivery import Format, write
from app.paths import Places
from app.review.finished import finished_cases, second_codes
from app.settings import load
from app.store.audit import Action
from app.store.database import Store
from app.store.worklist import CaseStatus


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the format and the file."""
    parser.add_argument("--format", choices=[each.value for each in Format], required=True)
    parser.add_argument("-o", "--out", metavar="OUT", help="file to write (default: standard output)")


def run(args: argparse.Namespace) -> int:
    """Write every finished record and note the export in the audit trail."""
    places = Places.of_user()
    settings = load(places.settings)
    actor = actor_of(settings)
    with Store.open(places.store) as store, second_codes(places.codebooks, settings.second_book) as beside:
        ids = store.worklist.ids(CaseStatus.FINISHED)
        if not ids:
            raise InputError("No record is finished.", "Finish records in the window, then export.")
        head = store.audit.head()
        out = Path(args.out) if args.out else sys.stdout
        stamp = Stamp(datetime.now(UTC), f"DxDesk {__version__}", head)
        number = write(args.format, map(beside, finished_cases(store, ids)), out, stamp)
        store.audit.append(Action.EXPORT, actor, body={"format": args.format, "records": number, "head": head})
    say(f"{number} records written.")
    return 0
