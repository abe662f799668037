"""`dxdesk import FILE…`: put records into the worklist."""

import argparse
from pathlib import Path

from app.coding.decision import Actor, Role
from app.commands.reading import read_records, say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.exchange.columns import ColumnMapping
from app.exchange.refusal import Refused
from app.paths import Places
from app.settings import Settings, load
from app.store.database import Store


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the files and what happens to known records."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="JSON, CSV, XLSX, or a folder of documents")
    parser.add_argument("--update", action="store_true", help="replace the text of records that are known already")
    parser.add_argument("--mapping", metavar="FILE", help="column mapping saved as JSON")


def run(args: argparse.Namespace) -> int:
    """Import what can be imported; say what was added, updated, left as it was and refused."""
    places = Places.of_user()
    refused: list[Refused] = []
    mapping = _mapping(args.mapping)
    with Store.open(places.store) as store:
        records = read_records(args.files, refused, mapping)
        done = store.records.put_many(records, actor_of(load(places.settings)), overwrite=args.update)
    say(f"{done.added} added, {done.updated} updated, {done.same} unchanged, {len(refused)} refused.")
    if done.left:
        say(f"{len(done.left)} known records were left as they are; --update replaces their text:")
        say("  " + "、".join(done.left[:20]) + (" …" if len(done.left) > 20 else ""))
    if done.entered:
        say(f"{len(done.entered)} of them have patient facts that a coder stated: these stay in force either way.")
    return EXIT_SOME_REFUSED if refused or done.left else EXIT_DONE


def actor_of(settings: Settings) -> Actor:
    """Return who acts at this workstation's command line."""
    return Actor(settings.actor or "command line", Role(settings.role))


def _mapping(path: str | None) -> ColumnMapping | None:
    if path is None:
        return None
    try:
        return ColumnMapping.from_json(Path(path).read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"{path} is no column mapping: {error}", "Save one from the import dialog.") from error
