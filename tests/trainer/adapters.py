"""Builds trained models without training: the tiny base with an adapter of random, noticeable weights."""

from pathlib import Path
from typing import Any

import torch
from peft import get_peft_model

from trainer.model import ModelSettings, Training, load_base, lora, quiet, save_plain
from trainer.runs import input_hash


def trained(base: Path, folder: Path, *, strength: float = 0.05, name: str = "policy", **settings: Any) -> Path:
    """Save what sft leaves: an adapter with tokenizer and training.json; `settings` are of the model's table."""
    chosen = ModelSettings.model_validate({"base": base, "lora_rank": 4, "lora_alpha": 16, **settings})
    model, tokenizer = load_base(chosen)
    with quiet():
        adapted = get_peft_model(model, lora(chosen))  # pyright: ignore[reportArgumentType]
    seeded = torch.Generator().manual_seed(1)
    for parameter, weight in adapted.named_parameters():
        if "lora_B" in parameter:
            weight.data.normal_(0, strength, generator=seeded)
    save_plain(adapted, tokenizer, folder)
    described(base, name).write(folder)
    return folder


def described(base: Path, name: str = "policy", **changes: Any) -> Training:
    """Return what training.json says of such a model."""
    values: dict[str, Any] = {
        "name": name,
        "base": str(base),
        "base_sha256": input_hash(base),
        "tuning": "lora",
        "tasks": ("principal", "others"),
        "style": "shared-prefix/think-first",
        "prompt_version": "1",
        "answer_version": "1",
        "scopes": ("ccl25",),
        "settings_hash": "5e77",
        "seed": 7,
    }
    return Training(**values | changes)
