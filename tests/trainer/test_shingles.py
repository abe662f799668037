"""8-grams and near-duplicates, held against plain sets."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.shingles import GRAM, jaccard, near_duplicates, shingles

LETTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def _plain(text: str) -> set[str]:
    return {text[n : n + GRAM] for n in range(len(text) - GRAM + 1)}


def _written(seed: int, length: int = 200) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=length))


@given(st.text("ab天", max_size=40), st.text("ab天", max_size=40))
def test_jaccard_is_that_of_plain_sets(first: str, second: str):
    a, b = _plain(first), _plain(second)

    assert jaccard(shingles([first]), shingles([second])) == pytest.approx(len(a & b) / max(len(a | b), 1))


def test_blanks_do_not_count_and_texts_are_not_joined():
    assert shingles(["神志清精神可饮食"]).tolist() == shingles(["神志清 精神可\n饮食"]).tolist()
    assert not len(shingles(["神志清精", "神可饮食"]))


def test_near_duplicates_are_found_and_strangers_are_not():
    twins = {"a": _written(1) + _written(2, 20), "b": _written(1) + _written(3, 20), "c": _written(4)}

    found = near_duplicates({name: shingles([text]) for name, text in twins.items()})

    assert [(pair.first, pair.second) for pair in found] == [("a", "b")]
    assert found[0].likeness == pytest.approx(193 / 233, abs=0.04)
