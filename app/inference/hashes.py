"""Remembers the SHA-256 of large files by size and time of change, so that each is read once."""

import contextlib
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.knowledge.filehash import file_hash


class Hashes:
    """A small JSON file of known hashes; losing it only costs the reading."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def known(self, path: Path) -> str:
        """Return the hash if this very file was hashed before, or ''."""
        found = self._all().get(str(path.resolve()))
        return found[2] if found and found[:2] == _stamp(path) else ""

    def sha256(self, path: Path, on_start: Callable[[], None] | None = None) -> str:
        """Return the hash, reading the file only if it is not known."""
        if found := self.known(path):
            return found
        if on_start:
            on_start()
        return self.read(path)

    def read(self, path: Path) -> str:
        """Return the hash of what the file holds now, known or not."""
        digest = file_hash(path)
        self.remember(path, digest)
        return digest

    def remember(self, path: Path, digest: str) -> None:
        """Note a hash that was computed elsewhere."""
        entries = self._all() | {str(path.resolve()): [*_stamp(path), digest]}
        with contextlib.suppress(OSError):
            self._file.parent.mkdir(parents=True, exist_ok=True)
            fresh = self._file.with_suffix(".new")
            fresh.write_text(json.dumps(entries), encoding="utf-8")
            fresh.replace(self._file)

    def _all(self) -> dict[str, list[Any]]:
        try:
            entries = json.loads(self._file.read_text(encoding="utf-8"))
        except (OSError, ValueError):
            return {}
        return entries if isinstance(entries, dict) else {}


def _stamp(path: Path) -> list[int]:
    stat = path.stat()
    return [stat.st_size, stat.st_mtime_ns]
