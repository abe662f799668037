"""XLSX files as rows, streamed; imported only when one is read, because openpyxl is slow to load."""

import warnings
from collections.abc import Iterator
from pathlib import Path
from zipfile import BadZipFile

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from app.errors import InputError
from app.exchange.rows import Row, cell_text, fit, header_of


def xlsx_rows(path: Path) -> Iterator[Row]:
    """Read the first sheet of a workbook whose first row names the columns."""
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
        sheet.reset_dimensions()
        names: tuple[str, ...] = ()
        for number, cells in enumerate(sheet.iter_rows(values_only=True), start=1):
            if not names:
                names = header_of([cell_text(cell) for cell in cells])
                continue
            row = fit(number, names, cells)
            if row is not None:
                yield row
    finally:
        book.close()
