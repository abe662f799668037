"""How a rewrite is asked for, and that nothing but the form asked for is read as one."""

import pytest

from app.coding.language import Language
from app.coding.record import Section
from trainer.augment.prompts import rewrite_messages, rewritten

ONE = (Section("现病史", "胸痛3天。"),)
TWO = (*ONE, Section("既往史", "否认高血压。"))


@pytest.mark.parametrize("language", list(Language))
def test_text_facts_and_form_stand_in_the_question(language: Language):
    system, user = rewrite_messages(ONE, ["3天", "3天", "胸痛"], language)

    assert system.role == "system"
    assert "\n胸痛3天。\n" in user.content
    assert "<rewrite>" in user.content
    assert user.content.count("3天") == 2  # named once, and in the text
    assert "【现病史】" not in user.content


@pytest.mark.parametrize("language", list(Language))
def test_several_sections_are_asked_for_with_their_marks(language: Language):
    _, user = rewrite_messages(TWO, [], language)

    assert user.content.count("【现病史】") == 2
    assert "\n【现病史】\n胸痛3天。\n【既往史】\n否认高血压。\n" in user.content


def test_one_section_is_read():
    assert rewritten(" <rewrite>\n3天来胸痛。\n</rewrite>\n", ONE) == {"现病史": "3天来胸痛。"}


def test_several_sections_are_read_by_their_marks():
    text = "<rewrite>【现病史】\n3天来\n胸痛。\n【既往史】无高血压。</rewrite>"
    assert rewritten(text, TWO) == {"现病史": "3天来\n胸痛。", "既往史": "无高血压。"}


@pytest.mark.parametrize(
    "text",
    [
        "3天来胸痛。",
        "好的：<rewrite>3天来胸痛。</rewrite>",
        "<rewrite>3天来胸痛。",
        "<rewrite></rewrite>",
        "<rewrite>3天来胸痛。</rewrite><rewrite>胸痛已3天。</rewrite>",
        "<rewrite><think>想</think>3天来胸痛。</rewrite>",
        "<rewrite>【现病史】3天来胸痛。</rewrite>",
    ],
)
def test_another_form_is_no_rewrite_of_a_section(text: str):
    assert rewritten(text, ONE) is None


@pytest.mark.parametrize(
    "text",
    [
        "<rewrite>【既往史】无高血压。\n【现病史】3天来胸痛。</rewrite>",
        "<rewrite>【现病史】3天来胸痛。</rewrite>",
        "<rewrite>【现病史】3天来胸痛。\n【既往史】</rewrite>",
        "<rewrite>见下。\n【现病史】3天来胸痛。\n【既往史】无高血压。</rewrite>",
        "<rewrite>【现病史】3天来胸痛。\n【既往史】无高血压。\n【个人史】无。</rewrite>",
    ],
)
def test_other_marks_are_no_rewrite_of_a_record(text: str):
    assert rewritten(text, TWO) is None
