"""A record with its gold: read back as written, refused when it contradicts itself."""

from datetime import date

import pytest

from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.errors import ContractError
from app.coding.example import Example, Origin, Span, from_json, to_json
from app.coding.record import Disposition, Patient, Sex
from tests.builders import ANGINA, DIABETES, HYPERTENSION, record

WHOLE = Example(
    record("R1", Patient(Sex.FEMALE, 71, date(2024, 1, 3), date(2024, 1, 9), Disposition.HOME)),
    CodeSet(
        Diagnosis(ANGINA, OnAdmission.PRESENT),
        (Diagnosis(HYPERTENSION), Diagnosis(DIABETES, OnAdmission.UNKNOWN)),
        (Procedure(ANGINA, "2024-01-05"),),
    ),
    origin=Origin.VARIANT,
    spans=(Span("既往史", 0, 5, HYPERTENSION.code),),
    rationale="静息发作。",
    parent_id="R0",
    group="G1",
    writer="w1",
    drg="287",
)


@pytest.mark.parametrize("example", [WHOLE, Example(record(), CodeSet(None), out_of_scope=True)])
def test_an_example_is_read_back_as_written(example: Example):
    assert from_json(to_json(example)) == example


def test_a_span_gives_its_words():
    assert WHOLE.words(WHOLE.spans[0]) == "高血压病3"


@pytest.mark.parametrize("span", [Span("既往史", 5, 5, "x"), Span("既往史", 0, 999, "x"), Span("没有", 0, 1, "x")])
def test_a_span_outside_its_section_is_refused(span: Span):
    with pytest.raises(ContractError, match="span of x"):
        Example(record(), CodeSet(), spans=(span,))


def test_a_record_outside_the_scope_has_no_principal():
    with pytest.raises(ContractError, match="outside the scope"):
        Example(record(), CodeSet(Diagnosis(ANGINA)), out_of_scope=True)


@pytest.mark.parametrize(
    "change",
    [
        {"sections": ["a"]},
        {"others": [{"code": "I10"}]},
        {"origin": "dreamt"},
        {"spans": [["既往史", 0]]},
        {"patient": {"age": "old"}},
        {"colour": "red"},
    ],
)
def test_an_object_that_is_no_example_is_refused_by_name(change: dict[str, object]):
    with pytest.raises(ContractError, match="R1"):
        from_json({**to_json(WHOLE), **change})
