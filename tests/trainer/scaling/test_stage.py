"""The study as a recipe runs it: a small grid, stopped and gone on with, its report."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.trainer.cases import drg_example, many
from trainer.dataset.coded_from import CodedFrom, write_folds
from trainer.errors import RecipeError
from trainer.examples import read_examples, write_examples
from trainer.runs import Stage
from trainer.scaling.grid import Cell, open_grid
from trainer.scaling.settings import StageSettings
from trainer.scaling.stage import run

BAG_OF_WORDS = """
[classifier]
[evaluate.systems.bow]
kind = "bag-of-words"
"""
TINY = """
[samples]
tasks = ["drg"]
order = "answer-only"
max_tokens = 2048
reply_tokens = 200
[sft]
tuning = "lora"
batch_size = 1
max_steps = 1
[grpo]
tuning = "lora"
prompts_per_rollout = 1
prompts_per_update = 1
group_size = 2
reply_tokens = 8
max_steps = 1
[evaluate]
ask = "drg"
drg_samples = 2
reply_tokens = 16
[evaluate.systems.policy]
kind = "model"
"""


def dataset(folder: Path, examples: list[Any], held: int, coded_from: CodedFrom) -> Path:
    folder.mkdir(parents=True)
    write_examples(folder / "heldout.jsonl", examples[:held])
    write_examples(folder / "train.jsonl", examples[held:])
    coded_from.write(folder)
    write_folds(folder, 2, {example.example_id: n % 2 for n, example in enumerate(examples[held:])})
    return folder


def study(tmp_path: Path, text: str = BAG_OF_WORDS, **given: Any) -> StageSettings:
    recipe = tmp_path / "runs.toml"
    recipe.write_text(text, encoding="utf-8")
    return StageSettings.model_validate({"recipe": str(recipe), "sizes": [8, 16, 32], "seeds": [1, 2]} | given)


@pytest.fixture
def words(tmp_path: Path, stage_at: Callable[..., Stage]) -> Stage:
    at = stage_at("scaling", tmp_path / "run")
    dataset(at.root / "dataset", many(32), 8, CodedFrom("ccl25"))
    return at


BOW: dict[str, Any] = {"sizes": [8, 16], "arms": {"bow": {"stages": ["classifier"]}}}


def test_every_size_is_run_with_every_seed_and_a_line_drawn_through(tmp_path: Path, words: Stage):
    counts: Any = run(study(tmp_path, **BOW), words)

    content = json.loads((words.folder / "scaling.json").read_text(encoding="utf-8"))
    line = content["arms"]["bow"]["line"]
    assert counts == {"runs": 4, "lines": {"bow": {key: line[key] for key in ("per_doubling", "r_squared")}}}
    assert [row["n"] for row in content["runs"]] == [8, 16] * 2
    assert line["over_seeds"][0] <= line["per_doubling"] <= line["over_seeds"][1]
    assert "| 16 | " in (words.folder / "scaling.md").read_text(encoding="utf-8")
    assert (words.folder / "scaling.svg").stat().st_size > 1000
    folder = words.root / "scaling-runs" / "bow-n16-seed2"  # a run as any recipe's
    assert {path.parent.name for path in folder.glob("*/manifest.json")} == {"dataset", "classifier", "evaluate"}
    assert len(read_examples(folder / "dataset" / "train.jsonl")) == 16
    assert json.loads((folder / "evaluate" / "manifest.json").read_text())["seed"] == 2


def test_a_stopped_study_goes_on_with_the_run_it_was_at(tmp_path: Path, words: Stage):
    def stop(line: str) -> None:
        if "bow/n16/seed1 [evaluate] begins" in line:
            raise KeyboardInterrupt

    said: list[str] = []
    words.say = stop
    given = study(tmp_path, seeds=[1], **BOW)
    with pytest.raises(KeyboardInterrupt):
        run(given, words)
    words.say = said.append
    run(given, words)

    assert not any("n8/seed1" in line for line in said)
    assert any("n16/seed1 [classifier] is complete" in line for line in said)


def test_a_mistake_in_any_arm_shows_before_the_first_run(tmp_path: Path, words: Stage):
    with pytest.raises(RecipeError, match="no table"):
        run(study(tmp_path, arms={"a": {"stages": ["classifier"]}, "b": {"stages": ["sft"]}}), words)

    assert not (words.root / "scaling-runs").exists()


def test_a_figure_that_is_not_counted_is_refused_with_those_that_are(tmp_path: Path, words: Stage):
    with pytest.raises(RecipeError, match="no maj@8") as refused:
        run(study(tmp_path, metric="maj@8", **BOW), words)
    assert "recall_version" in refused.value.advice


@pytest.fixture
def groups(tmp_path: Path, stage_at: Callable[..., Stage]) -> Stage:
    at = stage_at("scaling", tmp_path / "run")
    examples = [drg_example(f"EN{n}", drg) for n, drg in enumerate(["291", "292", "293"] * 6)]
    dataset(at.root / "dataset", examples, 2, CodedFrom(drg_version="v43.1"))
    return at


@pytest.mark.timeout(300)
def test_language_models_are_tuned_and_judged_at_three_sizes(tmp_path: Path, tiny: Path, groups: Stage):
    text = f'base = "{tiny.as_posix()}"\n{TINY}'
    run(study(tmp_path, text, sizes=[2, 4, 8], seeds=[1], keep_models=False), groups)

    content = json.loads((groups.folder / "scaling.json").read_text(encoding="utf-8"))
    assert [(row["n"], row["metric"], row["records"]) for row in content["runs"]] == [
        (n, "pass@1", 2) for n in (2, 4, 8)
    ]
    assert content["unsteady"]  # a random model answers in no form, and the report says so
    assert not list((groups.root / "scaling-runs").glob("*/*/models"))


def test_an_arm_that_goes_on_starts_from_the_model_before_it(tmp_path: Path, groups: Stage):
    arms = {
        "sft": {"stages": ["samples", "sft"]},
        "grpo": {"after": "sft", "stages": ["grpo"]},
        "again": {"after": "grpo", "stages": ["grpo"], "changes": ["grpo.max_steps=3"]},
    }
    given = study(tmp_path, f'base = "b"\n{TINY}', arms=arms)
    grid = open_grid(given, groups.root / "dataset", groups)

    samples, work = grid.works(Cell("again", 8, 2))

    folder = groups.root / "scaling-runs" / "sft-n8-seed2"
    assert (samples.name, work.name) == ("samples-later", "grpo-again")
    assert samples.settings.model_dump()["dataset"] == str(folder / "dataset-later")
    told = work.settings.model_dump()
    assert told["start"] == str(folder / "grpo-grpo" / "models" / "policy")
    assert (told["samples"], told["max_steps"]) == (str(folder / "samples-later"), 3)


def test_an_arm_of_reinforcement_alone_is_judged_by_its_own_model(tmp_path: Path, groups: Stage):
    arms = {"grpo": {"stages": ["samples", "grpo"], "changes": ["grpo.start=base"]}}
    grid = open_grid(study(tmp_path, f'base = "b"\n{TINY}', arms=arms), groups.root / "dataset", groups)

    judged = grid.judging(Cell("grpo", 8, 1)).settings.model_dump()

    assert judged["systems"]["policy"]["path"] == "grpo/models/policy"


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_an_arm_goes_on_by_reinforcement_with_examples_that_no_draw_holds(tmp_path: Path, tiny: Path, groups: Stage):
    arms = {"sft": {"stages": ["samples", "sft"]}, "grpo": {"after": "sft", "stages": ["grpo"]}}
    text = f'base = "{tiny.as_posix()}"\n{TINY}'
    run(study(tmp_path, text, sizes=[2, 4], seeds=[1], arms=arms, later="spare", spare=4), groups)

    content = json.loads((groups.folder / "scaling.json").read_text(encoding="utf-8"))
    assert [(row["arm"], row["n"]) for row in content["gains"]] == [("grpo", 2), ("grpo", 4)]
    runs = [groups.root / "scaling-runs" / f"sft-n{n}-seed1" for n in (2, 4)]
    assert len({(folder / "samples-later" / "train.jsonl").read_text(encoding="utf-8") for folder in runs}) == 1
    assert all((folder / "grpo-grpo" / "models" / "policy" / "training.json").is_file() for folder in runs)
    settings = json.loads((runs[0] / "evaluate-grpo" / "manifest.json").read_text())["settings"]
    assert settings["systems"]["policy"]["path"] == "grpo-grpo/models/policy"
