"""Every identifier planted in a sentence goes; what codes depend on stays."""

import re
from itertools import pairwise

import pytest

from app.knowledge.identifiers import FACE, Kind
from tests.app.knowledge.identifiers.planted import clean, cleaned, lines, planted

PLANTED = (
    "planted_zh.txt",
    "planted_en.txt",
    "heldout_zh.txt",
    "heldout_en.txt",
    "reviewed_zh.txt",
    "heldout_forms_zh.txt",
)
SENTENCES = [line for name in PLANTED for line in lines(name)]
CLINICAL = [*lines("clinical.txt"), *lines("clinical_forms.txt")]
LEFT = lines("known_left_zh.txt")


def test_enough_is_planted():
    kinds = [each.kind for line in SENTENCES for each in planted(line)[1]]

    assert len(kinds) >= 550
    assert set(kinds) == set(Kind)
    assert len(CLINICAL) >= 190


@pytest.mark.parametrize("line", SENTENCES)
def test_what_is_planted_goes(line: str):
    sentence, identifiers = planted(line)
    removed = [each for each in clean(sentence).removed if each.section != FACE]

    for each in identifiers:
        covering = [one for one in removed if one.start <= each.start and each.end <= one.end]
        assert [one.kind for one in covering] == [each.kind], str(each)
        assert covering[0].now != covering[0].was


@pytest.mark.parametrize("line", CLINICAL)
def test_a_sentence_without_identifiers_stays_as_it_is(line: str):
    assert cleaned(line) == line


@pytest.mark.parametrize("line", CLINICAL)
def test_it_stays_with_an_identifier_beside_it(line: str):
    before, after = "患者姓名：张秋实，电话13912345678。\n", "\n身份证号130102195608122410。"

    assert cleaned(before + line + after) == f"患者姓名：[姓名]，电话[电话]。\n{line}\n身份证号[证件号]。"


@pytest.mark.parametrize("line", LEFT)
def test_what_the_limits_speak_of_is_left(line: str):
    sentence, identifiers = planted(line)

    assert all(each.sentence[each.start : each.end] in cleaned(sentence) for each in identifiers)


def test_replacements_are_told_in_reading_order_and_apart():
    removed = [
        each for each in clean("\n".join(planted(line)[0] for line in SENTENCES)).removed if each.section != FACE
    ]

    assert all(left.end <= right.start for left, right in pairwise(removed))
    assert len(removed) > 500


def test_nothing_planted_is_left_in_a_whole_record_of_them():
    text = cleaned("\n".join(planted(line)[0] for line in SENTENCES))

    kept = [each for line in SENTENCES for each in planted(line)[1] if each.kind in {Kind.PHONE, Kind.ID_NUMBER}]
    assert not [str(each) for each in kept if each.sentence[each.start : each.end] in text]
    assert not re.search(r"\d{11}|[1-9]\d{16}[\dX]", text)
