"""CSV and TSV files as rows, streamed; one broken row never takes the next one with it."""

import csv
from collections.abc import Iterator
from pathlib import Path
from typing import TextIO

from app.errors import InputError
from app.exchange.columns import Field, guess_mapping
from app.exchange.refusal import CUT_ADVICE, RECORD_LIMIT, TOO_LONG
from app.exchange.rows import WIDEST, Fault, Row, fit, header_of

DELIMITERS = (",", "\t", ";", "|")
_PIECE = 1 << 20


def csv_rows(path: Path, encoding: str, *, skip: int = 0, delimiter: str = "") -> Iterator[Row]:
    """Read a delimited table; the first row after `skip` others names the columns; the file's first row is row 1."""
    csv.field_size_limit(RECORD_LIMIT)  # the csv module's own limit is one per process
    if not delimiter:
        with path.open(encoding=encoding, newline="") as stream:
            header_text = next((line for line in iter(lambda: stream.readline(RECORD_LIMIT), "") if line.strip()), "")
        delimiter = sniff(header_text)
    with path.open(encoding=encoding, newline="") as stream:
        lines = _Lines(stream, delimiter)
        names: tuple[str, ...] = ()
        for number, physical in enumerate(lines, start=1):
            row = _csv_row(number, physical, delimiter)
            if number <= skip:
                continue
            if isinstance(row, Fault):
                yield row
            elif not names:
                names = header_of(row)
                lines.width = len(names)
            else:
                fitted = fit(number, names, row)
                doubtful = isinstance(fitted, Fault) or not _strict(physical, delimiter)
                if doubtful and lines.reconsider(physical):
                    fitted = Fault(number, _unclosed())
                if fitted is not None:
                    yield fitted


def sniff(header: str) -> str:
    """Choose the delimiter under which the header names most of what a record has, then the one with most cells."""

    def worth(delimiter: str) -> tuple[int, int]:
        try:
            cells = next(csv.reader([header], delimiter=delimiter), list[str]())[:WIDEST]
        except csv.Error:
            return (0, 0)
        known = sum(column.field is not Field.IGNORED for column in guess_mapping(cells).columns)
        return (known, len(cells))

    return max(DELIMITERS, key=worth)


def first_lines(path: Path, encoding: str, count: int) -> tuple[list[list[str]], str]:
    """Return the first rows of a delimited table as they stand, and the delimiter that cuts them into most cells."""
    with path.open(encoding=encoding, newline="") as stream:
        lines = [line for line in (stream.readline(RECORD_LIMIT) for _ in range(count)) if line]

    def cut(delimiter: str) -> list[list[str]]:
        try:
            return [[cell.strip() for cell in row] for row in csv.reader(lines, delimiter=delimiter)]
        except csv.Error:
            return []

    delimiter = max(DELIMITERS, key=lambda delimiter: sum(map(len, cut(delimiter))))
    return cut(delimiter), delimiter


def names_columns(header: str) -> bool:
    """Say whether a text's first line is a table's header: a record_id and at least one section."""
    try:
        guess_mapping(next(csv.reader([header], delimiter=sniff(header)), list[str]())).check()
    except (InputError, csv.Error):
        return False
    return True


def _csv_row(number: int, physical: "list[str] | InputError", delimiter: str) -> list[str] | Fault:
    """Parse the physical lines of one row."""
    if isinstance(physical, InputError):
        return Fault(number, physical)
    try:
        return next(csv.reader(physical, delimiter=delimiter), list[str]())
    except csv.Error as error:
        return Fault(number, InputError(f"It cannot be read: {error}.", CUT_ADVICE))


def _strict(physical: "list[str] | InputError", delimiter: str) -> bool:
    """Say whether a row of several lines closes its quotes where cells end; if not, a quote may have swallowed rows."""
    if isinstance(physical, InputError) or len(physical) == 1:
        return True
    try:
        next(csv.reader(physical, delimiter=delimiter, strict=True), None)
    except csv.Error:
        return False
    return True


def _unclosed() -> InputError:
    return InputError("A quote is opened and not closed.", "Export the table again with quoted cells.")


class _Lines:
    """The rows of a delimited text as lists of physical lines: a quoted cell may hold line ends.

    The text of a row longer than RECORD_LIMIT is not kept. When a quote is never closed, the lines behind it are
    read as rows again if they look like rows of `width` cells.
    """

    def __init__(self, stream: TextIO, delimiter: str) -> None:
        self._stream = stream
        self._delimiter = delimiter
        self._back: list[str] = []
        self.width = 0

    def __iter__(self) -> Iterator[list[str] | InputError]:
        """Iterate the rows, an InputError for one that cannot be one."""
        while (row := self._row()) is not None:
            yield row

    def reconsider(self, physical: "list[str] | InputError") -> bool:
        """Take back the lines after the first where they look like rows of their own, and say whether they do."""
        if isinstance(physical, InputError) or not self._look_like_rows(physical[1:]):
            return False
        self._back.extend(reversed(physical[1:]))
        return True

    def _row(self) -> list[str] | InputError | None:
        kept: list[str] = []
        size = 0
        quoted = False
        while line := self._line():
            quoted = ends_quoted(line, self._delimiter, quoted=quoted)
            size += len(line)
            if size <= RECORD_LIMIT or not kept:
                kept.append(line if size <= RECORD_LIMIT else "")
            elif self._look_like_rows([*kept[1:], line]):
                self.reconsider([*kept, line])
                return _unclosed()
            else:
                kept = [""]
            if not quoted and line.endswith(("\n", "\r")):
                break
        if size == 0:
            return None
        if size > RECORD_LIMIT:
            return InputError(TOO_LONG, CUT_ADVICE)
        if quoted:
            self.reconsider(kept)
            return _unclosed()
        return kept

    def _line(self) -> str:
        return self._back.pop() if self._back else self._stream.readline(_PIECE)

    def _look_like_rows(self, lines: list[str]) -> bool:
        alike = sum(line.count(self._delimiter) == self.width - 1 for line in lines)
        return self.width > 1 and alike > 0 and alike * 2 >= len(lines)


def ends_quoted(line: str, delimiter: str, *, quoted: bool) -> bool:
    """Say whether a quoted cell is still open at the end of a line; quotes open only where a cell starts."""
    at = 0
    while True:
        if quoted:
            at = line.find('"', at)
            if at < 0:
                return True
            doubled = line.startswith('""', at)
            at += 2 if doubled else 1
            quoted = doubled
        elif at == 0 and line.startswith('"'):
            quoted, at = True, 1
        else:
            at = line.find(delimiter + '"', at)
            if at < 0:
                return False
            quoted, at = True, at + 2
