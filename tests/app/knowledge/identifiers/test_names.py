"""Names go where a word announces them, and then everywhere; words that look like names stay."""

import csv
from pathlib import Path

import pytest

from app.coding.record import Record
from app.knowledge.identifiers import Known, deidentify
from app.knowledge.identifiers.chinese_names import chinese_names
from tests.app.knowledge.identifiers.planted import SECRET, cleaned

CONTEXTS = ("患者{}，", "父亲{}，", "其母{}。", "患者{}因", "母亲{}去世", "诊断：{}\n", "{} 2023年复查")


def clean_of(texts: dict[str, str], known: Known | None = None) -> dict[str, str]:
    record = deidentify(Record.of("R1", texts), known or Known(), SECRET).record
    return {section.name: section.text for section in record.sections}


def test_a_name_of_the_face_sheet_goes_in_every_section():
    texts = {"病历首部": "姓名：张秋实 性别：男", "现病史": "患者张秋实3天前发热", "出院医嘱": "嘱张秋实按时服药"}

    assert not [text for text in clean_of(texts).values() if "张秋实" in text]


def test_a_name_stays_inside_a_common_word():
    assert (
        cleaned("姓名：安康，男。患者平安康复出院，安康表示感谢。")
        == "姓名：[姓名]，男。患者平安康复出院，[姓名]表示感谢。"
    )


def test_a_name_the_site_knows_goes_wherever_it_stands():
    known = Known(names=("司马相如", "Odysseas"))

    assert clean_of({"现病史": "值班者司马相如记", "个人史": "Seen by Odysseas."}, known) == {
        "现病史": "值班者[姓名]记",
        "个人史": "Seen by [name].",
    }


def test_a_name_in_the_records_id_goes_from_the_text():
    record = Record.of("张秋实-出院记录", {"现病史": "3天前，张秋实发热。予出院记录。"})

    assert deidentify(record, Known(), SECRET).record.text("现病史") == "3天前，[姓名]发热。予出院记录。"


def test_an_english_surname_goes_elsewhere_but_not_in_a_sign():
    text = "Dr. Murphy saw her. Murphy sign negative. Discussed with Murphy again."

    assert cleaned(text) == "Dr. [name] saw her. Murphy sign negative. Discussed with [name] again."


def test_a_name_that_is_a_word_stays_where_no_title_stands():
    assert cleaned("Dr. White called. White blood cells 12.") == "Dr. [name] called. White blood cells 12."


@pytest.mark.parametrize("text", ["患者李某，女", "张某某签字", "Mr. ___ was seen", "姓名：***"])
def test_masked_names_are_left_alone(text: str):
    assert cleaned(text) == text


def test_no_disease_of_a_whole_code_table_is_a_name(testdata: Path):
    with (testdata / "icd10cn" / "guolin_2.0_2022.csv").open(encoding="utf-8") as rows:
        short = [row["name"] for row in csv.DictReader(rows) if len(row["name"]) <= 4]
    said = (context.format(name) for name in short for context in CONTEXTS)

    assert not [(text, named) for text in said for named in chinese_names(text.replace("，", ",").replace("：", ":"))]
