"""What a code's spelling says of it."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.entries import Kind, Language
from app.knowledge.tables.forms import form_of, is_number, looks_like_code, tidy_code


@pytest.mark.parametrize(
    ("code", "name", "kind"),
    [
        ("A00.000", "six_character", Kind.CODE),
        ("A00.000x001", "x_extension", Kind.CODE),
        ("A35.x00x001", "x_extension", Kind.CODE),
        ("I10.x00", "placeholder_x", Kind.CODE),
        ("A01.001†K77.0*", "pair", Kind.PAIR),
        ("A01.001+K77.0*", "pair", Kind.PAIR),
        ("K74.300x011†I98.2", "asterisk_unmarked", Kind.PAIR),
        ("D63.0*", "asterisk", Kind.ASTERISK),
        ("D77*", "asterisk", Kind.ASTERISK),
        ("M80000/0", "morphology", Kind.MORPHOLOGY),
        ("M05.303", "six_character", Kind.CODE),
        ("C22.101M81600/3", "glued", Kind.GLUED),
        ("T66.x02H47.5", "glued", Kind.GLUED),
        ("A00", "short", Kind.CODE),
        ("E11.2", "short", Kind.CODE),
    ],
)
def test_each_class_of_the_national_table_is_told(code: str, name: str, kind: Kind):
    form = form_of(code, Language.ZH)
    assert form is not None
    assert (form.name, form.kind) == (name, kind)


@pytest.mark.parametrize("code", ["", "401.9", "A0", "AA0.000", "I21-401", "霍乱", "A00.0000", "*", "M8000"])
def test_what_is_no_code_has_no_form(code: str):
    assert form_of(code, Language.ZH) is None


@pytest.mark.parametrize("code", ["S72.001A", "C7A", "I10", "E11.65"])
def test_clinical_codes_have_their_own_form(code: str):
    assert form_of(code, Language.EN) is not None


@pytest.mark.parametrize(
    ("written", "code", "language"),
    [
        (" i10.X00X032 ", "I10.x00x032", Language.ZH),
        ("Ａ00．000", "A00.000", Language.ZH),
        ("A00000x001", "A00.000x001", Language.ZH),
        ("x60.X00", "X60.x00", Language.ZH),
        ("e1165", "E11.65", Language.EN),
        ("s72.001a", "S72.001A", Language.EN),
    ],
)
def test_a_code_is_brought_into_its_tables_spelling(written: str, code: str, language: Language):
    assert tidy_code(written, language) == code


@given(st.text(alphabet="AIMX019.x†+*/ ", max_size=14), st.sampled_from(Language))
def test_tidying_twice_changes_nothing_more(text: str, language: Language):
    assert tidy_code(tidy_code(text, language), language) == tidy_code(text, language)


def test_a_number_is_no_code():
    assert all(map(is_number, ("12", "401.9", "1.1E+02", "-3")))
    assert not is_number("I10")
    assert looks_like_code("i10.x00")
    assert not looks_like_code("401.9")
