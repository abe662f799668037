"""Who reads which training record."""

from pathlib import Path

import pytest

from tests.trainer.cases import many
from trainer.badcases.reading import readers_of
from trainer.errors import DataError
from trainer.evaluate.systems import SystemSettings

FOLDS = SystemSettings(kind="folds")


def _trained(root: Path, *names: str) -> Path:
    for name in names:
        (root / "sft" / "models" / name).mkdir(parents=True)
    return root


def test_one_policy_reads_all(stage_at, tmp_path: Path):
    examples = many(3)

    ((name, _, mine),) = readers_of(SystemSettings(kind="model"), examples, {}, stage_at("badcases", tmp_path))

    assert (name, mine) == ("policy", examples)


def test_each_record_is_read_by_the_model_that_did_not_learn_it(stage_at, tmp_path: Path):
    at = stage_at("badcases", _trained(tmp_path, "policy-fold0", "policy-fold1"))
    fold_of = {"R0000": 1, "R0001": 0, "R0002": 1}

    found = readers_of(FOLDS, many(3), fold_of, at)

    read = {Path(system.path).name: [each.example_id for each in mine] for _, system, mine in found}
    assert read == {"policy-fold0": ["R0001"], "policy-fold1": ["R0000", "R0002"]}


def test_a_record_that_every_model_learned_is_not_read(stage_at, tmp_path: Path):
    at = stage_at("badcases", _trained(tmp_path, "policy-fold0", "policy-fold1"))

    with pytest.raises(DataError, match="1 training records are in no fold"):
        readers_of(FOLDS, many(2), {"R0000": 0, "R0001": 7}, at)
