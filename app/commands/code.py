"""`dxdesk code FILE…`: records in, suggested codes out, nothing stored."""

import argparse
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.coding.errors import ContractError
from app.coding.record import Record
from app.coding.suggest import Suggestion
from app.commands.reading import Desk, add_model_options, open_desk, read_records, say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.exchange.delivered import DeliveredCase, Stamp, suggested_case
from app.exchange.delivery import Format, write
from app.exchange.refusal import Refused


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the files, the format and the model options."""
    parser.add_argument("files", nargs="+", metavar="FILE", help="JSON, CSV, XLSX, or a folder of documents")
    parser.add_argument("--format", choices=[each.value for each in Format], default=Format.JSON.value)
    parser.add_argument("-o", "--out", metavar="OUT", help="file to write (default: standard output)")
    add_model_options(parser)


def run(args: argparse.Namespace) -> int:
    """Code every record; write what was coded and list what was refused."""
    refused: list[Refused] = []
    stamp = Stamp(datetime.now(UTC), f"DxDesk {__version__}")
    with open_desk(args) as desk:
        cases = code_all(desk, read_records(args.files, refused), refused)
        number = write(args.format, cases, Path(args.out) if args.out else sys.stdout, stamp)
    say(f"{number} coded, {len(refused)} refused.")
    if not number:
        raise InputError("No record could be coded.", "See the refusals above.")
    return EXIT_SOME_REFUSED if refused else EXIT_DONE


def code_all(desk: Desk, records: Iterator[Record], refused: list[Refused]) -> Iterator[DeliveredCase]:
    """Yield each record's suggested codes as soon as they are made."""
    for number, record in enumerate(records, 1):
        started = time.perf_counter()
        try:
            made = desk.suggest(record)
        except ContractError as error:
            refused.append(Refused(Path(record.record_id), 0, error.message, error.advice))
            say(f"refused: {record.record_id}: {error}")
            continue
        say(f"{number} {record.record_id} {time.perf_counter() - started:.1f} s: {summary(made)}")
        yield suggested_case(made, record)


def summary(made: Suggestion) -> str:
    """Say in a line what was suggested."""
    if made.principal:
        principal = f"{made.principal.code.code} {made.principal.code.name}"
    else:
        principal = "不在范围内" if made.out_of_scope else "—"
    left_out = f", shortened: {'、'.join(cut.section for cut in made.left_out)}" if made.left_out else ""
    return f"{principal} + {len(made.others)} others, {len(made.possible)} possible{left_out}"
