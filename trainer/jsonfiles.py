"""JSON as every stage keeps it: a file whole or not at all, and lines of which a kill tears off the last at most."""

import json
import os
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any


def write_json(path: Path, content: object) -> None:
    """Write a JSON file whole or not at all."""
    _write_whole(path, (json.dumps(content, ensure_ascii=False, indent=1),))


def write_lines(path: Path, rows: Iterable[Mapping[str, Any]]) -> None:
    """Write a file of lines anew, whole or not at all: what was there stays until all of it is on the disk."""
    _write_whole(path, (json.dumps(row, ensure_ascii=False) for row in rows))


def add_line(path: Path, row: Mapping[str, Any], *, to_disk: bool = False) -> None:
    """Append one object as a line; `to_disk` waits until it is there, so that a kill cannot take it back."""
    with path.open("a", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps(row, ensure_ascii=False) + "\n")
        if to_disk:
            out.flush()
            os.fsync(out.fileno())


def read_lines(path: Path) -> list[dict[str, Any]]:
    """Return the objects of a file of lines, none where it is missing; a last line torn off by a kill is left out."""
    if not path.is_file():
        return []
    whole, _, _ = path.read_text(encoding="utf-8", errors="replace").rpartition("\n")
    return [json.loads(line) for line in whole.split("\n") if line]


def drop_torn_line(path: Path) -> None:
    """Cut a torn last line off a file, so that the next one begins on a line of its own; nothing is written anew."""
    if not path.is_file():
        return
    with path.open("r+b") as file:
        content = file.read()
        whole = content.rfind(b"\n") + 1
        if whole < len(content):
            file.truncate(whole)


def _write_whole(path: Path, lines: Iterable[str]) -> None:
    aside = path.with_name(f"{path.name}.tmp")
    with aside.open("w", encoding="utf-8", newline="\n") as out:
        out.writelines(f"{line}\n" for line in lines)
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)
