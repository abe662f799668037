"""`dxdesk backup`: a dated copy of the store, or a restore from one."""

import argparse
from pathlib import Path

from app.commands.intake import actor_of
from app.paths import Places
from app.settings import load
from app.store.audit import Action
from app.store.backup import restore
from app.store.database import Store


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the folder to write to, and the file to restore from."""
    parser.add_argument("folder", nargs="?", help="where to write (default: the backups folder)")
    parser.add_argument("--restore", metavar="FILE", help="put this backup in place of the store; the old one is kept")


def run(args: argparse.Namespace) -> int:
    """Write a backup, or restore one and verify it."""
    places = Places.of_user()
    if args.restore:
        aside = restore(Path(args.restore), places.store)
        with Store.open(places.store) as store:
            store.audit.append(Action.RESTORE, actor_of(load(places.settings)), body={"file": Path(args.restore).name})
        print(f"restored {args.restore}" + (f"; the store before it is {aside}" if aside else ""))
        return 0
    with Store.open(places.store) as store:
        print(store.backup(Path(args.folder) if args.folder else places.backups, load(places.settings).keep_backups))
    return 0
