"""The world of a stay: what goes together, what is stated where, what is outside the scope."""

import tomllib
from pathlib import Path
from random import Random

from app.coding.record import Sex
from app.coding.scope import Scope
from trainer.synthesize.zh.codes import PRINCIPALS, excluded
from trainer.synthesize.zh.elsewhere import illnesses
from trainer.synthesize.zh.illnesses import deniable
from trainer.synthesize.zh.labs import _content
from trainer.synthesize.zh.pack import slots
from trainer.synthesize.zh.stay import Stay, _pressure, conditions, draw_stay


def stays(count: int = 120, out_of_scope: float = 0.1) -> list[Stay]:
    return [draw_stay(Random(f"stay/{number}"), out_of_scope) for number in range(count)]


def test_what_is_stated_without_being_coded_is_never_coded() -> None:
    assert not any(set(stay.idle) & stay.coded for stay in stays() if stay.principal == stay.truth)


def test_nothing_stated_excludes_what_is_coded() -> None:
    for stay in stays():
        assert not set(stay.idle) & excluded(stay.others)


def test_every_code_of_the_scope_has_a_condition_or_is_a_principal_only(ccl25: Scope) -> None:
    assert {code.code for code in ccl25.all_codes} == {*conditions(), "I20.800x007", "I21.401"}


def test_every_condition_is_named_by_a_slot() -> None:
    assert all(f"dx.{entry['dx']}" in slots() for entry in conditions().values())


def test_every_place_is_one_that_is_told() -> None:
    places = {"listed", "past", "hpi", "report", "said"}
    assert all({*entry["coded"], *entry["idle_in"]} <= places for entry in conditions().values())  # type: ignore[misc]


def test_a_history_denies_nothing_that_is_there() -> None:
    sugar = [stay for stay in stays() if stay.has("E11.900")]
    assert sugar
    assert not any("糖尿病" in deniable(stay) for stay in sugar)


def test_an_illness_outside_the_scope_is_not_also_coded() -> None:
    found = [stay for stay in stays(300, 0.6) if stay.illness]
    assert not any(stay.illness and stay.illness.excludes & (stay.coded | set(stay.idle)) for stay in found)


def test_illnesses_outside_the_scope_exclude_codes_of_the_scope(ccl25: Scope) -> None:
    known = {code.code for code in ccl25.all_codes}
    assert all(illness.excludes <= known for illness in illnesses()[0])


def test_what_an_illness_outside_the_scope_is_taken_for_is_a_principal_it_does_not_carry() -> None:
    assert all(set(illness.taken_for) <= set(PRINCIPALS) for illness in illnesses()[0])
    found = [stay for stay in stays(600, 0.6) if stay.suspected]
    assert len(found) > 10
    assert all(stay.principal is None and stay.suspected not in stay.coded for stay in found)


def test_the_heart_may_fail_in_the_course_of_an_illness_outside_the_scope() -> None:
    failing = [stay for stay in stays(1500, 0.6) if stay.illness and "I50.900x018" in stay.others]
    assert failing
    assert all(stay.illness and stay.illness.failure for stay in failing)


def test_a_man_has_no_operation_of_women() -> None:
    assert not any(stay.has("Z98.800x612") for stay in stays(300) if stay.person.sex is Sex.MALE)


def test_a_cardiogenic_shock_has_a_low_pressure() -> None:
    for seed in range(20):
        systolic, diastolic, _ = _pressure(Random(seed), "I21.401", 3, ("I50.900x016",))
        assert diastolic < systolic < 90


def test_the_highest_pressure_fits_the_grade() -> None:
    for grade, (low, high) in {1: (140, 159), 2: (160, 179), 3: (180, 220)}.items():
        _, _, highest = _pressure(Random(grade), "I20.000", grade, ())
        assert low <= int(highest.split("/")[0]) <= high


def test_every_test_has_its_names_and_its_range() -> None:
    for test in _content()["test"].values():
        assert len(test["names"]) == 3
        assert test["usual"][0] < test["usual"][1]


def test_the_data_files_are_read_without_the_tree() -> None:
    folder = Path(__file__).parents[4] / "trainer" / "synthesize" / "zh"
    for path in folder.glob("*.toml"):
        assert tomllib.loads(path.read_text(encoding="utf-8"))
