"""What counts as wrong, and what the error library counts."""

import pytest

from app.coding.metric import Outcome
from app.coding.scope import OUT_OF_SCOPE
from tests.trainer.cases import ccl25, example
from trainer.badcases.library import Fault, faults_of, judge, library, markdown
from trainer.evaluate.readings import plain_reading


def _outcome(principal: str | None = "A", others: str = "xy", *, readable: bool = True) -> Outcome:
    return Outcome("A", frozenset("xy"), principal, frozenset(others), readable)


@pytest.mark.parametrize(
    ("found", "faults"),
    [
        (_outcome(), ()),
        (_outcome("B"), (Fault.PRINCIPAL,)),
        (_outcome(None), (Fault.PRINCIPAL,)),
        (_outcome(others="x"), (Fault.OTHERS,)),
        (_outcome(others="xyz"), (Fault.OTHERS,)),
        (_outcome("B", ""), (Fault.PRINCIPAL, Fault.OTHERS)),
        (_outcome(readable=False), (Fault.UNREADABLE,)),
    ],
)
def test_whatever_is_not_the_whole_code_set_is_wrong(found: Outcome, faults: tuple[Fault, ...]):
    assert faults_of(found) == faults


@pytest.mark.parametrize(("least", "faults"), [(0.67, (Fault.OTHERS,)), (0.66, ())])
def test_the_others_may_be_right_in_part(least: float, faults: tuple[Fault, ...]):
    assert faults_of(_outcome(others="x"), least) == faults


def test_a_record_outside_the_scope_is_right_when_that_is_said():
    outside = example(principal=None, others=())

    right = judge(outside, plain_reading("R1", None, (), out_of_scope=True))
    wrong = judge(outside, plain_reading("R1", None, ()))

    assert (right.faults, right.outcome.principal) == ((), OUT_OF_SCOPE)
    assert wrong.faults == (Fault.PRINCIPAL,)


def test_confusions_and_codes_missed_or_added_are_counted():
    one, two = example("R1", others=("E11.900", "E78.500")), example("R2", others=("E11.900",))
    judged = [
        judge(one, plain_reading("R1", "I21.401", ("E11.900",))),
        judge(two, plain_reading("R2", "I20.000", ("E11.900", "I48.x01"))),
    ]

    found = library(judged, {code.code: code for code in ccl25().all_codes})

    assert found["confusions"] == [{"gold": "I20.000", "predicted": "I21.401", "n": 1}]
    assert (found["missed"], found["added"]) == ({"E78.500": 1}, {"I48.x01": 1})
    assert found["faults"] == {"others": 1, "principal + others": 1}
    assert "急性非ST段抬高型心肌梗死 (I21.401)" in markdown(found, "policy", 0)
