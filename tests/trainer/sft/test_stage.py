"""Supervised fine-tuning on the CPU: what is trained, what is left behind, what is refused, how it goes on."""

import errno
import json
import math
import re
import shutil
from collections.abc import Callable
from itertools import count
from pathlib import Path
from typing import Any

import pytest
import torch
from pydantic import ValidationError
from safetensors.torch import load_file
from transformers import Trainer

from tests.trainer.sft_runs import ANSWERS, settings, stage, write_samples
from tests.trainer.tiny import tiny_gguf
from trainer.errors import BaseModelError, DataError, RunError, TrainingStoppedError
from trainer.jsonfiles import read_lines
from trainer.model import Training, load_base, load_trained
from trainer.progress import last_whole
from trainer.recipe import Recipe
from trainer.runs import WHOLE, Work, run_stage
from trainer.sft import stage as sft
from trainer.sft.format_rate import in_form, same_answer
from trainer.sft.rows import IGNORED, read_rows, tokenised
from trainer.sft.tuning import end_token


def weights(folder: Path) -> dict[str, torch.Tensor]:
    return load_file(next(folder.glob("*.safetensors")))


def trained(root: Path, base: Path, say: Callable[[str], None] = lambda _: None, **changes: object) -> dict[str, Any]:
    counts: Any = sft.run(settings(base, **changes), stage(root, say))
    return counts["models"]


def same(one: dict[str, torch.Tensor], two: dict[str, torch.Tensor]) -> bool:
    return one.keys() == two.keys() and all(torch.equal(one[name], two[name]) for name in one)


def test_a_policy_is_trained_and_says_what_it_was_made_from(tmp_path: Path, tiny: Path) -> None:
    figures = trained(tmp_path, tiny)["policy"]
    folder = tmp_path / "sft.part" / "models" / "policy"
    made = Training.read(folder)
    assert (made.tuning, made.tasks, made.steps, made.base) == ("full", ("principal", "others"), 4, str(tiny))
    assert figures["tokens_per_second"] > 0
    assert figures["peak_memory_mb"] > 0
    model: Any
    model, tokenizer = load_trained(folder)
    assert len(tokenizer) == len(load_base(settings(tiny))[1])
    assert model.get_input_embeddings().weight.shape[0] == 2048


def test_each_step_leaves_a_row_of_figures_and_a_line(tmp_path: Path, tiny: Path) -> None:
    said: list[str] = []
    trained(tmp_path, tiny, said.append)
    rows = read_lines(tmp_path / "sft.part" / "metrics.jsonl")
    assert [(row["model"], row["step"]) for row in rows] == [("policy", n) for n in (1, 2, 3, 4)]
    assert rows[-1]["loss"] < rows[0]["loss"]
    assert any("step 2/4" in line and "tokens/s" in line and "left" in line and "GB" in line for line in said)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"tuning": "lora", "lora_dropout": 0.1, "neftune_alpha": 5},
        {"packing": True, "neftune_alpha": 5, "neftune": "per-sequence"},
    ],
    ids=["full", "lora", "packed"],
)
def test_a_killed_run_goes_on_to_the_same_weights(tmp_path: Path, tiny: Path, changes: dict[str, Any]) -> None:
    def kill(line: str) -> None:
        if "step 3/" in line:
            raise KeyboardInterrupt

    trained(tmp_path / "whole", tiny, **changes)
    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path / "killed", tiny, kill, **changes)
    said: list[str] = []
    trained(tmp_path / "killed", tiny, said.append, **changes)
    assert "policy: goes on from step 2" in said
    whole, killed = (tmp_path / name / "sft.part" for name in ("whole", "killed"))
    assert same(weights(whole / "models" / "policy"), weights(killed / "models" / "policy"))
    steps = [[(row["step"], row["loss"]) for row in read_lines(part / "metrics.jsonl")] for part in (whole, killed)]
    assert steps[0] == steps[1]


def test_a_half_written_checkpoint_is_never_gone_on_from(tmp_path: Path) -> None:
    for step, whole in ((2, True), (4, False)):
        (tmp_path / f"checkpoint-{step}").mkdir()
        if whole:
            (tmp_path / f"checkpoint-{step}" / WHOLE).write_text("{}")
    assert last_whole(tmp_path) == tmp_path / "checkpoint-2"
    assert not (tmp_path / "checkpoint-4").exists()


def test_a_full_disk_stops_in_words_and_leaves_the_last_whole_checkpoint(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write = torch.save

    def full(thing: object, path: Any, *args: Any, **more: Any) -> None:
        if "checkpoint-4" in str(path):
            raise OSError(errno.ENOSPC, "No space left on device")
        write(thing, path, *args, **more)

    monkeypatch.setattr(torch, "save", full)
    with pytest.raises(RunError, match="disk"):
        trained(tmp_path, tiny)
    part = tmp_path / "sft.part"
    assert not (part / "models" / "policy").exists()
    monkeypatch.undo()
    assert last_whole(part / "checkpoints" / "policy", sweep=False) == part / "checkpoints" / "policy" / "checkpoint-2"
    assert trained(tmp_path, tiny)["policy"]["steps"] == 4


def test_a_loss_that_is_no_number_stops_and_keeps_the_last_good_checkpoint(tmp_path: Path, tiny: Path) -> None:
    with pytest.raises(TrainingStoppedError, match=r"step [34].*checkpoint-2") as stopped:
        trained(tmp_path, tiny, learning_rate=1e30, warmup=2.0, optimizer="sgd", scheduler="constant_with_warmup")
    assert "learning_rate" in stopped.value.advice
    assert 'start = "' in stopped.value.advice
    kept = tmp_path / "sft.part" / "checkpoints" / "policy" / "checkpoint-2"
    assert all(torch.isfinite(tensor).all() for tensor in weights(kept).values())


def test_a_checkpoint_kept_from_a_broken_training_is_gone_on_from_after_fresh(
    tmp_path: Path, tiny: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "r"
    write_samples(root / "samples")

    def begun(**changes: object) -> dict[str, Any]:
        recipe = Recipe(tmp_path / "r.toml", "r", 42, {})
        work = Work("sft", settings(tiny, tuning="lora", **changes), sft.run)
        return run_stage(recipe, work, tmp_path, lambda _: None, fresh="start" in changes)

    breaks_at(4, monkeypatch)
    with pytest.raises(TrainingStoppedError, match=r"step 4.*checkpoint-2") as stopped:
        begun(learning_rate=1e-2)
    named = re.search('start = "(.+?)"', stopped.value.advice)
    assert named is not None
    kept = Path(named[1])
    assert kept == root / "sft.part.1" / "checkpoints" / "policy" / "checkpoint-2"
    made = begun(start=str(kept), learning_rate=1e-9, max_steps=1)
    assert made["counts"]["models"]["policy"]["steps"] == 1
    went_on, left = weights(root / "sft" / "models" / "policy"), weights(kept)
    assert all(torch.allclose(went_on[name], old, atol=1e-6) for name, old in left.items())
    assert any(tensor.any() for name, tensor in left.items() if "lora_B" in name)
    assert Training.read(kept).steps == 2


def breaks_at(step: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the gradient of one step be no number, as a bad sample does."""
    norm, steps = Trainer._get_grad_norm, count(1)

    def no_number(self: Trainer, model: Any, grad_norm: Any = None) -> Any:
        return math.nan if next(steps) == step else norm(self, model, grad_norm=grad_norm)

    monkeypatch.setattr(Trainer, "_get_grad_norm", no_number)


def test_one_model_a_task(tmp_path: Path, tiny: Path) -> None:
    models = trained(tmp_path, tiny, models="per-task", max_steps=1)
    assert {name: row["samples"] for name, row in models.items()} == {"principal": 12, "others": 12}
    assert Training.read(tmp_path / "sft.part" / "models" / "others").tasks == ("others",)


def test_each_fold_is_left_out_once(tmp_path: Path, tiny: Path) -> None:
    models = trained(tmp_path, tiny, tasks=["principal"], folds=5, max_steps=1, batch_size=2)
    assert [row["examples"] for row in models.values()] == [9, 9, 10, 10, 10]
    made = [Training.read(tmp_path / "sft.part" / "models" / f"policy-fold{k}").fold for k in range(5)]
    assert made == [0, 1, 2, 3, 4]


def test_models_that_are_whole_are_kept_when_the_stage_goes_on(tmp_path: Path, tiny: Path) -> None:
    def kill(line: str) -> None:
        if line.startswith("others"):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        trained(tmp_path, tiny, kill, models="per-task", max_steps=1)
    said: list[str] = []
    assert trained(tmp_path, tiny, said.append, models="per-task", max_steps=1).keys() == {"principal", "others"}
    assert "principal is trained already" in said


def test_a_model_that_was_whole_just_before_a_kill_is_kept(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, max_steps=1)
    (tmp_path / "sft.part" / "models.jsonl").unlink()
    said: list[str] = []
    assert trained(tmp_path, tiny, said.append, max_steps=1) == {"policy": {"steps": 1}}
    assert said == ["policy is trained already"]


def test_a_gguf_is_de_quantised_once_for_all_models(tmp_path: Path, tiny: Path) -> None:
    base = tiny_gguf(tiny, tmp_path / "tiny.gguf")
    said: list[str] = []
    trained(tmp_path, base, said.append, tuning="qlora", models="per-task", max_steps=1)
    assert [line for line in said if "de-quantising" in line] == said[:1]
    made = Training.read(tmp_path / "sft.part" / "models" / "others")
    assert (Path(made.base), Path(made.unpacked)) == (base, tmp_path / "bases" / "tiny")
    assert load_trained(tmp_path / "sft.part" / "models" / "others")[0].num_parameters() > 0


def test_event_files_outlive_the_checkpoints(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, max_steps=1, tensorboard=True)
    assert list((tmp_path / "sft.part" / "tensorboard" / "policy").glob("events.*"))
    assert not (tmp_path / "sft.part" / "checkpoints" / "policy").exists()


def test_folds_the_samples_lack_are_refused(tmp_path: Path, tiny: Path) -> None:
    with pytest.raises(DataError, match="no fold 5"):
        trained(tmp_path, tiny, folds=6)


def test_tasks_the_samples_lack_are_refused(tmp_path: Path, tiny: Path) -> None:
    with pytest.raises(DataError, match="no sample of drg"):
        trained(tmp_path, tiny, tasks=["drg"])


def test_a_sample_longer_than_max_length_is_refused_not_cut(tmp_path: Path, tiny: Path) -> None:
    with pytest.raises(DataError, match="longer than max_length 40") as refused:
        trained(tmp_path, tiny, max_length=40)
    assert "max_length = " in refused.value.advice


def test_a_torn_sample_names_its_line(tmp_path: Path, tiny: Path) -> None:
    folder = write_samples(tmp_path / "samples")
    with (folder / "train.jsonl").open("a", encoding="utf-8") as out:
        out.write('{"prompt": [')
    with pytest.raises(DataError, match="line 25"):
        trained(tmp_path, tiny)


def test_only_the_answer_and_its_end_are_learned(tmp_path: Path, tiny: Path) -> None:
    tokenizer: Any
    model, tokenizer = load_base(settings(tiny))
    row = read_rows(write_samples(tmp_path / "samples") / "train.jsonl", ["principal"])[0]
    ((encoded),) = tokenised([row], tokenizer, end_token(model, tokenizer))
    learned = [token for token in encoded["labels"] if token != IGNORED]
    assert tokenizer.decode(learned) == f"<answer>{ANSWERS[0]}</answer><|im_end|>"
    whole = tokenizer.apply_chat_template(
        [
            *({"role": m.role, "content": m.content} for m in row.prompt),
            {"role": "assistant", "content": row.completion},
        ],
        tokenize=False,
    )
    assert tokenizer.decode(encoded["input_ids"]) + "\n" == whole


def test_adapters_touch_neither_embeddings_nor_head(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, tuning="lora", max_steps=1)
    named = weights(tmp_path / "sft.part" / "models" / "policy")
    assert named
    assert all("lora_" in name and "embed" not in name and "lm_head" not in name for name in named)


def test_an_adapter_on_four_bits_is_read_back_on_the_whole_base(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, tuning="qlora", max_steps=1)
    model: Any = load_trained(tmp_path / "sft.part" / "models" / "policy")[0]
    assert not getattr(model.get_base_model(), "is_quantized", False)


def test_full_tuning_keeps_tied_embeddings_tied(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, max_steps=1)
    model: Any = load_trained(tmp_path / "sft.part" / "models" / "policy")[0]
    assert model.get_input_embeddings().weight is model.get_output_embeddings().weight


def test_the_format_is_watched_while_training(tmp_path: Path, tiny: Path) -> None:
    said: list[str] = []
    trained(tmp_path, tiny, said.append, evaluate_rows=3, evaluate_steps=2, reply_tokens=16)
    rows = [row for row in read_lines(tmp_path / "sft.part" / "metrics.jsonl") if "format_rate" in row]
    assert [(row["step"], row["evaluated"]) for row in rows] == [(2, 3), (4, 3)]
    assert any("well formed" in line and "unstable" in line for line in said)


def test_training_teaches_form_and_answer(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, evaluate_rows=10, max_steps=60, learning_rate=5e-3, batch_size=8, checkpoint_steps=100)
    last = read_lines(tmp_path / "sft.part" / "metrics.jsonl")[-1]
    assert last["format_rate"] == 1.0


@pytest.mark.parametrize(
    ("text", "form", "equal"),
    [
        ("<think>因</think>\n<answer>甲；乙</answer>", True, True),
        ("<think>因</think><answer>乙；甲</answer>", True, True),
        ("<think>因</think><answer>甲</answer>", True, False),
        ("<think>因</think>也<answer>甲；乙</answer>", False, False),
        ("<answer>甲；乙</answer>", False, False),
        ("<think>a</think>b</think><answer>甲；乙</answer>", False, False),
        ("<think>因</think><answer></answer>", False, False),
    ],
)
def test_form_and_answer_of_a_reply(text: str, form: bool, equal: bool) -> None:
    target = "<think>别的</think>\n<answer>甲；乙</answer>"
    assert (in_form(text, target), same_answer(text, target)) == (form, equal)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"neftune_alpha": 5, "packing": True}, "per-sequence"),
        ({"batch_size": 5, "per_device_batch_size": 2}, "multiple"),
        ({"push_to_hub": True}, "remove it"),
        ({"report_to": "wandb"}, "remove it"),
        ({"processes": 2}, "accelerate"),
        ({"processes": 2, "accelerate": "zero3", "tuning": "qlora"}, "ZeRO-3"),
        ({"processes": 2, "accelerate": "fsdp2", "evaluate_rows": 4}, "evaluate_rows"),
        ({"lora_targets": ["q_proj", "lm_head"]}, "tied"),
        ({"batchsize": 3}, "Extra inputs"),
    ],
)
def test_contradictions_are_refused_in_words(tmp_path: Path, changes: dict[str, object], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        settings(tmp_path, **changes)


def test_an_adapter_with_a_full_tunings_rate_is_cautioned(tmp_path: Path) -> None:
    said = settings(tmp_path, tuning="lora", learning_rate=5e-6).cautions()
    assert any("untrained" in line and "take 0.0001 or more" in line for line in said)
    assert not any("untrained" in said for said in settings(tmp_path, tuning="lora", learning_rate=1e-4).cautions())


def test_without_a_rate_each_tuning_has_its_own(tmp_path: Path) -> None:
    rates = [settings(tmp_path, tuning=tuning, learning_rate=None).rate for tuning in ("full", "lora", "qlora")]
    assert rates == [5e-6, 1e-4, 2e-4]


def test_an_adapter_goes_on_learning_as_it_was_left(tmp_path: Path, tiny: Path) -> None:
    first = trained(tmp_path / "one", tiny, tuning="lora", learning_rate=1e-2)["policy"]
    left = tmp_path / "one" / "sft.part" / "models" / "policy"
    changes: dict[str, Any] = {"tuning": "lora", "max_steps": 1, "start": str(left)}
    again = trained(tmp_path / "two", tiny, **changes, learning_rate=1e-9)["policy"]
    went_on = weights(tmp_path / "two" / "sft.part" / "models" / "policy")
    assert all(torch.allclose(went_on[name], old, atol=1e-6) for name, old in weights(left).items())
    assert again["first_loss"] < first["first_loss"] - 0.1
    assert Training.read(tmp_path / "two" / "sft.part" / "models" / "policy").base == str(tiny)


def test_all_weights_go_on_learning_as_they_were_left(tmp_path: Path, tiny: Path) -> None:
    first = trained(tmp_path / "one", tiny)["policy"]
    left = tmp_path / "one" / "sft.part" / "models" / "policy"
    again = trained(tmp_path / "two", tiny, max_steps=1, start=str(left), learning_rate=1e-9)["policy"]
    assert again["first_loss"] < first["first_loss"] - 0.1
    assert Training.read(tmp_path / "two" / "sft.part" / "models" / "policy").base == str(left)


def test_an_adapter_cannot_go_on_as_a_whole_model(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path / "one", tiny, tuning="lora", max_steps=1)
    left = tmp_path / "one" / "sft.part" / "models" / "policy"
    with pytest.raises(RunError, match="is an adapter"):
        trained(tmp_path / "two", tiny, start=str(left))


def test_an_adapter_does_not_go_on_upon_a_base_that_has_changed(tmp_path: Path, tiny: Path) -> None:
    base = tmp_path / "base"
    shutil.copytree(tiny, base)
    trained(tmp_path / "one", base, tuning="lora", max_steps=1)
    left = tmp_path / "one" / "sft.part" / "models" / "policy"
    (base / "generation_config.json").write_text("{}")
    with pytest.raises(BaseModelError, match="is not what it was when policy was trained on it"):
        trained(tmp_path / "two", base, tuning="lora", start=str(left))


@pytest.mark.slow
def test_two_processes_train_one_model_to_the_same_weights(tmp_path: Path, tiny: Path) -> None:
    changes: dict[str, Any] = {"per_device_batch_size": 1, "batch_size": 2, "max_steps": 2, "checkpoint_steps": 10}
    trained(tmp_path / "one", tiny, **changes)
    figures = trained(tmp_path / "two", tiny, **changes, processes=2, accelerate="ddp")
    one, two = (weights(tmp_path / name / "sft.part" / "models" / "policy") for name in ("one", "two"))
    assert figures["policy"]["steps"] == 2
    assert all(torch.allclose(one[name], two[name], atol=1e-5) for name in one)
    rows = read_lines(tmp_path / "two" / "sft.part" / "metrics.jsonl")
    assert [row["step"] for row in rows] == [1, 2]


def test_the_settings_are_kept_out_of_the_model(tmp_path: Path, tiny: Path) -> None:
    trained(tmp_path, tiny, max_steps=1)
    names = {path.name for path in (tmp_path / "sft.part" / "models" / "policy").iterdir()}
    assert "training.json" in names
    assert not names & {"training_args.bin", "optimizer.pt", "README.md"}
    assert json.loads((tmp_path / "sft.part" / "models" / "policy" / "training.json").read_text())["scopes"] == ["s@1"]
