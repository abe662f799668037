"""The program `dxdesk`: the window, or one headless command."""

import argparse
import contextlib
import importlib
import signal
import sys
import traceback
from collections.abc import Sequence
from pathlib import Path

from app import __version__
from app.coding.errors import DxDeskError
from app.commands import COMMANDS
from app.errors import EXIT_UNUSABLE, exit_code
from app.logs import note_crash
from app.paths import Places
from app.settings import load


def main(argv: Sequence[str] | None = None) -> int:
    """Run the window or a command; no traceback reaches the user."""
    _speak_utf8()
    words = list(sys.argv[1:] if argv is None else argv)
    try:
        return _command(words) if words and words[0] in COMMANDS else _window(words)
    except DxDeskError as error:
        _say(error.message, error.advice)
        return exit_code(error)
    except KeyboardInterrupt:
        _say("Stopped.")
        return 128 + signal.SIGINT
    except BrokenPipeError:
        with contextlib.suppress(OSError):
            sys.stdout.close()
        return 0
    except Exception:  # noqa: BLE001  the outermost border: what is ours is logged whole and told in words
        where = note_crash(Places.of_user().logs, traceback.format_exc())
        _say("DxDesk has made a mistake; nothing that was stored is lost.", f"Please send {where} to its makers.")
        return EXIT_UNUSABLE


def _command(words: list[str]) -> int:
    module_name, summary = COMMANDS[words[0]]
    module = importlib.import_module(module_name)
    parser = argparse.ArgumentParser(prog=f"dxdesk {words[0]}", description=summary)
    module.configure(parser)
    return module.run(parser.parse_args(words[1:]))


def _window(words: list[str]) -> int:
    args = _window_parser().parse_args(words)
    from app.ui.application import run_window, take_screenshots  # noqa: PLC0415  a command must not load Qt

    places = Places.of_user()
    settings = load(places.settings)
    if args.screenshot:
        for path in take_screenshots(Path(args.screenshot)):
            print(path)
        return 0
    return run_window(places, settings, demo=args.demo, english=args.english)


def _window_parser() -> argparse.ArgumentParser:
    listed = "\n".join(f"  {name:<12} {summary}" for name, (_, summary) in COMMANDS.items())
    parser = argparse.ArgumentParser(
        prog="dxdesk",
        description="Opens the window. With one of the commands below it works without one.",
        epilog=f"commands (dxdesk COMMAND --help):\n{listed}",
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--version", action="version", version=f"dxdesk {__version__}")
    parser.add_argument("--demo", action="store_true", help="open the demo records on a throw-away store")
    parser.add_argument("--english", action="store_true", help="demo of the English records, coded from ICD-10-CM")
    parser.add_argument("--screenshot", metavar="DIR", help="render every page as PNG into DIR and exit")
    return parser


def _speak_utf8() -> None:
    """Write UTF-8 whatever the console's code page, so that Chinese output never fails."""
    for stream in (sys.stdout, sys.stderr):
        reconfigure = getattr(stream, "reconfigure", None)
        if reconfigure is not None:
            reconfigure(encoding="utf-8", errors="replace")


def _say(message: str, advice: str = "") -> None:
    print(f"dxdesk: {message}", file=sys.stderr)
    if advice:
        print(f"        {advice}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(main())
