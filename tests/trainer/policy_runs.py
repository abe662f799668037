"""A question with a known best answer, a model that knows the form but not the answer, and a stage to teach it in."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from app.coding.codebook import Code
from app.coding.scope import Scope
from trainer.jsonfiles import read_lines
from trainer.policy import grpo, reinforce
from trainer.policy.settings import PolicySettings
from trainer.progress import METRICS
from trainer.runs import BEGUN, Stage
from trainer.samples.shown import scope_to_json
from trainer.samples.targets import Question
from trainer.sft import stage as sft

NAMES = ("高血压病", "肺部感染", "心功能不全", "房颤")
SCOPE = Scope(
    "four",
    "1",
    principal=tuple(Code(f"A0{n}", name, "T") for n, name in enumerate(NAMES)),
    others=tuple(Code(f"B0{n}", name, "T") for n, name in enumerate(("贫血", "痛风"))),
)
KINDS = {"grpo": grpo, "reinforce": reinforce}


def row(number: int, name: str, task: str = "principal", asked: str = "") -> dict[str, Any]:
    """Build one sample: a line that names the answer, and the answer."""
    return {
        "prompt": [{"role": "user", "content": asked or f"{NAMES[number % len(NAMES)]}。{task}？"}],
        "completion": [{"role": "assistant", "content": f"<answer>{name}</answer>"}],
        "task": task,
        "example_id": f"E{number}",
        "fold": -1,
        "layout": "seed",
        "order": "answer-only",
        "language": "zh",
        "scope": scope_to_json(SCOPE, Question(task)),
    }


def write_samples(folder: Path, rows: Sequence[dict[str, Any]], heldout: Sequence[dict[str, Any]] = ()) -> Path:
    """Write a samples folder."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, part in (("train", rows), ("heldout", heldout)):
        text = "".join(json.dumps(each, ensure_ascii=False) + "\n" for each in part)
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    about = {"style": "1/seed/answer-only", "prompt_version": "1", "answer_version": "1", "scopes": ["four@1"]}
    (folder / "samples.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


LEANING = (3, 5, 1, 1)
"""Of ten answers to a question: how many name the right one, and how many the one, two or three after it."""


def taught_wrong(root: Path, base: Path, **changes: object) -> Path:
    """Train the form, and answers that are right three times in ten and wrong in one way five times in ten.

    Asked greedily such a model is always wrong; the best policy is always right.
    """
    leaning = [off for off, count in enumerate(LEANING) for _ in range(count)]
    rows = [row(number, NAMES[(number + off) % len(NAMES)]) for number in range(len(NAMES)) for off in leaning]
    write_samples(root / "samples", rows)
    given: dict[str, object] = {
        "base": base,
        "tuning": "full",
        "learning_rate": 5e-3,
        "batch_size": 40,
        "per_device_batch_size": 40,
        "max_steps": 60,
        "checkpoint_steps": 1000,
        "max_length": 256,
        **changes,
    }
    sft.run(sft.StageSettings.model_validate(given), stage("sft", root))
    return root / "sft.part" / "models" / "policy"


def right_rows(count: int = 4, task: str = "principal") -> list[dict[str, Any]]:
    """Build samples whose answer is the right one."""
    return [row(number, NAMES[number % len(NAMES)], task) for number in range(count)]


def settings(kind: str, start: Path, **changes: object) -> PolicySettings:
    """Return settings for a few short rollouts."""
    given: dict[str, object] = {
        "base": start,
        "start": str(start),
        "tuning": "full",
        "learning_rate": 1e-3,
        "prompts_per_rollout": 4,
        "prompts_per_update": 4,
        "group_size": 4,
        "per_device_batch_size": 8,
        "reply_tokens": 16,
        "max_prompt_tokens": 128,
        "max_steps": 3,
        "warmup": 0,
        "checkpoint_rollouts": 1,
        "progress_seconds": 0,
        **changes,
    }
    return KINDS[kind].StageSettings.model_validate(given)


def stage(name: str, root: Path, say: Callable[[str], None] = lambda _: None, seed: int = 42) -> Stage:
    """Open a stage's folder as the frame does."""
    folder = root / f"{name}.part"
    folder.mkdir(parents=True, exist_ok=True)
    if not (folder / BEGUN).exists():
        (folder / BEGUN).write_text("{}", encoding="utf-8")
    return Stage(name, folder, root, seed, say)


def trained(
    kind: str, root: Path, start: Path, say: Callable[[str], None] = lambda _: None, **changes: object
) -> dict[str, Any]:
    """Train on the four questions (or on the samples that are there) and return the models' figures."""
    if not (root / "samples").is_dir():
        write_samples(root / "samples", right_rows(), right_rows())
    counts: Any = KINDS[kind].run(settings(kind, start, **changes), stage(kind, root, say))  # pyright: ignore[reportArgumentType]
    return counts["models"]


def rewards(root: Path, kind: str, name: str = "policy") -> list[tuple[int, float]]:
    """Return the mean reward of each step that began with a rollout."""
    rows = read_lines(root / f"{kind}.part" / METRICS)
    return [(each["step"], each["reward"]) for each in rows if each["model"] == name and "reward" in each]
