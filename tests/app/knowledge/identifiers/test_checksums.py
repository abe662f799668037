"""Check digits by GB 11643 and by Luhn: every valid number is known, every slip is noticed."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.identifiers import Kind
from app.knowledge.identifiers.checksums import has_id_build, id_check_digit, is_card_number, is_id_number
from tests.app.knowledge.identifiers.planted import clean

AROUND = st.sampled_from(["身份证号{}，", "患者（{}）入院", "证件:{}。", "ID {} on file", "{}"])


@st.composite
def id_numbers(draw: st.DrawFn) -> str:
    region = draw(st.sampled_from(["11", "13", "21", "32", "44", "51", "62", "65"])) + draw(
        st.from_regex("[0-9]{4}", fullmatch=True)
    )
    born = draw(st.dates(min_value=date(1900, 1, 1), max_value=date(2026, 12, 31)))
    first17 = f"{region}{born:%Y%m%d}{draw(st.integers(0, 999)):03d}"
    return first17 + id_check_digit(first17)


@st.composite
def cards(draw: st.DrawFn) -> str:
    digits = draw(st.sampled_from(["62", "4", "5"])) + draw(st.from_regex(r"[0-9]{14,16}", fullmatch=True))
    return next(digits + check for check in "0123456789" if is_card_number(digits + check))


@pytest.mark.parametrize("number", ["11010519491231002X", "440524188001010014"])
def test_the_standards_own_examples_are_valid(number: str):
    assert is_id_number(number)


@given(id_numbers(), AROUND)
def test_an_identity_number_goes_wherever_it_stands(number: str, around: str):
    removed = [each for each in clean(around.format(number)).removed if each.was == number]

    assert [each.kind for each in removed] == [Kind.ID_NUMBER]


@given(id_numbers(), st.integers(0, 16), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(number: str, place: int, by: int):
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]

    assert not is_id_number(wrong)


@given(id_numbers(), st.sampled_from("0123456789X"))
def test_a_mistyped_identity_number_goes_all_the_same(number: str, check: str):
    mistyped = number[:17] + check

    assert is_id_number(mistyped) == (check == number[17])
    assert mistyped not in clean(f"证号{mistyped}。").record.sections[0].text


@given(cards(), st.sampled_from(["卡号{}，", "退至{}。", "card {} on file"]))
def test_a_bank_card_goes(number: str, around: str):
    (removed,) = [each for each in clean(around.format(number)).removed if each.was == number]

    assert removed.kind in ({Kind.BANK_CARD, Kind.ID_NUMBER} if has_id_build(number) else {Kind.BANK_CARD})


@given(cards(), st.integers(0, 14), st.integers(1, 9))
def test_luhn_notices_one_wrong_digit(number: str, place: int, by: int):
    wrong = number[:place] + str((int(number[place]) + by) % 10) + number[place + 1 :]

    assert not is_card_number(wrong)


def test_a_fifteen_digit_number_needs_a_region_and_a_birth_date():
    assert is_id_number("130105560812241")
    assert not is_id_number("130105561312241")
    assert not is_id_number("990105560812241")
