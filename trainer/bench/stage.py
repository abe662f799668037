"""[bench]: steps of a recipe's [sft] and [grpo] as DxDesk trains, in turn with the same by a plain TRL script.

Each side runs in a process of its own, so that its memory is its own, on the same samples; sides take turns, because a
machine's speed changes from minute to minute. bench.json holds every side's figures and the medians over the pairs:
`speed` and `processor speed` are the script's seconds over ours, `memory` is our peak over the script's.
"""

import json
import shutil
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from statistics import median
from typing import Any, Literal

from pydantic import Field

from trainer.bench import plain
from trainer.bench.figures import Figures
from trainer.errors import DataError, RecipeError
from trainer.jobs import POLICY, start_of, training_of
from trainer.jsonfiles import read_lines, write_json
from trainer.learning import Job
from trainer.policy.grpo import StageSettings as GrpoSettings
from trainer.policy.training import PolicyJob, train
from trainer.recipe import Settings, read_recipe
from trainer.runs import BEGUN, Stage
from trainer.sft.stage import StageSettings as SftSettings
from trainer.sft.tuning import tune

_SIDES = _OURS, _SCRIPT = ("ours", "script")
_KINDS: Mapping[str, type[SftSettings] | type[GrpoSettings]] = {"sft": SftSettings, "grpo": GrpoSettings}
_NEVER = 10**6
_BESIDE: Mapping[str, Any] = {
    "start": "base",
    "progress_seconds": 0,
    "tensorboard": False,
    "evaluate_rows": 0,
    "evaluate_prompts": 0,
    "checkpoint_steps": _NEVER,
    "checkpoint_rollouts": _NEVER,
}
"""What is switched off: it is no training, or the script has it not."""


class StageSettings(Settings):
    """What is measured, how often."""

    recipe: str
    """The recipe whose training is measured, by path or shipped name."""
    changes: tuple[str, ...] = ()
    """Changes to it, as --set takes them: 'base=model.gguf'."""
    stages: tuple[Literal["sft", "grpo"], ...] = ("sft",)
    """Which of its stages; each begins with the base."""
    samples: str = ""
    """Folder of samples; without one that of this run's [samples]."""
    steps: int = Field(default=5, ge=1)
    """Optimiser steps a side takes."""
    pairs: int = Field(default=3, ge=1)
    """Times both sides run, in turn."""


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Measure every pair, and return the medians over them; a stopped run goes on with the side it was at.

    Raises RecipeError where the recipe cannot be measured so, DataError where the samples are too few.
    """
    recipe = read_recipe(settings.recipe, settings.changes)
    samples = at.before("samples", settings.samples)
    log = at.item_log("sides")
    counts: dict[str, object] = {}
    for stage in settings.stages:
        table = _measurable(stage, recipe.settings(stage, _KINDS[stage]), settings.steps)
        cut = _cut(samples, at.folder / f"{stage}-samples", _consumed(table, settings.steps))
        for number in range(settings.pairs):
            for side in _SIDES:
                key = f"{stage}-{number}-{side}"
                if key not in log.done:
                    figures = _alone(stage, side, table.model_dump_json(), cut, at)
                    log.add({"id": key, **figures.told()})
                    at.say(f"{key}: {figures.said()}")
        pairs = [
            [Figures.of(log.done[f"{stage}-{number}-{side}"]) for side in _SIDES] for number in range(settings.pairs)
        ]
        counts |= {f"{stage} {name}": value for name, value in ratios(pairs).items()}
    write_json(at.folder / "bench.json", {"sides": list(log.done.values()), "medians": counts})
    return counts


def ratios(pairs: Sequence[Sequence[Figures]]) -> dict[str, float]:
    """Return the medians over pairs of (ours, script)."""
    return {
        "speed": round(median(script.seconds / ours.seconds for ours, script in pairs), 3),
        "processor speed": round(
            median(script.processor_seconds / ours.processor_seconds for ours, script in pairs), 3
        ),
        "memory": round(median(ours.peak_memory_mb / script.peak_memory_mb for ours, script in pairs), 3),
    }


def _measurable(stage: str, table: SftSettings | GrpoSettings, steps: int) -> SftSettings | GrpoSettings:
    """Return the table with these steps and training alone; raise RecipeError on what the script has no like of."""
    several = table.processes > 1 or table.models != "one" or (isinstance(table, SftSettings) and table.folds)
    shared = isinstance(table, SftSettings) and table.share_records
    if several or shared or (isinstance(table, GrpoSettings) and table.rollouts == "vllm"):
        raise RecipeError(
            f"The script trains one model in one process on rows as they are, and [{stage}] asks for something else.",
            'Change it by `changes`: sft.share_records=false, processes=1, models="one", folds=0, no vLLM.',
        )
    changes = {name: value for name, value in _BESIDE.items() if name in type(table).model_fields}
    return table.model_copy(update={**changes, "max_steps": steps})


def _consumed(table: SftSettings | GrpoSettings, steps: int) -> int:
    """Return how many samples the steps learn from."""
    if isinstance(table, SftSettings):
        return steps * table.batch_size
    return table.prompts_per_rollout * max(1, steps // (table.updates * table.iterations))


def _cut(samples: Path, folder: Path, count: int) -> Path:
    """Write the first samples into a folder of their own, so that both sides learn from the same."""
    rows = list(islice(read_lines(samples / "train.jsonl"), count))
    if len(rows) < count:
        raise DataError(
            f"{samples} holds {len(rows)} samples, and the steps take {count}.", "Lower steps, or make more samples."
        )
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    (folder / "train.jsonl").write_text(text, encoding="utf-8", newline="\n")
    (folder / "samples.json").write_bytes((samples / "samples.json").read_bytes())
    return folder


def _alone(stage: str, side: str, table: str, samples: Path, at: Stage) -> Figures:
    """Run one side in a process of its own, in a folder that is gone afterwards but for the unpacked base."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(_side, stage, side, table, samples, at.folder, at.seed).result()


def _side(stage: str, side: str, table: str, samples: Path, folder: Path, seed: int) -> Figures:
    """Train the steps of one side and return what they took."""
    settings = _KINDS[stage].model_validate_json(table)
    work = folder / "work"
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir()
    (work / BEGUN).write_text("{}", encoding="utf-8")
    at = Stage(stage, work, folder, seed, _silent)
    start = start_of(settings, "base", at, POLICY)
    training = training_of(settings, at, samples, POLICY, (), start)
    base = Path(training.unpacked or training.base)
    try:
        if isinstance(settings, SftSettings):
            job = Job(work, samples, training)
            return Figures.of(tune(job, settings, _silent)) if side == _OURS else plain.sft(job, settings, base)
        job = PolicyJob(work, samples, training)
        return Figures.of(train(job, settings, _silent)) if side == _OURS else plain.grpo(job, settings, base)
    finally:
        shutil.rmtree(work, ignore_errors=True)


def _silent(_: str) -> None:
    """Say nothing: only figures are wanted."""
