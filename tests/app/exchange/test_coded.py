"""Coded stays are read as they are: duplicates, 入院病情 and the patient's facts with them."""

from datetime import date
from pathlib import Path

import pytest

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.record import Patient, Sex
from app.errors import InputError
from app.exchange.coded import CodedStay, codes_of, read_coded, read_mark
from app.exchange.refusal import Refused
from tests.app.exchange.files import ccl25, json_file, text_file


def named(code: str, name: str, book: str) -> Code:
    return Code(code, name, book or "本院")


def read(path: Path) -> list[CodedStay | Refused]:
    return list(read_coded(path, named))


def codes(codes: CodeSet) -> tuple[str | None, list[str]]:
    return codes.principal_code, [each.code.code for each in codes.others]


def only(path: Path) -> CodedStay:
    (stay,) = read(path)
    assert isinstance(stay, CodedStay)
    return stay


def test_a_gold_keeps_its_duplicates(tmp_path):
    row = {"病案标识": "Z1", "主要诊断编码": "I20.000", "其他诊断编码": "E11.900;E11.900"}
    stay = only(json_file(tmp_path / "a.json", [row]))
    assert (stay.record_id, codes(stay.codes)) == ("Z1", ("I20.000", ["E11.900", "E11.900"]))


def test_a_face_sheet_brings_names_marks_and_facts(tmp_path):
    header = "病案标识,性别,年龄,入院日期,主要诊断编码,主要诊断名称,主要诊断入院病情"
    header += ",其他诊断编码1,其他诊断名称1,其他诊断入院病情1"
    stay = only(text_file(tmp_path / "a.csv", f"{header}\nZ1,女,63,2026-01-02,I20.000,心绞痛,有,E11.900,糖尿病,4\n"))
    assert stay.patient == Patient(Sex.FEMALE, 63, date(2026, 1, 2))
    assert stay.codes.principal == Diagnosis(Code("I20.000", "心绞痛", "本院"), OnAdmission.PRESENT)
    assert [each.on_admission for each in stay.codes.others] == [OnAdmission.ABSENT]
    assert stay.codes.others[0].code.name == "糖尿病"


def test_an_empty_numbered_column_is_no_diagnosis(tmp_path):
    text = "病案标识,主要诊断编码,其他诊断编码1,其他诊断编码2\nZ1,,E11.900,\n"
    assert codes(only(text_file(tmp_path / "a.csv", text)).codes) == (None, ["E11.900"])


def test_dxdesks_own_json(tmp_path):
    row = {
        "record_id": "Z1",
        "principal": {"code": "I20.000", "name": "心绞痛", "book": "甲", "on_admission": 1},
        "others": [{"code": "E11.900", "name": "", "book": "", "on_admission": None}],
    }
    stay = only(json_file(tmp_path / "a.json", [row]))
    assert stay.codes.principal == Diagnosis(Code("I20.000", "心绞痛", "甲"), OnAdmission.PRESENT)
    assert stay.codes.others == (Diagnosis(Code("E11.900", "", "本院")),)


def test_a_submission(tmp_path):
    row = {"病案标识": "Z1", "预测结果": "[I20.000|E11.900;K76.000]"}
    assert codes(only(json_file(tmp_path / "a.json", [row])).codes) == ("I20.000", ["E11.900", "K76.000"])


def test_facts_come_from_the_record_beside_it(tmp_path):
    json_file(tmp_path / "records.json", [ccl25("Z1") | {"性别": "男", "年龄": 70}])
    row = {"病案标识": "Z1", "主要诊断编码": "I20.000", "其他诊断编码": ""}
    assert only(json_file(tmp_path / "gold.json", [row])).patient == Patient(Sex.MALE, 70)


def test_a_row_that_cannot_be_read_is_refused_and_the_rest_goes_on(tmp_path):
    text = "病案标识,主要诊断编码,主要诊断入院病情\nZ1,I20.000,9\nZ2,I20.000,1\n"
    refused, stay = read(text_file(tmp_path / "a.csv", text))
    assert isinstance(refused, Refused)
    assert "入院病情" in refused.reason
    assert isinstance(stay, CodedStay)


def test_a_row_without_codes_is_refused(tmp_path):
    (refused,) = read(json_file(tmp_path / "a.json", [{"病案标识": "Z1", "主诉": "胸痛"}]))
    assert isinstance(refused, Refused)


def test_a_file_that_is_not_there_is_an_error(tmp_path):
    with pytest.raises(InputError, match="does not exist"):
        read(tmp_path / "no.json")


def test_a_folder_of_files_goes_on_past_a_broken_one(tmp_path):
    for number in (1, 2):
        row = {"病案标识": f"Z{number}", "主要诊断编码": "I20.000", "其他诊断编码": ""}
        json_file(tmp_path / f"{number}.json", [row])
    text_file(tmp_path / "0.csv", "")
    refused, *stays = read(tmp_path)
    assert isinstance(refused, Refused)
    assert [stay.record_id for stay in stays if isinstance(stay, CodedStay)] == ["Z1", "Z2"]


def test_a_folder_without_such_files_is_an_error(tmp_path):
    with pytest.raises(InputError, match="no file with codes"):
        read(tmp_path)


def test_codes_and_marks_of_one_line():
    found = codes_of("I20.000|E11.900;K76.000", named, "4|1;")
    assert [each.on_admission for each in (found.principal, *found.others) if each] == [4, 1, None]
    assert codes(codes_of("E11.900", named)) == (None, ["E11.900"])


def test_two_bars_are_an_error():
    with pytest.raises(InputError, match="more than one bar"):
        codes_of("A|B|C", named)


@pytest.mark.parametrize(("text", "mark"), [("1", 1), (" 4 ", 4), ("临床未确定", 2), ("n", 4), ("", None), ("-", None)])
def test_a_mark(text, mark):
    assert read_mark(text) == mark
