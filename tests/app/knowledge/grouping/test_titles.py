"""Task.DRG: titles as a scope, whole titles only, and the answer beside the computed group."""

import pytest

from app.coding.answer import parse, render
from app.coding.prompt import Style, build
from app.coding.scope import Scope, Task
from app.knowledge.grouping.msdrg import MsDrg
from app.knowledge.grouping.titles import Agreement, disagreement, titles_of
from tests import builders as b
from tests.app.knowledge.grouping.claims import MAN, codes

HELD_IN_ANOTHER = (
    ("Complicated Peptic Ulcer with MCC", "Uncomplicated Peptic Ulcer with MCC"),
    ("Malignant Breast Disorders with CC/MCC", "Non-Malignant Breast Disorders with CC/MCC"),
    ("Kidney Transplant", "Simultaneous Pancreas and Kidney Transplant"),
)


@pytest.fixture(scope="module")
def titles(msdrg: MsDrg) -> Scope:
    return titles_of(msdrg._loaded().engine, "v43.1")


def answered(titles: Scope, text: str):
    return parse(f"<think>so</think>\n<answer>{text}</answer>", Task.DRG, titles)


def test_the_scope_is_every_title_by_number(titles):
    assert len(titles.codes(Task.DRG)) == 772
    assert {code.book for code in titles.principal} == {"MS-DRG v43.1"}
    assert titles.version == "v43.1"


def test_the_prompt_prints_no_title(titles):
    text = build(b.record().sections, titles, Task.DRG, Style()).messages[-1].content
    assert "v43.1" in text
    assert not [code.name for code in titles.principal if code.name in text]


def test_every_title_is_read_back(titles):
    for code in titles.principal:
        answer = parse(render(Task.DRG, titles, (code,)), Task.DRG, titles)
        assert (answer.principal, answer.well_formed) == (code, True)


@pytest.mark.parametrize(("inner", "whole"), HELD_IN_ANOTHER)
def test_a_title_inside_another_is_not_it(titles, inner, whole):
    given = answered(titles, whole).principal
    assert given
    assert given.name == whole
    assert answered(titles, inner).principal != given


@pytest.mark.parametrize(
    "misspelt",
    [
        "CHEMOTHERPY WITH ACUTE LEUKEMIA AS SECONDARY DIAGNOSIS WITHOUT CC/MCC",
        "SKIN GRFT EXCEPT FOR SKIN ULCER OR CELLULITIS WITHOUT CC/MCC",
        "NON-EXTENSIVE O.R. PROC UNRELATED TO PRINCIPAL DIAGNOSIS WITH MCC",
        "Acute Myocardial Infarction Discharged Alive with MCC",
        "Acute Myocardial Infarction, Discharged Alive",
        "Heart Failure and Shock with MCC and more",
        "280",
        "",
    ],
)
def test_what_is_not_a_title_is_not_mended_into_one(titles, misspelt):
    answer = answered(titles, misspelt)
    assert answer.principal is None
    assert not answer.well_formed


def test_a_wrong_title_with_commas_is_one_wrong_answer(titles):
    answer = answered(titles, "Seizures, Heart Transplant, Syncope and Collapse")
    assert (answer.codes, len(answer.outside), answer.readable) == ((), 1, True)


def test_case_and_blanks_are_evened_out_but_not_well_formed(titles):
    answer = answered(titles, "ACUTE MYOCARDIAL INFARCTION,  DISCHARGED ALIVE\nWITH MCC")
    assert answer.principal
    assert (answer.principal.code, answer.well_formed) == ("280", False)


def test_two_titles_are_no_answer(titles):
    assert not answered(titles, "Syncope and Collapse\nChest Pain").readable


@pytest.mark.parametrize("special", ["无", "不在范围内", "None"])
def test_no_special_answer_belongs_to_this_task(titles, special):
    answer = answered(titles, special)
    assert (answer.codes, answer.outside) == ((), (special,))


@pytest.mark.parametrize(
    ("said", "agreement"),
    [
        ("Acute Myocardial Infarction, Discharged Alive with MCC", Agreement.SAME),
        ("Acute Myocardial Infarction, Discharged Alive with CC", Agreement.SAME_BASE),
        ("Acute Myocardial Infarction, Expired with MCC", Agreement.SAME_SEVERITY),
        ("Syncope and Collapse", Agreement.DIFFERENT),
        ("Heart attack", Agreement.NOT_A_TITLE),
        ("", Agreement.NO_ANSWER),
    ],
)
def test_the_answer_stands_beside_the_computed_group(msdrg, titles, said, agreement):
    computed = msdrg.group(codes("I21.4 J96.01"), MAN)
    made = disagreement(computed, answered(titles, said), msdrg.standings)
    assert (made.agreement, made.computed.drg, made.other_version) == (agreement, "280", False)


def test_titles_of_another_version_are_compared_by_number_and_that_is_said(msdrg, titles):
    older = titles_of(msdrg._loaded().engine, "v34")
    computed = msdrg.group(codes("I21.4 J96.01"), MAN)
    made = disagreement(
        computed, answered(older, "Acute Myocardial Infarction, Discharged Alive with MCC"), msdrg.standings
    )
    assert (made.agreement, made.other_version) == (Agreement.SAME, True)


def test_nothing_is_compared_where_nothing_was_computed(msdrg, titles):
    computed = msdrg.group(codes("N40.0"), b.Patient())
    made = disagreement(computed, answered(titles, "Syncope and Collapse"), msdrg.standings)
    assert made.agreement is Agreement.NOT_COMPUTED
