"""Bootstrap and Wilson intervals against what they must be."""

import random

import pytest

from trainer.evaluate.intervals import bootstrap, paired, wilson


def test_the_interval_holds_the_mean_and_repeats_by_seed():
    rng = random.Random(3)
    values = [rng.random() for _ in range(50)]
    found = bootstrap(values, 7)

    assert found.mean == pytest.approx(sum(values) / len(values))
    assert found.low < found.mean < found.high
    assert bootstrap(values, 7) == found
    assert bootstrap(values, 8) != found


def test_equal_values_and_few_values_have_no_width():
    assert bootstrap([0.5] * 9, 1).low == bootstrap([0.5] * 9, 1).high == 0.5
    assert bootstrap([0.25], 1).high == 0.25
    assert bootstrap([], 1).mean == 0


def test_the_interval_is_as_wide_as_the_normal_one():
    values = [float(n % 2) for n in range(400)]
    found = bootstrap(values, 1)

    assert found.high - found.low == pytest.approx(2 * 1.96 * 0.5 / 20, rel=0.1)


def test_paired_differences_do_not_see_what_both_share():
    left = [float(n) for n in range(100)]
    found = paired([value + 1 for value in left], left, 1)

    assert (found.mean, found.low, found.high, found.below) == (1, 1, 1, 0)
    assert found.clear
    assert not paired(left, left[::-1], 1).clear


@pytest.mark.parametrize(("right", "n", "low", "high"), [(5, 10, 0.2366, 0.7634), (0, 10, 0.0, 0.2775), (0, 0, 0, 1)])
def test_wilson_as_in_the_tables(right, n, low, high):
    assert wilson(right, n) == (pytest.approx(low, abs=1e-4), pytest.approx(high, abs=1e-4))
