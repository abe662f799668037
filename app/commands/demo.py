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
from app.paths import resources


def configure(parser: argparse.ArgumentParser) -> None:
    """Add where to write, how many records, and the model options."""
    parser.add_argument("--out", default="dxdesk-demo", help="folder for results and screenshots")
    parser.add_argument("--records", type=int, default=4, help="how many demo records (default 4)")
    parser.add_argument("--no-screenshots", action="store_true", help="leave the screenshots out")
    add_model_options(parser)


def run(args: argparse.Namespace) -> int:
    """Write the suggested codes as JSON and CSV and the pages as PNG, and say where they are."""
    out = Path(args.out)
    out.mkdir(parents=True, exist_ok=True)
    refused: list[Refused] = []
    stamp = Stamp(datetime.now(UTC), f"DxDesk {__version__}")
    files = sorted((resources() / "demo" / "records").glob("*.json"))[: args.records]
    with open_desk(args) as desk:
        cases = list(code_all(desk, read_records([str(file) for file in files], refused), refused))
    for form in ("json", "csv"):
        write(form, cases, out / f"codes.{form}", stamp)
    say(f"\nSuggested codes of {len(cases)} demo records: {out / 'codes.json'} and {out / 'codes.csv'}")
    if not args.no_screenshots:
        _shoot(out / "screenshots")
    return 0


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
