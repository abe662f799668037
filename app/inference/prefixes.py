"""Prefix KV files: the instructions' and lists' KV on disk, so that no record pays for them again.

A file's name is a hash of everything it depends on (model, adapter, runtime, KV type, tokens: the prompt's version
changes the tokens) and a hash of its content; what does not match is dropped and made anew.
"""

import contextlib
import hashlib
import json
import os
from collections.abc import Callable, Sequence
from pathlib import Path

KEEP = 8
"""Files kept, newest first."""
KEEP_BYTES = 2 << 30


class PrefixFiles:
    """The prefix files of one model in one folder."""

    def __init__(self, folder: Path, parts: tuple[str, ...]) -> None:
        self._folder = folder
        self._parts = parts

    def key(self, tokens: Sequence[int]) -> str:
        """Return the hash a prefix is filed under."""
        return hashlib.sha256(json.dumps([self._parts, list(tokens)]).encode()).hexdigest()[:32]

    def find(self, tokens: Sequence[int]) -> Path | None:
        """Return the whole and unspoilt file of a prefix; drops a spoilt one."""
        for path in self._folder.glob(f"{self.key(tokens)}-*.kv"):
            if path.stem.rpartition("-")[2] == _digest(path):
                with contextlib.suppress(OSError):
                    os.utime(path)
                return path
            self.drop(path)
        return None

    def keep(self, tokens: Sequence[int], write: Callable[[Path], bool]) -> None:
        """Write a prefix to its file, whole or not at all; old ones make room."""
        key = self.key(tokens)
        fresh = self._folder / f"{key}.{os.getpid()}.new"
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            if write(fresh):
                fresh.replace(self._folder / f"{key}-{_digest(fresh)}.kv")
            self._make_room()
        except OSError:
            pass
        finally:
            self.drop(fresh)

    @staticmethod
    def drop(path: Path) -> None:
        """Delete a file if it is there."""
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)

    def _make_room(self) -> None:
        files = sorted(self._folder.glob("*.kv"), key=lambda path: -path.stat().st_mtime)
        total = 0
        for position, path in enumerate(files):
            total += path.stat().st_size
            if position >= KEEP or total > KEEP_BYTES:
                self.drop(path)


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()[:16]
    except OSError:
        return ""
