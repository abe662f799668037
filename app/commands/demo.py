"""`dxdesk demo`: code the demo records and take screenshots, for a machine without a display."""

import argparse
import os
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

from app import __version__
from app.commands.code import code_all
from app.commands.reading import add_model_options, open_desk, read_records, say
from app.exchange.delivered import Stamp
from app.exchange.delivery import write
from app.exchange.refusal import Refused
from app.inference.catalog import DEFAULT_MODEL, find_model
from app.paths import Places, resources


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where to write, how many records, and the model options."""
    parser.add_argument("--out", default="dxdesk-demo", help="folder for results and screenshots")
    parser.add_argument("--records", type=int, help="how many demo records (default: all by rules, one by a model)")
    parser.add_argument("--english", action="store_true", help="the English demo records, coded from ICD-10-CM")
    parser.add_argument("--no-screenshots", action="store_true", help="leave the screenshots out")
    add_model_options(parser)


def run(args: argparse.Namespace) -> int:
    """Write the suggested codes as JSON and CSV and the pages as PNG, and say where they are.

    Without a model option all records are read as the window would, and the first one by the default model, too, if
    it is here, so that its votes and its stated reason can be seen.
    """
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    if args.english and not args.book:
        args.book, args.retrieve = "icd-10-cm", True
    chosen = bool(args.model or args.server)
    _code(args, args.records or (1 if chosen else None), out / "codes")
    if not chosen and not args.no_model and find_model("", Places.of_user()):
        say("\nThe first record once more, by the default model; this takes a minute or more.")
        args.model = DEFAULT_MODEL
        _code(args, 1, out / "codes-by-model")
    if not args.no_screenshots:
        _shoot(out / "screenshots")
    return 0


def _code(args: argparse.Namespace, count: int | None, to: Path) -> None:
    """Code the first demo records and write them beside each other as JSON and CSV."""
    refused: list[Refused] = []
    stamp = Stamp(datetime.now(UTC), f"DxDesk {__version__}")
    folder = resources() / "demo" / ("en/records" if args.english else "records")
    files = sorted(folder.glob("*.json"))[:count]
    with open_desk(args) as desk:
        cases = list(code_all(desk, read_records([str(file) for file in files], refused), refused))
    written = [to.with_suffix(f".{form}") for form in ("json", "csv")]
    for path in written:
        write(path.suffix[1:], cases, path, stamp)
    say(f"Suggested codes of {len(cases)} demo records: {written[0]} and {written[1]}")


def _shoot(folder: Path) -> None:
    """Render the pages in a process of its own: Qt wants the platform named before it is loaded."""
    environment = os.environ | {"QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-m", "app", "--screenshot", str(folder)],
        env=environment,
        stdout=subprocess.DEVNULL,
        check=False,
    )
    say(f"Screenshots: {folder}" if done.returncode == 0 else "The screenshots could not be made; see above.")
