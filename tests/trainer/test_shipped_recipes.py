"""The recipes that come with the trainer: each is read, and says what the reports say."""

from typing import Any

import pytest

from trainer.recipe import read_recipe, shipped
from trainer.sft.stage import StageSettings
from trainer.stages import chain_of


@pytest.mark.parametrize("name", shipped())
def test_every_shipped_recipe_can_be_run(name: str) -> None:
    assert all(work.settings for work in chain_of(read_recipe(name)))


def sft_of(name: str) -> StageSettings:
    return read_recipe(name).settings("sft", StageSettings)


@pytest.mark.parametrize("name", ["subtask-sft", "multi-task", "cotd-sft", "kfold-sft"])
def test_the_reports_table_1_is_each_ones_training(name: str) -> None:
    settings = sft_of(f"ccl25-table3/{name}")
    told: dict[str, Any] = {
        "tuning": "full",
        "batch_size": 32,
        "learning_rate": 5e-6,
        "epochs": 6,
        "weight_decay": 0.01,
        "max_length": 8400,
        "neftune_alpha": 5,
        "warmup": 0.1,
        "packing": False,
    }
    assert settings.model_dump(include=set(told)) == told
    assert settings.cautions() == []


def test_five_models_a_task_in_the_kfold_recipe() -> None:
    settings = sft_of("ccl25-table3/kfold-sft")
    assert (settings.folds, settings.models) == (5, "per-task")


@pytest.mark.parametrize(("name", "rate"), [("lora/policy", 1e-4), ("qlora/policy", 2e-4)])
def test_adapters_have_rates_of_their_own(name: str, rate: float) -> None:
    assert sft_of(name).rate == rate
    assert sft_of(name).cautions() == []
