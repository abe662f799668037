"""The face sheet's table, safe to open in a spreadsheet and readable again by intake."""

import csv
import io
from pathlib import Path

import pytest

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.exchange.delivered import final_case
from app.exchange.delivery import write
from app.exchange.facesheet import safe
from app.exchange.golds import read_gold
from tests.app.exchange.cases import SETTLED, STAMP, all_cases, final, suggested, with_second
from tests.builders import CODER, NOON, record


def table(cases) -> list[dict[str, str]]:
    out = io.StringIO(newline="")
    write("csv", cases, out, STAMP)
    return list(csv.DictReader(io.StringIO(out.getvalue(), newline="")))


@pytest.mark.parametrize("cell", ["=1+1", "+86", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_what_a_spreadsheet_would_compute_is_escaped(cell: str):
    assert safe(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "I20.000", "2型糖尿病", "a=b", "1-2"])
def test_other_cells_stay_as_they_are(cell: str):
    assert safe(cell) == cell


def test_a_name_that_is_a_formula_does_no_harm():
    evil = Code("I20.000", '=HYPERLINK("x")', "自录")
    case = final_case(record("R1"), CodeSet(Diagnosis(evil)), None, CODER, NOON)

    assert table([case])[0]["主要诊断名称"] == '\'=HYPERLINK("x")'


def test_one_row_per_record_with_its_provenance():
    rows = table(all_cases())

    assert [row["病案标识"] for row in rows] == ["R1", "R2", "R3", "R4"]
    assert (rows[0]["其他诊断编码2"], rows[0]["其他诊断入院病情1"], rows[1]["其他诊断编码2"]) == (
        "I50.900x002",
        "1",
        "",
    )
    assert (rows[0]["编码员"], rows[1]["状态"], rows[0]["审计链首"]) == (CODER.name, "建议（未审核）", STAMP.audit_head)


def test_facts_are_written_as_numbers_and_dates():
    row = table([final()])[0]

    assert [row[name] for name in ("性别", "年龄", "入院日期", "出院日期", "离院方式")] == [
        "男",
        "67",
        "2025-02-20",
        "2025-02-28",
        "1",
    ]


def test_a_face_sheet_can_be_read_as_gold(tmp_path: Path):
    write("csv", [final()], tmp_path / "a.csv", STAMP)

    (gold,) = read_gold(tmp_path / "a.csv")

    assert (gold.principal, gold.others) == ("I20.000", ("I10.x00x032", "I50.900x002"))


def test_the_codes_of_a_second_book_have_columns_that_name_it():
    row = table([with_second()])[0]

    assert (row["其他诊断编码1"], row["其他诊断编码1（医保版2.0）"]) == ("I10.x00x032", SETTLED.code)
    assert (row["其他诊断名称1（医保版2.0）"], row["第二编码库"]) == (SETTLED.name, "医保版2.0")


def test_a_code_the_second_book_has_none_for_is_said():
    row = table([with_second()])[0]

    assert (row["其他诊断编码2（医保版2.0）"], row["其他诊断名称2（医保版2.0）"]) == ("", "（无对应编码）")


def test_cases_with_and_without_a_second_book_keep_their_columns():
    first, second = table([with_second(), suggested()])

    assert (first["主要诊断编码（医保版2.0）"], second["主要诊断编码（医保版2.0）"]) == ("I20.000", "")
    assert second["其他诊断编码1"] == "I10.x00x032"


def test_a_face_sheet_with_a_second_book_is_read_as_the_own_codes(tmp_path: Path):
    write("csv", [with_second()], tmp_path / "a.csv", STAMP)

    (gold,) = read_gold(tmp_path / "a.csv")

    assert (gold.principal, gold.others) == ("I20.000", ("I10.x00x032", "I50.900x002"))
