"""What the tests of the policy share: models that know the form and are mostly wrong, each made once."""

from collections.abc import Callable
from pathlib import Path
from shutil import copytree

import pytest

from tests.conftest import made_once


@pytest.fixture(scope="session")
def wrong(tmp_path_factory: pytest.TempPathFactory, tiny: Path) -> Path:
    """Give a model, tuned in all weights, that is right three times in ten; read it only."""
    return made_once(tmp_path_factory, "policy-full", _maker(tiny)) / "model"


@pytest.fixture(scope="session")
def wrong_adapter(tmp_path_factory: pytest.TempPathFactory, wrong: Path) -> Path:
    """Give an adapter on that model, some steps further; read it only."""
    changes = {"tuning": "lora", "max_steps": 3, "learning_rate": 1e-2}
    return made_once(tmp_path_factory, "policy-lora", _maker(wrong, **changes)) / "model"


def _maker(base: Path, **changes: object) -> Callable[[Path], None]:
    def make(folder: Path) -> None:
        from tests.trainer.policy_runs import taught_wrong

        copytree(taught_wrong(folder / "work", base, **changes), folder / "model")

    return make
