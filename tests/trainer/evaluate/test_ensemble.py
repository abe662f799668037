"""Majority and frequency votes on worked sets; thresholds tuned on other records only."""

import pytest

from app.coding.judged import first_pass, outcome
from app.coding.metric import record_score, set_f1
from app.coding.scope import OUT_OF_SCOPE
from tests.builders import DIABETES, FAILURE, HYPERTENSION
from tests.trainer.evaluate.said import A, D, F, H, example, reading, span
from trainer.errors import RunError
from trainer.evaluate.ensemble import combine, majority, part_of, tuned_thresholds
from trainer.evaluate.readings import truth_of
from trainer.evaluate.systems import SystemSettings
from trainer.evaluate.voters import vote, with_members

FIVE = [
    reading(principal=A, others=(H, D)),
    reading(principal=A, others=(H,)),
    reading(principal="I63.900", others=(H, F)),
    reading(principal="I63.900", others=(D,)),
    reading(principal=A, others=(H,)),
]


@pytest.mark.parametrize(
    ("choices", "logprobs", "winner"),
    [
        (["a", "b", "b"], [-0.1, -2.0, -3.0], "b"),
        (["a", "b", "b", "a"], [-0.2, -0.1, -0.1, -0.5], "b"),
        (["a", "b", "b", "a"], [-0.2, -0.1, -0.1, None], "a"),
        (["a", "b"], (), "a"),
        ([None, None, "b"], [None, None, None], "b"),
        ([None, None], [None, None], None),
    ],
)
def test_the_majority_leads_and_ties_go_to_the_surest(choices, logprobs, winner):
    assert majority(choices, logprobs) == winner


@pytest.mark.parametrize(("threshold", "others"), [(1, {H, D, F}), (2, {H, D}), (3, {H}), (4, {H}), (5, set[str]())])
def test_an_other_needs_so_many_votes_from_union_to_intersection(threshold, others):
    found = combine(FIVE, threshold)

    assert (found.said.principal, found.said.others) == (A, others)
    assert found.votes_of == 5
    assert {each.code: each.votes for each in found.said.candidates} == {A: 3, "I63.900": 2, H: 4, D: 2, F: 1}


def test_what_is_agreed_on_is_suggested_only_where_a_member_has_evidence():
    bare = reading(candidates=())
    found = combine([bare, reading(others=(H,))], 2)

    assert {each.code for each in found.said.candidates if each.suggested} == {A, H}
    assert not any(each.suggested for each in combine([bare, bare], 2).said.candidates)


def test_refusing_is_a_choice_among_the_others():
    found = combine([reading(principal=None, out_of_scope=True)] * 2 + [reading()], 2)

    assert found.said.out_of_scope
    assert found.said.principal is None
    assert first_pass(found.said).out_of_scope
    assert [each.out_of_scope for each in found.said.answers] == [True, False]
    assert majority([OUT_OF_SCOPE, OUT_OF_SCOPE, A]) == OUT_OF_SCOPE


def test_a_vote_costs_what_its_members_cost_and_keeps_their_quotes():
    quote = span(HYPERTENSION)
    found = combine(
        [reading(seconds=1.0, tokens=5, quotes=(quote,)), reading(seconds=2.0, tokens=7, quotes=(quote,))], 2
    )

    assert (found.seconds, found.tokens, found.quotes) == (3.0, 12, (quote,))
    assert record_score(outcome(truth_of(example()), found.said)) == 1


def test_the_threshold_of_a_record_is_tuned_on_records_of_other_parts_only():
    examples = [example(f"R{n}", others=(HYPERTENSION, DIABETES, FAILURE)) for n in range(40)]
    readings = {each.example_id: FIVE for each in examples}
    tuned = tuned_thresholds(examples, readings)

    assert set(tuned.values()) == {1}
    odd = next(each for each in examples if part_of(each) == 0)
    others = (example(f"other {n}", others=(HYPERTENSION,)) for n in range(99))
    alone = [odd, next(each for each in others if part_of(each))]
    assert tuned_thresholds(alone, {each.example_id: FIVE for each in alone}) == {
        odd.example_id: 4,
        alone[1].example_id: 1,
    }


def test_the_tuned_threshold_is_the_best_by_search():
    examples = [example(f"R{n}", others=(HYPERTENSION, DIABETES)) for n in range(30)]
    means = {n: set_f1({H, D}, set(combine(FIVE, n).said.others)) for n in range(1, 6)}
    tuned = tuned_thresholds(examples, {each.example_id: FIVE for each in examples})

    assert set(tuned.values()) == {max(means, key=lambda n: means[n])} == {2}


def test_records_that_belong_together_are_in_one_part():
    assert part_of(example("R1", group="pair")) == part_of(example("R2", group="pair"))
    assert part_of(example("R3", parent_id="R1")) == part_of(example("R1"))


def test_a_fixed_threshold_is_used_as_it_is():
    system = SystemSettings(kind="vote", members=("a", "b"), threshold=1)
    found, counts = vote(system, [example()], {"a": {"R1": FIVE[0]}, "b": {"R1": FIVE[2]}})

    assert found["R1"].said.others == {H, D, F}
    assert counts == {"1": 1}


def folders(root, *names):
    for name in names:
        (root / "models" / name).mkdir(parents=True)
    return str(root / "models")


def test_fold_models_become_members_one_or_two_a_fold(stage_at, tmp_path):
    shared = folders(tmp_path / "a", "principal-fold0", "others-fold0", "principal-fold1", "others-fold1", "policy")
    single = folders(tmp_path / "b", "policy-fold0", "policy-fold1")
    systems = {
        "k": SystemSettings(kind="folds", path=shared),
        "p": SystemSettings(kind="folds", path=single),
        "rules": SystemSettings(kind="rules"),
    }
    found = with_members(systems, stage_at("evaluate"))

    assert list(found) == ["k fold 0", "k fold 1", "p fold 0", "p fold 1", "rules", "k", "p"]
    assert found["k fold 1"].principal.endswith("principal-fold1")
    assert found["p fold 0"].path.endswith("policy-fold0")
    assert found["k"].members == ("k fold 0", "k fold 1")


def test_folds_that_cannot_vote_are_refused(stage_at, tmp_path):
    half = folders(tmp_path / "a", "principal-fold0", "principal-fold1")
    one = folders(tmp_path / "b", "policy-fold0")

    with pytest.raises(RunError, match="lacks a model of fold 0"):
        with_members({"k": SystemSettings(kind="folds", path=half)}, stage_at("evaluate"))
    with pytest.raises(RunError, match="1 fold models"):
        with_members({"k": SystemSettings(kind="folds", path=one)}, stage_at("evaluate"))
