"""Overlap of texts, against the plain count of common 8-grams."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.record import Record
from tests.trainer.cases import example
from trainer.dataset.leaks import joined, overlaps
from trainer.shingles import GRAM


def _saying(record_id: str, text: str):
    return replace(example(record_id), record=Record.of(record_id, {"现病史": text}), spans=())


def _grams(text: str) -> set[str]:
    return {text[n : n + GRAM] for n in range(max(1, len(text) - GRAM + 1))}


@given(st.text("胸痛闷气1", min_size=1, max_size=60), st.text("胸痛闷气1", min_size=1, max_size=60))
def test_the_share_is_that_of_the_shorter_texts_grams(left, right):
    both = len(_grams(left) & _grams(right)) / min(len(_grams(left)), len(_grams(right)))

    found = list(overlaps([_saying("T", left)], [_saying("H", right)], 1e-9))

    assert [overlap.share for overlap in found] == ([round(both, 3)] if both else [])


def test_pairs_are_named_and_those_below_the_least_share_are_not():
    text = "患者三天前活动后出现胸痛，伴大汗，持续十分钟，休息后缓解，遂来我院就诊。"
    train = [_saying("T1", text), _saying("T2", "无关的另一份病案，主诉头晕两周。")]
    heldout = [_saying("H1", "血压升高五年。"), _saying("H2", text.replace("三", "五"))]

    assert [(overlap.train, overlap.heldout) for overlap in overlaps(train, heldout, 0.6)] == [("T1", "H2")]


@pytest.mark.parametrize("part", [[], [_saying("A", "胸痛")]])
def test_nothing_to_compare_with(part):
    assert list(overlaps(part, [], 0.5)) == []
    assert list(overlaps([], part, 0.5)) == []


def test_a_lone_surrogate_and_rare_characters_are_texts_too():
    assert len(joined(_saying("A", "\ud800𠮷" * 6))) == 2
