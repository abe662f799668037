"""A row as every format gives it: named cells, or why it could not be read; and the one cleaning of texts."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from app.errors import InputError

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufeff\ud800-\udfff\ufffe\uffff]")
WIDEST = 2_000
"""Columns a table of records may have."""
_NOTHING = {"nan", "null", "none", "<na>", "#n/a"}


@dataclass(frozen=True, slots=True)
class RawRow:
    """One row (1-based, as the program that shows the file counts it) as named cells in the file's order."""

    number: int
    names: tuple[str, ...]
    values: tuple[object, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """A row that could not be read as one; number 0 is the file itself."""

    number: int
    error: InputError


Row = RawRow | Fault


def clean(text: str) -> tuple[str, bool]:
    """Return text with plain line ends and without control characters, and whether any were there."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    cleaned = _CONTROL.sub("", text)
    return cleaned, len(cleaned) != len(text)


def cell_text(value: object) -> str:
    """Return a cell as text: NaN and null are empty, 3.0 is 3, a list of texts its lines.

    Raises InputError on a nested object: a record's section is a text.
    """
    if isinstance(value, str):
        return "" if value.strip().casefold() in _NOTHING else _unescaped(value)
    if value is None or value != value:  # noqa: PLR0124 - NaN is what is not equal to itself
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, dict):
        raise InputError("A field holds a nested object.", "Give every section as one text.")
    if isinstance(value, list):
        items: list[object] = value  # pyright: ignore[reportUnknownVariableType] - JSON's own type
        if any(isinstance(item, dict | list) for item in items):
            raise InputError("A field holds a nested list.", "Give every section as one text.")
        return "\n".join(filter(None, map(cell_text, items)))
    return str(value)


def _unescaped(text: str) -> str:
    """Take back the apostrophe that our own tables put before what a spreadsheet would compute."""
    return text[1:] if text[:1] == "'" and text[1:2] in {"=", "+", "-", "@"} else text


def header_of(cells: Sequence[str]) -> tuple[str, ...]:
    """Return the column names, without the empty ones at the end; empty when the row is blank."""
    names = [cell.strip() for cell in cells]
    while names and not names[-1]:
        names.pop()
    if len(names) > WIDEST:
        raise InputError(f"The header has {len(names)} columns.", "Check that this is the table of records.")
    return tuple(names)


def fit(number: int, names: tuple[str, ...], cells: Sequence[object]) -> Row | None:
    """Fit cells to the header: missing ones at the end are empty, blank rows None, filled ones beyond it a fault."""
    if all(cell is None or cell == "" for cell in cells):
        return None
    beyond = [cell for cell in cells[len(names) :] if cell not in (None, "")]
    if beyond:
        return Fault(
            number,
            InputError(f"It has {len(cells)} cells, the header {len(names)}.", "Quote cells that hold the delimiter."),
        )
    padded = (*cells[: len(names)], *("",) * (len(names) - len(cells)))
    return RawRow(number, names, padded)
