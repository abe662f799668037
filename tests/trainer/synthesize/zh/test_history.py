"""The history of a stay: dates in order."""

from random import Random

import pytest

from trainer.synthesize.zh.fact import Fact
from trainer.synthesize.zh.history import _AGO, _before, _months, chief, present_illness
from trainer.synthesize.zh.listing import admission_list
from trainer.synthesize.zh.stay import GRADES, Kind, Stay, draw_stay


def stays(kind: Kind, count: int = 200) -> list[Stay]:
    return [stay for stay in (draw_stay(Random(f"h/{n}"), 0.1) for n in range(count)) if stay.kind is kind]


@pytest.mark.parametrize(
    ("span", "months"), [("半月", 0.5), ("2月余", 2), ("半年", 6), ("2年余", 24), ("10余天", 1 / 3)]
)
def test_a_span_is_read_as_months(span: str, months: float) -> None:
    assert _months(span) == pytest.approx(months)


def test_no_earlier_visit_is_before_the_illness_began() -> None:
    for number, stay in enumerate(stays(Kind.ANGINA)):
        when = _before(Random(number), stay, first=True).removesuffix("前")
        assert when not in _AGO or _AGO[when] < _months(stay.long)


def test_the_complaint_is_of_the_kind_that_brings_the_patient() -> None:
    assert {chief(Random(1), stay).slot for stay in stays(Kind.FAILURE)} == {"chief.failure"}


def test_an_infarction_that_came_at_once_is_not_said_to_be_worse() -> None:
    for number, stay in enumerate(stays(Kind.MI)):
        parts = present_illness(Random(number), stay, (), ())
        assert isinstance(parts["onset"], Fact)
        assert (parts["onset"].slot == "hpi.onset_mi") is ("worse" not in parts)


def test_hypertension_as_principal_is_always_listed() -> None:
    for number, stay in enumerate(stays(Kind.HYPERTENSION)):
        if stay.truth == "I10.x00x032":
            slots = {fact.slot for group in admission_list(Random(number), stay) for fact in group}
            assert slots & {"dx.hypertension", "dx.hypertension_bare"}


def test_a_grade_that_is_not_the_coded_one_states_nothing() -> None:
    for number in range(400):
        stay = draw_stay(Random(f"g/{number}"), 0.0)
        for fact in (fact for group in admission_list(Random(number), stay) for fact in group):
            if fact.slot == "dx.hypertension" and fact.states:
                grade = fact.holes["grade"]
                assert not isinstance(grade, str)
                assert GRADES[fact.states[0]][0] == getattr(grade, "value", None)
