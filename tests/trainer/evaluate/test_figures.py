"""The figures of one system on worked records."""

import pytest

from app.coding.judged import Proposed
from app.coding.scope import OUT_OF_SCOPE, Task
from tests.builders import ANGINA, DIABETES, HYPERTENSION
from tests.trainer.evaluate.said import A, D, F, H, example, reading, span
from trainer.evaluate.figures import NO_ANSWER, Judged, columns, figures_of


def figures(*judged: Judged, seen: frozenset[str] = frozenset()):
    return figures_of(judged, seen, 1)


def test_formula_six_is_worked_out_with_its_interval():
    whole = Judged(example("R1"), reading("R1"))
    half = Judged(example("R2"), reading("R2", "I63.900", (H,)))
    found = figures(whole, half)

    assert found["composite"] == pytest.approx(100 * (1 + 0.5 * 2 / 3) / 2, abs=0.01)
    assert (found["principal_accuracy"], found["others_f1"]) == (0.5, pytest.approx(5 / 6, abs=1e-4))
    assert found["interval"] == [pytest.approx(33.33, abs=0.01), 100]
    assert found["scores"] == {"R1": 1.0, "R2": pytest.approx(1 / 3, abs=1e-4)}


def test_strict_reading_drops_what_is_not_well_formed():
    found = figures(Judged(example("R1"), reading("R1")), Judged(example("R2"), reading("R2", well_formed=False)))

    assert (found["composite"], found["strict"]["composite"]) == (100, 50)
    assert found["format_rate"] == {"principal": 0.5, "others": 0.5}


def test_refusals_are_counted_where_they_are_right_and_where_not():
    outside = example("R1", None, ())
    found = figures(
        Judged(outside, reading("R1", None, (), out_of_scope=True)),
        Judged(example("R2"), reading("R2", None, out_of_scope=True)),
        Judged(example("R3"), reading("R3")),
    )

    assert found["refusals"] == {
        "out_of_scope": 1,
        "out_of_scope_refused": 1.0,
        "in_scope": 2,
        "in_scope_refused": 0.5,
    }
    assert found["confusion"] == {A: {A: 1, OUT_OF_SCOPE: 1}, OUT_OF_SCOPE: {OUT_OF_SCOPE: 1}}
    assert OUT_OF_SCOPE not in found["per_code"]


def test_a_principal_that_cannot_be_read_has_a_column_of_its_own():
    assert figures(Judged(example(), reading(principal=None)))["confusion"] == {A: {NO_ANSWER: 1}}


def test_candidates_are_tabled_by_votes_with_what_was_right():
    candidates = (
        Proposed(A, Task.PRINCIPAL, True, 3),
        Proposed(H, Task.OTHERS, True, 3),
        Proposed(F, Task.OTHERS, True, 2),
        Proposed(D, Task.OTHERS, False, 1),
    )
    found = figures(Judged(example(), reading(candidates=candidates)))
    others = found["bands"]["others"]

    assert {votes: (band["n"], band["right"]) for votes, band in others.items()} == {
        "1": (1, 1),
        "2": (1, 0),
        "3": (1, 1),
    }
    assert others["3"]["share"] == pytest.approx(1 / 3, abs=1e-4)
    assert 0 < others["3"]["low"] < others["3"]["high"] == 1
    assert found["suggested_bands"]["3"] == {"n": 2, "share": 0.6667, "right": 1.0}


def test_a_quote_counts_only_where_the_gold_marks_that_very_code():
    spans = (span(HYPERTENSION), span(DIABETES), span(ANGINA, "现病史"))
    own = example(spans=spans)
    borrowed = span(HYPERTENSION)
    quotes = (span(HYPERTENSION), type(borrowed)(borrowed.section, borrowed.start, borrowed.end, D))
    found = figures(Judged(own, reading(quotes=quotes)))["evidence"]

    assert found["suggested"] == found["with_gold_span"] == 3
    assert found["with_quote"] == pytest.approx(2 / 3, abs=1e-4)
    assert found["on_gold_span"] == pytest.approx(1 / 3, abs=1e-4)


def test_records_without_gold_spans_say_nothing_of_evidence():
    assert figures(Judged(example(), reading(quotes=(span(HYPERTENSION),))))["evidence"]["suggested"] == 0


def test_writers_are_scored_apart_and_by_whether_training_knew_them():
    found = figures(
        Judged(example("R1", writer="w1"), reading("R1")),
        Judged(example("R2", writer="w2"), reading("R2", "I63.900")),
        seen=frozenset({"w1"}),
    )["by"]

    assert (found["writer w1"]["composite"], found["writer w2"]["composite"]) == (100, 50)
    assert (found["writers seen in training"]["n"], found["writers held out"]["composite"]) == (1, 50)
    assert found["in the scope"]["n"] == 2


def test_what_was_said_is_listed_in_the_order_of_the_golds():
    assert columns({"b": {"a": 1, "z": 2}, "a": {"a": 3}}, ["b", "a"]) == ["a", "z"]
