"""Log files for people who help; no patient text is ever written to them, only ids, counts and versions."""

import logging
import logging.handlers
from datetime import UTC, datetime
from pathlib import Path

FORMAT = "%(asctime)s %(levelname)s %(name)s %(message)s"


def start_log(folder: Path) -> None:
    """Log to a rotating file in folder; a folder that cannot be written leaves logging off."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        handler = logging.handlers.RotatingFileHandler(
            folder / "dxdesk.log", maxBytes=1_000_000, backupCount=3, encoding="utf-8"
        )
    except OSError:
        return
    handler.setFormatter(logging.Formatter(FORMAT))
    root = logging.getLogger("app")
    root.addHandler(handler)
    root.setLevel(logging.INFO)


def note_crash(folder: Path, details: str) -> Path:
    """Write an unexpected error's details to a file of its own and return where."""
    moment = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    path = folder / f"crash-{moment}.txt"
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path.write_text(details, encoding="utf-8")
    except OSError:
        return Path("(no file could be written)")
    return path
