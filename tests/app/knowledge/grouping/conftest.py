"""One loaded grouper for the tests of a worker: its tables take half a second and 100 MB."""

import pytest

from app.knowledge.grouping.msdrg import MsDrg
from app.knowledge.grouping.versions import find_version


@pytest.fixture(scope="session")
def msdrg() -> MsDrg:
    grouper = MsDrg(find_version("v43.1"))
    grouper.load()
    return grouper
