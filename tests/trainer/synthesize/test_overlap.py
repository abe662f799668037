"""Near-duplicates and shared 8-grams, held against plain sets."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.trainer.stays import said
from trainer.synthesize.overlap import GRAM, jaccard, near_duplicates, overlap_tables, shared, shingles

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


def test_the_share_of_a_writers_grams_that_another_has():
    found = shared({"a": shingles(["天地玄黄宇宙洪荒日"]), "b": shingles(["天地玄黄宇宙洪荒"])})

    assert found == {("a", "b"): 0.5, ("b", "a"): 1.0}


def test_the_tables_count_pairs_and_leave_contrast_groups_apart():
    found = [
        said("A", {"现病史": _written(1)}, writer="x"),
        said("B", {"现病史": _written(1)}, writer="y"),
        said("C", {"现病史": _written(5)}, group="g", writer="x"),
        said("D", {"现病史": _written(5)}, group="g", writer="y"),
    ]

    duplicates, writers = overlap_tables(found)

    assert duplicates.rows[:3] == (
        ("records with another at Jaccard ≥ 0.5", 2, 50.0),
        ("pairs of them", 1, None),
        ("pairs within a contrast group (wanted)", 1, None),
    )
    assert [row[3] for row in writers.rows] == [100.0, 100.0]
