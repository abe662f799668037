"""A store of its own for each test, on a clock that moves a second at a time."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.store.database import Store
from tests.builders import Clock


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, clock=Clock()) as opened:
        yield opened
