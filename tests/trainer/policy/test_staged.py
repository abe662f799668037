"""Staged tuning on the CPU: what it leaves, how it goes on, what it refuses."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load_file

from tests.trainer.policy.hard_rows import started
from trainer.errors import DataError
from trainer.jsonfiles import read_lines
from trainer.model import Training, load_trained
from trainer.policy.curriculum import write_rollouts
from trainer.policy.staged import StageSettings, run
from trainer.runs import Stage


def settings(base: Path, **changes: Any) -> StageSettings:
    given: dict[str, Any] = {
        "base": base,
        "tuning": "lora",
        "lora_rank": 4,
        "lora_alpha": 16,
        "learning_rate": 1e-3,
        "batch_size": 2,
        "per_device_batch_size": 2,
        "max_steps": 2,
        "checkpoint_steps": 1,
        "stages": 2,
        "completions": 2,
        "reply_tokens": 8,
        "progress_seconds": 0,
    }
    return StageSettings.model_validate(given | changes)


@pytest.fixture
def at(tmp_path: Path, tiny: Path, stage_at: Callable[..., Stage]) -> Stage:
    stage = stage_at("staged", tmp_path / "run")
    started(stage.root, tiny)
    return stage


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(folder / "adapter_model.safetensors")


def test_an_adapter_goes_on_over_two_stages(tiny: Path, at: Stage):
    counts: Any = run(settings(tiny), at)

    policy = at.folder / "models" / "policy"
    before, after = weights(at.root / "sft" / "models" / "policy"), weights(policy)
    assert before.keys() == after.keys()
    assert any(not torch.equal(before[name], after[name]) for name in before)
    assert [(row["hard"], row["steps"]) for row in counts["stages"].values()] == [(6, 2), (6, 2)]
    assert (Training.read(policy).base, Training.read(policy).tasks) == (str(tiny), ("others",))
    assert load_trained(policy)[0] is not None
    rows = read_lines(at.folder / "metrics.jsonl")
    assert [(row["model"], row["step"]) for row in rows] == [(f"stage {n}", step) for n in (1, 2) for step in (1, 2)]


def test_preferences_hold_to_the_model_before_and_leave_one_adapter(tiny: Path, at: Stage):
    counts: Any = run(settings(tiny, kind="dpo", stages=1), at)

    policy = at.folder / "models" / "policy"
    assert counts["stages"]["1"]["pairs"] == 6
    assert counts["stages"]["1"]["first_loss"] == pytest.approx(0.6931, abs=1e-3)  # ln 2: both are the reference
    assert not (policy / "ref").exists()
    assert weights(policy).keys() == weights(at.root / "sft" / "models" / "policy").keys()


@pytest.mark.parametrize("kind", ["sft", "dpo"])
def test_a_killed_stage_goes_on_to_the_same_weights(
    tmp_path: Path, tiny: Path, stage_at: Callable[..., Stage], kind: str
):
    def kill(line: str) -> None:
        if "stage 1: step 2/" in line:
            raise KeyboardInterrupt

    whole, killed = (stage_at("staged", tmp_path / name) for name in ("whole", "killed"))
    for each in (whole, killed):
        started(each.root, tiny)
    given = settings(tiny, kind=kind, stages=1, max_steps=3)
    run(given, whole)
    killed.say = kill
    with pytest.raises(KeyboardInterrupt):
        run(given, killed)
    said: list[str] = []
    killed.say = said.append
    run(given, killed)

    assert "stage 1: goes on from step 1" in said
    one, two = (weights(each.folder / "models" / "policy") for each in (whole, killed))
    assert all(torch.equal(one[name], two[name]) for name in one)


def test_measured_rates_say_what_is_hard_at_first(tmp_path: Path, tiny: Path, at: Stage):
    rates = tmp_path / "rates.jsonl"
    write_rollouts(rates, {f"E{n}/others": [float(n > 1)] for n in range(6)})

    counts: Any = run(settings(tiny, stages=1, measured=str(rates)), at)

    assert counts["stages"]["1"]["hard"] == 2
    assert not (at.folder / "measured-1.jsonl").exists()


def test_where_nothing_is_hard_the_stage_says_so(tmp_path: Path, tiny: Path, at: Stage):
    rates = tmp_path / "rates.jsonl"
    write_rollouts(rates, {f"E{n}/others": [1.0] for n in range(6)})

    with pytest.raises(DataError, match="No prompt is hard"):
        run(settings(tiny, measured=str(rates)), at)


def test_what_was_measured_is_kept_for_a_curriculum(tiny: Path, at: Stage):
    run(settings(tiny, stages=1), at)

    rows = [json.loads(line) for line in (at.folder / "pass-rates-1.jsonl").read_text(encoding="utf-8").splitlines()]
    assert {row["id"]: len(row["metrics"]) for row in rows} == {f"E{n}/others": 2 for n in range(6)}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rates": [1e-4]}, "1 learning rates for 2 stages"),
        ({"rates": [1e-4, 0]}, "above 0"),
        ({"accelerate": "ddp"}, "one process"),
        ({"packing": True}, "remove them here"),
        ({"hardest": 1}, "less than 1"),
    ],
)
def test_contradictions_are_refused_in_words(tmp_path: Path, changes: dict[str, Any], said: str):
    with pytest.raises(ValidationError, match=said):
        settings(tmp_path, **changes)


def test_each_stage_has_its_rate(tmp_path: Path):
    assert settings(tmp_path, rates=[1e-4, 5e-5]).rate_of(2) == 5e-5
    usual = [settings(tmp_path, learning_rate=None, kind=kind, tuning="full").rate_of(1) for kind in ("sft", "dpo")]
    assert usual == [5e-6, 3e-6]
