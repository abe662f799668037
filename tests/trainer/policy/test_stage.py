"""Reinforcement learning on the CPU: what is learned, what is left behind, what is refused, how it goes on."""

import errno
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch
from safetensors.torch import load_file

from tests.trainer.policy_runs import (
    NAMES,
    rewards,
    right_rows,
    row,
    stage,
    trained,
    write_samples,
)
from trainer.errors import DataError, RunError, TrainingStoppedError
from trainer.jsonfiles import read_lines
from trainer.model import Training, load_trained
from trainer.policy import grpo
from trainer.policy.curriculum import chosen, read_rollouts
from trainer.policy.trainer import STATE
from trainer.policy.watch import COMPLETIONS, DATABASE, ROLLOUTS, read_figures
from trainer.progress import METRICS, last_whole


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(next(folder.glob("*.safetensors")))


def near(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor], atol: float) -> bool:
    return one.keys() == two.keys() and all(torch.allclose(one[name], two[name], atol=atol) for name in one)


def killed_at(line: str) -> Callable[[str], None]:
    def kill(said: str) -> None:
        if line in said:
            raise KeyboardInterrupt

    return kill


@pytest.mark.parametrize(
    ("kind", "form"),
    [("grpo", "sequence"), ("grpo", "group-token"), ("reinforce", "window-token")],
    ids=["grpo", "token-level", "reinforce++"],
)
def test_the_reward_climbs_to_near_its_optimum(tmp_path: Path, wrong: Path, kind: str, form: str) -> None:
    figures = trained(
        kind,
        tmp_path,
        wrong,
        form=form,
        group_size=8,
        per_device_batch_size=32,
        max_steps=36,
        checkpoint_rollouts=100,
        evaluate_prompts=4,
        evaluate_rollouts=100,
        kl={"beta": 0.001},
    )["policy"]
    course = [reward for _, reward in rewards(tmp_path, kind)]
    heldout = [value for _, value in read_figures(tmp_path / f"{kind}.part" / DATABASE, "policy", "heldout/metric")]
    assert sum(course[:3]) / 3 < 0.6
    assert sum(course[-5:]) / 5 > 0.85
    assert heldout[0] <= 0.5
    assert heldout[-1] == figures["heldout_metric"] == 1.0


def test_a_policy_says_what_it_was_made_from_and_can_be_judged(tmp_path: Path, wrong: Path) -> None:
    figures = trained("grpo", tmp_path, wrong, max_steps=2)["policy"]
    folder = tmp_path / "grpo.part" / "models" / "policy"
    made = Training.read(folder)
    assert (made.tuning, made.tasks, made.steps, made.style) == ("full", ("principal",), 2, "1/seed/answer-only")
    assert (figures["prompts"], figures["rollouts"], figures["groups"]) == (4, 2, 8)
    model: Any = load_trained(folder)[0]
    assert model.num_parameters() > 0
    assert not {path.name for path in folder.iterdir()} & {"training_args.bin", "README.md", "ref"}


def test_a_run_shows_how_it_goes(tmp_path: Path, wrong: Path) -> None:
    said: list[str] = []
    changes: dict[str, Any] = {"evaluate_prompts": 4, "evaluate_rollouts": 2, "shown": 1, "tensorboard": True}
    trained("grpo", tmp_path, wrong, said.append, **changes)
    part = tmp_path / "grpo.part"
    told = ("reward", "part/format", "part/accuracy", "metric/principal", "format_rate", "length", "kl", "entropy")
    for name in (*told, "groups_dropped", "tokens_per_second", "share_generating", "beta"):
        assert [step for step, _ in read_figures(part / DATABASE, "policy", name)] == [1, 2, 3], name
    assert [step for step, _ in read_figures(part / DATABASE, "policy", "heldout/metric")] == [0, 2, 3]
    assert any("step 2/3" in line and "reward" in line and "KL" in line and "generating" in line for line in said)
    shown = (part / COMPLETIONS / "policy" / "step-000003.md").read_text(encoding="utf-8")
    assert "E0/principal" in shown
    assert NAMES[0] in shown
    assert {len(metrics) for metrics in read_rollouts(part / ROLLOUTS).values()} == {12}
    assert list((part / "tensorboard" / "policy").glob("events.*"))


def test_an_epoch_measures_every_prompt(tmp_path: Path, wrong: Path) -> None:
    prompts = right_rows(5)  # one more than a rollout takes
    write_samples(tmp_path / "samples", prompts, prompts)
    figures = trained("grpo", tmp_path, wrong, max_steps=0, epochs=1)["policy"]
    measured = read_rollouts(tmp_path / "grpo.part" / ROLLOUTS)
    keys = [f"E{number}/principal" for number in range(5)]
    assert (figures["steps"], figures["rollouts"]) == (2, 2)
    assert sorted(chosen(keys, measured, "easy-to-hard")) == keys


@pytest.mark.parametrize(
    ("kind", "changes"),
    [
        ("grpo", {"filter": {"mode": "refill", "start": "beginning", "tries": 1}, "hints": {"probability": 0.5}}),
        ("grpo", {"prompts_per_update": 2, "max_steps": 4, "kl": {"beta": 0.1, "schedule": "cosine"}}),
        ("reinforce", {"tuning": "lora", "lora_dropout": 0.1, "group_size": 2}),
    ],
    ids=["filter", "off-policy", "lora"],
)
def test_a_killed_run_goes_on_with_the_same_rewards(
    tmp_path: Path, wrong: Path, wrong_adapter: Path, kind: str, changes: dict[str, Any]
) -> None:
    start = wrong_adapter if changes.get("tuning") == "lora" else wrong
    changes = {"base": wrong, "max_steps": 3, "learning_rate": 5e-3, **changes}
    for name in ("whole", "killed"):
        write_samples(tmp_path / name / "samples", right_rows(6))
    trained(kind, tmp_path / "whole", start, **changes)
    with pytest.raises(KeyboardInterrupt):
        trained(kind, tmp_path / "killed", start, killed_at("step 3/"), **changes)
    said: list[str] = []
    trained(kind, tmp_path / "killed", start, said.append, **changes)
    assert "policy: goes on from step 2" in said
    assert rewards(tmp_path / "whole", kind) == rewards(tmp_path / "killed", kind)
    whole, killed = (tmp_path / name / f"{kind}.part" for name in ("whole", "killed"))
    assert near(weights(whole / "models" / "policy"), weights(killed / "models" / "policy"), 0)
    assert read_lines(whole / ROLLOUTS) == read_lines(killed / ROLLOUTS)
    losses = [[row["loss"] for row in read_lines(part / METRICS) if "loss" in row] for part in (whole, killed)]
    assert losses[0] == losses[1]


@pytest.mark.parametrize("form", ["sequence", "group-token"])
def test_however_a_step_is_cut_up_it_is_the_same_step(tmp_path: Path, wrong: Path, form: str) -> None:
    changes: dict[str, Any] = {
        "form": form,
        "max_steps": 1,
        "optimizer": "sgd",
        "learning_rate": 1.0,
        "max_grad_norm": 1e9,
        "filter": {"mode": "drop", "start": "beginning"},
        "group_size": 3,
    }
    for size in (1, 12):
        write_samples(tmp_path / str(size) / "samples", [*right_rows(3), row(3, "不在范围内")])  # the last never right
        trained("grpo", tmp_path / str(size), wrong, per_device_batch_size=size, **changes)
    one, twelve = (weights(tmp_path / str(size) / "grpo.part" / "models" / "policy") for size in (1, 12))
    assert read_figures(tmp_path / "1" / "grpo.part" / DATABASE, "policy", "groups_dropped")[0][1] > 0
    assert not near(one, weights(wrong), 1e-4)
    assert near(one, twelve, 1e-6)


def test_a_step_whose_groups_were_all_dropped_changes_nothing(tmp_path: Path, wrong: Path) -> None:
    write_samples(tmp_path / "samples", [row(number, "不在范围内") for number in range(4)])
    figures = trained(
        "grpo", tmp_path, wrong, max_steps=1, weight_decay=0.1, filter={"mode": "drop", "start": "beginning"}
    )["policy"]
    assert figures["groups_dropped"] == 4
    assert near(weights(tmp_path / "grpo.part" / "models" / "policy"), weights(wrong), 0)


def test_an_adapter_goes_on_and_its_beginning_is_the_reference(
    tmp_path: Path, wrong: Path, wrong_adapter: Path
) -> None:
    changes: dict[str, Any] = {"base": wrong, "tuning": "lora", "learning_rate": 1e-2}
    trained("grpo", tmp_path, wrong_adapter, **changes)
    folder = tmp_path / "grpo.part" / "models" / "policy"
    began, ended = weights(wrong_adapter), weights(folder)
    assert began.keys() == ended.keys()
    assert not near(began, ended, 1e-4)
    kl = [value for _, value in read_figures(tmp_path / "grpo.part" / DATABASE, "policy", "kl")]
    assert kl[0] == pytest.approx(0, abs=1e-6)  # the SFT model, not the base without its adapter
    assert kl[-1] > 1e-6
    assert load_trained(folder)[0] is not None


def test_four_bits_are_trained_on_with_the_adapter(tmp_path: Path, wrong: Path, wrong_adapter: Path) -> None:
    trained("grpo", tmp_path, wrong_adapter, base=wrong, tuning="qlora", max_steps=1)
    model: Any = load_trained(tmp_path / "grpo.part" / "models" / "policy")[0]
    assert not getattr(model.get_base_model(), "is_quantized", False)


def test_a_new_adapter_is_put_on_a_base(tmp_path: Path, wrong: Path) -> None:
    trained("reinforce", tmp_path, wrong, tuning="lora", max_steps=1, group_size=2)
    made = Training.read(tmp_path / "reinforce.part" / "models" / "policy")
    assert (made.tuning, Path(made.base)) == ("lora", wrong)


def test_both_tasks_in_one_policy_and_one_policy_each(tmp_path: Path, wrong: Path) -> None:
    rows = [*right_rows(2), *(row(number, "贫血", "others") for number in range(2))]
    for name in ("one", "two"):
        write_samples(tmp_path / name / "samples", rows, rows)
    one = trained("grpo", tmp_path / "one", wrong, max_steps=1, evaluate_prompts=4)["policy"]
    two = trained("grpo", tmp_path / "two", wrong, max_steps=1, models="per-task")
    assert {"heldout_metric_principal", "heldout_metric_others", "heldout_score"} <= one.keys()
    assert two.keys() == {"principal", "others"}
    assert Training.read(tmp_path / "two" / "grpo.part" / "models" / "others").tasks == ("others",)


def test_policies_that_are_whole_are_kept(tmp_path: Path, wrong: Path) -> None:
    trained("grpo", tmp_path, wrong, max_steps=1)
    (tmp_path / "grpo.part" / "models.jsonl").unlink()
    said: list[str] = []
    assert trained("grpo", tmp_path, wrong, said.append, max_steps=1) == {"policy": {"steps": 1}}
    assert said == ["policy is trained already"]


def test_the_filter_goes_on_at_the_plateau_of_the_epochs(tmp_path: Path, wrong: Path) -> None:
    plateau = {"window": 2, "threshold": 1.0}
    filtering = {"mode": "drop", "start": "plateau", "plateau": plateau}
    trained("grpo", tmp_path, wrong, max_steps=4, filter=filtering)
    on = [value for _, value in read_figures(tmp_path / "grpo.part" / DATABASE, "policy", "filter_on")]
    assert on == [0.0, 0.0, 1.0, 1.0]


def test_a_filter_that_comes_too_late_is_cautioned_once_the_prompts_are_counted(tmp_path: Path, wrong: Path) -> None:
    said: list[str] = []
    filtering = {"mode": "drop", "plateau": {"window": 2}}
    evaluated = {"plateau_on": "evaluation", "evaluate_prompts": 1, "evaluate_rollouts": 2}
    trained("grpo", tmp_path, wrong, said.append, max_steps=0, epochs=2, filter=filtering, **evaluated)
    assert any("policy: caution: the filter waits for a plateau of 2 evaluations" in line for line in said)


def test_masked_completions_change_nothing(tmp_path: Path, wrong: Path) -> None:
    given: dict[str, Any] = {"max_steps": 1, "reply_tokens": 2, "mask_truncated": True, "kl": {"beta": 0.1}}
    trained("grpo", tmp_path, wrong, **given)  # in two tokens no completion ends
    assert near(weights(tmp_path / "grpo.part" / "models" / "policy"), weights(wrong), 0)


def test_the_librarys_generation_draws_alike_after_a_kill(tmp_path: Path, wrong: Path) -> None:
    changes: dict[str, Any] = {"rollouts": "transformers"}
    trained("grpo", tmp_path / "whole", wrong, **changes)
    with pytest.raises(KeyboardInterrupt):
        trained("grpo", tmp_path / "killed", wrong, killed_at("step 2/"), **changes)
    trained("grpo", tmp_path / "killed", wrong, **changes)
    assert rewards(tmp_path / "whole", "grpo") == rewards(tmp_path / "killed", "grpo")


def test_a_curriculum_goes_by_an_earlier_runs_rollouts(tmp_path: Path, wrong: Path) -> None:
    measured = tmp_path / "measured.jsonl"
    rates = {"E0": [1, 1], "E1": [0, 0], "E2": [0, 1], "E3": [1, 0]}
    lines = [json.dumps({"id": f"{key}/principal", "metrics": metrics}) for key, metrics in rates.items()]
    measured.write_text("\n".join(lines) + "\n", encoding="utf-8")
    curriculum = {"order": "remove-both", "measured": str(measured)}
    assert trained("grpo", tmp_path, wrong, max_steps=1, curriculum=curriculum)["policy"]["prompts"] == 2


def test_a_gradient_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(tmp_path: Path, wrong: Path) -> None:
    with pytest.raises(TrainingStoppedError, match=r"step [23].*checkpoint-1") as stopped:
        trained("grpo", tmp_path, wrong, learning_rate=1e30, optimizer="sgd", group_size=8)
    assert "learning_rate" in stopped.value.advice


def test_a_full_disk_stops_in_words_and_leaves_the_last_whole_checkpoint(
    tmp_path: Path, wrong: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = torch.save

    def full(thing: object, path: Any, *args: Any, **more: Any) -> None:
        if "checkpoint-2" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(thing, path, *args, **more)

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(RunError, match="disk"):
        trained("grpo", tmp_path, wrong)
    monkeypatch.undo()
    checkpoints = tmp_path / "grpo.part" / "checkpoints" / "policy"
    assert last_whole(checkpoints, sweep=False) == checkpoints / "checkpoint-1"
    assert (checkpoints / "checkpoint-1" / STATE).is_file()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"tasks": ["drg"]}, "no prompt of drg"),
        ({"max_prompt_tokens": 16}, "longer than max_prompt_tokens 16"),
    ],
)
def test_prompts_that_do_not_do_are_refused(tmp_path: Path, wrong: Path, changes: dict[str, Any], said: str) -> None:
    with pytest.raises(DataError, match=said):
        trained("grpo", tmp_path, wrong, **changes)


def test_all_weights_do_not_go_on_from_an_adapter(tmp_path: Path, wrong: Path, wrong_adapter: Path) -> None:
    with pytest.raises(RunError, match="is an adapter") as refused:
        trained("grpo", tmp_path, wrong_adapter, base=wrong, tuning="full")
    assert "[merge]" in refused.value.advice


def test_an_adapter_of_another_base_is_refused(tmp_path: Path, tiny: Path, wrong_adapter: Path) -> None:
    with pytest.raises(RunError, match="names the base"):
        trained("grpo", tmp_path, wrong_adapter, base=tiny, tuning="lora")


def test_without_a_model_of_sft_the_stage_says_what_it_looked_for(tmp_path: Path, tiny: Path) -> None:
    write_samples(tmp_path / "samples", right_rows())
    with pytest.raises(RunError, match=r"\[sft\]"):
        grpo.run(grpo.StageSettings(base=tiny), stage("grpo", tmp_path))


@pytest.mark.slow
@pytest.mark.timeout(400)
def test_two_processes_train_one_policy(tmp_path: Path, wrong: Path) -> None:
    changes: dict[str, Any] = {"max_steps": 2, "per_device_batch_size": 4, "processes": 2, "accelerate": "ddp"}
    filtering = {"mode": "refill", "start": "beginning", "tries": 1}
    figures = trained("grpo", tmp_path, wrong, **changes, filter=filtering, evaluate_prompts=4)["policy"]
    assert figures["steps"] == figures["rollouts"] == 2
    rows = [each for each in read_lines(tmp_path / "grpo.part" / METRICS) if "reward" in each]
    assert [each["step"] for each in rows] == [1, 2]
    assert all(each["groups"] >= 4 for each in rows)
    assert not near(weights(tmp_path / "grpo.part" / "models" / "policy"), weights(wrong), 1e-6)
