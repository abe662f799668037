"""Samples that ask for the others, and an adapter trained on something: what [staged] goes on from, in seconds."""

import json
from pathlib import Path

import torch

from tests.trainer.adapters import trained

CODES = (("I10.x00x002", "高血压病"), ("E11.900", "2型糖尿病"), ("N18.900", "慢性肾脏病"))
BOOK = "国家临床版2.0"


def write_samples(folder: Path, count: int = 6) -> Path:
    """Write a samples folder: short questions asked from three codes, one of which is right."""
    folder.mkdir(parents=True, exist_ok=True)
    text = "".join(json.dumps(_row(number), ensure_ascii=False) + "\n" for number in range(count))
    for name in ("train", "heldout"):
        (folder / f"{name}.jsonl").write_text(text, encoding="utf-8")
    about = {"style": "1/shared-prefix/answer-only", "prompt_version": "1", "answer_version": "1", "scopes": ["small"]}
    (folder / "samples.json").write_text(json.dumps(about), encoding="utf-8")
    return folder


def started(root: Path, base: Path) -> Path:
    """Lay samples and a trained adapter into a run's folder."""
    write_samples(root / "samples")
    torch.manual_seed(0)  # a new adapter is drawn at random
    return trained(base, root / "sft" / "models" / "policy", strength=0.02)


def _row(number: int) -> dict[str, object]:
    listed = [[code, name, BOOK] for code, name in CODES]
    return {
        "prompt": [
            {"role": "system", "content": "你是病案编码员。"},
            {"role": "user", "content": f"病案：患者{number}号，既往{CODES[number % 3][1]}。其他诊断是什么？"},
        ],
        "completion": [{"role": "assistant", "content": f"<answer>{CODES[number % 3][1]}</answer>"}],
        "task": "others",
        "example_id": f"E{number}",
        "fold": -1,
        "layout": "shared-prefix",
        "order": "answer-only",
        "language": "zh",
        "scope": {"scope_id": "small", "version": "1", "fixed": True, "principal": listed, "others": listed},
    }
