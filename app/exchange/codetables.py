"""A hospital's own code table comes in: CSV or XLSX, its header found and its rows as the index takes them."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from app.coding.record import Sex
from app.errors import InputError
from app.exchange.codecolumns import TableField, TableMapping, guess_table_mapping
from app.exchange.kinds import Kind, kind_of
from app.exchange.rows import Fault, Row, cell_text
from app.exchange.tables import csv_rows, first_lines
from app.knowledge.entries import Finding
from app.knowledge.tables.forms import is_number, looks_like_code
from app.knowledge.tables.rows import TableRow

HEADER_WITHIN = 12
"""Rows among which the header is looked for: titles in merged cells may stand above it."""
_SAMPLE = 8
_SEXES = {
    **dict.fromkeys(("男", "男性", "m", "male", "1"), Sex.MALE),
    **dict.fromkeys(("女", "女性", "f", "female", "2"), Sex.FEMALE),
}
_ANY_SEX = {"", "0", "9", "不限", "无", "all", "both", "-"}
_FLAG_WORDS = {"灰码": "grey", "灰": "grey"}
_YES = {"1", "是", "y", "yes", "true", "灰码", "√", "✓", "grey"}
_BETWEEN = re.compile(r"[,，;；、|/\s]+")
_AGES = re.compile(r"(\d+)\s*岁?\s*[-~－—至到]\s*(\d+)\s*岁?")
_FROM = re.compile(r"(?:≥|>=)\s*(\d+)\s*岁?")
_TO = re.compile(r"(?:≤|<=)\s*(\d+)\s*岁?")


@dataclass(frozen=True, slots=True)
class TablePreview:
    """What a person checks before an import: which row is the header, what its columns are, the first rows below."""

    mapping: TableMapping
    skipped: int
    """Rows above the header."""
    sample: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """A table file opened far enough to know how it is read; `top` holds its first rows as they stand."""

    path: Path
    kind: Kind
    encoding: str
    delimiter: str
    top: list[list[str]]

    def rows(self, skip: int) -> Iterator[Row]:
        """Read the rows below the header, which stands after `skip` rows."""
        if self.kind is Kind.XLSX:
            from app.exchange.workbooks import xlsx_rows  # noqa: PLC0415 - half a second that CSV need not wait

            return xlsx_rows(self.path, skip=skip)
        return csv_rows(self.path, self.encoding, skip=skip, delimiter=self.delimiter)


def open_sheet(path: Path, rows: int = HEADER_WITHIN) -> Sheet:
    """Look at a table file; raise InputError for what is no table."""
    try:
        kind, encoding = kind_of(path)
        if kind is Kind.XLSX:
            from app.exchange.workbooks import first_cells  # noqa: PLC0415 - as above

            return Sheet(path, kind, "", "", first_cells(path, rows))
        if kind in {Kind.CSV, Kind.TEXT}:
            top, delimiter = first_lines(path, encoding, rows)
            return Sheet(path, kind, encoding, delimiter, top)
    except OSError as error:
        raise InputError(
            f"{path} cannot be read: {error.strerror or error}.", "Check the path and its rights."
        ) from error
    raise InputError(f"{path.name} is no table of codes.", "Give a CSV or XLSX file with a column of codes.")


def read_code_table(
    path: Path, said: Mapping[str, str] | None = None
) -> tuple[TablePreview, Iterator[TableRow | Finding]]:
    """Find the header of a code table and give its rows; what cannot be one is a Finding. `said`: field → column.

    Raises InputError on a file that is no table or has no columns for codes and names.
    """
    sheet = open_sheet(path)
    skipped, mapping = _header(sheet, said or {})
    sample = tuple(tuple(row) for row in sheet.top[skipped + 1 : skipped + 1 + _SAMPLE])
    return TablePreview(mapping, skipped, sample), _rows(sheet, skipped, mapping)


def _header(sheet: Sheet, said: Mapping[str, str]) -> tuple[int, TableMapping]:
    """Return how many rows stand above the header, and what its columns are."""
    for above, cells in enumerate(sheet.top):
        if said and any(name.strip() in cells for name in said.values()):
            mapping = TableMapping.said(cells, said)
        else:
            mapping = guess_table_mapping(cells)
        if mapping.complete and not (said and set(said.values()) - set(cells)):
            return above, mapping
    first = next((cells for cells in sheet.top if any(cells)), list[str]())
    shown = ", ".join(filter(None, first))[:200]
    if said:
        raise InputError(f"No row names the columns {', '.join(said.values())}.", f"The first row is: {shown}.")
    if any(looks_like_code(cell.split()[0]) for cell in first if cell):
        raise InputError(f"The table has no header; its first row is: {shown}.", "Put a row above it: 编码,名称.")
    raise InputError(
        f"No row names a column of codes and one of names; the first row is: {shown or 'empty'}.",
        "Say which they are: --map code=列名 --map name=列名.",
    )


def _rows(sheet: Sheet, skipped: int, mapping: TableMapping) -> Iterator[TableRow | Finding]:
    for name in mapping.ignored:
        yield Finding(0, "unknown_column", name)
    places = {column.field: place for place, column in enumerate(mapping.columns)}
    for row in sheet.rows(skipped):
        if isinstance(row, Fault):
            yield Finding(row.number, "broken", row.error.message)
            continue
        code = row.values[places[TableField.CODE]]
        if code is not None and not isinstance(code, str):
            yield Finding(row.number, "number_as_code", str(code))
            continue
        cells = {field: cell_text(row.values[place]) for field, place in places.items() if place < len(row.values)}
        if _is_header(cells):
            yield Finding(row.number, "header_again", f"{cells[TableField.CODE]} {cells[TableField.NAME]}")
            continue
        yield from _row(row.number, cells)


def _is_header(cells: Mapping[TableField, str]) -> bool:
    """Say whether a row repeats the header (a second language, a new page)."""
    code, name = cells[TableField.CODE], cells[TableField.NAME]
    return not any(map(str.isdigit, code)) and guess_table_mapping((code, name)).complete


def _row(number: int, cells: Mapping[TableField, str]) -> Iterator[TableRow | Finding]:
    """Give one row, and what of it could not be read."""
    sex_said = cells.get(TableField.SEX, "").strip().lower()
    sex = _SEXES.get(sex_said)
    if sex is None and sex_said not in _ANY_SEX:
        yield Finding(number, "fact_not_read", f"sex {sex_said!r}")
    ages, unread = _ages(cells)
    if unread:
        yield Finding(number, "fact_not_read", f"age {unread!r}")
    yield TableRow(
        number=number,
        code=cells[TableField.CODE].strip(),
        name=cells[TableField.NAME],
        pinyin=cells.get(TableField.PINYIN, "").strip(),
        aliases=tuple(filter(None, map(str.strip, re.split("[;；|、\n]", cells.get(TableField.ALIASES, ""))))),
        sex=sex,
        age_from=ages[0],
        age_to=ages[1],
        flags=_flags(cells),
        definition=cells.get(TableField.DEFINITION, "").strip(),
        category=cells.get(TableField.CATEGORY, "").strip(),
        subcategory=cells.get(TableField.SUBCATEGORY, "").strip(),
    )


def _flags(cells: Mapping[TableField, str]) -> frozenset[str]:
    words = {_FLAG_WORDS.get(word, word.lower()) for word in _BETWEEN.split(cells.get(TableField.FLAGS, "")) if word}
    if cells.get(TableField.GREY, "").strip().lower() in _YES:
        words.add("grey")
    return frozenset(words)


def _ages(cells: Mapping[TableField, str]) -> tuple[tuple[int | None, int | None], str]:
    """Return youngest and oldest age in years, and what could not be read as one."""
    whole = cells.get(TableField.AGE, "").strip()
    if whole and (both := _AGES.fullmatch(whole)):
        return (int(both[1]), int(both[2])), ""
    limits = (_FROM.fullmatch(whole), _TO.fullmatch(whole))
    if whole and any(limits):
        return (int(limits[0][1]) if limits[0] else None, int(limits[1][1]) if limits[1] else None), ""
    sides = [cells.get(field, "").strip().removesuffix("岁") for field in (TableField.AGE_FROM, TableField.AGE_TO)]
    unread = whole or next((side for side in sides if side and not side.isdecimal()), "")
    youngest, oldest = (int(side) if side.isdecimal() else None for side in sides)
    return (youngest, oldest), unread


def codes_of_columns(top: Sequence[Sequence[str]]) -> tuple[int, ...]:
    """Return the columns most of whose cells are codes, leaving out a header."""
    width = max(map(len, top), default=0)
    found: list[int] = []
    for place in range(width):
        cells = [row[place] for row in top[1:] or top if place < len(row) and row[place]]
        if cells and sum(looks_like_code(cell) and not is_number(cell) for cell in cells) * 2 > len(cells):
            found.append(place)
    return tuple(found)
