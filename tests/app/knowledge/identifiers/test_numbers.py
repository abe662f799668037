"""Numbers that name a person go, numbers that measure one stay; masked ones are left alone."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.identifiers import Kind
from app.knowledge.identifiers.checksums import id_check_digit
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


BORN = st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31))


@given(
    BORN, st.sampled_from(["No.{}", "ID{}", "SFZ_{}岁", "证.{}x线", "{}A", "1.{}", "第2号{}"]), st.sampled_from([0, 1])
)
def test_an_identity_number_goes_whatever_letter_or_dot_is_beside_it(born: date, around: str, wrong: int):
    first17 = f"110105{born:%Y%m%d}002"
    number = first17 + id_check_digit(f"{first17[:16]}{(2 + wrong) % 10}")
    text = around.format(number)
    (removed,) = [each for each in clean(text).removed if each.section == SECTION]

    assert (removed.kind, removed.was) == (Kind.ID_NUMBER, number)


@pytest.mark.parametrize(
    "number",
    [
        "1101051949 1231 0021",
        "110105-19491231-0021",
        "110105  19491231  002X",
        "1 1 0 1 0 5 1 9 4 9 1 2 3 1 0 0 2 X",
        "130105 560812 241",
    ],
)
def test_a_torn_identity_number_goes_whole(number: str):
    assert cleaned(f"核对{number}无误") == "核对[证件号]无误"


@pytest.mark.parametrize("text", ["血压 110 105 19 49 12 31 00 21", "文献10.1056/NEJM199912303412706"])
def test_digits_that_are_no_identity_number_stay(text: str):
    assert cleaned(text) == text


@given(MOBILES, st.sampled_from(["No.{}", "Mob.{}", "v{}", "LXDH{}", "T_{}"]))
def test_a_mobile_number_goes_whatever_letter_or_dot_is_before_it(number: str, around: str):
    assert number not in cleaned(around.format(number))


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
