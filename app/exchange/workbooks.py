"""XLSX files as rows, streamed; imported only when one is read, because openpyxl is slow to load."""

import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException
from openpyxl.worksheet.worksheet import Worksheet

from app.errors import InputError
from app.exchange.rows import Row, cell_text, fit, header_of


def xlsx_rows(path: Path, *, skip: int = 0) -> Iterator[Row]:
    """Read the first sheet of a workbook; the first row after `skip` others names the columns."""
    with _sheet(path) as sheet:
        names: tuple[str, ...] = ()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if number <= skip:
                continue
            if not names:
                names = header_of([cell_text(cell) for cell in cells])
                continue
            row = fit(number, names, cells)
            if row is not None:
                yield row


def first_cells(path: Path, count: int) -> list[list[str]]:
    """Return the first rows of the first sheet as they stand; of merged cells the first holds the text."""
    with _sheet(path) as sheet:
        return [[cell_text(cell).strip() for cell in row] for row in sheet.iter_rows(max_row=count, values_only=True)]


@contextmanager
def _sheet(path: Path) -> Generator[Worksheet]:
    """Open a workbook's first sheet for reading row by row; raise InputError when there is none."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # openpyxl warns about styles and validations, which no record has
            book = load_workbook(path, read_only=True, data_only=True)
    except (InvalidFileException, BadZipFile, KeyError, ValueError, OSError) as error:
        raise InputError("It is not a workbook that can be opened.", "Save it again as .xlsx or CSV UTF-8.") from error
    try:
        sheet = book.worksheets[0] if book.worksheets else None
        if sheet is None:
            raise InputError("The workbook has no sheet.", "Put the records on its first sheet.")
        sheet.reset_dimensions()  # pyright: ignore[reportAttributeAccessIssue] - of a sheet opened read-only
        yield sheet
    finally:
        book.close()
