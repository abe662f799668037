"""Classifiers and saved predictions read as systems."""

import json

import pytest

from app.coding.judged import strict_outcome
from app.coding.metric import record_score
from tests import builders
from tests.builders import record
from tests.trainer.evaluate.said import A, H, example
from tests.trainer.stays import stays
from trainer.classifier.bagofwords import BagOfWords
from trainer.errors import DataError
from trainer.evaluate.plain import open_baseline, open_predictions
from trainer.evaluate.readings import truth_of


def predictions(path, *rows):
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return open_predictions(path)


def test_saved_predictions_are_read_as_well_formed_answers(tmp_path):
    read = predictions(tmp_path / "p.jsonl", {"record_id": "R1", "principal": A, "others": [H, A]})
    (found,) = read([record()])

    assert (found.said.principal, found.said.others) == (A, {H})
    assert record_score(strict_outcome(truth_of(example(others=(builders.HYPERTENSION,))), found.said)) == 1


def test_a_prediction_may_hold_what_ends_a_line_elsewhere(tmp_path):
    row = {"record_id": "R1", "principal": A, "others": [], "why": "胸闷\u2028三天\u0085。"}
    path = tmp_path / "p.jsonl"
    path.write_text(json.dumps(row, ensure_ascii=False) + "\n", encoding="utf-8")

    assert open_predictions(path)([record()])[0].said.principal == A


def test_no_principal_means_outside_the_scope_only_where_one_was_asked_for(tmp_path):
    rows = ({"record_id": "R1", "principal": None, "others": []}, {"record_id": "R2", "others": [H]})
    outside, unasked = predictions(tmp_path / "p.jsonl", *rows)([record("R1"), record("R2")])

    assert outside.said.out_of_scope
    assert not unasked.said.out_of_scope


@pytest.mark.parametrize(
    ("rows", "said"),
    [
        ([{"record_id": "R2", "others": []}], "says nothing of record R1"),
        ([{"record_id": "R1", "others": []}] * 2, "line 2: R1 is predicted twice"),
        ([{"record_id": "R1", "others": "x"}], "line 1: no prediction"),
        ([{"others": []}], "line 1: no prediction"),
        (["torn"], "line 1: no prediction"),
    ],
)
def test_predictions_that_cannot_be_used_are_refused_with_their_line(tmp_path, rows, said):
    with pytest.raises(DataError, match=said):
        predictions(tmp_path / "p.jsonl", *rows)([record()])


def test_a_file_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(DataError, match="cannot be read"):
        open_predictions(tmp_path / "none.jsonl")


def test_the_baseline_answers_as_it_does_by_itself(tmp_path):
    fitted = BagOfWords.fit(stays(40), builders.scope())
    fitted.save(tmp_path)
    asked = [each.record for each in stays(20, seed=1)]
    found = open_baseline(tmp_path)(asked)

    assert [(each.said.principal, each.said.others) for each in found] == [fitted.predict(each) for each in asked]
    assert {each.said.out_of_scope for each in found if each.said.principal is None} <= {True}
