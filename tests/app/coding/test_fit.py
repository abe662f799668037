"""The length budget: least useful first, everything said, nothing lost but what is said."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.errors import PromptTooLongError
from app.coding.fit import GAP, GAP_EN, fit
from app.coding.record import SECTIONS_EN, SECTIONS_ZH, Section

LENGTHS = st.lists(st.integers(1, 400), min_size=len(SECTIONS_ZH), max_size=len(SECTIONS_ZH))


def sections(lengths) -> tuple[Section, ...]:
    return tuple(
        Section(name, "".join(chr(0x4E00 + n % 500) for n in range(length)))
        for name, length in zip(SECTIONS_ZH, lengths, strict=True)
    )


@given(LENGTHS, st.integers(200, 5000))
def test_what_is_kept_fits_and_what_is_cut_is_said(lengths, room):
    given_sections = sections(lengths)
    fitted = fit(given_sections, len, room)
    assert sum(len(section.text) for section in fitted.sections) <= room
    said = {cut.section: cut for cut in fitted.left_out}
    kept = {section.name: section.text for section in fitted.sections}
    for section in given_sections:
        if section.name in said:
            assert said[section.name].kept < said[section.name].total == len(section.text)
        else:
            assert kept[section.name] == section.text


def test_a_record_that_fits_is_left_alone():
    whole = sections([10] * len(SECTIONS_ZH))
    assert fit(whole, len, 1000) == type(fit(whole, len, 1000))(whole, ())


def test_marriage_gives_way_before_the_course():
    fitted = fit(sections([100] * len(SECTIONS_ZH)), len, 950)
    assert [cut.section for cut in fitted.left_out] == ["个人史", "婚姻史"]


def test_head_and_tail_of_a_shortened_section_stay():
    (whole,) = (Section("诊疗经过", "".join(map(str, range(1000)))),)
    (cut,) = fit((whole,), len, 400).sections
    assert cut.text.startswith("0123")
    assert cut.text.endswith("999")
    assert GAP in cut.text


def test_no_room_at_all_is_an_error():
    with pytest.raises(PromptTooLongError, match="no room"):
        fit(sections([50] * len(SECTIONS_ZH)), len, 0)


def test_a_record_without_text_fits():
    assert fit((), len, 100).sections == ()


def test_an_english_record_gives_way_in_its_own_order():
    whole = tuple(Section(name, "word " * 40) for name in SECTIONS_EN)
    fitted = fit(whole, len, 200 * (len(whole) - 2))
    assert {cut.section for cut in fitted.left_out} == {"Review of Systems", "Allergies"}


def test_the_gap_is_in_the_sections_language():
    (cut,) = fit((Section("Hospital Course", "word " * 400),), len, 800).sections
    assert GAP_EN in cut.text
