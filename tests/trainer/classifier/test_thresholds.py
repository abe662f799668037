"""Thresholds, held against trying every one of them."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.metric import set_f1
from trainer.classifier.thresholds import best_threshold, folds, mean_f1, own_thresholds

SEEDS = st.integers(0, 2**32 - 1)


def _drawn(seed: int, rows: int = 8, columns: int = 4) -> tuple[np.ndarray, np.ndarray]:
    chance = np.random.default_rng(seed)
    return chance.integers(0, 6, (rows, columns)) / 5, chance.random((rows, columns)) < 0.4


@given(SEEDS)
def test_mean_f1_is_the_metrics_own(seed: int):
    gold, predicted = (drawn < 0.5 for drawn in np.random.default_rng(seed).random((2, 6, 3)))

    said = mean_f1(gold, predicted)

    each = [
        set_f1(*({str(n) for n in np.flatnonzero(row)} for row in pair)) for pair in zip(gold, predicted, strict=True)
    ]
    assert said == pytest.approx(sum(each) / 6)


@given(SEEDS)
def test_no_other_threshold_is_better_than_the_best(seed: int):
    scores, gold = _drawn(seed)

    best = mean_f1(gold, scores > best_threshold(scores, gold))

    tried = [mean_f1(gold, scores > cut) for cut in (-1.0, *(np.arange(0, 12) / 10), 2.0)]
    assert best == pytest.approx(max(tried))


def test_a_worked_threshold():
    scores = np.array([[0.9, 0.4, 0.1], [0.8, 0.6, 0.3]])
    gold = np.array([[True, True, False], [True, False, False]])

    assert best_threshold(scores, gold) == pytest.approx(0.7)  # F1: 2/3 and 1; at 0.35 it is 1 and 2/3: the higher one


def test_records_without_others_can_put_the_threshold_above_every_score():
    scores, gold = np.array([[0.2, 0.3]]), np.array([[False, False]])

    assert mean_f1(gold, scores > best_threshold(scores, gold)) == 1.0


@given(SEEDS)
def test_own_thresholds_are_never_worse_than_the_common_one(seed: int):
    scores, gold = _drawn(seed, rows=30)
    common = best_threshold(scores, gold)

    own = own_thresholds(scores, gold, common)

    assert mean_f1(gold, scores > own) >= mean_f1(gold, scores > common) - 1e-9


def test_a_code_seen_too_seldom_keeps_the_common_threshold():
    scores, gold = _drawn(1, rows=30)
    gold[:, 2] = False
    gold[:4, 2] = True

    assert own_thresholds(scores, gold, 0.45)[2] == 0.45


def test_a_code_of_another_scale_gets_its_own_threshold():
    chance = np.random.default_rng(0)
    gold = chance.random((60, 2)) < 0.5
    scores = np.where(gold, 0.9, 0.1) * np.array([1.0, 0.1])

    own = own_thresholds(scores, gold, best_threshold(scores, gold))

    assert mean_f1(gold, scores > own) == 1.0


def test_folds_part_no_group_and_leave_no_one_out():
    groups = [f"g{number // 3}" for number in range(20)]

    dealt = folds(groups, 5, seed=1)

    assert sorted(position for fold in dealt for position in fold) == list(range(20))
    homes = {(groups[position], number) for number, fold in enumerate(dealt) for position in fold}
    assert len(homes) == len(set(groups))


def test_fewer_groups_than_folds_give_fewer_folds():
    assert folds(["a", "a", "b"], 5, seed=0) in ([[0, 1], [2]], [[2], [0, 1]])
