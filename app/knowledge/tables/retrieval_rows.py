"""The index's rows for retrieval: every name of a codable row as terms, and which names hold each term.

They are made when a record is first coded from a book (`names_index`), and go when the book is replaced or removed.
"""

import hashlib
import json
import math
import re
import sqlite3
from collections import Counter
from collections.abc import Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from app.knowledge.entries import Kind, Language, NoteKind
from app.knowledge.scopes import shipped_codes
from app.knowledge.terms import Vocabulary, load_vocabulary

RETRIEVAL_SCHEMA = """
CREATE TABLE retrieval_book (
    book    INTEGER PRIMARY KEY REFERENCES book(number) ON DELETE CASCADE,
    digest  TEXT NOT NULL,
    owners  BLOB NOT NULL,
    weights BLOB NOT NULL
);
CREATE TABLE retrieval_term (
    book   INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    term   TEXT NOT NULL,
    weight REAL NOT NULL,
    names  BLOB NOT NULL,
    PRIMARY KEY (book, term)
) WITHOUT ROWID;
"""
"""`owners`: entry numbers of the book's names (uint32, little-endian); `names`: places in it of those with the term."""

GENERAL_WEIGHT = 0.4
"""What a general term weighs; others weigh log(1 + names of the book / names with the term), some 2 to 11."""
_WHOLE = np.dtype("<u4")
_REAL = np.dtype("<f4")
_ROWS_VERSION = "1"
_CODED = (Kind.CODE, Kind.PAIR)
_SEVENTH = 8
"""Characters of an ICD-10-CM code with its dot and a seventh character."""
_LATER_ENCOUNTER = re.compile("[A-Z][0-9A-Z]{2}[.][0-9A-Z]{3}[B-Z]")
_INJURY = frozenset("MOSTVWXY")
_SQUARE = re.compile(r"[\[［【](.+?)[\]］】]")
_ROUND = re.compile(r"[(（].*?[)）]")
_UNSPECIFIED = re.compile(r"unspecified|\bNOS\b", re.IGNORECASE)


def fill(connection: sqlite3.Connection, book_number: int) -> None:
    """Make the rows of a book whose entries and notes are in; those it had before go."""
    drop(connection, book_number)
    sql = "SELECT language, book_id FROM book WHERE number = ?"
    language, book_id = connection.execute(sql, (book_number,)).fetchone()
    vocabulary = load_vocabulary(Language(language))
    owners: list[int] = []
    term_sets: list[frozenset[str]] = []
    for number, name in _names(connection, book_number, book_id, vocabulary.language):
        words = vocabulary.words(name)
        if words:
            owners.append(number)
            term_sets.append(words)
    weights = _weights(term_sets, vocabulary)
    holders: dict[str, list[int]] = {term: [] for term in weights}
    for place, words in enumerate(term_sets):
        for word in words:
            holders[word].append(place)
    sums = [sum(weights[word] for word in words) for words in term_sets]
    connection.execute(
        "INSERT INTO retrieval_book VALUES (?, ?, ?, ?)",
        (book_number, digest_of(vocabulary), np.array(owners, _WHOLE).tobytes(), np.array(sums, _REAL).tobytes()),
    )
    connection.executemany(
        "INSERT INTO retrieval_term VALUES (?, ?, ?, ?)",
        (
            (book_number, term, weights[term], np.array(names, _WHOLE).tobytes())
            for term, names in sorted(holders.items())
        ),
    )


def drop(connection: sqlite3.Connection, book_number: int) -> None:
    """Remove the rows of a book."""
    connection.execute("DELETE FROM retrieval_term WHERE book = ?", (book_number,))
    connection.execute("DELETE FROM retrieval_book WHERE book = ?", (book_number,))


def variants(name: str, language: Language) -> tuple[str, ...]:
    """Return the ways a name may be said: whole, without what stands in brackets, and a [又称] by itself."""
    if language is Language.EN:
        return tuple(dict.fromkeys((name, _ROUND.sub(" ", name))))
    called = _SQUARE.findall(name)
    bare = _SQUARE.sub("", name)
    return tuple(dict.fromkeys((name if not called else bare, _ROUND.sub("", bare) or name, *called)))


def digest_of(vocabulary: Vocabulary) -> str:
    """Return what changes when the rows of a book would come out differently from the same entries."""
    aliases = {book: {code: each.aliases for code, each in codes.items()} for book, codes in shipped_codes().items()}
    shipped = hashlib.sha256(json.dumps(aliases, ensure_ascii=False, sort_keys=True).encode()).hexdigest()
    return f"{_ROWS_VERSION}/{vocabulary.digest}/{shipped}"


def _weights(term_sets: Sequence[frozenset[str]], vocabulary: Vocabulary) -> dict[str, float]:
    """Weigh each term by how rare it is among the book's names."""
    count = Counter(word for words in term_sets for word in words)
    total = len(term_sets)
    return {
        term: GENERAL_WEIGHT if term in vocabulary.general else math.log(1 + total / holds)
        for term, holds in count.items()
    }


def _names(connection: sqlite3.Connection, book: int, book_id: str, language: Language) -> Iterator[tuple[int, str]]:
    """Yield (entry number, name) for every name of every row that may be coded."""
    inclusions = _inclusions(connection, book)
    shipped = shipped_codes().get(book_id, {})
    sql = "SELECT number, code, name, parent, aliases FROM entry WHERE book = ? AND leaf AND kind IN (?, ?)"
    for number, code, name, parent, aliases in connection.execute(f"{sql} ORDER BY number", (book, *_CODED)):
        if language is Language.EN and _later_encounter(code):
            continue
        said = [
            name,
            *json.loads(aliases),
            *(shipped[code].aliases if code in shipped else ()),
            *inclusions.get(code, ()),
        ]
        if parent and _UNSPECIFIED.search(name):
            said += inclusions.get(parent, ())
        for each in dict.fromkeys(variant for one in said for variant in variants(one, language)):
            yield number, each


def _later_encounter(code: str) -> bool:
    """Say whether a code differs from one already held by its seventh character alone (B and later of an injury)."""
    return len(code) == _SEVENTH and code[0] in _INJURY and _LATER_ENCOUNTER.fullmatch(code) is not None


def _inclusions(connection: sqlite3.Connection, book: int) -> dict[str, list[str]]:
    """Return the inclusion terms by code."""
    found: dict[str, list[str]] = {}
    sql = "SELECT code, text FROM note WHERE book = ? AND kind = ? ORDER BY position"
    for code, text in connection.execute(sql, (book, NoteKind.INCLUSION_TERM)):
        found.setdefault(code, []).append(text)
    return found


def whole_numbers(packed: bytes) -> NDArray[np.uint32]:
    """Read whole numbers that `fill` wrote."""
    return np.frombuffer(packed, dtype=_WHOLE)


def real_numbers(packed: bytes) -> NDArray[np.float32]:
    """Read real numbers that `fill` wrote."""
    return np.frombuffer(packed, dtype=_REAL)
