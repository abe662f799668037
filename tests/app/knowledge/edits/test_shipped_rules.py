"""Every shipped rule fires where it should, is silent where it should be, and leads to the place to mend."""

import dataclasses
from collections import Counter

import pytest

from app.knowledge.edits import Incidental, Level, Rules, check
from app.knowledge.edits.checks import CHECKS
from app.knowledge.edits.rule import Kind
from tests.app.knowledge.edits.rule_cases import CASES, MAN, Case, tables
from tests.app.knowledge.edits.stays import CM, YB, ZH, found, ids, shipped


def _alone(case: Case) -> Rules:
    """Return the rule of a case switched on, whatever its level is."""
    rule = shipped().get(case.rule)
    assert rule is not None
    return Rules((dataclasses.replace(rule, level=Level.WARNING),))


def _name(case: Case) -> str:
    return f"{case.rule}: {case.fires}"


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_rule_fires_and_leads_to_the_place_to_mend(case):
    index = case.index() if case.index else None
    edits = check(case.firing(), case.patient, _alone(case), index, case.settlement)
    assert ids(edits) == {case.rule}
    assert edits[0].place.field is case.place
    assert all(edit.text_zh and edit.text_en and "{" not in edit.text_zh + edit.text_en for edit in edits)


@pytest.mark.parametrize("case", CASES, ids=_name)
def test_the_rule_is_silent(case):
    index = case.index() if case.index else None
    assert not check(case.silence(), case.silent_patient or case.patient, _alone(case), index, case.settlement)


def test_no_shipped_rule_lacks_a_firing_and_a_silent_case():
    assert {rule.rule_id for rule in shipped().rules} == {case.rule for case in CASES}


def test_every_kind_has_its_check_and_is_shipped():
    assert set(CHECKS) == set(Kind)
    assert {rule.kind for rule in shipped().rules} == set(Kind)


def test_the_levels_are_these_six_and_every_one_is_used():
    assert list(Level) == ["error", "critical", "warning", "notice", "information", "off"]
    assert {rule.level for rule in shipped().rules} == set(Level)


def test_nothing_unverified_is_above_notice():
    assert not [rule for rule in shipped().rules if not rule.verified and rule.level.rank < Level.NOTICE.rank]


def test_rule_ids_are_unique_and_every_rule_names_its_clause():
    rules = shipped().rules
    assert max(Counter(rule.rule_id for rule in rules).values()) == 1
    assert all(rule.clause for rule in rules)


def test_an_edit_says_which_codes_in_both_languages():
    (edit,) = [each for each in found("I20.000|E11.900:2型糖尿病;E14.900x001:糖尿病") if each.level is Level.WARNING]
    assert edit.text("zh_CN") == "已有分型的糖尿病 E11.900 2型糖尿病，不再编未特指的糖尿病 E14.900x001 糖尿病。"
    assert edit.text("en").startswith("With diabetes of a known type coded (E11.900 2型糖尿病)")
    assert [code.code for code in edit.codes] == ["E14.900x001", "E11.900"]
    assert not edit.blocks


def test_of_two_groups_the_first_is_at_fault_even_as_principal():
    (edit,) = [each for each in found("E14.900|E11.900") if each.rule_id == "diabetes-unspecified-with-typed"]
    assert (edit.place.field, edit.place.code and edit.place.code.code) == ("principal", "E14.900")


def test_several_grades_are_told_once_each():
    edits = [each for each in found("I10.x00x032|I10.x00x028;I10.x00x024") if each.rule_id == "two-hypertension-grades"]
    assert [[code.code for code in edit.codes] for edit in edits] == [
        ["I10.x00x024", "I10.x00x032"],
        ["I10.x00x028", "I10.x00x032", "I10.x00x024"],
    ]


def test_edits_come_gravest_first():
    levels = [edit.level.rank for edit in found("R07.400|E11.900;E14.900;K76.000;zz;E11.900")]
    assert levels == sorted(levels)
    assert len(set(levels)) > 2


def test_chinese_rules_leave_icd10cm_alone_and_the_other_way_round():
    assert "copd-with-infection" not in ids(found("J44.9|J18.9", CM))
    assert "cm-copd-with-infection" not in ids(found("J44.900|J18.900", ZH))


def test_a_hospital_book_with_a_chinese_title_is_a_chinese_book():
    assert "copd-with-infection" in ids(found("J44.900|J18.900", "本院编码2025"))


def test_the_symptom_rule_runs_on_the_version_it_is_meant_for():
    assert not ids(found("A41.900x003|J18.900", index=tables())) & {"symptom-principal", "symptom-principal-settlement"}
    settled = found("A41.900x003|J18.900", index=tables(), settlement=YB)
    assert "symptom-principal-settlement" in ids(settled)
    assert "A41.900x003 → R57.200" in next(e.text_zh for e in settled if e.rule_id.endswith("settlement"))
    assert all(edit.place.code is None or edit.place.code.book == ZH for edit in settled)


@pytest.mark.parametrize("policy", [Incidental.CODE, Incidental.OFF])
def test_a_site_that_codes_incidental_findings_is_not_asked_about_them(policy):
    assert "incidental-finding" not in ids(found("I20.000|R91.x00x003", rules=shipped(policy)))


def test_a_missing_fact_gives_no_edit():
    assert not ids(found("O80.000|P07.000")) & {"pregnancy-male", "perinatal-age"}
    assert ids(found("O80.000|P07.000", patient=MAN)) >= {"pregnancy-male", "perinatal-age"}


def test_a_rule_that_is_off_is_not_asked():
    assert "arrhythmia-unspecified" not in ids(found("I20.000|I49.900;I48.x02"))


def test_a_long_list_is_cut_in_the_text_and_whole_in_the_edit():
    line = "C34.900|" + ";".join(f"C{number}.900" for number in range(10, 20))
    (edit,) = [each for each in found(line) if each.rule_id == "tumour-without-morphology"]
    assert "等 11 个" in edit.text_zh
    assert "and 7 more" in edit.text_en
    assert len(edit.codes) == 11


def test_an_excludes1_note_that_both_inherit_says_nothing_about_the_two():
    from app.knowledge.entries import NoteKind
    from tests.app.knowledge.edits.rule_cases import tabular

    index = tabular()
    index.add("E10.9", "Type 1", CM)
    index.note("E10.9", NoteKind.EXCLUDES1, "E10.-", "O24.4-", text="type 1 diabetes mellitus (E10.-)", origin="E11")
    assert "cm-excludes1" not in ids(found("E11.9|E10.9", CM, index=index))
