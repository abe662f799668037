"""Numbers that name a person go, numbers that measure one stay; masked ones are left alone."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.identifiers import Kind
from tests.app.knowledge.identifiers.planted import SECTION, clean, cleaned

MOBILES = st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True)


@given(MOBILES, st.sampled_from(["电话{}", "（{}）", "致电{}告知", "phone: {}.", "手机:{}；", "{}"]))
def test_a_mobile_number_goes(number: str, around: str):
    removed = [each for each in clean(around.format(number)).removed if each.section == SECTION]

    assert [(each.kind, each.was) for each in removed] == [(Kind.PHONE, number)]


@given(MOBILES)
def test_a_full_width_number_goes_as_well(number: str):
    wide = number.translate({ord(digit): chr(ord(digit) + 0xFEE0) for digit in "0123456789"})

    assert cleaned(f"电话：{wide}。") == "电话：[电话]。"


@pytest.mark.parametrize(
    "text",
    [
        "病毒载量12345678901 IU/ml",
        "菌落计数100000000000 CFU/ml",
        "电话138****5678",
        "身份证号1101**********1234",
        "住院号：12****34",
        "血压180/110mmHg，24小时尿量2000ml，BNP 20230pg/ml",
        "3床旁超声",
    ],
)
def test_measurements_and_masked_numbers_stay(text: str):
    assert cleaned(text) == text


def test_a_long_number_without_a_word_goes():
    assert cleaned("条码 690123456789 贴于瓶身") == "条码 [编号] 贴于瓶身"


@given(
    st.floats(0, 1e6, allow_nan=False).map(lambda value: f"{value:.2f}"),
    st.sampled_from(["mg", "mmol/L", "%", "ml", "×10^9/L"]),
)
def test_a_measured_value_stays(value: str, unit: str):
    text = f"复查{value}{unit}，较前下降。"

    assert cleaned(text) == text
