"""Samples to learn in seconds, and a stage to learn them in."""

import json
from collections.abc import Callable
from pathlib import Path

from trainer.runs import BEGUN, Stage
from trainer.sft.stage import StageSettings

ANSWERS = ("高血压病", "不稳定型心绞痛", "慢性肾功能不全", "肺部感染", "无")


def write_samples(folder: Path, count: int = 12, tasks: tuple[str, ...] = ("principal", "others")) -> Path:
    """Write a samples folder: short questions, one of five answers, five folds."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = [_row(number, task) for number in range(count) for task in tasks]
    text = "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)
    for name in ("train", "heldout"):
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    about = {"style": "1/seed/answer-only", "prompt_version": "1", "answer_version": "1", "scopes": ["s@1"]}
    (folder / "samples.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def settings(base: Path, **changes: object) -> StageSettings:
    """Return settings for a few steps of full tuning on the tiny base."""
    given: dict[str, object] = {
        "base": base,
        "tuning": "full",
        "learning_rate": 1e-3,
        "batch_size": 4,
        "per_device_batch_size": 2,
        "max_steps": 4,
        "checkpoint_steps": 2,
        "progress_seconds": 0,
        "max_length": 512,
        **changes,
    }
    return StageSettings.model_validate(given)


def stage(root: Path, say: Callable[[str], None] = lambda _: None) -> Stage:
    """Open the stage's folder, with samples before it."""
    if not (root / "samples").is_dir():
        write_samples(root / "samples")
    folder = root / "sft.part"
    folder.mkdir(exist_ok=True)
    if not (folder / BEGUN).exists():
        (folder / BEGUN).write_text("{}", encoding="utf-8")
    return Stage("sft", folder, root, 42, say)


def _row(number: int, task: str) -> dict[str, object]:
    answer = ANSWERS[number % len(ANSWERS)]
    asked = f"病案：患者{number}号，考虑{answer}。{'主要' if task == 'principal' else '其他'}诊断是什么？"
    return {
        "prompt": [
            {"role": "system", "content": "你是病案编码员。"},
            {"role": "user", "content": asked * (1 + number % 3)},
        ],
        "completion": [{"role": "assistant", "content": f"<answer>{answer}</answer>"}],
        "task": task,
        "example_id": f"E{number}",
        "fold": number % 5,
    }
