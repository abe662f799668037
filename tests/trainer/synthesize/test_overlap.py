"""Near-duplicates and shared 8-grams as tables."""

import random

from tests.trainer.stays import said
from trainer.shingles import shingles
from trainer.synthesize.overlap import overlap_tables, shared

LETTERS = "天地玄黄宇宙洪荒日月盈昃辰宿列张寒来暑往秋收冬藏"


def _written(seed: int, length: int = 200) -> str:
    return "".join(random.Random(seed).choices(LETTERS, k=length))


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
