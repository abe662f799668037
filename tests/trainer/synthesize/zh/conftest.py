"""What the tests of the Chinese generator share: the scope, one writer, and some records."""

import pytest

from app.coding.example import Example
from app.coding.scope import Scope
from app.knowledge.scopes import load_scope
from trainer.synthesize.zh.generate import examples_of
from trainer.synthesize.zh.pack import Pack, pack_files, read_pack


@pytest.fixture(scope="session")
def ccl25() -> Scope:
    return load_scope()


@pytest.fixture(scope="session")
def steady() -> Pack:
    (path,) = [path for path in pack_files() if path.stem == "steady"]
    return read_pack(path)


@pytest.fixture(scope="session")
def invented(ccl25: Scope, steady: Pack) -> tuple[Example, ...]:
    return tuple(examples_of(150, 5, ccl25, {"steady": steady}, out_of_scope=0.2))
