"""Labels as columns, and the refusal of what is not among them."""

import numpy as np
import pytest

from app.coding.codeset import CodeSet, Diagnosis
from tests import builders
from tests.builders import ANGINA, DIABETES
from tests.trainer.stays import stay
from trainer.classifier.labels import Labels
from trainer.errors import DataError


def test_the_last_principal_column_is_outside_the_scope():
    labels = Labels.of(builders.scope())

    columns = labels.principal_columns([stay(0), stay(1), stay(9)])

    assert columns.tolist() == [0, 1, 2]
    assert labels.principals[2] == ""


def test_others_are_rows_of_marks_and_back():
    labels = Labels.of(builders.scope())
    example = stay(0, gold=CodeSet(Diagnosis(ANGINA), (Diagnosis(DIABETES),)))

    rows = labels.other_rows([example])

    assert labels.codes(rows[0]) == {DIABETES.code}


@pytest.mark.parametrize(
    "gold",
    [CodeSet(Diagnosis(DIABETES)), CodeSet(Diagnosis(ANGINA), (Diagnosis(ANGINA),))],
    ids=["principal", "other"],
)
def test_a_code_outside_the_scope_is_refused_by_name(gold: CodeSet):
    labels = Labels.of(builders.scope())

    with pytest.raises(DataError, match=r"S0-0000 has .* not among the scope's"):
        _ = labels.principal_columns([stay(0, gold=gold)]), labels.other_rows([stay(0, gold=gold)])


def test_a_record_without_a_principal_must_be_marked():
    with pytest.raises(DataError, match="not marked as outside the scope"):
        Labels.of(builders.scope()).principal_columns([stay(0, gold=CodeSet())])


def test_a_prediction_answers_the_best_principal_and_what_is_above_the_threshold():
    labels = Labels.of(builders.scope())

    said = labels.prediction("R", np.array([0.1, 0.2, 0.7]), np.array([0.6, 0.5, 0.2, 0.9]), 0.5)

    assert said.principal is None
    assert said.others == {labels.others[0], labels.others[3]}
    assert said.to_json()["scores"] == {
        "principal": {"I20.000": 0.1, "I63.900": 0.2, "": 0.7},
        "others": dict(zip(labels.others, (0.6, 0.5, 0.2, 0.9), strict=True)),
    }
