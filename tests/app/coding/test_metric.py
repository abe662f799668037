"""Formula (6): worked numbers, conventions, and algebra."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.metric import Outcome, evaluate, recall_version_score, record_score, set_f1

CODES = st.frozensets(st.sampled_from("ABCDEFG"), max_size=7)
PRINCIPALS = st.one_of(st.none(), st.sampled_from("PQRST"))
OUTCOMES = st.builds(Outcome, PRINCIPALS, CODES, PRINCIPALS, CODES, st.booleans())


def outcome(gold: str, predicted: str, principal: str = "P", readable: bool = True) -> Outcome:
    return Outcome("P", frozenset(gold), principal, frozenset(predicted), readable)


@pytest.mark.parametrize(
    ("one", "score"),
    [
        (outcome("AB", "AB"), 1.0),
        (outcome("AB", "AC"), 0.75),
        (outcome("AB", "AB", principal="Q"), 0.5),
        (outcome("", ""), 1.0),
        (outcome("A", ""), 0.5),
        (outcome("", "A"), 0.5),
        (outcome("AB", "AB", readable=False), 0.0),
        (outcome("ABC", "AB"), 0.5 + 0.5 * 4 / 5),
    ],
)
def test_worked_records(one, score):
    assert record_score(one) == pytest.approx(score)


def test_composite_is_the_mean_times_a_hundred():
    report = evaluate([outcome("AB", "AB"), outcome("AB", "", principal="Q")])
    assert (report.n, report.composite, report.principal_accuracy, report.others_f1) == (2, 50.0, 0.5, 0.5)


def test_a_right_silence_about_the_principal_counts():
    assert record_score(Outcome(None, frozenset("A"), None, frozenset("A"))) == 1.0


def test_listing_everything_earns_the_recall_version_only():
    everything = outcome("A", "ABCDEFGH")
    assert recall_version_score(everything) == 1.0
    assert record_score(everything) == pytest.approx(0.5 + 0.5 * 2 / 9)


def test_no_records_score_nothing():
    assert evaluate([]).composite == 0.0


def test_per_code_counts():
    (a, b, p) = evaluate([outcome("A", "AB"), outcome("A", "B")]).per_code
    assert (a.code, a.true_positive, a.false_negative, a.recall, a.precision) == ("A", 1, 1, 0.5, 1.0)
    assert (b.code, b.false_positive, b.f1) == ("B", 2, 0.0)
    assert (p.code, p.f1) == ("P", 1.0)


@given(CODES, CODES)
def test_f1_is_symmetric_and_one_only_for_equal_sets(left, right):
    assert set_f1(left, right) == set_f1(right, left)
    assert (set_f1(left, right) == 1.0) == (left == right)


@given(st.lists(OUTCOMES, max_size=6))
def test_scores_stay_in_range_and_ignore_order(outcomes):
    report = evaluate(outcomes)
    assert 0 <= report.composite <= 100
    assert report.composite == pytest.approx(evaluate(outcomes[::-1]).composite)
