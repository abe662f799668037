"""Hospital files become Records; every bad input is refused in words and the rest goes in."""

import json
import os
import zipfile
from datetime import date
from pathlib import Path

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook

from app.coding.record import Disposition, Patient, Record, Sex
from app.exchange.columns import Field, guess_mapping
from app.exchange.facesheet import safe
from app.exchange.intake import read_files, read_header
from app.exchange.refusal import RECORD_LIMIT, Refused
from tests.app.exchange.files import (
    HEADER,
    ccl25,
    csv_file,
    json_file,
    noticed,
    only_refusal,
    pdf_file,
    refused,
    taken,
    text_file,
    texts_of,
)


def test_a_ccl25_file_is_read_with_nan_and_null_as_empty(tmp_path: Path):
    path = json_file(tmp_path / "a.json", [ccl25(既往史=float("nan"), 个人史=None, 家族史="NaN", 婚姻史=" ")])

    (record,) = taken(path)

    assert texts_of(record) == {"主诉": "胸痛3天", "现病史": "3天前活动后胸痛。"}


def test_sections_come_in_reading_order_and_facts_with_them(tmp_path: Path):
    facts = {"性别": "女", "年龄": "67岁", "入院日期": "2026-01-02", "出院日期": "20260109", "离院方式": "医嘱离院"}
    path = json_file(tmp_path / "a.json", {"出院医嘱": "休息", **ccl25(), **facts})

    (record,) = taken(path)

    assert [section.name for section in record.sections] == ["主诉", "现病史", "出院医嘱"]
    assert record.patient == Patient(Sex.FEMALE, 67, date(2026, 1, 2), date(2026, 1, 9), Disposition.HOME)


def test_labels_in_the_same_object_are_no_part_of_the_record(tmp_path: Path):
    path = json_file(tmp_path / "a.json", [ccl25(主要诊断编码="I20.000", 其他诊断编码="E11.900")])

    assert "I20" not in str(taken(path))
    assert noticed(path) == []


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030", "utf-16"])
def test_tables_in_every_encoding(tmp_path: Path, encoding: str):
    path = csv_file(tmp_path / "a.csv", [("ZY1", "男", "65岁", "胸痛，\n大汗", "三天前")], encoding=encoding)

    (record,) = taken(path)

    assert (record.record_id, record.patient.age, record.text("主诉")) == ("ZY1", 65, "胸痛，\n大汗")


def test_a_workbook_is_read(tmp_path: Path):
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append(["住院号", "性别", "年龄", "主诉"])
    sheet.append([20260001, "男", 65, "胸痛"])
    book.save(tmp_path / "a.xlsx")

    (record,) = taken(tmp_path / "a.xlsx")

    assert (record.record_id, record.patient.sex, record.text("主诉")) == ("20260001", Sex.MALE, "胸痛")


def test_a_folder_holds_one_record_per_document(tmp_path: Path):
    text_file(tmp_path / "ZY1.txt", "姓名：某 性别：男 年龄：65岁\n主诉：胸痛\n现病史：三天", "gb18030")
    pdf_file(tmp_path / "ZY2.pdf", ["主诉：胸闷气短三天", "现病史：活动后加重"])
    document = Document()
    document.add_paragraph("【主诉】心悸")
    document.save(str(tmp_path / "ZY3.docx"))
    (tmp_path / "inner").mkdir()
    json_file(tmp_path / "inner" / "a.json", [ccl25("ZY4")])

    records = {record.record_id: record for record in taken(tmp_path)}

    assert sorted(records) == ["ZY1", "ZY2", "ZY3", "ZY4"]
    assert records["ZY1"].patient == Patient(Sex.MALE, 65)
    assert [records[f"ZY{n}"].text("主诉") for n in (1, 2, 3)] == ["胸痛", "胸闷气短三天", "心悸"]


def test_a_table_is_known_by_its_content_not_its_suffix(tmp_path: Path):
    assert taken(csv_file(tmp_path / "a.txt", [("ZY1", "男", "65", "胸痛", "")]))[0].record_id == "ZY1"
    assert taken(json_file(tmp_path / "b.txt", [ccl25("ZY2")]))[0].record_id == "ZY2"


def test_a_chosen_mapping_is_used(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("7", "胸痛", "x")], ("号", "说明", "备注"))
    mapping = guess_mapping(read_header(path)).assign("号", Field.RECORD_ID).assign("说明", Field.SECTION, "主诉")

    (record,) = [each for each in read_files([path], mapping) if isinstance(each, Record)]

    assert (record.record_id, record.text("主诉")) == ("7", "胸痛")


def test_a_column_of_whole_texts_is_cut_at_its_headings(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("ZY1", "主诉：胸痛\n现病史：三天前"), ("ZY2", "没有标题")], ("id", "病历"))

    assert [texts_of(record) for record in taken(path)] == [
        {"主诉": "胸痛", "现病史": "三天前"},
        {"病历全文": "没有标题"},
    ]


def test_unknown_columns_are_reported(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("ZY1", "胸痛", "9", "8")], ("病案标识", "主诉", "费用", "床号"))

    (notice,) = noticed(path)

    assert notice.text == "Columns not taken in: 费用, 床号."


def test_control_characters_are_removed_and_noted(tmp_path: Path):
    path = text_file(tmp_path / "a.json", json.dumps([ccl25(主诉="胸\u0000痛\ud800\x1b[2J\r\n三天")]))

    assert taken(path)[0].text("主诉") == "胸痛[2J\n三天"
    assert [notice.text for notice in noticed(path)] == ["Control characters were removed from it."]


def test_a_fact_that_is_not_understood_is_noted_and_left_open(tmp_path: Path):
    path = csv_file(tmp_path / "a.csv", [("ZY1", "男", "古稀", "胸痛", "")])

    assert taken(path)[0].patient == Patient(Sex.MALE)
    assert "古稀" in noticed(path)[0].text


@given(st.sampled_from("=+-@"), st.text(alphabet="SUM(1)", min_size=1, max_size=5))
def test_what_our_tables_escape_is_read_back(tmp_path_factory: pytest.TempPathFactory, mark: str, rest: str):
    path = csv_file(tmp_path_factory.mktemp("t") / "a.csv", [(safe(mark + rest), "", "", "胸痛", "")])

    assert taken(path)[0].record_id == mark + rest


def test_reading_is_lazy(tmp_path: Path):
    good = json_file(tmp_path / "a.json", [ccl25()])
    results = read_files(iter([good, tmp_path / "absent.json"]))

    assert isinstance(next(results), Record)
    assert isinstance(next(results), Refused)


class TestBadInput:
    """Each refusal names file and row, the reason and what to do."""

    def test_an_empty_file(self, tmp_path: Path):
        assert only_refusal(text_file(tmp_path / "a.csv", "")).reason == "It is empty."

    def test_a_file_of_blanks(self, tmp_path: Path):
        assert "blanks" in only_refusal(text_file(tmp_path / "a.txt", " \n\t\n")).reason

    def test_a_header_without_rows(self, tmp_path: Path):
        assert "no records" in only_refusal(csv_file(tmp_path / "a.csv", [])).reason

    def test_a_file_that_is_not_there(self, tmp_path: Path):
        assert "cannot be read" in only_refusal(tmp_path / "absent.csv").reason

    def test_a_wrong_encoding(self, tmp_path: Path):
        path = csv_file(tmp_path / "a.csv", [("1", "Sjögren à")], ("id", "HPI"), encoding="latin-1")

        assert "encoding" in only_refusal(path).reason

    def test_a_field_of_50_megabytes(self, tmp_path: Path):
        long = "胸" * (50 * 2**20 // 3)
        rows = [("ZY1", "", "", long, ""), ("ZY2", "", "", "胸痛", "")]
        path = csv_file(tmp_path / "a.csv", rows)

        bad, good = read_files([path])

        assert isinstance(bad, Refused)
        assert (bad.row, f"{RECORD_LIMIT:,}" in bad.reason) == (2, True)
        assert isinstance(good, Record)

    def test_a_record_too_long_in_several_fields(self, tmp_path: Path):
        part = "胸" * (RECORD_LIMIT // 2 + 1)

        assert "longer" in only_refusal(json_file(tmp_path / "a.json", [ccl25(主诉=part, 现病史=part)])).reason

    def test_a_text_file_too_long_for_a_record(self, tmp_path: Path):
        assert "longer" in only_refusal(text_file(tmp_path / "a.txt", "胸" * (2 * RECORD_LIMIT))).reason

    def test_a_table_without_an_id_column(self, tmp_path: Path):
        refusal = only_refusal(csv_file(tmp_path / "a.csv", [("胸痛", "x")], ("主诉", "现病史")))

        assert "病案标识" in refusal.reason
        assert refusal.row == 0

    def test_a_row_without_id_and_a_row_without_text(self, tmp_path: Path):
        path = csv_file(
            tmp_path / "a.csv", [("", "", "", "胸痛", ""), ("ZY2", "男", "", "", ""), ("ZY3", "", "", "胸痛", "")]
        )

        assert [(each.row, each.reason) for each in refused(path)] == [
            (2, "It has no 病案标识."),
            (3, "It has no text in any section."),
        ]
        assert sum(isinstance(each, Record) for each in read_files([path])) == 1

    def test_an_id_twice_in_one_file(self, tmp_path: Path):
        path = json_file(tmp_path / "a.json", [ccl25("ZY1"), ccl25("ZY1", 主诉="别的"), ccl25("ZY2")])

        (refusal,) = refused(path)

        assert (refusal.row, "row 1 went in" in refusal.reason) == (2, True)

    def test_an_id_in_two_files_is_an_update_for_the_store_to_ask_about(self, tmp_path: Path):
        first = json_file(tmp_path / "a.json", [ccl25("ZY1")])
        second = json_file(tmp_path / "b.json", [ccl25("ZY1")])

        assert len(taken(first, second)) == 2

    def test_two_documents_of_one_name_in_a_folder(self, tmp_path: Path):
        text_file(tmp_path / "ZY1.txt", "主诉：胸痛")
        pdf_file(tmp_path / "ZY1.pdf", ["主诉：胸痛三天加重一天"])

        (refusal,) = refused(tmp_path)

        assert refusal.file.name == "ZY1.txt"

    def test_nested_objects(self, tmp_path: Path):
        path = json_file(tmp_path / "a.json", [{"病案标识": "ZY1", "主诉": {"text": "胸痛"}}, ccl25("ZY2")])

        (refusal,) = refused(path)

        assert "nested" in refusal.reason

    @pytest.mark.parametrize(
        "value", [{"a": {"b": [1, 2]}}, [[1, 2], [3]], [1, "x"], "text", {"data": {"x": 1}}, [[[]]]]
    )
    def test_json_of_another_shape(self, tmp_path: Path, value: object):
        path = json_file(tmp_path / "a.json", value)

        assert refused(path)
        assert len(list(read_files([path]))) == len(refused(path))

    def test_truncated_json(self, tmp_path: Path):
        path = json_file(tmp_path / "a.json", [ccl25("ZY1"), ccl25("ZY2")])
        path.write_bytes(path.read_bytes()[:-20])

        (refusal,) = refused(path)

        assert "file ends" in refusal.reason or "UTF-8" in refusal.reason

    def test_a_row_with_too_many_cells(self, tmp_path: Path):
        path = csv_file(tmp_path / "a.csv", [("ZY1", "", "", "胸痛", "", "more"), ("ZY2", "", "", "胸痛", "")])

        assert [each.row for each in refused(path)] == [2]

    def test_a_scanned_pdf(self, tmp_path: Path):
        refusal = only_refusal(pdf_file(tmp_path / "a.pdf", []))

        assert "no text layer" in refusal.reason
        assert "OCR" in refusal.advice

    @pytest.mark.parametrize("name", ["a.docx", "a.xlsx"])
    def test_a_damaged_package(self, tmp_path: Path, name: str):
        path = tmp_path / name
        path.write_bytes(b"PK\x03\x04" + os.urandom(500))

        assert "damaged" in only_refusal(path).reason

    @pytest.mark.parametrize("member", ["word/document.xml", "xl/workbook.xml"])
    def test_a_package_with_nonsense_inside(self, tmp_path: Path, member: str):
        path = tmp_path / "a.zip"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, "<not xml")
            archive.writestr("[Content_Types].xml", "<not xml")

        assert only_refusal(path).row == 0

    @pytest.mark.parametrize(
        ("head", "word"),
        [
            (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", ".doc"),
            (b"\x89PNG\r\n\x1a\n", "picture"),
            (b"\x1f\x8b\x08", "archive"),
            (b"{\\rtf1 x}", "RTF"),
        ],
    )
    def test_files_of_other_kinds(self, tmp_path: Path, head: bytes, word: str):
        path = tmp_path / "a.doc"
        path.write_bytes(head + b"\0" * 100)

        assert word in only_refusal(path).reason

    def test_a_folder_without_anything_to_read(self, tmp_path: Path):
        (tmp_path / "a.mp3").write_bytes(b"x")

        assert "no file" in only_refusal(tmp_path).reason
        assert [notice.file.name for notice in noticed(tmp_path)] == ["a.mp3"]

    def test_a_bad_file_does_not_stop_the_next(self, tmp_path: Path):
        bad = text_file(tmp_path / "a.csv", "")
        good = json_file(tmp_path / "b.json", [ccl25()])

        assert [type(each) for each in read_files([bad, good])] == [Refused, Record]


FRONTS = (
    b"",
    b"%PDF-1.7\n",
    b"PK\x03\x04",
    b'[{"id": "',
    b'{"id": "1", "',
    "病案标识,主诉\n1,".encode(),
    b"\xff\xfe",
    b"\xef\xbb\xbf",
)


@given(
    st.sampled_from(FRONTS),
    st.binary(max_size=300),
    st.sampled_from([".csv", ".json", ".txt", ".pdf", ".docx", ".xlsx", ""]),
)
def test_no_bytes_make_intake_raise(tmp_path_factory: pytest.TempPathFactory, front: bytes, body: bytes, suffix: str):
    path = tmp_path_factory.mktemp("bytes") / f"a{suffix}"
    path.write_bytes(front + body)

    results = list(read_files([path]))

    assert results
    assert all(isinstance(each, Record) or (each.reason and each.advice) for each in results)
    for each in results:
        if isinstance(each, Record):
            str(texts_of(each)).encode()


def test_the_header_of_a_document_is_empty(tmp_path: Path):
    assert read_header(text_file(tmp_path / "a.txt", "主诉：胸痛")) == ()
    assert read_header(csv_file(tmp_path / "a.csv", [("1", "", "", "", "x")])) == HEADER
