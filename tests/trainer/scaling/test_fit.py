"""The line through the runs, by numbers worked out by hand."""

import math

import pytest

from trainer.errors import DataError
from trainer.scaling.fit import Point, fit_line, over_records, over_seeds


def points(scores: dict[int, float], seed: int = 1) -> list[Point]:
    return [Point(n, seed, score) for n, score in scores.items()]


def test_a_line_without_error_is_found_again():
    line = fit_line(points({100: 40.0, 200: 42.5, 400: 45.0, 1600: 50.0}))

    assert line.per_doubling == pytest.approx(2.5)
    assert line.r_squared == pytest.approx(1)
    assert line.at(3200) == pytest.approx(52.5)


def test_a_line_with_error_is_least_squares_by_hand():
    line = fit_line(points({1: 1.0, 2: 3.0, 4: 2.0}))

    # x = 0, 1, 2 doublings, y = 1, 3, 2: slope (2 - 1) / 2, fitted 1.5, 2, 2.5, residuals² 0.25 + 1 + 0.25 of 2
    assert line.per_doubling == pytest.approx(0.5)
    assert line.intercept == pytest.approx(1.5)
    assert line.r_squared == pytest.approx(0.25)


def test_sapphires_two_published_points_are_two_and_a_half_a_doubling():
    line = fit_line(points({2362: 38.5, 118096: 52.8}))

    assert line.per_doubling == pytest.approx(14.3 / math.log2(118096 / 2362))
    assert round(line.per_doubling, 2) == 2.53


def test_equal_scores_make_a_flat_line_that_explains_nothing():
    line = fit_line(points({1: 5.0, 2: 5.0, 4: 5.0}))

    assert (line.slope, line.r_squared) == (0, 0)


def test_one_size_makes_no_line():
    with pytest.raises(DataError, match="at least two sizes"):
        fit_line([Point(100, 1, 40.0), Point(100, 2, 41.0)])


def test_seeds_are_drawn_with_all_their_runs():
    runs = points({1: 0.0, 2: 1.0}, seed=1) + points({1: 0.0, 2: 3.0}, seed=2)

    spread = over_seeds(runs, 0)

    assert spread is not None
    assert (round(spread.low, 9), round(spread.high, 9), spread.over) == (1, 3, 2)


def test_one_seed_has_no_spread():
    assert over_seeds(points({1: 0.0, 2: 1.0}), 0) is None


def test_records_are_drawn_alike_for_every_run():
    runs = [
        Point(1, 1, 50, {"a": 0.0, "b": 1.0}),
        Point(2, 1, 100, {"a": 1.0, "b": 1.0}),
    ]

    spread = over_records(runs, 0)

    # a, a gains 100 a doubling, a, b 50, b, b nothing
    assert spread is not None
    assert (spread.low, spread.high, spread.over) == (pytest.approx(0), pytest.approx(100), 2)


def test_runs_judged_on_other_records_have_no_spread_over_records():
    runs = [Point(1, 1, 50, {"a": 0.0, "b": 1.0}), Point(2, 1, 100, {"a": 1.0, "c": 1.0})]

    assert over_records(runs, 0) is None
