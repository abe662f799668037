"""[sft]: supervised fine-tuning of a base on samples: one policy, one model per task, or each without one fold.

samples/ → sft/models/<name>/ with training.json, metrics.jsonl. What samples there are (composite answers for MTL,
rationales for CoTD) is [samples]' choice; here is chosen which models are trained on which of them.
"""

import json
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from trainer.errors import DataError
from trainer.examples import read_examples
from trainer.jobs import POLICY, start_of, train_each, training_of
from trainer.learning import Job
from trainer.policy.curriculum import split_share
from trainer.runs import Stage
from trainer.sft.ranks import together
from trainer.sft.rows import Row, read_rows
from trainer.sft.tuning import TuneSettings, tune


class StageSettings(TuneSettings):
    """What is trained on what; how, is TuneSettings."""

    start: str = "base"
    """What goes on learning: base (its own weights or new adapters), or the folder of a trained model."""
    samples: str = ""
    """Folder of samples; without one that of this run's [samples]."""
    models: Literal["one", "per-task"] = "one"
    """One policy for all tasks, or a model for each."""
    tasks: list[str] = Field(default_factory=list[str])
    """Which tasks' samples are trained on; all that there are where none is named."""
    folds: int = Field(default=0, ge=0)
    """Train each model so many times, leaving out fold 0, 1, …; 0: once, on all samples."""
    sft_share: float = Field(default=0.0, ge=0, lt=1)
    """Train on this share of the examples (DRG-Sapphire: 0.9), leaving the others to [grpo], whose curriculum.sft_share
    is the same; 0: on all of them."""


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Train every model the settings ask for; those that are whole already are kept."""
    samples = at.before("samples", settings.samples)
    if settings.sft_share:
        samples = share_of(samples, settings.sft_share, at)
    rows = read_rows(samples / "train.jsonl", settings.tasks)
    _folds_there(rows, settings.folds)
    how = together if settings.processes > 1 else tune

    def train(job: Job) -> dict[str, Any]:
        ours = settings.model_copy(update={"base": Path(job.training.base)})
        began = Path(job.start or job.training.base).name
        at.say(f"{job.name}: {settings.tuning} from {began}, rate {settings.rate:g}")
        return how(job, ours, at.say)

    return {"models": train_each(jobs(settings, at, samples, _tasks(rows)), at, train)}


def jobs(settings: StageSettings, at: Stage, samples: Path, tasks: Sequence[str]) -> list[Job]:
    """Return the models to train, in order: policy or <task>, each with -fold<k> where a fold is left out."""
    groups = [(POLICY, tuple(tasks))] if settings.models == "one" else [(task, (task,)) for task in tasks]
    folds: list[int | None] = list(range(settings.folds)) or [None]
    found: list[Job] = []
    for group, members in groups:
        start = start_of(settings, settings.start, at, group)
        for fold in folds:
            name = group if fold is None else f"{group}-fold{fold}"
            training = training_of(settings, at, samples, name, members, start, fold)
            found.append(Job(at.folder, samples, training, start.adapter))
    return found


def share_of(samples: Path, share: float, at: Stage) -> Path:
    """Write the samples without those of the examples that are left to reinforcement learning; return their folder."""
    examples = read_examples(at.before("dataset") / "train.jsonl")
    left = {example.example_id for example in split_share(examples, share, at.seed).rl}
    folder = at.folder / "share"
    shutil.copytree(samples, folder, dirs_exist_ok=True)
    with (samples / "train.jsonl").open(encoding="utf-8") as lines:
        kept = [line for line in lines if json.loads(line).get("example_id") not in left]
    (folder / "train.jsonl").write_text("".join(kept), encoding="utf-8", newline="\n")
    return folder


def _tasks(rows: Sequence[Row]) -> list[str]:
    return list(dict.fromkeys(row.task for row in rows))


def _folds_there(rows: Sequence[Row], folds: int) -> None:
    """Refuse folds that the samples do not have: a model left nothing out would be scored on what it was taught."""
    there = {row.fold for row in rows}
    missing = [fold for fold in range(folds) if fold not in there]
    if missing:
        raise DataError(
            f"The samples have no fold {', '.join(map(str, missing))}; [sft] asks for {folds} folds.",
            "Let [dataset] make as many folds, or lower `folds` in [sft].",
        )
