"""Lists that go with a code table: a map from one book's codes to another's, and plain lists of codes (灰码)."""

import re
from collections.abc import Iterator, Mapping
from pathlib import Path

from app.errors import InputError
from app.exchange.codetables import Sheet, codes_of_columns, open_sheet
from app.exchange.kinds import Kind
from app.exchange.rows import Fault, cell_text
from app.exchange.section_names import plain
from app.knowledge.entries import Finding
from app.knowledge.tables.forms import looks_like_code
from app.knowledge.tables.rows import CrosswalkRow

SIDES = ("source", "target")
_LOOKED_AT = 60
_BLANKS = re.compile(r"[ \t]+")


def read_crosswalk(path: Path, said: Mapping[str, str] | None = None) -> Iterator[CrosswalkRow | Finding]:
    """Read a map between two books: the first column of codes is the source, the second the target, unless said.

    Takes CSV, XLSX and blank-separated text, with or without a header; `said` gives the columns of source and target.
    Raises InputError on a file without two columns of codes.
    """
    sheet = open_sheet(path, _LOOKED_AT)
    source, target = _said(sheet, said) if said else _found(sheet)
    return (
        CrosswalkRow(number, cells[source], cells[target])
        if not isinstance(cells, str) and max(source, target) < len(cells)
        else Finding(number, "broken", cells if isinstance(cells, str) else " ".join(cells))
        for number, cells in _codes(sheet, source)
    )


def read_code_list(path: Path) -> Iterator[str]:
    """Read the codes of a file's first column of codes; raise InputError when it has none."""
    sheet = open_sheet(path, _LOOKED_AT)
    columns = codes_of_columns(_top(sheet))
    if not columns:
        raise InputError(f"{path.name} has no column of codes.", "Give a file with one code a line, or such a column.")
    for _, cells in _codes(sheet, columns[0]):
        if not isinstance(cells, str) and columns[0] < len(cells) and cells[columns[0]].strip():
            yield cells[columns[0]].strip()


def _top(sheet: Sheet) -> list[list[str]]:
    """Return the first rows, cut at blanks where nothing else cuts them."""
    return [_BLANKS.split(row[0]) for row in sheet.top if row] if _is_blank_cut(sheet) else sheet.top


def _is_blank_cut(sheet: Sheet) -> bool:
    return sheet.kind is Kind.TEXT and all(len(row) <= 1 for row in sheet.top)


def _found(sheet: Sheet) -> tuple[int, int]:
    columns = codes_of_columns(_top(sheet))
    if len(columns) < len(SIDES):
        raise InputError(
            f"{sheet.path.name} has {len(columns)} columns of codes; a map needs two.",
            "Give a table with a column for each book, or name them: --map source=列名 --map target=列名.",
        )
    return columns[0], columns[1]


def _said(sheet: Sheet, said: Mapping[str, str]) -> tuple[int, int]:
    """Return the columns of source and target by their names."""
    if set(said) != set(SIDES):
        raise InputError("A map has a source and a target.", "Say both: --map source=列名 --map target=列名.")
    header = [plain(cell) for cell in sheet.top[0]] if sheet.top else []
    missing = [name for name in said.values() if plain(name) not in header]
    if missing:
        shown = ", ".join(sheet.top[0]) if sheet.top else "none"
        raise InputError(f"There is no column {missing[0]!r}.", f"Columns: {shown}.")
    return header.index(plain(said["source"])), header.index(plain(said["target"]))


def _codes(sheet: Sheet, column: int) -> Iterator[tuple[int, list[str] | str]]:
    """Yield every row as its cells, or as why it has none; the header only where it is a row of codes itself."""
    if _is_blank_cut(sheet):
        with sheet.path.open(encoding=sheet.encoding) as stream:
            for number, line in enumerate(stream, start=1):
                if line.strip():
                    yield number, line.split()
        return
    first = sheet.top[0] if sheet.top else []
    if column < len(first) and looks_like_code(first[column]):
        yield 1, list(first)
    for row in sheet.rows(0):
        yield row.number, row.error.message if isinstance(row, Fault) else list(map(cell_text, row.values))
