"""Folding: what counts as the same words, and that every folded character can be traced."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.normalise import close_bracket, fold, fold_text


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("心功能Ⅲ级", "心功能III级"),
        ("心功能III级", "心功能3级"),
        ("高血压病三级", "高血压病3级"),
        ("心功能ll级", "心功能II级"),
        ("心功能Il级", "心功能Ⅱ级"),
        ("NYHA分级Ⅳ", "NYHA分级IV"),
        ("Killip II级", "KILLIPⅡ级"),
        ("KillipIII", "killip Ⅲ"),
        ("２型糖尿病", "2型糖尿病"),
        ("Ⅱ型糖尿病", "二型糖尿病"),
        ("高血压病（3级，极高危）", "高血压病3级极高危"),
        ("憨气", "憋气"),
        ("遵医瞩", "遵医嘱"),
        ("脑梗塞", "脑梗死"),
        ("脂肪 肝", "脂肪肝"),
        ("高血压：糖尿病", "高血压；糖尿病"),
        ("心功能Ⅱ-Ⅲ级", "心功能2～3级"),
    ],
)
def test_these_are_the_same_words(left: str, right: str):
    assert fold_text(left) == fold_text(right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("心功能Ⅱ级", "心功能Ⅲ级"),
        ("狭窄30%", "狭窄80%"),
        ("120/80mmHg", "12/80mmHg"),
        ("肌钙蛋白I", "肌钙蛋白T"),
        ("高血压病1级", "高血压病11级"),
    ],
)
def test_these_are_not(left: str, right: str):
    assert fold_text(left) != fold_text(right)


@given(st.text())
def test_folding_keeps_every_character_traceable_and_in_order(text: str):
    folded = fold(text)
    assert len(folded.text) == len(folded.starts) == len(folded.ends)
    assert list(folded.starts) == sorted(folded.starts)
    assert list(folded.ends) == sorted(folded.ends)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


@given(st.text(alphabet="ⅠⅡⅢIVilL|1234一二三四级型度期-，、（）高血压病极很危Killip nyha分𬌗"))
def test_folding_grades_never_raises_and_stays_traceable(text: str):
    folded = fold(text)
    assert all(0 <= start < end <= len(text) for start, end in zip(folded.starts, folded.ends, strict=True))


def test_a_span_takes_in_its_closing_bracket():
    text = "高血压病（3级）。"
    assert text[slice(*close_bracket(text, 0, 7))] == "高血压病（3级）"
    assert close_bracket("高血压病3级）", 0, 6) == (0, 6)
