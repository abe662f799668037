"""Finished records as they are delivered: final codes with the record and the suggestion they were decided on."""

from collections.abc import Callable, Generator, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from app.coding.errors import ScopeError
from app.exchange.delivered import DeliveredCase, SecondBook, final_case
from app.store.database import Store

if TYPE_CHECKING:
    from app.knowledge.tables.index import CodeIndex


def finished_cases(store: Store, record_ids: Iterable[str]) -> Iterator[DeliveredCase]:
    """Yield the delivered case of every finished record among these, one at a time."""
    for final in store.finals.get_many(record_ids):
        stored = store.suggestions.get(final.suggestion_id) if final.suggestion_id else None
        record = store.records.get(final.record_id)
        yield final_case(record, final.codes, stored.suggestion if stored else None, final.actor, final.at)


@contextmanager
def second_codes(index: Path, book: str) -> Generator[Callable[[DeliveredCase], DeliveredCase]]:
    """Give what puts the codes of a second book beside a case's own, on the thread that asked; no book changes nothing.

    Raises ScopeError when the book is not in the index: an export that lacks its codes without a word is no export.
    """
    from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - a window's start does not wait for it

    if not book:
        yield _unchanged
        return
    if not index.exists():
        raise ScopeError(f"The second code book {book} is not here.", "Import it, or choose none in the settings.")
    with CodeIndex.open(index) as opened:
        opened.book(book)
        yield lambda case: replace(case, second=_second(case, opened, book))


def _unchanged(case: DeliveredCase) -> DeliveredCase:
    return case


def _second(case: DeliveredCase, index: "CodeIndex", book: str) -> SecondBook:
    codes = [diagnosis.code for diagnosis in case.diagnoses]
    mapped = {code: index.mapped(code.book, code.code, book) for code in codes if code.book != book}
    own = {code: code for code in codes if code.book == book}
    return SecondBook(book, own | {code: entry.code for code, entry in mapped.items() if entry})
