"""A store with one record and its suggestion, and a coder's session on it."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.review.session import Session
from app.store.database import Store
from tests.builders import CODER, Clock, record, suggestion


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "store.db"


@pytest.fixture
def store(path: Path) -> Iterator[Store]:
    with Store.open(path, clock=Clock()) as opened:
        opened.records.put(record(), CODER)
        opened.suggestions.put(suggestion())
        yield opened


@pytest.fixture
def session(store: Store) -> Session:
    return Session(store, CODER, Clock())
