"""Full-text search over bare titles: what retrieval is measured against, and nothing else uses."""

import re
import sqlite3
from collections.abc import Collection, Iterable, Iterator
from itertools import islice

_WORD = re.compile(r"[a-z0-9]+")
_CLAUSE = re.compile(r"[\n,;:.()]")


class PlainTitles:
    """SQLite's FTS5 with its Porter stemmer and BM25 over the titles of a book's codes, asked with OR of words."""

    def __init__(self, titles: Iterable[tuple[str, str]], stop: Collection[str] = ()) -> None:
        """Index (code, title) pairs in memory; the stop words are not asked for, which helps both speed and ranking."""
        self._stop = frozenset(stop)
        self._connection = sqlite3.connect(":memory:")
        self._connection.execute(
            "CREATE VIRTUAL TABLE title USING fts5(code UNINDEXED, name, tokenize = 'porter unicode61')"
        )
        self._connection.executemany("INSERT INTO title VALUES (?, ?)", titles)

    def close(self) -> None:
        """Let the index go."""
        self._connection.close()

    def by_document(self, text: str, limit: int) -> tuple[str, ...]:
        """Return the best codes of one query with all words of a text."""
        return tuple(code for code, _ in self._ask(text, limit))

    def by_clause(self, text: str, limit: int) -> tuple[str, ...]:
        """Return the best codes of a query for each clause, each code by its best score."""
        best: dict[str, float] = {}
        for clause in _CLAUSE.split(text):
            for code, rank in self._ask(clause, limit):
                best[code] = min(rank, best.get(code, 0.0))
        return tuple(islice(sorted(best, key=best.__getitem__), limit))

    def _ask(self, text: str, limit: int) -> Iterator[tuple[str, float]]:
        words = sorted(set(_WORD.findall(text.lower())) - self._stop)
        if words:
            query = " OR ".join(f'"{word}"' for word in words)
            yield from self._connection.execute(
                "SELECT code, rank FROM title WHERE title MATCH ? ORDER BY rank LIMIT ?", (query, limit)
            )
