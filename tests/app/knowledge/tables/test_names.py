"""Spellings: what is mended for showing, and what all spellings share."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.tables.names import clean_name, code_key, is_chinese, name_key


@pytest.mark.parametrize(
    ("written", "shown"),
    [
        (r"登革热\[古典登革热\]", "登革热[古典登革热]"),
        ("核型45\ue00fX,特纳综合征", "核型45,X,特纳综合征"),
        ("障碍 ［某综合征］", "障碍[某综合征]"),
        ("心内膜 (嗜酸性) 病", "心内膜(嗜酸性)病"),
        ("某综合征（Lambert Eaton ）", "某综合征（Lambert Eaton）"),
        ("Ｂ族链球菌", "B族链球菌"),
        (" \ufeff肺炎\u200b\n", "肺炎"),
        ("高血压病3级（极高危）", "高血压病3级（极高危）"),
        ("Fracture of  neck (left) of femur", "Fracture of neck (left) of femur"),
    ],
)
def test_a_name_is_mended_and_its_official_brackets_stay(written: str, shown: str):
    assert clean_name(written) == shown


@given(st.text(alphabet="肺（）()[]［］\\ \t\ue00fＡa1，", max_size=12))
def test_mending_twice_changes_nothing_more(text: str):
    assert clean_name(clean_name(text)) == clean_name(text)


@pytest.mark.parametrize("other", ["高血压病3级(极高危)", "高血压病 3级（极高危）", "高血压病３级（极高危）"])
def test_all_spellings_of_a_name_share_a_key(other: str):
    assert name_key(other) == name_key("高血压病3级（极高危）")


@pytest.mark.parametrize("other", ["i10.X00", "I10X00", " I10.x00 ", "Ｉ１０.x00"])
def test_all_spellings_of_a_code_share_a_key(other: str):
    assert code_key(other) == code_key("I10.x00")


def test_a_dagger_is_the_same_as_a_plus():
    assert code_key("A01.001†K77.0*") == code_key("a01.001+K77.0*")


def test_chinese_is_told_also_outside_the_basic_plane():
    assert is_chinese("𬌗")
    assert not is_chinese("Ⅱ β †")
