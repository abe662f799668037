"""One spelling for what is written in many ways."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.spelling import Speller, TypedSpellings, code_key, word_variants, words


@pytest.mark.parametrize(
    "written", ["心功能III级", "心功能Ⅲ级", "心功能三级", "心功能3级", "心功能 ３ 级", "心功能（Ⅲ）级", "心功能iii级"]
)
def test_a_grade_has_one_spelling(written: str):
    assert Speller().spellings(written)[0] == "心功能3级"


@pytest.mark.parametrize(
    ("left", "right"),
    [("霍乱，由于O1群", "霍乱由于o1群"), ("Ⅱ°烧伤", "二度烧伤"), ("登革热\\[古典\\]", "登革热[古典]")],
)
def test_marks_and_escapes_do_not_count(left: str, right: str):
    assert Speller().spellings(left) == Speller().spellings(right)


def test_a_number_after_ten_is_found_both_ways():
    assert Speller().spellings("十二指肠溃疡") == ("十2指肠溃疡", "12指肠溃疡")


def test_words_have_no_accents_marks_or_apostrophes():
    assert words("Ménière's disease, non-ST  (II)") == "menieres disease non st ii"


def test_numerals_of_words_are_looked_up_in_both_kinds():
    spelt = TypedSpellings(Speller()).of("type II diabetes")

    assert {"type ii diabetes", "type 2 diabetes"} <= set(spelt)


@pytest.mark.parametrize(
    ("british", "american"),
    [("anaemia", "anemia"), ("oesophagitis", "esophagitis"), ("tumour", "tumor"), ("fractures", "fracture")],
)
def test_another_spelling_of_a_word_is_tried(british: str, american: str):
    assert american in word_variants(british)


@pytest.mark.parametrize("written", ["A01.001†K77.0*", "a01.001+k77.0", "A01001+K770*"])
def test_a_code_has_one_key(written: str):
    assert code_key(written) == "a01001+k770"


@given(st.text(max_size=40))
def test_any_text_is_spelt_without_blanks_and_again_the_same(text: str):
    once = Speller().spellings(text)

    assert all(not any(character.isspace() for character in spelling) for spelling in once)
    assert Speller().spellings(text) == once
