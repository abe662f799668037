"""Where set-up reads and writes: the tree, its environment, the locks and the user's cache."""

from __future__ import annotations

import os
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ROOT / "packaging" / "locks"
VENV = ROOT / ".venv"


def program(environment: Path, name: str) -> Path:
    """Return the path of a program inside a virtual environment, on any system."""
    return environment / ("Scripts" if os.name == "nt" else "bin") / (f"{name}.exe" if os.name == "nt" else name)


def cache() -> Path:
    """Return the user's cache folder for DxDesk; the environment variable DXDESK_CACHE overrides it."""
    if chosen := os.environ.get("DXDESK_CACHE"):
        return Path(chosen).expanduser().resolve()
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / "dxdesk" / "Cache"
    if sys.platform == "darwin":
        return home / "Library" / "Caches" / "dxdesk"
    return Path(os.environ.get("XDG_CACHE_HOME") or home / ".cache") / "dxdesk"
