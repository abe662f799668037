"""The workbook we write, read by another program's rules."""

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

from app.exchange.workbook_file import write_sheet

texts = st.text(st.characters(exclude_categories=["Cc", "Cs", "Cn"], exclude_characters="\ufeff"), max_size=10)


@given(st.lists(st.lists(texts, min_size=1, max_size=4), max_size=4))
def test_every_text_is_read_back(tmp_path_factory: pytest.TempPathFactory, rows: list[list[str]]):
    path = tmp_path_factory.mktemp("xlsx") / "a.xlsx"

    write_sheet(path, "病案 <首页>", rows)

    sheet = load_workbook(path).worksheets[0]
    assert sheet.title == "病案 <首页>"
    for number, row in enumerate(rows, start=1):
        assert [sheet.cell(number, n).value or "" for n in range(1, len(row) + 1)] == row


def test_characters_no_workbook_may_hold_are_left_out(tmp_path: Path):
    write_sheet(tmp_path / "a.xlsx", "a", [["胸\x00\x0b痛\ud800"]])

    value = load_workbook(tmp_path / "a.xlsx").worksheets[0]["A1"].value
    assert value == "胸痛"
    assert not ILLEGAL_CHARACTERS_RE.search(str(value))


def test_the_same_rows_make_the_same_file(tmp_path: Path):
    for name in ("a", "b"):
        write_sheet(tmp_path / name, "a", [["x"]])

    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
