"""Opens the database file: with SQLCipher where it is installed and a pass phrase is given, else with sqlite3."""

import importlib
import importlib.util
import os
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from app.errors import StoreError

BUSY_SECONDS = 5.0
PASSPHRASE = "DXDESK_PASSPHRASE"  # noqa: S105 - the name of a variable
"""Environment variable with the pass phrase of every store that is opened without one being given."""


@dataclass(frozen=True, slots=True)
class Opened:
    """A raw connection, the error class its driver raises, and whether the file is encrypted."""

    raw: sqlite3.Connection
    error: type[Exception]
    encrypted: bool


def can_encrypt() -> bool:
    """Say whether SQLCipher is installed."""
    return importlib.util.find_spec("sqlcipher3") is not None


def connect(path: Path, passphrase: str | None = None) -> Opened:
    """Open a database file; without a pass phrase that of DXDESK_PASSPHRASE is taken, checked by the first read.

    The pass phrase goes through SQLCipher's own key derivation, whose salt stands in the file: a backup needs
    nothing but the pass phrase. Raises StoreError when a pass phrase is given and SQLCipher is not installed.
    """
    passphrase = passphrase or os.environ.get(PASSPHRASE)
    if not passphrase:
        try:
            raw = sqlite3.connect(path, timeout=BUSY_SECONDS)
        except sqlite3.Error as error:
            raise _cannot_open(path, error) from error
        return Opened(raw, sqlite3.Error, encrypted=False)
    if not can_encrypt():
        raise StoreError(
            "This installation cannot encrypt its store.",
            "Install DxDesk with its extra 'secure', or give no pass phrase (DXDESK_PASSPHRASE).",
        )
    cipher: Any = importlib.import_module("sqlcipher3.dbapi2")
    try:
        raw = cipher.connect(str(path), timeout=BUSY_SECONDS)
        quoted = passphrase.replace("'", "''")
        raw.execute(f"PRAGMA key = '{quoted}'")
    except cipher.Error as error:
        raise _cannot_open(path, error) from error
    return Opened(raw, cipher.Error, encrypted=True)


def _cannot_open(path: Path, error: Exception) -> StoreError:
    return StoreError(f"{path} cannot be opened: {error}", "Check that its folder exists and can be written.")
