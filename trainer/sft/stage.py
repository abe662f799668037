"""[sft]: supervised fine-tuning of a base on samples: one policy, one model per task, or each without one fold.

samples/ → sft/models/<name>/ with training.json, metrics.jsonl. What samples there are (composite answers for MTL,
rationales for CoTD) is [samples]' choice; here is chosen which models are trained on which of them.
"""

import json
import shutil
from collections.abc import Sequence
from itertools import product
from pathlib import Path
from typing import Any, Literal

from pydantic import Field

from trainer.errors import DataError
from trainer.examples import read_examples
from trainer.learning import Job
from trainer.model import TRAINING, Training, check_kind, computes_in, unpack
from trainer.policy.curriculum import split_share
from trainer.runs import Stage, input_hash
from trainer.sft.ranks import together
from trainer.sft.rows import Row, read_rows
from trainer.sft.tuning import TuneSettings, tune


class StageSettings(TuneSettings):
    """What is trained on what; how, is TuneSettings."""

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
    check_kind(settings.base)
    log = at.item_log("models")
    for job in jobs(settings, at, samples, _tasks(rows)):
        if (job.model / TRAINING).is_file():
            at.say(f"{job.name} is trained already")
            if job.name not in log.done:  # killed between the two
                log.add({"id": job.name, "steps": Training.read(job.model).steps})
            continue
        at.say(f"{job.name}: {settings.tuning} of {settings.base.name}, rate {settings.rate:g}")
        figures = together(job, settings, at.say) if settings.processes > 1 else tune(job, settings, at.say)
        log.add({"id": job.name, **figures})
    return {"models": {name: _without_id(row) for name, row in sorted(log.done.items())}}


def jobs(settings: StageSettings, at: Stage, samples: Path, tasks: Sequence[str]) -> list[Job]:
    """Return the models to train, in order: policy or <task>, each with -fold<k> where a fold is left out."""
    groups = [("policy", tuple(tasks))] if settings.models == "one" else [(task, (task,)) for task in tasks]
    folds: list[int | None] = list(range(settings.folds)) or [None]
    base: dict[str, Any] = {
        "base": str(settings.base.resolve()),
        "base_sha256": base_hash(settings.base, at),
        "tuning": settings.tuning,
        "dtype": "bf16" if "bfloat16" in str(computes_in(settings)) else "fp32",
        "unpacked": unpacked_base(settings.base, at),
        "settings_hash": settings.digest(),
        **written_in(samples),
    }
    return [
        Job(
            folder=at.folder,
            samples=samples,
            training=Training(
                name=group if fold is None else f"{group}-fold{fold}", tasks=members, fold=fold, seed=at.seed, **base
            ),
        )
        for (group, members), fold in product(groups, folds)
    ]


def share_of(samples: Path, share: float, at: Stage) -> Path:
    """Write the samples without those of the examples that are left to reinforcement learning; return their folder."""
    examples = read_examples(at.before("dataset") / "train.jsonl")
    left = {example.example_id for example in split_share(examples, share, at.seed).rl}
    folder = at.folder / "share"
    shutil.copytree(samples, folder, dirs_exist_ok=True)
    lines = (samples / "train.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
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


def base_hash(base: Path, at: Stage) -> str:
    """Return a base's hash, which the frame has made already where the recipe names it."""
    known = at.inputs.get("base")
    return known["sha256"] if known and Path(known["path"]) == base else input_hash(base)


def unpacked_base(base: Path, at: Stage) -> str:
    """De-quantise a GGUF once for all models of this run; the folder stays for [merge] and [evaluate]."""
    if not base.is_file():
        return ""
    folder = at.root / "bases" / base.stem
    if not folder.is_dir():
        at.say(f"de-quantising {base.name} into {folder}")
    return str(unpack(base, folder).resolve())


def written_in(samples: Path) -> dict[str, Any]:
    """Return what samples.json says of prompts, answers and scopes."""
    try:
        about = json.loads((samples / "samples.json").read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(f"{samples} holds no readable samples.json.", "Run the samples stage again.") from error
    return {
        "style": str(about.get("style", "")),
        "prompt_version": str(about.get("prompt_version", "")),
        "answer_version": str(about.get("answer_version", "")),
        "scopes": tuple(about.get("scopes", ())),
    }


def _without_id(row: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in row.items() if key != "id"}
