"""One book's names as retrieval asks them: which names hold a term, whose they are, what a term weighs."""

from dataclasses import dataclass, field
from sqlite3 import Connection

import numpy as np
from numpy.typing import NDArray

from app.knowledge.entries import Language
from app.knowledge.tables.connection import translated, writing
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.retrieval_rows import digest_of, fill, real_numbers, whole_numbers
from app.knowledge.terms import Vocabulary, load_vocabulary


@dataclass(frozen=True, slots=True)
class Holding:
    """The names that hold one term, as places in `NamesIndex.owners`, and what the term weighs."""

    weight: float
    names: NDArray[np.uint32]


@dataclass(frozen=True, slots=True)
class NamesIndex:
    """One book's names as terms: `owners` and `weights` run in parallel, one for each name."""

    connection: Connection
    book: int
    vocabulary: Vocabulary
    owners: NDArray[np.uint32]
    """The entry number each name belongs to."""
    weights: NDArray[np.float32]
    """The sum of the weights of each name's terms."""
    _held: dict[str, Holding | None] = field(default_factory=dict[str, Holding | None])

    def holding(self, term: str) -> Holding | None:
        """Return which names hold a term, None when no name of the book does."""
        if term not in self._held:
            sql = "SELECT weight, names FROM retrieval_term WHERE book = ? AND term = ?"
            row = self.connection.execute(sql, (self.book, term)).fetchone()
            self._held[term] = Holding(row[0], whole_numbers(row[1])) if row else None
        return self._held[term]

    def holds(self, name: int, term: str) -> bool:
        """Say whether a name, by its place, holds a term."""
        holding = self.holding(term)
        if holding is None:
            return False
        found = int(np.searchsorted(holding.names, name))
        return found < len(holding.names) and int(holding.names[found]) == name

    def code(self, number: int) -> str | None:
        """Return the code of an entry's number."""
        row = self.connection.execute("SELECT code FROM entry WHERE number = ?", (number,)).fetchone()
        return row[0] if row else None

    def number(self, code: str) -> int | None:
        """Return the entry's number of a code, None for one whose names are not held (morphology, headings)."""
        sql = "SELECT number FROM entry WHERE book = ? AND code = ?"
        row = self.connection.execute(sql, (self.book, code)).fetchone()
        return row[0] if row and self._places(row[0]) else None

    def category(self, stem: str) -> dict[int, range]:
        """Return the entries whose code begins with a stem, each with the places of its names."""
        sql = "SELECT number FROM entry WHERE book = ? AND code >= ? AND code < ? AND leaf"
        rows = self.connection.execute(sql, (self.book, stem, stem[:-1] + chr(ord(stem[-1]) + 1))).fetchall()
        return {number: self._places(number) for (number,) in rows}

    def _places(self, number: int) -> range:
        """Return the places of an entry's names: they stand side by side."""
        first, last = (int(np.searchsorted(self.owners, number, side)) for side in ("left", "right"))
        return range(first, last)


def names_index(index: CodeIndex, book_id: str) -> NamesIndex:
    """Return a book's names, made into rows now (seconds) when they are missing or were made from other words.

    Raises ScopeError on an unknown book, StoreError when the index cannot be written.
    """
    vocabulary = load_vocabulary(Language(index.book(book_id).language))
    with translated(index.path):
        sql = "SELECT number FROM book WHERE book_id = ?"
        number: int = index.connection.execute(sql, (book_id,)).fetchone()[0]
        row = _stored(index.connection, number)
        if row is None or row[0] != digest_of(vocabulary):
            with writing(index.path) as connection:
                fill(connection, number)
            row = _stored(index.connection, number)
            assert row is not None  # noqa: S101 - just made
    return NamesIndex(index.connection, number, vocabulary, whole_numbers(row[1]), real_numbers(row[2]))


def _stored(connection: Connection, book: int) -> tuple[str, bytes, bytes] | None:
    sql = "SELECT digest, owners, weights FROM retrieval_book WHERE book = ?"
    return connection.execute(sql, (book,)).fetchone()
