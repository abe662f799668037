"""Delimited tables as rows."""

import csv
import io
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.refusal import RECORD_LIMIT
from app.exchange.rows import Fault, RawRow, Row
from app.exchange.tables import csv_rows, ends_quoted, sniff


def rows(path: Path, text: str) -> list[Row]:
    path.write_bytes(text.encode())
    return list(csv_rows(path, "utf-8"))


def values(found: list[Row]) -> list[tuple[object, ...]]:
    return [row.values for row in found if isinstance(row, RawRow)]


cells = st.text(alphabet='a胸"，,;\n\r\t', max_size=8)


@given(st.lists(st.tuples(cells, cells, cells).filter(any), max_size=6))
def test_what_the_csv_module_writes_is_read(tmp_path_factory: pytest.TempPathFactory, table: list[tuple[str, ...]]):
    text = io.StringIO(newline="")
    csv.writer(text).writerows([("id", "主诉", "现病史"), *table])

    assert values(rows(tmp_path_factory.mktemp("csv") / "a.csv", text.getvalue())) == table


@pytest.mark.parametrize("mark", [",", "\t", ";", "|"])
def test_the_delimiter_is_found(mark: str):
    assert sniff(mark.join(("病案标识", "主诉", "现病史", "a,b")).replace("a,b", '"a,b"')) == mark


def test_rows_are_numbered_as_a_spreadsheet_numbers_them(tmp_path: Path):
    found = rows(tmp_path / "a.csv", 'id,主诉\n\n1,"a\nb"\n2,c\n')

    assert [row.number for row in found] == [3, 4]


def test_missing_cells_at_the_end_are_empty(tmp_path: Path):
    assert values(rows(tmp_path / "a.csv", "id,主诉,现病史\n1,a\n")) == [("1", "a", "")]


def test_too_many_cells_are_a_fault_and_the_rest_goes_on(tmp_path: Path):
    found = rows(tmp_path / "a.csv", "id,主诉\n1,a,b,c\n2,d\n3,e,,\n")

    assert [type(row) for row in found] == [Fault, RawRow, RawRow]
    assert "4 cells, the header 2" in found[0].error.message  # type: ignore[union-attr]


@pytest.mark.parametrize("tail", ["", '7,"g"\n8,h\n'])
def test_a_quote_that_is_never_closed_takes_one_row_only(tmp_path: Path, tail: str):
    found = rows(tmp_path / "a.csv", 'id,主诉\n1,a\n2,"b\n3,c\n4,d\n5,e\n6,f\n' + tail)

    assert [row.number for row in found if isinstance(row, Fault)] == [3]
    assert [value[0] for value in values(found)] == [*"13456", *("78" if tail else "")]


def test_a_quote_inside_a_cell_is_a_letter(tmp_path: Path):
    assert values(rows(tmp_path / "a.csv", 'id,主诉\n1,身高5"\n2,b\n')) == [("1", '身高5"'), ("2", "b")]


@pytest.mark.parametrize("opening", ["", '"'])
def test_an_endless_cell_is_passed_over(tmp_path: Path, opening: str):
    long = "x" * (RECORD_LIMIT + 10)

    found = rows(tmp_path / "a.csv", f"id,主诉\n1,{opening}{long}{opening}\n2,b\n")

    assert [type(row) for row in found] == [Fault, RawRow]
    assert "longer" in found[0].error.message  # type: ignore[union-attr]


def test_an_endless_cell_of_many_lines_is_passed_over(tmp_path: Path):
    long = ("x" * 99 + "\n") * (RECORD_LIMIT // 50)

    found = rows(tmp_path / "a.csv", f'id,主诉,c\n1,"{long}",\n2,b,\n')

    assert [type(row) for row in found] == [Fault, RawRow]


@given(st.text(alphabet='a,"\n', max_size=20))
def test_the_end_of_a_line_is_judged_as_the_csv_module_does(line: str):
    line = line.replace("\n", "")
    read = next(csv.reader([line + "\n", "X\n"]), [])

    assert ends_quoted(line + "\n", ",", quoted=False) == any("X" in cell for cell in read)
