"""JSON as every stage keeps it: a file whole or not at all, and lines of which a kill tears off the last at most."""

import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any


def write_json(path: Path, content: object) -> None:
    """Write a JSON file whole or not at all."""
    aside = path.with_name(f"{path.name}.tmp")
    with aside.open("w", encoding="utf-8", newline="\n") as out:
        out.write(json.dumps(content, ensure_ascii=False, indent=1) + "\n")
        out.flush()
        os.fsync(out.fileno())
    aside.replace(path)


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
    """Take a torn last line off a file, so that the next one begins on a line of its own."""
    text = path.read_text(encoding="utf-8", errors="replace") if path.is_file() else ""
    whole, _, torn = text.rpartition("\n")
    if torn:
        path.write_text(whole + "\n" if whole else "", encoding="utf-8", newline="\n")
