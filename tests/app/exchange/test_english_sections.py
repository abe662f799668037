"""English discharge summaries are cut at their headings, whatever their spelling."""

from pathlib import Path

import pytest

from app.coding.record import SECTIONS_EN, Disposition, Record, Sex
from app.exchange.english_sections import PREAMBLE_EN, WHOLE_TEXT_EN
from app.exchange.intake import read_files
from app.exchange.section_names import split_sections


@pytest.mark.parametrize(
    "text",
    [
        "CC: Chest pain\nHPI: Two days of pain.\nPMH: Gout.",
        "CHIEF COMPLAINT:\nChest pain\n\nPRESENT ILLNESS:\nTwo days of pain.\n\nPAST MEDICAL HISTORY:\nGout.",
        "Chief complaint\nChest pain\nHistory of Present Illness\nTwo days of pain.\nPast medical history\nGout.",
        "1. Chief Complaint: Chest pain\n2. History of Present Illness: Two days of pain.\n3. PMHx: Gout.",
        "**Chief Complaint:** Chest pain\n## Present Illness:\nTwo days of pain.\n**Past Medical History:** Gout.",
        "Chief Complaint: Chest pain\nHPI - Two days of pain. Past Medical History: Gout.",
    ],
)
def test_headings_as_hospitals_write_them(text: str):
    assert split_sections(text) == (
        ("Chief Complaint", "Chest pain"),
        ("History of Present Illness", "Two days of pain."),
        ("Past Medical History", "Gout."),
    )


@pytest.mark.parametrize("name", SECTIONS_EN)
def test_every_section_is_known_by_its_own_name(name: str):
    assert split_sections(f"{name}: some text") == ((name, "some text"),)


def test_a_heading_word_within_a_sentence_is_no_heading():
    text = "HPI: He gave a family history: none. His exam: normal."
    assert split_sections(text) == (("History of Present Illness", text.removeprefix("HPI: ")),)


def test_an_unknown_heading_in_capitals_keeps_its_name():
    assert dict(split_sections("HPI: pain\nSOCIAL WORK NOTE:\nhome safe"))["Social Work Note"] == "home safe"


def test_a_text_without_headings_is_one_section():
    assert split_sections("He was admitted with chest pain.")[0][0] == WHOLE_TEXT_EN


def test_a_document_is_read_with_its_facts_in_reading_order(tmp_path: Path):
    path = tmp_path / "A1.txt"
    path.write_text(
        "Sex: F  Age: 71  Admission Date: 2025-02-01  Discharge Date: 2025-02-05  Disposition: home\n"
        "Hospital Course: Treated.\nChief Complaint: Dyspnea\n",
        encoding="utf-8",
    )
    (record,) = read_files([path])
    assert isinstance(record, Record)
    assert [section.name for section in record.sections] == [PREAMBLE_EN, "Chief Complaint", "Hospital Course"]
    assert (record.patient.sex, record.patient.age) == (Sex.FEMALE, 71)
    assert record.patient.disposition is Disposition.HOME


def test_english_columns_over_english_texts_are_english_sections(tmp_path: Path):
    path = tmp_path / "a.csv"
    path.write_text("record_id,HPI,Physical Exam\n1,Cough for days,Clear lungs\n2,咳嗽,双肺清\n", encoding="utf-8")
    english, chinese = read_files([path])
    assert isinstance(english, Record)
    assert isinstance(chinese, Record)
    assert [section.name for section in english.sections] == ["History of Present Illness", "Physical Exam"]
    assert chinese.sections[0].name == "现病史"
