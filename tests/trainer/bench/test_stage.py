"""Ours against a plain TRL script: the same samples, the same steps, and what is refused."""

from pathlib import Path

import pytest

from tests.trainer.sft_runs import write_samples
from trainer.bench import stage as bench
from trainer.bench.figures import Figures
from trainer.errors import DataError, RecipeError
from trainer.jsonfiles import read_lines
from trainer.runs import BEGUN, Stage

RECIPE = """
name = "measured"
base = "{base}"

[sft]
tuning = "lora"
dtype = "fp32"
batch_size = 2
learning_rate = 1e-3
max_length = 512
evaluate_rows = 4
"""


@pytest.fixture
def recipe(tmp_path: Path, tiny: Path) -> Path:
    file = tmp_path / "measured.toml"
    file.write_text(RECIPE.format(base=tiny.as_posix()), encoding="utf-8")
    return file


def stage(root: Path) -> Stage:
    folder = root / "bench.part"
    folder.mkdir()
    (folder / BEGUN).write_text("{}", encoding="utf-8")
    write_samples(root / "samples")
    return Stage("bench", folder, root, 42, lambda _: None)


def test_both_sides_learn_from_the_same_samples(tmp_path: Path, recipe: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    learned: list[tuple[str, list[str]]] = []

    def here(kind: str, side: str, table: str, samples: Path, at: Stage) -> Figures:
        learned.append((side, [row["example_id"] for row in read_lines(samples / "train.jsonl")]))
        return bench._side(kind, side, table, samples, at.folder, at.seed)

    monkeypatch.setattr(bench, "_alone", here)
    at = stage(tmp_path)
    counts = bench.run(bench.StageSettings(recipe=str(recipe), steps=2, pairs=1), at)

    assert learned == [("ours", ["E0", "E0", "E1", "E1"]), ("script", ["E0", "E0", "E1", "E1"])]
    assert set(counts) == {"sft speed", "sft processor speed", "sft memory"}
    assert all(isinstance(ratio, float) and ratio > 0 for ratio in counts.values())
    assert not (at.folder / "work").exists()


def test_a_stopped_measurement_goes_on_with_the_side_it_was_at(
    tmp_path: Path, recipe: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    at = stage(tmp_path)
    at.item_log("sides").add({"id": "sft-0-ours", **Figures(2, 3, 100).told()})
    asked: list[str] = []

    def script(_kind: str, side: str, *_: object) -> Figures:
        asked.append(side)
        return Figures(4, 3, 200)

    monkeypatch.setattr(bench, "_alone", script)
    counts = bench.run(bench.StageSettings(recipe=str(recipe), steps=1, pairs=1), at)

    assert asked == ["script"]
    assert counts == {"sft speed": 2, "sft processor speed": 1, "sft memory": 0.5}


def test_the_medians_are_over_pairs() -> None:
    script = Figures(10, 10, 1000)
    pairs = [(Figures(5, 20, 500), script), (Figures(10, 10, 1000), script), (Figures(20, 5, 4000), script)]
    assert bench.ratios(pairs) == {"speed": 1, "processor speed": 1, "memory": 1}


@pytest.mark.parametrize("change", ["sft.share_records=true", "sft.folds=2", "sft.models=per-task"])
def test_what_a_script_has_not_is_refused(tmp_path: Path, recipe: Path, change: str) -> None:
    with pytest.raises(RecipeError, match="share_records=false"):
        bench.run(bench.StageSettings(recipe=str(recipe), changes=(change,)), stage(tmp_path))


def test_too_few_samples_are_said(tmp_path: Path, recipe: Path) -> None:
    with pytest.raises(DataError, match=r"holds 24 samples, and the steps take 200"):
        bench.run(bench.StageSettings(recipe=str(recipe), steps=100), stage(tmp_path))
