"""DRG-Sapphire's tables as recipes: each row changes what the paper changed, and nothing else."""

from typing import Any

import pytest

from trainer.policy.grpo import StageSettings as GrpoSettings
from trainer.policy.staged import StageSettings as StagedSettings
from trainer.recipe import read_recipe
from trainer.scaling.settings import StageSettings as ScalingSettings
from trainer.sft.stage import StageSettings as SftSettings


def flat(content: dict[str, Any], prefix: str = "") -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in content.items():
        found |= flat(value, f"{prefix}{key}.") if isinstance(value, dict) else {f"{prefix}{key}": value}
    return found


def grpo(name: str) -> dict[str, Any]:
    return flat(read_recipe(f"sapphire-ablation/{name}").settings("grpo", GrpoSettings).model_dump(mode="json"))


def changed(name: str, since: str = "vanilla") -> dict[str, Any]:
    old, new = grpo(since), grpo(name)
    return {key: value for key, value in new.items() if old[key] != value}


@pytest.mark.parametrize(
    ("name", "change"),
    [
        (
            "neutral-resampling",
            {
                "filter.mode": "regenerate",
                "filter.start": "beginning",
                "filter.tries": 12,
                "filter.judged_by": "reward",
                "filter.least_spread": 0.1,
            },
        ),
        ("cot-first", {"reward.cot_first": True}),
        ("differential-thinking", {"start": "runs/sapphire-cold-start-differential/sft/models/policy"}),
        ("dapo-loss", {"form": "batch-token"}),
        ("dr-grpo-loss", {"form": "constant", "constant": 1024}),
        ("dr-grpo-advantage", {"scale": "none"}),
        ("no-kl", {"kl.beta": 0.0}),
        ("kl-decay", {"kl.schedule": "cosine"}),
        ("strict-reward", {"reward.drg": "drg-strict"}),
        ("balanced-reward", {"reward.drg": "drg-balanced"}),
        *(
            (order, {"curriculum.order": order, "curriculum.measured": "runs/sapphire-vanilla/grpo/rollouts.jsonl"})
            for order in ("remove-easy", "remove-hard", "remove-both", "easy-to-hard")
        ),
    ],
)
def test_a_row_of_the_ablation_changes_one_thing(name: str, change: dict[str, Any]):
    assert changed(name) == change


def test_positive_resampling_is_neutral_with_one_reward_above_nothing():
    assert changed("positive-resampling", "neutral-resampling") == {"filter.positive": True}


def test_vanilla_is_the_papers_grpo():
    told = {
        "learning_rate": 3e-6,
        "kl.beta": 0.04,
        "group_size": 8,
        "prompts_per_rollout": 64,
        "prompts_per_update": 64,
        "temperature": 1.0,
        "max_prompt_tokens": 4096,
        "reply_tokens": 10240,
        "reward.drg": "drg-dense",
        "warmup": 0.1,
    }
    found = grpo("vanilla")

    assert {key: found[key] for key in told} == told


@pytest.mark.parametrize("share", [50, 75, 90, 95])
def test_the_best_settings_are_three_changes_on_the_same_split(share: int):
    assert changed(f"split/best-{share}", f"split/vanilla-{share}") == {
        "form": "batch-token",
        "reward.drg": "drg-strict",
        "kl.schedule": "cosine",
    }
    tables = read_recipe(f"sapphire-ablation/split/sft-{share}").tables
    assert tables["dataset"]["heldout_share"] == pytest.approx(1 - share / 100)
    for kind in ("vanilla", "best"):
        recipe = read_recipe(f"sapphire-ablation/split/{kind}-{share}")
        assert recipe.tables["dataset"]["files"] == [f"runs/sapphire-sft-{share}/dataset/heldout.jsonl"]
        assert recipe.tables["grpo"]["start"] == f"runs/sapphire-sft-{share}/sft/models/policy"
        assert recipe.name == f"sapphire-{kind}-{share}"


def test_drg_sapphire_itself_leaves_the_never_right_out():
    assert changed("split/remove-hard-90", "split/best-90") == {
        "curriculum.order": "remove-hard",
        "curriculum.measured": "runs/sapphire-best-90/grpo/rollouts.jsonl",
    }
    assert changed("split/no-decay-90", "split/best-90") == {"kl.schedule": "constant"}


def test_the_cold_start_is_nine_passes_at_4e_5():
    settings = read_recipe("sapphire-ablation/cold-start").settings("sft", SftSettings)

    assert (settings.rate, settings.epochs, settings.warmup, settings.max_length) == (4e-5, 9, 0.05, 12846)
    assert read_recipe("sapphire-ablation/split/sft-90").settings("sft", SftSettings).epochs == 3


@pytest.mark.parametrize(("name", "kind", "rate"), [("staged-sft", "sft", 4e-5), ("staged-dpo", "dpo", 3e-6)])
def test_staged_training_is_three_stages_at_the_papers_rates(name: str, kind: str, rate: float):
    settings = read_recipe(f"sapphire-ablation/{name}").settings("staged", StagedSettings)

    assert (settings.kind, settings.stages, settings.rate_of(1), settings.epochs) == (kind, 3, rate, 3)


def test_the_scaling_study_follows_a_recipe_with_every_stage_it_names():
    settings = read_recipe("sapphire-ablation/scaling").settings("scaling", ScalingSettings)
    tables = read_recipe(settings.recipe).tables

    assert all(stage in tables for arm in settings.arms.values() for stage in arm.stages)
    assert list(settings.in_order()) == ["sft", "grpo"]
