"""Keeps a second window off a store: a lock that the operating system lets go of when its process ends.

The lock is an exclusive SQLite transaction on a file beside the store, so it works wherever SQLite does; a second file
names the holder. After a crash on this machine the lock is free again by itself; a store last held by another machine
that did not close it is opened only when the caller says so.
"""

import json
import os
import platform
import sqlite3
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Self

from app.errors import StoreError


@dataclass(frozen=True, slots=True)
class Holder:
    """Who holds a store."""

    machine: str
    process: int
    since: str


class StoreLock:
    """Held from `take` to `release`."""

    def __init__(self, raw: sqlite3.Connection, holder_file: Path) -> None:
        self._raw = raw
        self._holder_file = holder_file

    @classmethod
    def take(cls, store: Path, *, take_over: bool = False) -> Self:
        """Take the lock of a store file, or raise StoreError naming who has it."""
        holder_file = beside(store, ".holder")
        raw = _exclusive(beside(store, ".lock"))
        found = read_holder(store)
        if raw is None:
            raise StoreError(
                f"{store} is open in another DxDesk ({_named(found)}).",
                "Go on in that window, or close it and open the store again.",
            )
        if found is not None and found.machine != platform.node() and not take_over:
            raw.close()
            raise StoreError(
                f"{store} was not closed by {_named(found)}.",
                f"Make sure that DxDesk is closed there, then delete {holder_file.name} beside it and open it again.",
            )
        holder = Holder(platform.node(), os.getpid(), datetime.now(UTC).isoformat(timespec="seconds"))
        try:
            holder_file.write_text(json.dumps(asdict(holder)), encoding="utf-8")
        except OSError as error:
            raw.close()
            raise StoreError(f"{holder_file} cannot be written: {error}", "Check the folder and its space.") from error
        return cls(raw, holder_file)

    def release(self) -> None:
        """Let go of the lock."""
        self._holder_file.unlink(missing_ok=True)
        self._raw.rollback()
        self._raw.close()


def read_holder(store: Path) -> Holder | None:
    """Return who holds or last held the store without closing it; None when it was closed or the file is unreadable."""
    try:
        found: dict[str, Any] = json.loads(beside(store, ".holder").read_text(encoding="utf-8"))
        return Holder(str(found["machine"]), int(found["process"]), str(found["since"]))
    except (OSError, ValueError, KeyError, TypeError):
        return None


def beside(store: Path, suffix: str) -> Path:
    """Name a file beside the store."""
    return store.with_name(store.name + suffix)


def _exclusive(path: Path) -> sqlite3.Connection | None:
    """Begin an exclusive transaction on the lock file; None when another process has one."""
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        raw = sqlite3.connect(path, timeout=0, isolation_level=None, check_same_thread=False)
    except (OSError, sqlite3.Error) as error:
        raise StoreError(
            f"{path} cannot be made: {error}", "Check that the folder exists and can be written."
        ) from error
    try:
        raw.execute("BEGIN EXCLUSIVE")
    except sqlite3.OperationalError as error:
        raw.close()
        if "locked" in str(error):
            return None
        raise StoreError(f"{path} cannot be locked: {error}", "Check that the folder can be written.") from error
    return raw


def _named(holder: Holder | None) -> str:
    if holder is None:
        return "an unknown process"
    return f"process {holder.process} on {holder.machine} since {holder.since}"
