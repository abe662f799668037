"""MS-DRG: the reference table, every trap of drgpy, carriers, and what it would be otherwise."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from random import Random

import pytest

from app.coding.codeset import CodeSet
from app.coding.record import Disposition, Patient, Sex
from app.knowledge.grouping.grouped import Caveat, DrgKind, Level, Missing, Reason, Why
from app.knowledge.grouping.msdrg import MsDrg
from app.knowledge.grouping.versions import find_version
from tests.app.knowledge.grouping.claims import DEAD, MAN, REFERENCE, WOMAN, codes


@pytest.mark.parametrize("case", REFERENCE, ids=str)
def test_the_reference_table(msdrg, case):
    assert msdrg.group(codes(case.diagnoses, case.procedures), case.patient).drg == case.drg


def test_a_group_is_stated_whole(msdrg):
    made = msdrg.group(codes("I21.4 N17.9 J96.01"), MAN)
    assert (made.scheme, made.version, made.drg, made.mdc) == ("MS-DRG", "v43.1", "280", "05")
    assert made.title == "Acute Myocardial Infarction, Discharged Alive with MCC"
    assert (made.kind, made.weight, made.gmlos) == (DrgKind.MEDICAL, 1.6041, 4.1)


def test_a_surgical_group_is_called_so(msdrg):
    assert msdrg.group(codes("K80.00", "0FT44ZZ"), MAN).kind is DrgKind.SURGICAL


@pytest.mark.parametrize("written", ["j18.9", "J18.9", "J189", " j189"])
def test_dots_and_lower_case_give_the_same_group(msdrg, written):
    principal = codes("J18.9").principal
    assert principal
    claim = CodeSet(replace(principal, code=replace(principal.code, code=written)))
    assert msdrg.group(claim, MAN).drg == "195"


def test_procedures_may_be_written_in_lower_case(msdrg):
    assert msdrg.group(codes("K80.00", "0ft44zz"), MAN).drg == "419"


@pytest.mark.parametrize("principal", ["I21.4X", "N83.20", "O34.21", "I21", "ABC"])
def test_what_is_no_billable_code_is_ungroupable_and_not_shortened(msdrg, principal):
    made = msdrg.group(codes(principal, "10D00Z1"), WOMAN)
    assert (made.drg, made.title, made.reason) == ("999", "Ungroupable", Reason.PRINCIPAL_UNKNOWN)


def test_an_unknown_other_is_said_and_left_out(msdrg):
    made = msdrg.group(codes("I21.4 J96.0 N17.9"), MAN)
    assert made.drg == "281"
    assert (made.carriers[0].code.code, made.carriers[0].why) == ("J96.0", Why.UNKNOWN_CODE)


def test_no_principal_is_ungroupable(msdrg):
    assert msdrg.group(CodeSet(), MAN).reason is Reason.NO_PRINCIPAL


def test_an_external_cause_cannot_be_principal_but_may_stand_among_the_others(msdrg):
    assert msdrg.group(codes("W01.0XXA S72.001A"), MAN).reason is Reason.CANNOT_BE_PRINCIPAL
    assert msdrg.group(codes("S72.001A W01.0XXA"), MAN).drg == "536"


def test_codes_of_another_book_are_refused_without_a_crosswalk(msdrg):
    made = msdrg.group(codes("I20.000 I10.x00x032", book="国家临床版2.0"), MAN)
    assert (made.drg, made.reason) == (None, Reason.PRINCIPAL_OTHER_BOOK)
    assert made.carriers[0].why is Why.OTHER_BOOK


def test_procedures_of_another_classification_are_named_and_not_used(msdrg):
    made = msdrg.group(codes("I20.0", "36.0700"), MAN)
    assert [(each.code.code, each.why) for each in made.unused] == [("36.0700", Why.OTHER_BOOK)]


def test_sex_is_never_assumed_where_it_decides(msdrg):
    nobody = replace(MAN, sex=None)
    made = msdrg.group(codes("N40.0"), nobody)
    assert (made.drg, made.reason) == (None, Reason.SEX_NEEDED)
    assert Missing.SEX in made.missing
    assert msdrg.group(codes("N40.0"), MAN).drg == "726"


def test_sex_that_contradicts_the_principal_is_ungroupable_with_the_reason(msdrg):
    assert msdrg.group(codes("N40.0"), WOMAN).reason is Reason.SEX_CONFLICT
    assert msdrg.group(codes("N83.201"), MAN).reason is Reason.SEX_CONFLICT


def test_a_missing_sex_is_said_where_it_does_not_matter(msdrg):
    made = msdrg.group(codes("I21.4"), replace(MAN, sex=None))
    assert made.drg == "282"
    assert Missing.SEX in made.missing


def test_sex_matters_only_where_it_is_asked_for(msdrg):
    """No principal outside the two categories of the reproductive system is grouped by sex."""
    engine = msdrg._loaded().engine
    plain = [code for code, labels in engine.dxmap.items() if not {"_MDC12", "_MDC13"} & set(labels)]
    for code in Random(3).sample(plain, 300):
        assert len({engine.get_drg([code, "N179"], [], sex, True, {}, "01") for sex in "FM"}) == 1


def test_death_is_told_apart(msdrg):
    assert msdrg.group(codes("I21.4"), DEAD).drg == "285"


def test_leaving_against_advice_is_told_apart(msdrg):
    assert msdrg.group(codes("F10.231"), replace(MAN, disposition=Disposition.AGAINST_ADVICE)).drg == "894"


def test_a_missing_disposition_is_said_and_where_it_decides_that_too(msdrg):
    made = msdrg.group(codes("I21.4"), replace(MAN, disposition=None))
    assert Missing.DISPOSITION in made.missing
    assert {Caveat.ALIVE_ASSUMED, Caveat.DEPENDS_ON_DISPOSITION} <= set(made.caveats)
    assert Caveat.DEPENDS_ON_DISPOSITION not in msdrg.group(codes("J18.9"), replace(MAN, disposition=None)).caveats


def test_some_codes_count_only_if_discharged_alive(msdrg):
    assert msdrg.group(codes("I21.4 R57.0"), MAN).drg == "280"
    made = msdrg.group(codes("I21.4 R57.0"), DEAD)
    assert (made.drg, made.carriers[0].why) == ("285", Why.ONLY_IF_ALIVE)


@pytest.mark.parametrize(("mark", "drg"), [("Y", "193"), ("W", "193"), ("U", "195"), ("N", "195"), ("", "193")])
def test_on_admission_decides_over_a_hospital_acquired_condition(msdrg, mark, drg):
    made = msdrg.group(codes(f"J18.9 L89.153/{mark}"), MAN)
    assert made.drg == drg
    assert (made.carriers[0].why is Why.NOT_ON_ADMISSION) == (drg == "195")


def test_on_admission_is_read_by_code_not_by_place(msdrg):
    """A duplicate among the others does not shift the marks of those after it."""
    assert msdrg.group(codes("J18.9 I10/Y I10/Y L89.153/N"), MAN).drg == "195"


def test_a_missing_mark_is_said(msdrg):
    assert Missing.ON_ADMISSION in msdrg.group(codes("J18.9 I10"), MAN).missing
    assert Missing.ON_ADMISSION not in msdrg.group(codes("J18.9 I10/Y"), MAN).missing


def test_missing_procedures_and_age_are_said(msdrg):
    made = msdrg.group(codes("J18.9"), replace(MAN, age=None))
    assert made.missing == (Missing.AGE, Missing.PROCEDURES)
    assert Missing.PROCEDURES not in msdrg.group(codes("K80.00", "0FT44ZZ"), MAN).missing


def test_the_estimate_is_always_called_one(msdrg):
    assert {Caveat.ESTIMATE, Caveat.AGE_NOT_USED} <= set(msdrg.group(codes("J18.9"), MAN).caveats)
    assert Caveat.ESTIMATE in msdrg.group(CodeSet(), Patient()).caveats


def test_under_one_year_it_is_said_that_age_was_not_used(msdrg):
    assert Caveat.NEWBORN in msdrg.group(codes("Z38.00"), Patient(Sex.FEMALE, 0)).caveats
    assert Caveat.NEWBORN not in msdrg.group(codes("J18.9"), MAN).caveats


def test_known_weak_zones_are_named(msdrg):
    assert Caveat.WEAK_ZONE in msdrg.group(codes("Z51.89"), MAN).caveats


def test_a_discharge_outside_the_version_is_said(msdrg):
    assert Caveat.OTHER_PERIOD in msdrg.group(codes("J18.9"), replace(MAN, discharged=date(2025, 12, 1))).caveats
    assert Caveat.OTHER_PERIOD not in msdrg.group(codes("J18.9"), replace(MAN, discharged=date(2026, 5, 1))).caveats


def test_the_order_of_the_others_does_not_matter(msdrg):
    others = ["N17.9", "J96.01", "E11.9", "I10", "R57.0", "L89.153/N", "D62", "E87.1"]
    groups = set()
    for seed in range(20):
        Random(seed).shuffle(others)
        groups.add(msdrg.group(codes("I21.4 " + " ".join(others)), MAN).drg)
    assert groups == {"280"}


def test_no_engine_is_loaded_by_import_or_by_opening():
    program = (
        "import sys; from pathlib import Path; from app.knowledge.grouping import open_grouper; "
        "open_grouper('ms-drg', '', Path('.')); print('drgpy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"


def test_carriers_are_weighed_after_exclusion(msdrg):
    made = msdrg.group(codes("A41.9 R65.20 N17.9"), MAN)
    excluded, counted = made.carriers
    assert (excluded.level, excluded.counted, excluded.why) == (Level.MCC, False, Why.EXCLUDED_BY_PRINCIPAL)
    assert excluded.excluded_by
    assert excluded.excluded_by.code == "A41.9"
    assert (counted.level, counted.counted, counted.carries) == (Level.CC, True, False)


def test_only_the_level_that_is_reached_carries(msdrg):
    made = msdrg.group(codes("I21.4 N17.9 J96.01 I10"), MAN)
    assert [each.code.code for each in made.carriers if each.carries] == ["J96.01"]
    assert [each.level for each in made.carriers] == [Level.CC, Level.MCC, Level.NONE]


def test_a_group_without_severity_is_carried_by_none(msdrg):
    assert not any(each.carries for each in msdrg.group(codes("R55 N17.9"), MAN).carriers)


def test_codes_that_define_the_group_do_not_raise_it(msdrg):
    made = msdrg.group(codes("T31.11 J95.1"), MAN)
    assert (made.drg, made.carriers[0].level, made.carriers[0].why) == ("929", Level.MCC, Why.EXCLUDED_BY_GROUP)


def test_worked_example_of_the_panel(msdrg):
    made = msdrg.what_if(codes("I21.4 N17.9 J96.01"), MAN)
    assert [(each.code.code, each.grouped.drg, each.changed) for each in made.removed] == [
        ("N17.9", "280", False),
        ("J96.01", "281", True),
    ]
    assert [(each.code.code, each.grouped.drg) for each in made.principal] == [("N17.9", "682"), ("J96.01", "189")]


def test_two_that_carry_name_one_another_when_removal_changes_nothing(msdrg):
    made = msdrg.what_if(codes("I21.4 J96.01 R57.0"), MAN)
    assert [(each.changed, [code.code for code in each.also]) for each in made.removed] == [
        (False, ["R57.0"]),
        (False, ["J96.01"]),
    ]
    assert msdrg.group(codes("I21.4"), MAN).drg == "282"


def test_alternatives_stand_in_the_coders_order_not_by_weight(msdrg):
    listed = "I10 J96.01 E11.9 N17.9 R57.0"
    made = msdrg.what_if(codes(f"I21.4 {listed}"), MAN)
    assert [each.code.code for each in made.removed] == listed.split()
    assert [each.code.code for each in made.principal] == listed.split()


def test_without_a_principal_only_principals_are_tried(msdrg):
    others = codes("I21.4 J18.9 N17.9").others
    made = msdrg.what_if(CodeSet(others=others), MAN)
    assert not made.removed
    assert [each.grouped.drg for each in made.principal] == ["194", "682"]


def test_a_principal_what_if_that_needs_the_sex_says_so(msdrg):
    made = msdrg.what_if(codes("J18.9 N40.0"), replace(MAN, sex=None))
    assert made.principal[0].grouped.reason is Reason.SEX_NEEDED


def test_weights_belong_to_their_year_only():
    made = MsDrg(find_version("v36")).group(codes("I21.4"), MAN)
    assert (made.version, made.drg, made.weight, made.gmlos) == ("v36", "282", None, None)
    assert Caveat.NO_WEIGHTS in made.caveats


@pytest.mark.parametrize(
    ("claim", "raw", "ours"),
    [
        ((["J18.9"], [], "M", True, {}, "01"), "000", "195"),
        ((["j189"], [], "M", True, {}, "01"), "000", "195"),
        ((["I214X"], [], "M", True, {}, "01"), "282", "999"),
        ((["N400"], [], "F", True, {}, "01"), "000", "999"),
        ((["I214"], [], "M", True, {}, "20"), "282", "285"),
        ((["V0001XA"], [], "M", True, {}, "01"), "000", "999"),
    ],
)
def test_the_traps_are_drgpys_own(msdrg, claim, raw, ours):
    """What drgpy itself answers, so that a release that mends or changes a trap is noticed."""
    assert msdrg._loaded().engine.get_drg(*claim) == raw
    patient = WOMAN if claim[2] == "F" else DEAD if claim[5] == "20" else MAN
    assert msdrg.group(codes(claim[0][0]), patient).drg == ours


def test_drgpys_own_defaults_are_a_living_woman():
    import inspect

    from drgpy.msdrg import DRGEngine

    asked = inspect.signature(DRGEngine.get_drg).parameters
    assert (asked["gender"].default, asked["is_alive"].default, asked["poa"].default) == ("F", True, None)


def test_a_principal_that_is_invalid_as_discharge_diagnosis_has_a_group_of_its_own(msdrg):
    made = msdrg.group(codes("O80"), WOMAN)
    assert (made.drg, made.title) == ("998", "Principal Diagnosis Invalid as Discharge Diagnosis")
