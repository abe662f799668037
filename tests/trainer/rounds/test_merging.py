"""What was approved is merged beside its record, in its fold, and never near what is held out."""

from pathlib import Path

import pytest

from app.coding.codeset import CodeSet
from app.coding.example import Example, Origin
from app.coding.rewrite import BadCase
from tests.trainer.cases import example, many
from tests.trainer.stays import said
from trainer.augment.stage import APPROVED
from trainer.badcases.stage import CASES, write_cases
from trainer.dataset.coded_from import CodedFrom, read_coded_from, read_folds, write_folds
from trainer.errors import DataError
from trainer.examples import read_examples, write_examples
from trainer.rounds.merging import MergeSettings, merge, new_corrections


def _variant(name: str, parent: str = "R0001") -> Example:
    texts = {"现病史": f"另一种写法{name}。"}
    return said(name, texts, origin=Origin.VARIANT, parent_id=parent, group=parent)


def _round(root: Path, approved: list[Example], *, cases: tuple[Example, ...] = (), train: list[Example] | None = None):
    examples = train or many(4)
    for name in ("dataset", "augment", "badcases"):
        (root / name).mkdir(parents=True)
    write_examples(root / "dataset" / "train.jsonl", examples)
    write_examples(root / "dataset" / "heldout.jsonl", [example("H1", group="held")])
    write_folds(root / "dataset", 2, {each.example_id: n % 2 for n, each in enumerate(examples)})
    CodedFrom("ccl25", "1").write(root / "dataset")
    write_examples(root / "augment" / APPROVED, approved)
    write_cases(root / "badcases" / CASES, [BadCase(each, CodeSet(), "policy", 1) for each in cases])
    return {"dataset": root / "dataset", "augment": root / "augment", "badcases": root / "badcases"}


def test_a_rewrite_joins_its_record_in_its_fold(stage_at, tmp_path: Path):
    at = stage_at("dataset")

    counts = merge(MergeSettings.model_validate(_round(tmp_path, [_variant("V1")])), at)

    folds = read_folds(at.folder)
    assert counts == {"train": 5, "heldout": 1, "approved": 1, "corrections": 0}
    assert read_examples(at.folder / "train.jsonl")[-1].example_id == "V1"
    assert folds["V1"] == folds["R0001"] == 1
    assert read_coded_from(at.folder) == CodedFrom("ccl25", "1")


@pytest.mark.parametrize("parent", ["H1", "nobody"])
def test_a_rewrite_of_what_is_not_trained_on_is_refused(stage_at, tmp_path: Path, parent: str):
    with pytest.raises(DataError, match="not in the training set"):
        merge(MergeSettings.model_validate(_round(tmp_path, [_variant("V1", parent)])), stage_at("dataset"))


def test_a_rewrite_of_a_held_out_group_is_refused(stage_at, tmp_path: Path):
    kin = said("V1", {"现病史": "另一种。"}, origin=Origin.VARIANT, parent_id="R0001", group="held")

    with pytest.raises(DataError, match="V1 must not be trained on"):
        merge(MergeSettings.model_validate(_round(tmp_path, [kin])), stage_at("dataset"))


def test_a_record_has_no_more_than_so_many_rewrites_over_all_rounds(stage_at, tmp_path: Path):
    given = _round(tmp_path, [_variant("V2"), _variant("V3")], train=[*many(4), _variant("V1")])
    at = stage_at("dataset")

    counts = merge(MergeSettings.model_validate({**given, "most_of_a_record": 2}), at)

    assert counts["approved"] == 1
    assert [each.example_id for each in read_examples(at.folder / "train.jsonl")][-2:] == ["V1", "V2"]


def test_corrections_are_trained_on_with_their_rewrites(stage_at, tmp_path: Path):
    corrected = example("C1", others=("E78.500",), origin=Origin.CORRECTION)
    at = stage_at("dataset")

    merge(MergeSettings.model_validate(_round(tmp_path, [_variant("V1", "C1")], cases=(corrected, many(1)[0]))), at)

    ids = [each.example_id for each in read_examples(at.folder / "train.jsonl")]
    folds = read_folds(at.folder)
    assert ids[-2:] == ["C1", "V1"]
    assert folds["C1"] == folds["V1"]


def test_a_rewrite_of_a_record_that_rationales_left_out_is_trained_on(stage_at, tmp_path: Path):
    given = _round(tmp_path, [_variant("V1")])
    (tmp_path / "rationales").mkdir()
    write_examples(tmp_path / "rationales" / "examples.jsonl", [example("R0000", rationale="因为如此。")])
    at = stage_at("dataset")

    counts = merge(MergeSettings.model_validate({**given, "rationales": str(tmp_path / "rationales")}), at)

    assert [each.example_id for each in read_examples(at.folder / "train.jsonl")] == ["R0000", "V1"]
    assert counts["approved"] == 1
    assert read_folds(at.folder)["V1"] == 1


def test_corrections_are_new_until_they_are_trained_on(tmp_path: Path):
    corrected = example("C1", origin=Origin.CORRECTION)
    given = _round(tmp_path, [], cases=(corrected, many(1)[0]))

    assert [each.example_id for each in new_corrections(given["badcases"], {"R0000"})] == ["C1"]
    assert new_corrections(given["badcases"], {"R0000", "C1"}) == []


def test_a_rewrite_brings_its_record_s_reasons(stage_at, tmp_path: Path):
    reasoned = [example(each.example_id, rationale="因为如此。") for each in many(4)]
    given = _round(tmp_path, [_variant("V1")])
    (tmp_path / "rationales").mkdir()
    write_examples(tmp_path / "rationales" / "examples.jsonl", reasoned)
    at = stage_at("dataset")

    merge(MergeSettings.model_validate({**given, "rationales": str(tmp_path / "rationales")}), at)

    assert {each.rationale for each in read_examples(at.folder / "train.jsonl")} == {"因为如此。"}
