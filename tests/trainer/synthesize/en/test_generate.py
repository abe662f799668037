"""Invented English records: right by construction, and pairs that differ by one condition."""

from functools import cache

import pytest

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.example import from_json, to_json
from app.coding.record import SECTIONS_EN
from app.coding.scope import Scope
from trainer.errors import RunError
from trainer.synthesize.en.generate import examples, tell, writers
from trainer.synthesize.en.grouping import regroup
from trainer.synthesize.en.pack import packs
from trainer.synthesize.en.stay import Stay

COUNT, SEED = 240, 3


@cache
def made():
    return tuple(examples(COUNT, SEED))


@cache
def told():
    return tuple(tell(SEED, number, tuple(packs().values())) for number in range(COUNT))


def pairs():
    found = zip(made()[::2], made()[1::2], strict=True)
    return [(one, other) for one, other in found if one.group and one.group == other.group]


def lines(example):
    return {(each.name, line) for each in example.record.sections for line in each.text.splitlines()}


def test_the_same_seed_gives_the_same_records():
    assert tuple(examples(6, SEED)) == made()[:6]


def test_a_record_depends_on_the_seed_and_its_number_alone():
    assert tuple(examples(5, SEED, start=20)) == made()[20:25]


def test_another_seed_gives_other_records():
    assert next(examples(1, SEED + 1)).record.sections != made()[0].record.sections


def test_spans_point_at_words_that_state_the_code():
    for example in made():
        codes = {example.gold.principal_code, *example.gold.other_codes}
        assert {span.code for span in example.spans} <= codes
        assert all(example.words(span) == example.words(span).strip() != "" for span in example.spans)


def test_every_gold_code_is_stated_somewhere():
    for example in made():
        stated = {span.code for span in example.spans}
        assert {example.gold.principal_code, *example.gold.other_codes} <= stated, example.example_id


def test_the_group_is_that_of_the_gold_codes():
    for example in made():
        assert regroup(example.gold, example.record.patient).drg == example.drg


def test_the_halves_of_a_pair_differ_by_group_and_by_codes_of_one_condition():
    assert len(pairs()) > COUNT * 0.1
    for one, other in pairs():
        assert one.drg != other.drg
        assert one.gold.principal_code == other.gold.principal_code
        assert one.gold.other_codes > other.gold.other_codes or one.gold.other_codes < other.gold.other_codes


def test_the_halves_of_a_pair_read_alike_but_for_the_condition():
    shares = [len(lines(one) & lines(other)) / len(lines(one) | lines(other)) for one, other in pairs()]

    assert all(one.record.patient == other.record.patient and one.writer == other.writer for one, other in pairs())
    assert min(shares) > 0.3
    assert sum(shares) / len(shares) > 0.7


def test_a_pair_never_parts_a_principal_from_what_it_cannot_be_without():
    bound = [each.stay for each in told() if max((each.stay.kind.condition.brings or {"": 0}).values()) >= 1]

    assert bound
    assert all(set(stay.kind.condition.brings or ()) & {problem.key for problem in stay.others} for stay in bound)


def test_nothing_ruled_out_or_denied_is_coded():
    named = 0
    for each in told():
        codes = {code for problem in each.stay.problems for code in problem.codes}
        named += len(each.doubts.codes)
        assert not [code for code in codes if code.startswith(tuple(each.doubts.codes))]
    assert named > COUNT / 4


def test_a_relatives_disease_is_no_evidence():
    assert any(example.record.text("Family History") for example in made())
    assert not [span for example in made() for span in example.spans if span.section == "Family History"]


def test_a_suspicion_is_named_where_it_is_ruled_out():
    steady = [name for name, writer in packs().items() if writer.habits.noise <= 0.001]
    found = list(examples(40, SEED, writers=steady))
    doubts = [tell(SEED, number, [packs()[name] for name in steady]).doubts for number in range(40)]

    for example, doubt in zip(found, doubts, strict=True):
        assert doubt.suspect.casefold() in example.record.text("Hospital Course").casefold()
    assert any(doubt.suspect for doubt in doubts)


def test_sections_are_english_sections_in_reading_order():
    for example in made():
        names = [section.name for section in example.record.sections]
        assert names == [name for name in SECTIONS_EN if name in names]


def test_the_dead_get_no_medicines_and_no_instructions():
    dead = [each for each in made() if each.record.patient.disposition == "died"]

    assert dead
    assert not [each for each in dead if each.record.text("Discharge Medications")]
    assert not [each for each in dead if each.record.text("Discharge Instructions")]


def test_something_came_up_during_the_stay():
    conditions = {other.on_admission for example in made() for other in example.gold.others}

    assert conditions == {OnAdmission.PRESENT, OnAdmission.ABSENT}


def test_the_reasons_name_the_principal_and_what_counts():
    assert all(example.gold.principal and example.gold.principal.code.name in example.rationale for example in made())
    assert any(" MCC" in example.rationale for example in made())


def test_many_groups_are_reached():
    assert len({example.drg for example in made()}) > 80


def test_an_example_survives_its_file():
    assert from_json(to_json(made()[0])) == made()[0]


def test_every_writer_writes_and_one_can_be_asked_for():
    assert len(writers()) >= 6
    assert {example.writer for example in made()} == set(writers())
    assert {example.writer for example in examples(4, SEED, writers=["quill"])} == {"quill"}


def test_an_unknown_writer_is_refused():
    with pytest.raises(RunError, match="no writer called nobody"):
        next(examples(1, SEED, writers=["nobody"]))


def test_a_scope_bounds_the_gold_codes():
    sepsis, failure = Code("J18.9", "Pneumonia", "ICD-10-CM"), Code("I10", "Hypertension", "ICD-10-CM")
    scope = Scope("some", "1", (sepsis, Code("J13", "Pneumonia", "ICD-10-CM")), (failure,))
    found = list(examples(40, SEED, scope, out_of_scope=0.5))

    assert all(example.gold.other_codes <= {"I10"} for example in found)
    assert {example.out_of_scope for example in found} == {True, False}
    assert all((example.gold.principal is None) is example.out_of_scope for example in found)


def test_removing_a_condition_removes_what_it_brought():
    stay: Stay = next(each.stay for each in told() if any(problem.owner for problem in each.stay.others))
    owner = next(problem.owner for problem in stay.others if problem.owner)

    assert owner not in {problem.owner for problem in stay.without(owner).others}
