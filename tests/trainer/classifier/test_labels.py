"""Labels as columns, and the refusal of what is not among them."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pytest

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.record import Record
from tests import builders
from tests.builders import ANGINA, DIABETES
from tests.trainer.stays import stay
from trainer.classifier.labels import Floats, Labels, Prediction
from trainer.classifier.stage import Classifier
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


def test_an_answered_principal_is_no_other_whether_one_part_answers_or_two():
    code = builders.HYPERTENSION.code
    labels = Labels((code, ""), (code, DIABETES.code))
    first, others = np.array([0.9, 0.1]), np.array([0.8, 0.7])

    @dataclass(frozen=True, slots=True)
    class Part:
        principal: Floats | None = None
        others: Floats | None = None

        def predictions(self, records: Sequence[Record]) -> list[Prediction]:
            return [labels.prediction(each.record_id, self.principal, self.others, 0.5) for each in records]

    for parts in ((Part(first, others),), (Part(first), Part(others=others))):
        (said,) = Classifier(parts).predictions([builders.record()])  # type: ignore[arg-type]
        assert (said.principal, said.others) == (code, {DIABETES.code})
