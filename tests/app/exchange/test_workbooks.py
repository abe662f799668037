"""XLSX files as rows."""

from datetime import datetime
from pathlib import Path
from typing import Any

import pytest
from openpyxl import Workbook

from app.errors import InputError
from app.exchange.rows import Fault, RawRow
from app.exchange.workbooks import xlsx_rows


def workbook(path: Path, rows: list[list[Any]]) -> Path:
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(row)  # type: ignore[union-attr]
    book.save(path)
    return path


def test_cells_keep_their_types(tmp_path: Path):
    day = datetime(2026, 1, 2)  # noqa: DTZ001 - a cell has no zone
    path = workbook(tmp_path / "a.xlsx", [["住院号", "入院日期", "主诉"], [12345, day, "胸痛"]])

    (row,) = xlsx_rows(path)

    assert row == RawRow(2, ("住院号", "入院日期", "主诉"), (12345, day, "胸痛"))


def test_blank_rows_are_passed_over_and_counted(tmp_path: Path):
    path = workbook(tmp_path / "a.xlsx", [["id", "主诉", None], [None, None], [1, "a"], [2, "b", "c"]])

    found = list(xlsx_rows(path))

    assert [(type(row), row.number) for row in found] == [(RawRow, 3), (Fault, 4)]


def test_a_file_that_is_no_workbook_is_refused(tmp_path: Path):
    path = tmp_path / "a.xlsx"
    path.write_bytes(b"PK\x03\x04 nothing")

    with pytest.raises(InputError, match="workbook"):
        list(xlsx_rows(path))
