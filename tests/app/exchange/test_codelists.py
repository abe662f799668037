"""Maps between books, and lists of codes."""

from pathlib import Path

import pytest

from app.errors import InputError
from app.exchange.codelists import read_code_list, read_crosswalk
from app.knowledge.entries import Finding
from app.knowledge.tables.rows import CrosswalkRow
from tests.app.exchange.files import csv_file, text_file
from tests.app.exchange.test_codetables import sheet

PAIRS = [("A01.001+K77.0*", "A01.001+K77.0*"), ("I10.x00x032", "I10.x05")]


def pairs(path: Path, said: dict[str, str] | None = None) -> list[tuple[str, str]]:
    return [(row.source, row.target) for row in read_crosswalk(path, said) if isinstance(row, CrosswalkRow)]


def test_a_map_is_read_with_a_header(tmp_path: Path):
    assert pairs(csv_file(tmp_path / "a.csv", PAIRS, ("国临编码", "医保编码"))) == PAIRS


def test_a_map_is_read_without_a_header(tmp_path: Path):
    rows = list(read_crosswalk(csv_file(tmp_path / "a.csv", PAIRS[1:], PAIRS[0])))

    assert rows == [CrosswalkRow(number, *pair) for number, pair in enumerate(PAIRS, start=1)]


def test_a_map_is_read_from_blank_separated_text(tmp_path: Path):
    text = "\n".join("  ".join(pair) for pair in PAIRS) + "\nI20.000\n\n"
    *_, last = read_crosswalk(text_file(tmp_path / "map.dat", text))

    assert pairs(tmp_path / "map.dat") == PAIRS
    assert last == Finding(3, "broken", "I20.000")


def test_a_map_is_read_from_a_workbook_with_names_between(tmp_path: Path):
    rows = [("国临编码", "国临名称", "医保编码"), *((source, "名", target) for source, target in PAIRS)]

    assert pairs(sheet(tmp_path / "a.xlsx", rows)) == PAIRS


def test_blanks_around_a_code_are_kept_for_the_report(tmp_path: Path):
    path = text_file(tmp_path / "a.csv", "from,to\nI10.x00, I10.x00\n")

    assert pairs(path) == [("I10.x00", " I10.x00")]


def test_the_columns_may_be_said(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", PAIRS, ("医保", "国临"))

    assert pairs(path, {"source": "国临", "target": "医保"}) == [(target, source) for source, target in PAIRS]


@pytest.mark.parametrize(
    ("said", "words"),
    [({"source": "国临"}, "a source and a target"), ({"source": "国临", "target": "无"}, "no column '无'")],
)
def test_columns_that_are_not_there_are_told(tmp_path: Path, said: dict[str, str], words: str):
    path = csv_file(tmp_path / "a.csv", PAIRS, ("国临", "医保"))

    with pytest.raises(InputError, match=words):
        pairs(path, said)


def test_a_file_with_one_column_of_codes_is_no_map(tmp_path: Path):
    with pytest.raises(InputError, match="1 columns of codes"):
        pairs(csv_file(tmp_path / "a.csv", [("I10.x00", "高血压")], ("编码", "名称")))


@pytest.mark.parametrize(
    "text", ["I10.x00\nE11.900\n", "编码,名称\nI10.x00,a\nE11.900,b\n", "I10.x00 93\nE11.900 999\n"]
)
def test_a_list_of_codes_is_read(tmp_path: Path, text: str):
    assert list(read_code_list(text_file(tmp_path / "grey.txt", text))) == ["I10.x00", "E11.900"]


def test_a_list_without_codes_is_refused(tmp_path: Path):
    with pytest.raises(InputError, match="no column of codes"):
        list(read_code_list(text_file(tmp_path / "grey.txt", "高血压\n糖尿病\n")))
