"""The candidate lists one training row shows: shuffled, sub-sampled or retrieved, so that lists are read, not learned.

What a list leaves out also leaves the target; a principal that is not listed is answered with 不在范围内.
"""

import random
from collections.abc import Collection, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Self

from pydantic import Field, model_validator

from app.coding.codebook import Code
from app.coding.errors import ScopeError
from app.coding.example import Example
from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.knowledge.retrieval import LIMIT, book_finder, enriched, retrieve
from app.knowledge.scopes import list_scopes
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.index import CodeIndex
from trainer.dataset.label_space import index_file
from trainer.errors import DataError
from trainer.recipe import Settings

_FEWEST = 2
"""Codes a sub-sampled list keeps."""


class ListSettings(Settings):
    """How candidate lists vary from row to row."""

    shuffle: bool = True
    """Put the codes of every row's lists in another order."""
    subsample: float = Field(default=0.5, ge=0, le=1)
    """Chance that a row shows a part of its lists only."""
    subsample_from: float = Field(default=0.3, gt=0, le=1)
    """Least share of a list that a sub-sampled row shows."""
    subsample_to: float = Field(default=0.9, gt=0, le=1)
    """Greatest share of a list that a sub-sampled row shows."""
    drop_gold: float = Field(default=0.1, ge=0, le=1)
    """Chance that a sub-sampled list leaves out a code that is right."""

    @model_validator(mode="after")
    def _range(self) -> Self:
        if self.subsample_from > self.subsample_to:
            raise ValueError("subsample_from is above subsample_to; exchange them")
        return self


@dataclass(frozen=True, slots=True)
class Gold:
    """What is right of an example within one scope."""

    principal: Code | None
    others: tuple[Code, ...]

    def codes(self, task: Task) -> tuple[Code, ...]:
        """Return the codes that answer a task, none for outside the scope."""
        if task is Task.OTHERS:
            return self.others
        return (self.principal,) if self.principal else ()


def gold_in(example: Example, scope: Scope) -> Gold:
    """Return the scope's own entries of an example's codes; what is not listed for a task is left out of it."""
    principals = {code.code: code for code in scope.codes(Task.PRINCIPAL)}
    others = {code.code: code for code in scope.codes(Task.OTHERS)}
    first = principals.get(example.gold.principal_code or "")
    rest = dict.fromkeys(others[each.code.code] for each in example.gold.others if each.code.code in others)
    return Gold(first, tuple(rest))


def coded_from(example: Example, books: Collection[str]) -> bool:
    """Say whether an example's codes are of these books; one without any must be known to be outside the scope."""
    gold = example.gold
    first = (gold.principal,) if gold.principal else ()
    codes = [diagnosis.code.book for diagnosis in (*first, *gold.others)]
    return all(book in books for book in codes) if codes else example.out_of_scope


def varied(scope: Scope, example: Example, settings: ListSettings, rng: random.Random) -> Scope:
    """Return a row's scope: a part of each list in another order, as chance has it."""
    gold = gold_in(example, scope)
    right = {*gold.others, *((gold.principal,) if gold.principal else ())}
    principal, others = scope.principal, scope.others
    if rng.random() < settings.subsample:
        share = rng.uniform(settings.subsample_from, settings.subsample_to)
        dropped = {code for code in sorted(right, key=lambda code: code.code) if rng.random() < settings.drop_gold}
        principal, others = (_part(codes, right, dropped, share, rng) for codes in (principal, others))
    if settings.shuffle:
        principal, others = (tuple(rng.sample(codes, len(codes))) for codes in (principal, others))
    return replace(scope, principal=principal, others=others)


def _part(
    codes: Sequence[Code], right: set[Code], dropped: set[Code], share: float, rng: random.Random
) -> tuple[Code, ...]:
    """Keep what is right and not dropped, and fill up by chance to the share, in list order."""
    kept = {code for code in codes if code in right - dropped}
    free = [code for code in codes if code not in right]
    wanted = max(round(share * len(codes)), _FEWEST) - len(kept)
    kept.update(rng.sample(free, min(len(free), max(0, wanted))))
    return tuple(code for code in codes if code in kept) or tuple(codes)


def with_gold(scope: Scope, example: Example, codes: Sequence[Code], rng: random.Random) -> Scope:
    """Put right codes that were not retrieved at chance places of both lists."""
    listed = list(scope.principal)
    for code in codes:
        if code not in listed:
            listed.insert(rng.randrange(len(listed) + 1), code)
    try:
        return replace(scope, principal=tuple(listed), others=tuple(listed))
    except ScopeError as error:
        raise DataError(f"{example.example_id}: {error.message}", error.advice) from error


@dataclass(slots=True)
class Shelf:
    """A whole book to retrieve scopes from, opened as the workstation opens it."""

    index: CodeIndex
    book: str
    finder: Finder
    synonyms: Synonyms
    limit: int = LIMIT

    def scope(self, example: Example) -> Scope:
        """Retrieve a record's scope, best codes first; raise ScopeError when it names nothing of the book."""
        return self.of(example.record)[0]

    def of(self, record: Record) -> tuple[Scope, Finder]:
        """Retrieve a record's scope with what finds its names, as the workstation asks; raises as `scope` does."""
        scope = retrieve(record, self.index, self.book, self.finder, self.synonyms, self.limit)
        return scope, Finder(scope.all_codes)

    def codes(self, example: Example) -> tuple[Code, ...]:
        """Return the book's entries of an example's codes."""
        gold = example.gold
        first = (gold.principal,) if gold.principal else ()
        entries = (self.index.get(self.book, each.code.code) for each in (*first, *gold.others))
        return tuple(enriched(entry.code) for entry in entries if entry is not None)


@contextmanager
def open_shelf(index: Path, book: str, limit: int = LIMIT) -> Generator[Shelf]:
    """Open a book of an index; raise DataError when the index is not there, ScopeError when the book is not."""
    with CodeIndex.open(index_file(index)) as opened:
        info = opened.book(book)
        shipped = list_scopes()[0].path.parents[1] / "knowledge"
        yield Shelf(opened, info.book_id, book_finder(opened, info.book_id), Synonyms.load(shipped), limit)
