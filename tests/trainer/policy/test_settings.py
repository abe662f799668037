"""Settings that contradict each other are refused in words, odd ones are cautioned."""

from pathlib import Path
from typing import Any

import pytest
from pydantic import ValidationError

from trainer.policy import grpo, reinforce
from trainer.policy.settings import PolicySettings
from trainer.recipe import read_recipe, shipped


def made(kind: Any = grpo, **changes: object) -> PolicySettings:
    return kind.StageSettings.model_validate({"base": Path("base"), **changes})


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"prompts_per_rollout": 10, "prompts_per_update": 4}, "multiple of prompts_per_update"),
        ({"prompts_per_update": 3, "prompts_per_rollout": 3, "processes": 2, "accelerate": "ddp"}, "one process"),
        ({"group_size": 6, "prompts_per_update": 64, "per_device_batch_size": 5}, "per_device_batch_size"),
        ({"processes": 2}, "accelerate"),
        ({"tuning": "qlora", "rollouts": "vllm"}, "rounds 4-bit weights anew"),
        ({"tuning": "full", "rollouts": "vllm"}, "16-bit"),
        ({"rollouts": "vllm", "filter": {"mode": "regenerate", "positive": True}}, "temperature"),
        ({"tuning": "qlora", "accelerate": "zero3", "processes": 2, "rollouts": "transformers"}, "ZeRO-3"),
        ({"accelerate": "fsdp2", "processes": 2}, "gathered"),
        (
            {"accelerate": "fsdp2", "processes": 2, "rollouts": "transformers", "evaluate_prompts": 2},
            "evaluate_prompts",
        ),
        (
            {"accelerate": "fsdp2", "processes": 2, "rollouts": "transformers", "filter": {"mode": "refill"}},
            "generate alike",
        ),
        ({"kl": {"beta": 0, "schedule": "cosine"}}, "no KL to decay"),
        ({"mask_truncated": True, "reward": {"overlong": {"l_max": 100, "l_cache": 50}}}, "overlong"),
        ({"reward": {"overlong": {"l_max": 50, "l_cache": 100}}}, "l_cache"),
        ({"constant": 5}, "constant"),
        ({"plateau_on": "evaluation"}, "evaluate_prompts"),
        ({"curriculum": {"order": "remove-easy"}}, "measured"),
        ({"group_size": 1, "per_device_batch_size": 1}, "group of one"),
        ({"prompts_per_step": 4}, "Extra inputs"),
        ({"report_to": "wandb"}, "patients' records"),
    ],
)
def test_contradictions_are_refused_in_words(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        made(**changes)


def test_what_looks_at_groups_needs_them() -> None:
    with pytest.raises(ValidationError, match="look at groups"):
        made(reinforce, baseline=True)
    assert made(reinforce, baseline=True, group_size=4).group_size == 4


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"learning_rate": 5e-7}, "leaves adapters untrained"),
        ({"tuning": "full", "learning_rate": 1e-4}, "adapter's"),
        ({"start": "base"}, "untaught"),
        ({"kl": {"beta": 0}}, "collapses"),
        ({"reply_tokens": 1500, "reward": {"overlong": {"l_max": 7000, "l_cache": 6500}}}, "-0.154"),
        ({}, "evaluate_prompts"),
    ],
)
def test_what_is_odd_is_cautioned(changes: dict[str, object], said: str) -> None:
    assert any(said in each for each in made(**changes).cautions())


DROP = {"mode": "drop"}
BY_EVALUATION = {"plateau_on": "evaluation", "evaluate_prompts": 4, "evaluate_rollouts": 2}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"epochs": 5, "filter": DROP}, "5 epochs, and the run ends before it filters any: train for more than 5"),
        ({"max_steps": 5, "filter": DROP}, "filter.plateau.window, or set filter.start = 'beginning'"),
        ({"max_steps": 8, "filter": DROP, **BY_EVALUATION}, "evaluate more often"),
        ({"epochs": 5.5, "filter": DROP}, ""),
        ({"max_steps": 6, "filter": DROP}, ""),
        ({"max_steps": 9, "filter": DROP, **BY_EVALUATION}, ""),
        ({"epochs": 1, "filter": DROP, **BY_EVALUATION}, ""),
        ({"epochs": 1, "filter": {**DROP, "start": "beginning"}}, ""),
        ({"epochs": 1}, ""),
    ],
)
def test_a_filter_that_comes_too_late_is_cautioned(changes: dict[str, object], said: str) -> None:
    late = [each for each in made(**changes).cautions() if "plateau" in each]
    assert bool(late) is bool(said)
    assert all(said in each for each in late)


@pytest.mark.parametrize("name", shipped())
def test_no_shipped_recipe_has_a_filter_that_comes_too_late(name: str) -> None:
    tables = read_recipe(name).tables
    if "grpo" in tables:
        cautions = read_recipe(name).settings("grpo", grpo.StageSettings).cautions()
        assert not [said for said in cautions if "plateau" in said]


@pytest.mark.parametrize(
    ("prompts", "passes", "rollouts"),
    [(23_619, 1, 370), (800, 1, 13), (800, 4, 50), (64, 1, 1), (3, 1, 1), (64, 0.1, 1)],
)
def test_a_pass_takes_in_every_prompt(prompts: int, passes: float, rollouts: int) -> None:
    settings = made(prompts_per_rollout=64)
    assert settings.rollouts_of(prompts, passes) == rollouts


def test_without_a_rate_each_tuning_has_its_own() -> None:
    assert [made(tuning=tuning).rate for tuning in ("full", "lora", "qlora")] == [1e-6, 5e-5, 1e-4]


@pytest.mark.parametrize("name", ["rbr-r1-grpo", "rbr-r1-optimised"])
def test_the_reports_table_2_is_each_ones_training(name: str) -> None:
    settings = read_recipe(f"ccl25-table3/{name}").settings("grpo", grpo.StageSettings)
    told: dict[str, Any] = {
        "tuning": "full",
        "learning_rate": 5e-7,
        "prompts_per_rollout": 64,
        "prompts_per_update": 16,
        "group_size": 6,
        "iterations": 1,
        "per_device_batch_size": 2,
        "max_prompt_tokens": 6350,
        "reply_tokens": 1500,
        "models": "per-task",
    }
    assert settings.model_dump(include=set(told)) == told


def test_the_optimised_recipe_has_the_reports_three_improvements() -> None:
    settings = read_recipe("ccl25-table3/rbr-r1-optimised").settings("grpo", grpo.StageSettings)
    assert (settings.form, settings.filter.mode, settings.filter.start) == ("group-token", "drop", "plateau")
    assert any("-0.154" in said for said in settings.cautions())


def test_the_preference_recipe_has_one_algorithm_a_task() -> None:
    recipe = read_recipe("ccl25-table3/rbr-preference")
    principal = recipe.settings("reinforce", reinforce.StageSettings)
    others = recipe.settings("grpo", grpo.StageSettings)
    assert (principal.tasks, principal.reward.principal) == (["principal"], "preference")
    assert (others.tasks, others.reward.others) == (["others"], "preference")
    assert list(recipe.tables)[-1] == "evaluate"


@pytest.mark.parametrize("name", ["lora/grpo", "qlora/grpo"])
def test_adapters_have_rates_of_their_own(name: str) -> None:
    settings = read_recipe(name).settings("grpo", grpo.StageSettings)
    assert settings.rate >= 5e-5
    assert not any("rate" in said for said in settings.cautions())
