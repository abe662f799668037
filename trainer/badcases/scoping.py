"""What a dataset's records are coded from, opened for a model that reads them or a guard that compares them."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.coding.codebook import Code
from app.coding.mentions import Finder
from app.coding.scope import Scope
from app.knowledge.scopes import load_scope
from trainer.dataset.coded_from import CodedFrom
from trainer.errors import DataError
from trainer.evaluate.asking import Scoping
from trainer.samples.scope_lists import open_shelf


@dataclass(frozen=True, slots=True)
class Coding:
    """A fixed scope (None for a whole book), and each record's own scope with what finds its names."""

    scope: Scope | None
    scoping: Scoping

    @property
    def names(self) -> dict[str, Code]:
        """Return the entries of a fixed scope by their codes."""
        return {code.code: code for code in (self.scope.all_codes if self.scope else ())}


@contextmanager
def open_coding(coded: CodedFrom) -> Iterator[Coding]:
    """Open the closed list, or the whole book; raise DataError where records carry DRGs only."""
    if coded.index:
        with open_shelf(Path(coded.index), coded.book) as shelf:
            yield Coding(None, shelf.of)
    elif coded.scope_id:
        scope = load_scope(coded.scope_id)
        fixed = scope, Finder(scope.all_codes)
        yield Coding(scope, lambda _: fixed)
    else:
        raise DataError("The examples carry DRGs and no codes.", "The bad-case loop needs a scope, or a book.")
