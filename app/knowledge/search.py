"""Finding codes as one types: what was typed meets every book's faces, and the best rows become hits."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from app.coding.codebook import Code, CodeBook
from app.coding.errors import ScopeError
from app.knowledge.entries import BookInfo, Entry
from app.knowledge.faces import Numbers
from app.knowledge.matching import Asked, Level, Meeting, Why
from app.knowledge.spelling import Speller, TypedSpellings
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables import search_reads
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.search_rows import SearchRow, Shelf

__all__ = ["BookSearch", "Hit", "Search", "Uses", "Why", "search_book"]

Uses = Mapping[tuple[str, str], int]
"""(book id, code) → how often this site finally chose it."""
_WHYS = tuple(Why)
_MOST_USES = (1 << 20) - 1
_LIMIT = 50
_HEADING = 3
"""Levels by which a heading stands behind a code that was met the same way."""


@dataclass(frozen=True, slots=True)
class Hit:
    """An entry that meets what was typed, and what of it did."""

    entry: Entry
    why: Why


class _Place(NamedTuple):
    """Where a row stands among the hits of all books; books take turns within a level."""

    level: int
    less_used: int
    turn: int
    book: int
    row: int
    why: Why


class _Searched:
    """One book's shelf with this site's uses; rows are ranked here and fetched later."""

    def __init__(self, shelf: Shelf, uses: Mapping[int, int]) -> None:
        """Take uses by entry number."""
        self.shelf = shelf
        size = len(shelf.entries)
        self._unused = np.full(size, _MOST_USES, dtype=np.int64)
        for row, number in enumerate(shelf.entries.tolist() if uses else ()):
            self._unused[row] -= min(uses.get(number, 0), _MOST_USES)

    def places(self, found: Iterable[Meeting], book: int, limit: int, *, leaves_only: bool) -> Iterator[_Place]:
        """Yield the best rows that were met."""
        levels = np.full(len(self.shelf.entries), Level.NONE, dtype=np.uint8)
        whys = np.zeros(len(levels), dtype=np.uint8)
        coded: Numbers | None = None
        for meeting in sorted(found, key=lambda meeting: meeting.level, reverse=True):
            levels[meeting.rows] = meeting.level
            whys[meeting.rows] = _WHYS.index(meeting.why)
            coded = meeting.rows if meeting.level is Level.CODE_PREFIX else coded
        self._set_back(levels, leaves_only=leaves_only)
        met = np.flatnonzero(levels < Level.NONE)
        best = met[_smallest(self._keys(met, levels, coded), limit)].tolist()
        turns: dict[int, int] = {}
        for row in best:
            level = int(levels[row])
            turn = turns[level] = turns.get(level, -1) + 1
            yield _Place(level, int(self._unused[row]), turn, book, row, _WHYS[whys[row]])

    def _set_back(self, levels: NDArray[np.uint8], *, leaves_only: bool) -> None:
        """Put headings, which are not coded themselves, behind codes met the same way, unless their code was typed."""
        headings = levels[self.shelf.leaves :]
        if leaves_only:
            headings[:] = Level.NONE
        else:
            named = (headings != Level.CODE) & (headings != Level.CODE_PREFIX) & (headings != Level.NONE)
            headings[named] += _HEADING

    def _keys(self, met: NDArray[np.int64], levels: NDArray[np.uint8], coded: Numbers | None) -> NDArray[np.int64]:
        """Return one number per row to sort by: level, uses, then length, or the code where the code was met."""
        order = met
        if coded is not None:
            orders = np.arange(len(levels), dtype=np.int64)
            orders[coded[::-1]] = np.arange(len(coded))[::-1]
            level = levels[met]
            order = np.where((level == Level.CODE) | (level == Level.CODE_PREFIX), orders[met], met)
        return (levels[met].astype(np.int64) << 52) | (self._unused[met] << 32) | order


def _smallest(keys: NDArray[np.int64], limit: int) -> NDArray[np.int64]:
    """Return where the smallest keys stand, in their order."""
    if len(keys) > limit:
        some = np.argpartition(keys, limit)[:limit]
        return some[np.argsort(keys[some])]
    return np.argsort(keys)


def _ranked(
    shelves: Sequence[_Searched], text: str, synonyms: Synonyms, limit: int, *, leaves_only: bool
) -> list[_Place]:
    """Return the best rows of all shelves for a typed text; weaker ways are tried when nothing is met."""
    meanings = synonyms.meanings(text)
    spellings = TypedSpellings(Speller())
    enough = limit if not leaves_only else limit * 4
    asked = [Asked(searched.shelf, spellings, enough) for searched in shelves]

    def places(way: Callable[[Asked], Iterator[Meeting]]) -> list[_Place]:
        return [
            place
            for number, (searched, each) in enumerate(zip(shelves, asked, strict=True))
            for place in searched.places(way(each), number, limit, leaves_only=leaves_only)
        ]

    found = places(lambda each: each.meetings(text, meanings)) or places(lambda each: each.loose_meetings(text))
    return sorted(found)[:limit]


class Search:
    """Search the books of an index; it reads a book's rows once, when it is first searched.

    Made and used on one thread, as the index is.
    """

    def __init__(self, index: CodeIndex, synonyms: Synonyms, uses: Uses | None = None) -> None:
        self._index = index
        self._synonyms = synonyms
        self._uses: Uses = uses or {}
        self._shelves: dict[str, tuple[BookInfo, _Searched]] = {}

    def find(
        self, text: str, books: Sequence[str] | None = None, limit: int = _LIMIT, *, leaves_only: bool = False
    ) -> tuple[Hit, ...]:
        """Return the best entries for a typed text: code, parts of a name, initials, pinyin, abbreviations.

        Best first: exact, prefix, uses at this site, length; `books` are book ids (all without), searched together.
        An empty text finds nothing. Raise ScopeError on an unknown book.
        """
        if not text.strip():
            return ()
        asked = (
            tuple(dict.fromkeys(books)) if books is not None else tuple(book.book_id for book in self._index.books())
        )
        shelves = [self._shelf(book_id) for book_id in asked]
        ranked = _ranked(shelves, text, self._synonyms, limit, leaves_only=leaves_only)
        return tuple(self._hits(shelves, ranked))

    def prepare(self) -> int:
        """Read the rows of every book before the first key is typed; return how many there are."""
        return sum(len(self._shelf(book.book_id).shelf.entries) for book in self._index.books())

    def _hits(self, shelves: Sequence[_Searched], ranked: Sequence[_Place]) -> Iterator[Hit]:
        numbers = [int(shelves[place.book].shelf.entries[place.row]) for place in ranked]
        entries = search_reads.entries_of(self._index.connection, numbers)
        for place, number in zip(ranked, numbers, strict=True):
            if number in entries:
                yield Hit(entries[number], place.why)

    def _shelf(self, book_id: str) -> _Searched:
        """Return the shelf of a book, read anew when the book was imported anew."""
        info = self._index.book(book_id)
        known = self._shelves.get(book_id)
        if known and known[0] == info:
            return known[1]
        shelf = search_reads.load(self._index.connection, book_id)
        if shelf is None:
            raise ScopeError(f"{book_id} was imported without search rows.", "Import the table again.")
        uses = {code: count for (book, code), count in self._uses.items() if book == book_id and count > 0}
        numbers = search_reads.numbers_of(self._index.connection, book_id, uses)
        searched = _Searched(shelf, {numbers[code]: uses[code] for code in numbers})
        self._shelves[book_id] = (info, searched)
        return searched


class BookSearch:
    """Search a small code book without an index; its faces are made once."""

    def __init__(self, book: CodeBook, synonyms: Synonyms | None = None, uses: Uses | None = None) -> None:
        self._codes = tuple(book)
        self._synonyms = synonyms or Synonyms()
        rows = [SearchRow(n, code.code, (code.name, *code.aliases)) for n, code in enumerate(self._codes)]
        counts = {n: (uses or {}).get((code.book, code.code), 0) for n, code in enumerate(self._codes)}
        self._searched = _Searched(Shelf.of(rows), counts)

    def find(self, text: str, limit: int = 200) -> tuple[Code, ...]:
        """Return the best codes for a typed text, as Search.find does; all in the book's order for an empty one."""
        if not text.strip():
            return self._codes[:limit]
        ranked = _ranked([self._searched], text, self._synonyms, limit, leaves_only=False)
        return tuple(self._codes[int(self._searched.shelf.entries[place.row])] for place in ranked)


def search_book(book: CodeBook, text: str, limit: int = 200, synonyms: Synonyms | None = None) -> tuple[Code, ...]:
    """Search a code book without an index once; for every key typed, keep a BookSearch."""
    return BookSearch(book, synonyms).find(text, limit)
