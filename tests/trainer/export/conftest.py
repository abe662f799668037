"""One small export, made once: a random adapter on the tiny base, merged, in several kinds, with all beside it."""

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.conftest import made_once
from tests.trainer.adapters import trained
from trainer.errors import BaseModelError
from trainer.export.converter import find_converter
from trainer.export.parity import Limits
from trainer.runs import BEGUN, Stage

LOOSE = {"q8_0_agreement": 0.5, "q4_k_m_agreement": 0.3, "q4_k_m_kl": 1.0}
"""A random model has many near ties, which a trained one has not."""


@pytest.fixture(scope="session")
def converter() -> None:
    """Skip where set-up has not put llama.cpp's converter."""
    try:
        find_converter()
    except BaseModelError as error:
        pytest.skip(error.message)


@pytest.fixture(scope="session")
def exported(converter: None, tiny: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Give a run's folder with sft, merge and export; read it only."""

    def make(root: Path) -> None:
        from trainer import merge
        from trainer.export import stage

        trained(tiny, root / "sft" / "models" / "policy", rslora=True)
        merge.run(merge.StageSettings(), place(root, "merge"))
        (root / "merge.part").rename(root / "merge")
        limits = Limits.model_validate({"prompts": 4, "tokens": 12, **LOOSE})
        kinds = ("f16", "q8_0", "q4_k_m")
        asked = {"kinds": kinds, "adapter": True, "pre_tokenizer": "qwen2", "parity": limits}
        stage.run(stage.StageSettings.model_validate(asked), place(root, "export"))
        (root / "export.part").rename(root / "export")

    return made_once(tmp_path_factory, "exported", make)


@pytest.fixture
def again(exported: Path, tmp_path: Path) -> Callable[..., Stage]:
    """Open an export of the same merged model that was killed when these files were made."""

    def open_stage(**files: bytes) -> Stage:
        at = place(tmp_path / "run", "export")
        shutil.copytree(exported / "merge", at.root / "merge")
        (at.folder / "unproven").mkdir()
        for kind, content in files.items():
            (at.folder / "unproven" / f"policy-{kind}.gguf").write_bytes(content)
        return at

    return open_stage


def place(root: Path, name: str) -> Stage:
    """Open a stage's folder as the frame does."""
    folder = root / f"{name}.part"
    folder.mkdir(parents=True)
    (folder / BEGUN).write_text("{}", encoding="utf-8")
    return Stage(name, folder, root, 42, lambda _text: None)


def settings(kinds: tuple[str, ...] = ("f16",), **limits: Any) -> Any:
    """Return settings that look at little, for speed."""
    from trainer.export.stage import StageSettings

    few = {"prompts": 2, "tokens": 8, **LOOSE, **limits}
    return StageSettings.model_validate({"kinds": kinds, "pre_tokenizer": "qwen2", "parity": few})
