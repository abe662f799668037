"""What was said beside its gold: worked outcomes, bands and rates."""

from app.coding.judged import (
    Answered,
    Band,
    Proposed,
    Said,
    Truth,
    bands,
    code_rows,
    first_pass,
    format_rate,
    outcome,
    said_of,
    shown_outcome,
    strict_outcome,
)
from app.coding.metric import evaluate, record_score
from app.coding.scope import OUT_OF_SCOPE, Task
from tests.builders import suggestion

TRUTH = Truth("I20.000", frozenset({"E11.900", "I10.x00x032"}))


def answered(task: Task, codes: tuple[str, ...] = (), **changes: object) -> Answered:
    values: dict[str, object] = {"position": 0, "well_formed": True, "readable": True} | changes
    return Answered(task, codes=codes, **values)  # type: ignore[arg-type]


def said(principal: str | None = "I20.000", others: frozenset[str] = TRUTH.others, **changes: object) -> Said:
    answers = (answered(Task.PRINCIPAL, (principal,) if principal else ()), answered(Task.OTHERS, tuple(others)))
    return Said(principal, others, **({"answers": answers} | changes))  # type: ignore[arg-type]


def test_a_suggestion_is_taken_with_its_votes_and_candidates():
    found = said_of(suggestion())

    assert (found.principal, found.others) == ("I20.000", {"I10.x00x032"})
    assert [(each.code, each.suggested, each.votes) for each in found.candidates] == [
        ("I20.000", True, 3),
        ("I10.x00x032", True, 2),
        ("E11.900", False, 1),
    ]
    assert len(found.answers) == 6
    assert found.formed


def test_what_was_agreed_on_is_scored_by_formula_six():
    assert record_score(outcome(TRUTH, said(others=frozenset({"E11.900"})))) == 0.5 + 0.5 * 2 / 3


def test_refusing_is_right_only_outside_the_scope():
    outside = Truth(None, frozenset(), out_of_scope=True)
    refused = said(None, frozenset(), out_of_scope=True)

    assert record_score(outcome(outside, refused)) == 1
    assert record_score(outcome(outside, said(None, frozenset()))) == 0.5
    assert outcome(TRUTH, refused).principal is None


def test_strict_reading_counts_a_record_only_when_both_first_answers_are_formed():
    torn = said(answers=(answered(Task.PRINCIPAL, ("I20.000",)), answered(Task.OTHERS, well_formed=False)))
    later = said(answers=(*said().answers, answered(Task.OTHERS, position=1, well_formed=False)))

    assert record_score(outcome(TRUTH, torn)) == 1
    assert record_score(strict_outcome(TRUTH, torn)) == 0
    assert record_score(strict_outcome(TRUTH, later)) == 1


def test_the_shown_tier_alone_can_be_scored():
    shown = said(candidates=(Proposed("I20.000", Task.PRINCIPAL, True, 3), Proposed("E11.900", Task.OTHERS, False, 1)))

    assert record_score(shown_outcome(TRUTH, shown)) == 0.5


def test_the_first_pass_leaves_out_the_later_votes():
    answers = (
        answered(Task.PRINCIPAL, ("I63.900",)),
        answered(Task.PRINCIPAL, ("I20.000",), position=1),
        answered(Task.OTHERS, ("I63.900", "E11.900")),
    )
    first = first_pass(said(answers=answers))

    assert (first.principal, first.others) == ("I63.900", {"E11.900"})


def test_candidates_are_counted_by_votes_and_task():
    pairs = [
        (
            TRUTH,
            said(
                candidates=(
                    Proposed("I20.000", Task.PRINCIPAL, True, 3),
                    Proposed("E11.900", Task.OTHERS, True, 3),
                    Proposed("I63.900", Task.OTHERS, False, 1),
                )
            ),
        )
    ]

    assert bands(pairs) == {1: Band(1, 0), 3: Band(2, 2)}
    assert bands(pairs, Task.PRINCIPAL) == {3: Band(1, 1)}


def test_the_format_rate_is_of_completions():
    rated = [said(), said(answers=(answered(Task.PRINCIPAL, well_formed=False),))]

    assert format_rate(rated) == 2 / 3
    assert format_rate(rated, Task.OTHERS) == 1
    assert format_rate([]) == 0


def test_the_code_table_can_leave_out_the_refusal():
    report = evaluate(
        [outcome(Truth(None, frozenset(), out_of_scope=True), said(None, frozenset(), out_of_scope=True))]
    )

    assert code_rows(report)[OUT_OF_SCOPE]["recall"] == 1
    assert code_rows(report, (OUT_OF_SCOPE,)) == {}
