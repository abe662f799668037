"""Deliveries as written: golden files, whole replacement, disk errors in words."""

import errno
import io
import json
import os
import sys
from pathlib import Path

import pytest
from openpyxl import load_workbook

from app.errors import InputError
from app.exchange.delivery import Format, submission_object, write
from app.exchange.submission import parse_submission
from tests.app.exchange.cases import (
    SETTLED,
    STAMP,
    all_cases,
    by_hand,
    final,
    suggested,
    with_second,
    without_principal,
)

GOLDEN = Path(__file__).parent / "golden"
TEXTS = [Format.CCL25, Format.CSV, Format.JSON, Format.FHIR]
SUFFIX = {Format.CCL25: "ccl25.json", Format.CSV: "csv", Format.JSON: "json", Format.FHIR: "fhir.json"}


@pytest.mark.parametrize("form", TEXTS)
def test_the_delivery_is_the_golden_one(form: Format, tmp_path: Path):
    out = tmp_path / "out"
    golden = GOLDEN / f"delivery.{SUFFIX[form]}"

    assert write(form, all_cases(), out, STAMP) == 4

    if os.environ.get("DXDESK_WRITE_GOLDEN"):
        golden.write_bytes(out.read_bytes())
    assert out.read_bytes() == golden.read_bytes()


@pytest.mark.parametrize("form", TEXTS)
def test_no_case_is_a_whole_file_too(form: Format, tmp_path: Path):
    out = tmp_path / "out"

    assert write(form, [], out, STAMP) == 0

    if form is Format.CSV:
        assert out.read_text("utf-8-sig").startswith("病案标识,")
    else:
        json.loads(out.read_text("utf-8"))


def test_a_stream_gets_what_the_file_gets_but_for_excels_mark(tmp_path: Path):
    stream = io.StringIO(newline="")

    write("csv", all_cases(), stream, STAMP)

    assert stream.getvalue().encode() == (GOLDEN / "delivery.csv").read_bytes().removeprefix(b"\xef\xbb\xbf")


def test_the_workbook_holds_what_the_csv_holds(tmp_path: Path):
    import csv

    write("xlsx", all_cases(), tmp_path / "a.xlsx", STAMP)

    sheet = load_workbook(tmp_path / "a.xlsx").worksheets[0]
    rows = [[cell or "" for cell in row] for row in sheet.iter_rows(values_only=True)]
    with (GOLDEN / "delivery.csv").open(encoding="utf-8-sig", newline="") as stream:
        assert rows == list(csv.reader(stream))


def test_a_suggestion_is_submitted_as_the_votes_agreed():
    assert submission_object(suggested()) == {"病案标识": "R2", "预测结果": "[I20.000|I10.x00x032]"}


def test_a_final_code_set_is_submitted_as_the_coder_left_it():
    assert submission_object(final())["预测结果"] == "[I20.000|I10.x00x032;I50.900x002]"


def test_without_a_principal_its_place_stays_empty():
    text = submission_object(without_principal())["预测结果"]

    assert text == "[|E11.900]"
    assert parse_submission(text) == (None, ("E11.900",))


def test_the_stable_keys_of_the_json():
    stream = io.StringIO()
    write("json", [suggested(), by_hand()], stream, STAMP)

    first, second = json.loads(stream.getvalue())

    assert set(first) >= {"record_id", "principal", "others", "possible", "rationale", "versions"}
    assert set(first["principal"]) >= {"code", "name", "book", "votes", "evidence"}
    assert set(first["principal"]["evidence"][0]) == {"section", "start", "end", "text"}
    assert [candidate["code"] for candidate in first["possible"]] == ["E11.900"]
    assert first["versions"]["audit_head"] == STAMP.audit_head
    assert (second["principal"]["votes"], second["principal"]["evidence"], second["possible"]) == (0, [], [])


def test_the_json_has_the_second_books_code_beside_each():
    stream = io.StringIO()
    write("json", [with_second()], stream, STAMP)

    (made,) = json.loads(stream.getvalue())

    assert made["others"][0]["second"] == {"code": SETTLED.code, "name": SETTLED.name, "book": "医保版2.0"}
    assert (made["others"][1]["second"], made["versions"]["second_book"]) == (None, "医保版2.0")


def test_the_submission_keeps_its_own_form_beside_a_second_book():
    assert submission_object(with_second()) == submission_object(final())


def test_an_unknown_format_and_a_workbook_to_a_stream_are_refused():
    with pytest.raises(InputError, match="not known"):
        write("xml", [], io.StringIO(), STAMP)
    with pytest.raises(InputError, match="needs a file"):
        write("xlsx", [], io.StringIO(), STAMP)


class FullDisk(io.StringIO):
    def write(self, text: str) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))


@pytest.mark.parametrize("form", TEXTS)
def test_a_full_disk_is_told_in_words(form: Format):
    with pytest.raises(InputError, match="cannot be written") as caught:
        write(form, all_cases(), FullDisk(), STAMP)

    assert "space" in caught.value.advice


@pytest.mark.skipif(sys.platform == "win32", reason="needs a limit on file sizes")
@pytest.mark.parametrize("form", list(Format))
def test_a_file_that_cannot_be_finished_leaves_the_old_one(form: Format, tmp_path: Path):
    import resource

    out = tmp_path / "out"
    out.write_text("old")
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (200, before[1]))
    try:
        with pytest.raises(InputError, match="cannot be written"):
            write(form, all_cases(), out, STAMP)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)

    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out"]


def test_a_place_that_is_no_folder_is_told_in_words(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(InputError, match="cannot be written"):
        write("json", [final()], tmp_path / "file" / "out.json", STAMP)


def test_a_case_that_breaks_while_writing_leaves_the_old_file(tmp_path: Path):
    out = tmp_path / "out.json"
    out.write_text("old")

    def broken():
        yield final()
        raise InputError("The store went away.")

    with pytest.raises(InputError, match="went away"):
        write("json", broken(), out, STAMP)

    assert out.read_text() == "old"
    assert [path.name for path in tmp_path.iterdir()] == ["out.json"]
