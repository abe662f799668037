"""The codes of a stay: shares, exclusions, how many."""

from collections import Counter
from random import Random

from app.coding.scope import Scope, Task
from trainer.synthesize.zh.codes import PRINCIPALS, draw_others, excluded
from trainer.synthesize.zh.stay import GRADES, KILLIP, NYHA


def drawn(principal: str | None, count: int = 60) -> list[tuple[str, ...]]:
    return [draw_others(Random(f"{principal}/{number}"), principal) for number in range(count)]


def test_a_stay_carries_no_two_that_exclude_each_other() -> None:
    for principal in PRINCIPALS:
        for others in drawn(principal):
            for code in others:
                assert not set(others) & excluded((code,))


def test_the_principal_is_not_among_the_others_and_none_stands_twice() -> None:
    for principal in PRINCIPALS:
        assert all(principal not in others and len(set(others)) == len(others) for others in drawn(principal))


def test_hypertension_as_principal_bars_every_grade() -> None:
    assert not any(set(GRADES) & set(others) for others in drawn("I10.x00x032"))


def test_unstable_angina_comes_with_six_or_seven_others() -> None:
    assert {len(others) for others in drawn("I20.000")} == {6, 7}


def test_microvascular_angina_has_no_failing_heart() -> None:
    barred = {*NYHA, *KILLIP, "I50.907", "I50.900x018", "Z95.501"}
    assert not any(barred & set(others) for others in drawn("I20.800x007"))


def test_infarction_carries_coronary_disease_as_often_as_counted() -> None:
    share = sum("I25.103" in others for others in drawn("I21.401", 300)) / 300
    assert 0.88 < share < 0.99


def test_outside_the_scope_no_principal_of_it_but_hypertension_is_carried() -> None:
    found = Counter(code for others in drawn(None, 200) for code in others)
    assert not set(found) & (set(PRINCIPALS) - {"I10.x00x032"})


def test_every_listed_other_can_be_drawn(ccl25: Scope) -> None:
    from trainer.synthesize.zh import codes

    weighted = {code for row in codes._table().weight.values() for code, weight in row.items() if weight > 0}
    assert {code.code for code in ccl25.codes(Task.OTHERS)} <= weighted
