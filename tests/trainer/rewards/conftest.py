"""MS-DRG tables, loaded once for all tests of rewards."""

from collections.abc import Mapping
from dataclasses import dataclass

import pytest

from app.coding.scope import Scope
from app.knowledge.grouping.engine import load_engine
from app.knowledge.grouping.severity import Standing, standings
from app.knowledge.grouping.titles import titles_of
from app.knowledge.grouping.versions import find_version


@dataclass(frozen=True, slots=True)
class Groups:
    """One version's titles as a scope and by number, and where its groups stand."""

    scope: Scope
    titles: Mapping[str, str]
    standings: Mapping[str, Standing]


def read(version: str = "") -> Groups:
    name = find_version(version).name
    engine = load_engine(name)
    scope = titles_of(engine, name)
    return Groups(scope, {code.code: scope.label(code) for code in scope.principal}, standings(engine))


@pytest.fixture(scope="session")
def latest() -> Groups:
    """Give the latest version."""
    return read()


@pytest.fixture(scope="session")
def first() -> Groups:
    """Give the oldest version there is, v36: titles in capitals, as v34's."""
    return read("v36")


@pytest.fixture(params=["first", "latest"])
def version(request: pytest.FixtureRequest) -> Groups:
    """Give both in turn."""
    return request.getfixturevalue(request.param)
