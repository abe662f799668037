"""What stages that train models do alike: say what each is to be, and train those that are not whole yet."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from trainer.errors import BaseModelError, DataError, RunError
from trainer.learning import Job, LearningSettings
from trainer.model import TRAINING, Training, check_kind, computes_in, unpack
from trainer.runs import ItemLog, Stage, input_hash

POLICY = "policy"
"""Name of the one model for all tasks."""
_J = TypeVar("_J", bound=Job)


@dataclass(frozen=True, slots=True)
class Start:
    """What a model starts as: a base, with an adapter or without; hash and de-quantised folder where they are known."""

    base: Path
    adapter: str = ""
    base_sha256: str = ""
    unpacked: str = ""


def start_of(settings: LearningSettings, start: str, at: Stage, name: str) -> Start:
    """Return what the model called name starts as; raise RunError when it is not there or cannot be gone on with.

    Raises BaseModelError when the base is not, or no longer, what the adapter was trained on.

    `start` is base, sft (what [sft] left for it, or for all tasks), or a folder, within this run or not; a model tuned
    in all weights becomes the base.
    """
    if start == "base":
        check_kind(settings.base)
        return Start(settings.base)
    folder = _folder(start, at, name)
    if not (folder / TRAINING).is_file():
        check_kind(folder)
        return Start(folder)
    training = Training.read(folder)
    if training.tuning == "full":
        return Start(folder)
    if settings.tuning == "full":
        raise RunError(
            f"All weights are to be tuned, and {folder} is an adapter.",
            f'Run [merge] first and write start = "merge/{folder.name}", or tune with lora or qlora.',
        )
    base = Path(training.base)
    if settings.base.resolve() != base.resolve():
        raise RunError(
            f"{folder.name} was trained on {base}, and [{at.name}] names the base {settings.base}.",
            'Name the same base, or write start = "base" to begin without that adapter.',
        )
    check_kind(base)
    if _base_hash(settings.base, at) != training.base_sha256:
        raise BaseModelError(
            f"{base} is not what it was when {folder.name} was trained on it.",
            'Put the base back as it was, or write start = "base" to begin without that adapter.',
        )
    return Start(base, str(folder.resolve()), training.base_sha256, training.unpacked)


def training_of(
    settings: LearningSettings,
    at: Stage,
    samples: Path,
    name: str,
    tasks: Sequence[str],
    start: Start,
    fold: int | None = None,
) -> Training:
    """Return what training.json will say of a model that is to be trained; a GGUF base is de-quantised for it."""
    return Training(
        name=name,
        base=str(start.base.resolve()),
        base_sha256=start.base_sha256 or _base_hash(start.base, at),
        tuning=settings.tuning,
        tasks=tuple(tasks),
        fold=fold,
        dtype="bf16" if "bfloat16" in str(computes_in(settings)) else "fp32",
        unpacked=start.unpacked or _unpacked(start.base, at),
        settings_hash=settings.digest(),
        seed=at.seed,
        **_written_in(samples),
    )


def train_each(jobs: Iterable[_J], at: Stage, train: Callable[[_J], dict[str, Any]]) -> dict[str, Any]:
    """Train every job's model and return the figures by name; models that are whole already are kept."""
    log = at.item_log("models")
    for job in jobs:
        if (job.model / TRAINING).is_file():
            at.say(f"{job.name} is trained already")
            note_whole(log, job.name, job.model)
        else:
            log.add({"id": job.name, **train(job)})
    return by_id(log)


def note_whole(log: ItemLog, name: str, model: Path) -> None:
    """Note a whole model whose training was killed before it was noted."""
    if name not in log.done:
        log.add({"id": name, "steps": Training.read(model).steps})


def by_id(log: ItemLog) -> dict[str, Any]:
    """Return what is noted, by id."""
    return {key: {name: value for name, value in row.items() if name != "id"} for key, row in sorted(log.done.items())}


def _base_hash(base: Path, at: Stage) -> str:
    """Return a base's hash, which the frame has made already where the recipe names it."""
    known = at.inputs.get("base")
    return known["sha256"] if known and Path(known["path"]) == base else input_hash(base)


def _unpacked(base: Path, at: Stage) -> str:
    """De-quantise a GGUF once for all models of this run; the folder stays for [merge] and [evaluate]."""
    if not base.is_file():
        return ""
    folder = at.root / "bases" / base.stem
    if not folder.is_dir():
        at.say(f"de-quantising {base.name} into {folder}")
    return str(unpack(base, folder).resolve())


def _written_in(samples: Path) -> dict[str, Any]:
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


def _folder(start: str, at: Stage, name: str) -> Path:
    """Return the folder that `start` names, itself or the model of this name in it."""
    if start == "sft":
        models: Any = at.before("sft") / "models"
    else:
        inside = at.root / start
        models = at.before("start", inside if inside.exists() else start)
    for folder in (models, models / "models"):
        for each in (name, POLICY):
            if (folder / each).is_dir():
                return folder / each
    if start == "sft":
        raise RunError(f"{models} holds neither {name} nor {POLICY}.", "Name the model's folder as start.")
    return models
