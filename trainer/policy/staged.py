"""Stage `staged`: a trained model is tuned further on what it finds hard, several times over (methods M45).

Each time: its own rollouts say which prompts are hard, then it learns their targets (sft) or to prefer these to its own
wrong answers (dpo). DRG-Sapphire: three stages of SFT 39.3, of DPO 29.3, vanilla GRPO 38.5.
"""

import gc
from collections.abc import Sequence
from dataclasses import replace
from typing import Any, Literal, Self

import torch
from pydantic import Field, model_validator

from app.coding.completion import ModelInfo
from trainer.errors import DataError
from trainer.generate import HfModel
from trainer.jobs import POLICY, Start, by_id, note_whole, start_of, training_of
from trainer.model import TRAINING, Training, quiet
from trainer.policy.curriculum import read_rollouts, write_rollouts
from trainer.policy.further import Step, open_start, preferring, towards
from trainer.policy.hardcases import Measuring, hard_of, measure, preferences, rates_of
from trainer.policy.prompts import Prompt, read_prompts
from trainer.progress import METRICS
from trainer.runs import ItemLog, Stage
from trainer.sft.tuning import RATES, TuneSettings

_PREFERRING_RATES = {"full": 3e-6, "lora": 3e-5, "qlora": 3e-5}
"""Learning rates of preferences where the recipe names none: DRG-Sapphire's for full tuning."""


class StageSettings(TuneSettings):
    """What is hard, how often it is learned from, and how; the tuning itself is [sft]'s."""

    kind: Literal["sft", "dpo"] = "sft"
    """Learn the targets of hard prompts, or to prefer them to the policy's own wrong answers."""
    stages: int = Field(default=3, ge=1)
    """How often hard prompts are sought and learned from."""
    rates: tuple[float, ...] = ()
    """Learning rate of each stage; empty: learning_rate, or 3e-6 (full) and 3e-5 (adapters) for dpo, in all."""
    epochs: float = Field(default=3, gt=0)
    """Passes over the hard prompts in a stage."""
    start: str = "sft"
    """What goes on learning: what this run's sft left, or a folder (grpo: within this run's) of a trained model."""
    samples: str = ""
    """Folder of samples; without one that of this run's [samples]."""
    tasks: list[str] = Field(default_factory=list[str])
    """Which tasks' prompts; all that there are where none is named."""
    measured: str = ""
    """Pass rates (.jsonl) of an earlier run on the same samples, for the first stage; empty: it measures itself."""
    hardest: float = Field(default=0.0, ge=0, lt=1)
    """Mean metric (0-1) of its completions up to which a prompt is hard; 0: never right."""
    completions: int = Field(default=8, ge=1)
    """Completions by which a prompt is measured."""
    temperature: float = Field(default=1.0, gt=0)
    """Their temperature."""
    measure_batch: int = Field(default=8, ge=1)
    """Prompts answered at once."""
    beta: float = Field(default=0.1, gt=0)
    """How strongly dpo holds to the model before it."""

    @model_validator(mode="after")
    def _staged(self) -> Self:
        if self.processes > 1 or self.accelerate:
            raise ValueError("staged tunes in one process; remove processes and accelerate")
        if self.rates and len(self.rates) != self.stages:
            raise ValueError(f"rates names {len(self.rates)} learning rates for {self.stages} stages; name one each")
        if any(rate <= 0 for rate in self.rates):
            raise ValueError("a learning rate is above 0")
        if self.packing or self.neftune_alpha or self.evaluate_rows or self.share_records:
            raise ValueError(
                "packing, neftune_alpha, evaluate_rows and share_records are [sft]'s alone; remove them here"
            )
        return self

    def rate_of(self, number: int) -> float:
        """Return the learning rate of a stage, counted from 1."""
        if self.rates:
            return self.rates[number - 1]
        usual = RATES if self.kind == "sft" else _PREFERRING_RATES
        return self.learning_rate or usual[self.tuning]

    def cautions(self) -> list[str]:
        """Say what DRG-Sapphire found, and what looks like another tuning's rate."""
        said: list[str] = []
        if self.kind == "dpo":
            said.append("DPO on hard cases lowered Pass@1 in DRG-Sapphire (29.3 against 38.5)")
        if self.tuning == "full" and max(map(self.rate_of, range(1, self.stages + 1))) > 1e-4:
            said.append("a learning rate above 1e-4 is an adapter's")
        return said


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Measure and tune, stage by stage, and leave models/policy; what is whole already is kept.

    Raises DataError where nothing is hard from the first, and what tuning raises.
    """
    samples = at.before("samples", settings.samples)
    prompts = read_prompts(samples / "train.jsonl", settings.tasks)
    start = start_of(settings, settings.start, at, POLICY)
    tasks = tuple(dict.fromkeys(prompt.task for prompt in prompts))
    training = training_of(settings, at, samples, POLICY, tasks, start)
    start = replace(start, unpacked=training.unpacked)
    log = at.item_log("stages")
    final = at.folder / "models" / POLICY
    if (final / TRAINING).is_file():
        return {"stages": by_id(log)}
    for number in range(1, settings.stages + 1):
        step = _step(settings, at, start, training, number)
        if not (step.model / TRAINING).is_file():
            figures = _stage(settings, at, prompts, step, number)
            if figures is None:
                break
            log.add({"id": str(number), **figures})
        else:
            note_whole(log, str(number), step.model)
        whole = settings.tuning == "full"
        start = replace(start, base=step.model) if whole else replace(start, adapter=str(step.model.resolve()))
    if not log.done:
        raise DataError("No prompt is hard for this model.", "Raise `hardest`, or leave this stage out.")
    final.parent.mkdir(exist_ok=True)
    (at.folder / "stages" / max(log.done, key=int) / "model").rename(final)
    return {"stages": by_id(log)}


def _stage(
    settings: StageSettings, at: Stage, prompts: Sequence[Prompt], step: Step, number: int
) -> dict[str, Any] | None:
    """Find what is hard and tune on it; None where nothing is."""
    known = read_rollouts(at.before("measured", settings.measured)) if settings.measured and number == 1 else None
    log = at.item_log(f"measured-{number}")
    hard = prompts if known is None else hard_of(prompts, known, settings.hardest)
    if known is None or settings.kind == "dpo":
        _measure(settings, at, hard, step.start, log, number)
    found: dict[str, Any] = {"prompts": len(prompts), "rate": step.rate}
    if known is None:
        rates = rates_of(log)
        write_rollouts(at.folder / f"pass-rates-{number}.jsonl", rates)
        hard = hard_of(prompts, rates, settings.hardest)
        found["metric"] = round(sum(sum(each) / len(each) for each in rates.values()) / len(rates), 4)
    at.say(f"[staged] stage {number}: {len(hard)} of {len(prompts)} prompts are hard")
    found["hard"] = len(hard)
    if settings.kind == "sft":
        return {**found, **towards(hard, step, settings, at.say)} if hard else None
    pairs = preferences(hard, log.done)
    found["pairs"] = len(pairs)
    return {**found, **preferring(pairs, step, settings, settings.beta, at.say)} if pairs else None


def _measure(
    settings: StageSettings, at: Stage, prompts: Sequence[Prompt], start: Start, log: ItemLog, number: int
) -> None:
    """Let the model as it stands answer the prompts, and give back its memory."""
    if all(prompt.prompt_id in log.done for prompt in prompts):
        return
    with quiet():
        model, tokenizer = open_start(settings, start)
    how = Measuring(
        settings.completions, settings.temperature, settings.reply_tokens, settings.measure_batch, at.seed, number
    )
    rollouts = HfModel(model, tokenizer, ModelInfo(POLICY), 1 << 20)
    measure(rollouts, prompts, how, log, lambda line: at.say(f"[staged] stage {number}: {line}"))
    del model, rollouts
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()


def _step(settings: StageSettings, at: Stage, start: Start, training: Training, number: int) -> Step:
    """Return one stage of tuning: each goes on from the model of the one before."""
    folder = at.folder / "stages" / str(number)
    folder.mkdir(parents=True, exist_ok=True)
    return Step(f"stage {number}", start, folder, at.folder / METRICS, training, settings.rate_of(number))
