"""The catalogue: every code is billable, every stay has a real group, every name leads somewhere."""

import re

import pytest

from app.knowledge.grouping.engine import load_engine
from app.knowledge.grouping.reading import dotless
from trainer.synthesize.en.chance import Chance
from trainer.synthesize.en.conditions import comorbidities, names, principals, read, rules
from trainer.synthesize.en.grouping import VERSION, gold, group
from trainer.synthesize.en.stay import bmi_code, draw_stay
from trainer.synthesize.en.wording import holes_of

WEAK = {"939", "940", "941", "949", "950", "981", "982", "983", "987", "988", "989", "998", "999"}
"""Where the grouper is known to part from the official one, and what is no group."""


@pytest.fixture(scope="module")
def engine():
    return load_engine(VERSION)


def conditions():
    return [*comorbidities().values(), *(kind.condition for kind in principals().values())]


def all_codes():
    found = {code for condition in conditions() for form in condition.forms for code in form.codes}
    return found | {code for rule in rules() for code in rule.codes} | {bmi_code(value) for value in range(14, 60)}


def test_there_are_enough_kinds_of_stay():
    assert len(principals()) >= 50


def test_every_code_is_billable_in_the_groupers_year(engine):
    assert not [code for code in all_codes() if not engine.dxmap.get(dotless(code))]


def test_every_code_has_its_official_title():
    assert all_codes() <= names().keys()


def test_every_procedure_has_the_form_of_a_code_and_every_operation_is_one_to_the_grouper(engine):
    operations = [operation for kind in principals().values() for operation in kind.operations]
    known = engine.orpcsmap.keys() | engine.prmap.keys()

    assert all(re.fullmatch(r"[0-9A-HJ-NP-Z]{7}", code) for each in operations for code, _ in each.codes)
    assert all(any(code in known for code, _ in each.codes) for each in operations if each.surgery)


@pytest.mark.parametrize("key", principals())
def test_every_kind_of_stay_has_a_real_group(key):
    kind = principals()[key]
    groups = {group(draw_stay(Chance(f"{key}/{number}"), kind)).drg for number in range(6)}

    assert not groups & WEAK


def test_what_conditions_name_is_in_the_catalogue():
    tags = {tag for condition in conditions() for tag in condition.tags}
    tags |= {tag for kind in principals().values() for operation in kind.operations for tag in operation.tags}
    tags |= {"pregnancy", "surgery"}
    named = {tag for each in conditions() for tag in (*each.needs, *each.needs_any)}
    brought = {key for each in conditions() for key in each.brings or {}}

    assert named <= tags
    assert brought <= comorbidities().keys()
    assert {rule.of for rule in rules()} <= tags


def test_every_hole_of_the_catalogue_is_filled():
    for condition in conditions():
        held = {"year", "vessel", "name"} | set(condition.shown("vary") or {})
        held |= set.intersection(*(set(form.holes or {}) for form in condition.forms))
        assert {hole for text in texts(condition) for hole in holes_of(text)} <= held, condition.key


def texts(condition):
    yield from (name for form in condition.forms for name in (*form.full, *form.abbr))
    for place in ("exam", "imaging", "results", "treat", "course", "meds", "detail"):
        yield from condition.shown(place)
    for said in (condition.shown("says") or {}).values():
        yield from said


def test_every_suspicion_and_every_analyte_is_known():
    suspects = {suspect for kind in principals().values() for suspect in kind.suspects}
    analytes = {analyte for condition in conditions() for analyte in condition.shown("labs") or ()}

    assert suspects <= read("doubts")["suspect"].keys()
    assert analytes <= read("analytes").keys()


def test_an_elective_stay_without_an_operation_is_one_for_chemotherapy():
    lacking = [
        key
        for key, kind in principals().items()
        if kind.elective and sum(operation.rate for operation in kind.operations) < 0.999
    ]

    assert lacking == ["chemotherapy"]


def test_a_body_mass_index_has_its_code():
    assert [bmi_code(value) for value in (19.9, 20.0, 39.9, 40.0, 45.0, 52.0)] == [
        "Z68.1",
        "Z68.20",
        "Z68.39",
        "Z68.41",
        "Z68.42",
        "Z68.43",
    ]


def test_a_second_grouper_agrees():
    msdrg = pytest.importorskip("msdrg")
    ends = {"home": 1, "transfer": 2, "community": 3, "against_advice": 7, "died": 20}
    with msdrg.MsdrgGrouper() as second:
        for number, (key, kind) in enumerate(principals().items()):
            stay = draw_stay(Chance(f"second/{number}"), kind)
            codes = gold(stay)
            asked = {
                "version": 431,
                "age": stay.age,
                "sex": int(stay.female),
                "discharge_status": ends[str(stay.patient.disposition)],
                "hospital_status": "NOT_EXEMPT",
                "pdx": {"code": dotless(stay.principal.codes[0]), "poa": "Y"},
                "sdx": [
                    {"code": dotless(each.code.code), "poa": "Y" if each.on_admission == 1 else "N"}
                    for each in codes.others
                ],
                "procedures": [{"code": each.code.code} for each in codes.procedures],
            }
            assert str(second.group(asked)["final_drg"]).zfill(3) == group(stay).drg, key
