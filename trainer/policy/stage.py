"""What [grpo] and [reinforce] do alike: find what the policy starts as, and train one, or one a task."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from trainer.errors import RunError
from trainer.model import TRAINING, Training, check_kind, computes_in
from trainer.policy.prompts import read_prompts
from trainer.policy.ranks import together
from trainer.policy.settings import PolicySettings
from trainer.policy.training import PolicyJob, train
from trainer.runs import Stage
from trainer.sft.stage import base_hash, unpacked_base, written_in

_POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Start:
    """What a policy starts as, and is held to: a base, with an adapter or without."""

    base: Path
    adapter: str = ""
    base_sha256: str = ""
    unpacked: str = ""


def train_all(settings: PolicySettings, at: Stage) -> dict[str, object]:
    """Train every policy the settings ask for; those that are whole already are kept."""
    samples = at.before("samples", settings.samples)
    tasks = list(dict.fromkeys(prompt.task for prompt in read_prompts(samples / "train.jsonl", settings.tasks)))
    groups = [(_POLICY, tuple(tasks))] if settings.models == "one" else [(task, (task,)) for task in tasks]
    dataset = str(at.before("dataset").resolve()) if settings.curriculum.sft_share else ""
    measured = settings.curriculum.measured
    log = at.item_log("models")
    for name, members in groups:
        start = start_of(settings, at, name)
        ours = settings.model_copy(update={"base": start.base})
        training = Training(
            name=name,
            base=str(start.base.resolve()),
            base_sha256=start.base_sha256 or base_hash(start.base, at),
            tuning=settings.tuning,
            tasks=members,
            dtype="bf16" if "bfloat16" in str(computes_in(settings)) else "fp32",
            unpacked=start.unpacked or unpacked_base(start.base, at),
            settings_hash=settings.digest(),
            seed=at.seed,
            **written_in(samples),
        )
        job = PolicyJob(
            at.folder,
            samples,
            training,
            start.adapter,
            dataset,
            str(at.before("measured", measured)) if measured else "",
        )
        if (job.model / TRAINING).is_file():
            at.say(f"{name} is trained already")
            if name not in log.done:  # killed between the two
                log.add({"id": name, "steps": Training.read(job.model).steps})
            continue
        began = Path(start.adapter or start.base).name
        at.say(f"{name}: {at.name}, {settings.tuning} from {began}, rate {settings.rate:g}, {settings.form} loss")
        figures = (together if settings.processes > 1 else train)(job, ours, at.say)
        log.add({"id": name, **figures})
    return {"models": {name: {k: v for k, v in row.items() if k != "id"} for name, row in sorted(log.done.items())}}


def start_of(settings: PolicySettings, at: Stage, name: str) -> Start:
    """Return what the policy called name starts as; raise RunError when it is not there or cannot be gone on with.

    What [sft] left for it, or for all tasks; a model tuned in all weights becomes the base.
    """
    if settings.start == "base":
        check_kind(settings.base)
        return Start(settings.base)
    folder = _folder(settings, at, name)
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
    return Start(base, str(folder.resolve()), training.base_sha256, training.unpacked)


def _folder(settings: PolicySettings, at: Stage, name: str) -> Path:
    """Return the folder that `start` names, itself or the model of this name in it."""
    if settings.start == "sft":
        models: Any = at.before("sft") / "models"
    else:
        inside = at.root / settings.start
        models = at.before("start", inside if inside.exists() else settings.start)
    for folder in (models, models / "models"):
        for each in (name, _POLICY):
            if (folder / each).is_dir():
                return folder / each
    if settings.start == "sft":
        raise RunError(f"{models} holds neither {name} nor {_POLICY}.", "Name the model's folder as start.")
    return models
