"""A hospital's own code table, as hospitals write it."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook

from app.coding.record import Sex
from app.errors import InputError
from app.exchange.codetables import codes_of_columns, read_code_table
from app.knowledge.entries import Finding
from app.knowledge.tables.rows import TableRow
from tests.app.exchange.files import csv_file, text_file

ROWS = (("I10.x00", "高血压"), ("I21.900", "急性心肌梗死"))


def sheet(path: Path, rows: Iterable[Iterable[object]], merged: str = "") -> Path:
    """Write a workbook whose first sheet holds these rows."""
    book = Workbook()
    assert book.active is not None
    for row in rows:
        book.active.append(list(row))
    if merged:
        book.active.merge_cells(merged)
    book.save(path)
    return path


def read(path: Path, said: dict[str, str] | None = None) -> tuple[list[TableRow], list[Finding]]:
    _, rows = read_code_table(path, said)
    given = list(rows)
    return [row for row in given if isinstance(row, TableRow)], [row for row in given if isinstance(row, Finding)]


def codes(path: Path, said: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(row.code, row.name) for row in read(path, said)[0]]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", "\t", ";"])
def test_csv_is_read_in_each_encoding(tmp_path: Path, encoding: str, delimiter: str):
    lines = "\n".join(delimiter.join(row) for row in (("编码", "名称"), *ROWS))

    assert codes(text_file(tmp_path / "a.csv", lines, encoding)) == list(ROWS)


def test_xlsx_is_read(tmp_path: Path):
    assert codes(sheet(tmp_path / "a.xlsx", (("编码", "名称"), *ROWS))) == list(ROWS)


def test_rows_keep_the_numbers_the_spreadsheet_shows(tmp_path: Path):
    rows = read(sheet(tmp_path / "a.xlsx", (("国家临床版", None), (None, None), ("编码", "名称"), *ROWS)))[0]

    assert [row.number for row in rows] == [4, 5]


def test_a_title_in_merged_cells_stands_above_the_header(tmp_path: Path):
    path = sheet(tmp_path / "a.xlsx", (("疾病分类与代码国家临床版2.0", None, None), ("编码", "名称", "备注")), "A1:C1")
    preview, _ = read_code_table(path)

    assert preview.skipped == 1
    assert preview.mapping.ignored == ("备注",)


def test_a_title_above_a_csv_header_is_skipped(tmp_path: Path):
    assert codes(text_file(tmp_path / "a.csv", "国家临床版2.0\n\n编码,名称\nI10.x00,高血压\n")) == [
        ("I10.x00", "高血压")
    ]


def test_a_second_header_row_is_no_row(tmp_path: Path):
    rows, findings = read(csv_file(tmp_path / "a.csv", [("code", "name"), *ROWS, ("编码", "名称")], ("编码", "名称")))

    assert len(rows) == 2
    assert [(found.row, found.what) for found in findings] == [(2, "header_again"), (5, "header_again")]


def test_a_grouping_row_above_the_header_is_skipped(tmp_path: Path):
    path = sheet(tmp_path / "a.xlsx", (("疾病", None, "其他"), ("编码", "名称", "备注"), *ROWS), "A1:B1")

    assert codes(path) == list(ROWS)


@pytest.mark.parametrize("cell", [401.9, 410, date(2020, 1, 1), True])
def test_a_code_that_became_a_number_is_said(tmp_path: Path, cell: object):
    rows, findings = read(sheet(tmp_path / "a.xlsx", (("编码", "名称"), (cell, "高血压"), *ROWS)))

    assert len(rows) == 2
    assert [(found.row, found.what) for found in findings] == [(2, "number_as_code")]


def test_a_code_in_merged_cells_is_given_without_one(tmp_path: Path):
    path = sheet(tmp_path / "a.xlsx", (("编码", "名称"), ("I10.x00", "高血压"), (None, "又称")), "A2:A3")

    assert [(row.number, row.code) for row in read(path)[0]] == [(2, "I10.x00"), (3, "")]


def test_broken_rows_are_said_and_the_rest_goes_on(tmp_path: Path):
    path = text_file(tmp_path / "a.csv", '编码,名称\nI10.x00,高血压\nI11,a,b,c\n"I12,坏\nI21.900,梗死\n')
    rows, findings = read(path)

    assert [row.code for row in rows] == ["I10.x00", "I21.900"]
    assert [(found.row, found.what) for found in findings] == [(3, "broken"), (4, "broken")]


def test_every_column_is_taken_in(tmp_path: Path):
    header = ("编码", "名称", "拼音码", "别名", "性别", "年龄下限", "年龄上限", "标志", "灰码", "说明", "科室")
    cells = ("O80.900", "顺产", "sc", "自然产；平产", "女", "10", "60岁", "MCC,本院", "是", "定义", "产科")
    (row,), findings = read(csv_file(tmp_path / "a.csv", [cells], header))

    assert (row.pinyin, row.aliases, row.sex, row.definition) == ("sc", ("自然产", "平产"), Sex.FEMALE, "定义")
    assert (row.age_from, row.age_to, row.flags) == (10, 60, {"mcc", "本院", "grey"})
    assert [(found.what, found.text) for found in findings] == [("unknown_column", "科室")]


@pytest.mark.parametrize(
    ("age", "limits"), [("15-49", (15, 49)), ("≥18岁", (18, None)), ("<=28", (None, 28)), ("", (None, None))]
)
def test_ages_are_read(tmp_path: Path, age: str, limits: tuple[int | None, int | None]):
    (row,), findings = read(csv_file(tmp_path / "a.csv", [("O80.900", "顺产", age)], ("编码", "名称", "年龄")))

    assert (row.age_from, row.age_to) == limits
    assert not findings


def test_what_of_a_row_cannot_be_read_is_said_and_the_row_kept(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("O80.900", "顺产", "双", "成年")], ("编码", "名称", "性别", "年龄"))
    rows, findings = read(path)

    assert len(rows) == 1
    assert [found.what for found in findings] == ["fact_not_read", "fact_not_read"]


def test_columns_may_be_said(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("x", "I10.x00", "高血压")], ("序", "甲", "乙"))

    assert codes(path, {"code": "甲", "name": "乙"}) == [("I10.x00", "高血压")]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty"),
        ("\n \n", "blanks"),
        ("甲,乙\n1,2\n", "No row names a column of codes"),
        ("I10.x00,高血压\nI21.900,梗死\n", "no header"),
        ('{"code": "I10.x00"}', "no table of codes"),
    ],
)
def test_what_is_no_code_table_is_refused(tmp_path: Path, text: str, said: str):
    with pytest.raises(InputError, match=said) as refused:
        read_code_table(text_file(tmp_path / "a.csv", text))

    assert refused.value.advice


def test_a_column_that_is_not_there_is_said(tmp_path: Path):
    with pytest.raises(InputError, match="No row names the columns 代号"):
        read_code_table(csv_file(tmp_path / "a.csv", ROWS, ("编码", "名称")), {"code": "代号"})


def test_a_missing_file_is_said(tmp_path: Path):
    with pytest.raises(InputError, match="cannot be read"):
        read_code_table(tmp_path / "none.csv")


def test_columns_of_codes_are_told_from_others():
    top = [
        ["国临编码", "名称", "医保编码", "年"],
        ["I10.x00", "高血压", "I10.x00", "2020"],
        ["I21.900", "梗死", "", "2021"],
    ]

    assert codes_of_columns(top) == (0, 2)
