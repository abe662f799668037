"""A run written out for a cluster: its files, and that its reward is the project's own."""

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest
import yaml

from app.coding.prompt import AnswerOrder
from app.coding.scope import Task
from app.knowledge.grouping.titles import drg_scope
from app.knowledge.scopes import load_scope
from tests.trainer.cases import drg_example, example
from tests.trainer.policy.hard_rows import write_samples
from trainer.cluster.asked import asked_reader, asked_to_text
from trainer.cluster.scoring import scorer
from trainer.cluster.stage import StageSettings, run, write_prompts
from trainer.errors import RecipeError, RunError
from trainer.policy.prompts import Prompt, read_prompts
from trainer.rewards.reward import Asked, reward
from trainer.rewards.settings import RewardSettings
from trainer.runs import Stage
from trainer.samples.targets import Question

RECIPE = """
name = "small"
seed = 7
base = "models/some"
[grpo]
start = "base"
tuning = "lora"
group_size = 4
evaluate_prompts = 2
[grpo.reward]
others = "r1"
format_weight = 0.2
[grpo.reward.overlong]
l_max = 1000
l_cache = 500
"""


@pytest.fixture
def exported(tmp_path: Path, stage_at: Callable[..., Stage]) -> Path:
    at = stage_at("cluster", tmp_path / "run")
    write_samples(at.root / "samples")
    (tmp_path / "r.toml").write_text(RECIPE, encoding="utf-8")
    run(StageSettings(recipe=str(tmp_path / "r.toml"), model="/models/some", nodes=3), at)
    return at.folder


def rows(path: Path) -> list[dict[str, Any]]:
    return pyarrow.parquet.read_table(path).to_pylist()


def reward_of(folder: Path) -> Callable[..., dict[str, float]]:
    spec = importlib.util.spec_from_file_location("exported_reward", folder / "reward.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module.compute_score


def test_the_configuration_names_the_other_files(exported: Path):
    content = yaml.safe_load((exported / "verl.yaml").read_text(encoding="utf-8"))

    assert content["defaults"] == ["ppo_trainer", "_self_"]
    assert content["data"]["train_files"] == "./train.parquet"
    assert content["reward"]["custom_reward_function"] == {"path": "./reward.py", "name": "compute_score"}
    assert (content["trainer"]["nnodes"], content["data"]["seed"]) == (3, 7)


def test_the_data_hold_prompts_and_gold(exported: Path):
    train = rows(exported / "train.parquet")

    assert len(train) == 6
    assert [message["role"] for message in train[0]["prompt"]] == ["system", "user"]
    assert train[0]["reward_model"]["style"] == "rule"
    assert len(rows(exported / "heldout.parquet")) == 2


def test_the_reward_there_is_the_reward_here(exported: Path, tmp_path: Path):
    compute_score = reward_of(exported)
    prompts = read_prompts(exported.parent / "samples" / "train.jsonl")
    settings = RewardSettings(others="r1", format_weight=0.2)

    for row, prompt in zip(rows(exported / "train.parquet"), prompts, strict=True):
        for completion in (prompt.target, "<answer>高血压病；慢性肾脏病</answer>", "out of form", prompts[1].target):
            found = compute_score(row["data_source"], completion, row["reward_model"]["ground_truth"])
            here = reward(completion, 0, prompt.asked, settings)
            assert (found["score"], found["acc"], found["well_formed"]) == (here.total, here.metric, here.well_formed)


def test_a_title_named_early_is_among_the_figures(tmp_path: Path):
    asked = Asked.of(drg_example(), Question.DRG, drg_scope("v43.1"))
    settings = RewardSettings(cot_first=True)
    (tmp_path / "reward.json").write_text(settings.model_dump_json(), encoding="utf-8")
    title = next(asked.scope.label(code) for code in asked.scope.codes(Task.DRG) if code.code == "291")

    score = scorer(tmp_path / "reward.json")
    early, late = (
        score(f"<think>{reasons}{title}</think><answer>{title}</answer>", asked_to_text(asked))
        for reasons in ("", "dyspnea " * 50)
    )

    assert (early["cot_first"], late["cot_first"]) == (-0.5, 0.0)
    assert early["score"] == late["score"] - 0.5


def test_the_guide_says_that_it_has_not_been_run(exported: Path):
    assert "**Not run.**" in (exported / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("question", [Question.PRINCIPAL, Question.OTHERS, Question.COMPOSITE])
def test_what_was_asked_is_read_again(question: Question):
    scope = load_scope("ccl25")
    asked = Asked.of(example(), question, scope, AnswerOrder.ANSWER_ONLY)

    again = asked_reader()(asked_to_text(asked))

    target = "<answer>2型糖尿病</answer>"
    assert (again.task, again.gold, again.out_of_scope, again.order) == (
        asked.task,
        asked.gold,
        asked.out_of_scope,
        asked.order,
    )
    assert reward(target, 0, again, RewardSettings()) == reward(target, 0, asked, RewardSettings())


def test_a_drg_is_read_again_with_its_version():
    asked = Asked.of(drg_example(), Question.DRG, drg_scope("v43.1"))

    again = asked_reader()(asked_to_text(asked))

    assert (again.drg, again.scope.version) == ("291", "v43.1")
    assert again.standings


def test_codes_stay_chinese_in_the_data(tmp_path: Path):
    asked = Asked.of(example(), Question.OTHERS, load_scope("ccl25"))
    write_prompts(tmp_path / "p.parquet", [Prompt("1", "R1", (), asked, "")])

    assert "2型糖尿病" in rows(tmp_path / "p.parquet")[0]["reward_model"]["ground_truth"]


def test_a_recipe_without_the_run_is_refused(tmp_path: Path, stage_at: Callable[..., Stage]):
    (tmp_path / "r.toml").write_text("[sft]\n", encoding="utf-8")

    with pytest.raises(RecipeError, match=r"no table \[grpo\]"):
        run(StageSettings(recipe=str(tmp_path / "r.toml")), stage_at("cluster"))


def test_a_start_that_is_not_there_is_asked_for(tmp_path: Path, stage_at: Callable[..., Stage]):
    at = stage_at("cluster", tmp_path / "run")
    write_samples(at.root / "samples")
    (tmp_path / "r.toml").write_text(RECIPE.replace('"base"\ntuning', '"sft"\ntuning'), encoding="utf-8")

    with pytest.raises(RunError, match="reads what"):
        run(StageSettings(recipe=str(tmp_path / "r.toml")), at)
