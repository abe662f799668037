"""What the trainer's tests share: a tiny base model made once, a stage to run in, examples to learn from."""

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import made_once
from trainer.runs import BEGUN, Stage

for name in ("HF_HUB_OFFLINE", "HF_DATASETS_OFFLINE"):
    os.environ[name] = "1"


@pytest.fixture(scope="session")
def tiny(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give the folder of a random two-layer Qwen2 with its own small tokenizer; read it only."""
    from trainer.tiny import tiny_base

    def make(folder: Path) -> None:
        tiny_base(folder)

    return made_once(tmp_path_factory, "tiny", make)


@pytest.fixture
def stage_at(tmp_path: Path) -> Callable[..., Stage]:
    """Open a stage's folder as the frame does, without its manifest; what it says is thrown away."""

    def open_stage(name: str = "stage", root: Path | None = None, seed: int = 42) -> Stage:
        root = root or tmp_path / "run"
        folder = root / f"{name}.part"
        folder.mkdir(parents=True, exist_ok=True)
        if not (folder / BEGUN).exists():
            (folder / BEGUN).write_text("{}", encoding="utf-8")
        return Stage(name, folder, root, seed, lambda _: None)

    return open_stage
