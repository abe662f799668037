"""Running text is cut into sections at its headings."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.exchange.section_names import PREAMBLE, WHOLE_TEXT, split_sections


@pytest.mark.parametrize(
    "text",
    [
        "【主诉】胸痛3天\n【现病史】活动后胸痛。",
        "主诉：胸痛3天\n现病史：活动后胸痛。",
        "主 诉:胸痛3天\n\n现 病 史: 活动后胸痛。",
        "一、主诉：胸痛3天\n二、现病史：活动后胸痛。",
        "主诉\n胸痛3天\n现病史\n活动后胸痛。",
        "主述：胸痛3天 现病史：活动后胸痛。",
        "Chief Complaint: 胸痛3天\nHistory of present illness: 活动后胸痛。",
    ],
)
def test_headings_as_hospitals_write_them(text: str):
    assert split_sections(text) == (("主诉", "胸痛3天"), ("现病史", "活动后胸痛。"))


def test_a_heading_after_a_full_stop_opens_a_section():
    text = "主诉：胸痛3天。现病史：活动后胸痛。既往史：体健。"

    assert dict(split_sections(text)) == {"主诉": "胸痛3天。", "现病史": "活动后胸痛。", "既往史": "体健。"}


def test_a_section_word_within_a_sentence_is_no_heading():
    text = "现病史：询问既往史：无特殊，家族史不详。"

    assert dict(split_sections(text)) == {"现病史": "询问既往史：无特殊，家族史不详。"}


def test_an_unknown_heading_keeps_its_name():
    assert dict(split_sections("【主诉】胸痛\n【中医四诊】舌红"))["中医四诊"] == "舌红"


def test_measurements_with_a_colon_are_no_headings():
    text = "入院情况：\n体温：36.5℃\n脉搏：80次/分"

    assert dict(split_sections(text)) == {"入院情况": "体温：36.5℃\n脉搏：80次/分"}


def test_what_stands_before_the_first_heading_is_kept():
    assert dict(split_sections("姓名：某某 性别：男\n主诉：胸痛"))[PREAMBLE] == "姓名：某某 性别：男"


def test_a_text_without_headings_is_one_section():
    assert split_sections("患者胸痛三天入院。") == ((WHOLE_TEXT, "患者胸痛三天入院。"),)


def test_a_heading_written_twice_is_one_section():
    assert split_sections("既往史：高血压\n主诉：胸痛\n既往史：糖尿病") == (
        ("既往史", "高血压\n糖尿病"),
        ("主诉", "胸痛"),
    )


@given(st.text(alphabet="主诉现病史：:【】。\n 一、1a胸痛", max_size=80))
def test_no_text_is_lost_but_the_headings(text: str):
    sections = split_sections(text)

    names = [name for name, _ in sections]
    assert len(set(names)) == len(names)
    assert all(part.strip() == part for _, part in sections)
    assert all(body in text for _, part in sections for body in part.split("\n"))
