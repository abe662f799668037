"""What search reads of the index: each book's rows in rank order with the faces they are found by, made at import."""

import json
import re
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Self

import numpy as np

from app.knowledge.entries import Kind
from app.knowledge.faces import Face, FaceName, Line, Numbers
from app.knowledge.pinyin import Reader, initials
from app.knowledge.spelling import Speller, code_key, has_han, words

SEARCH_SCHEMA = """
CREATE TABLE search_row (
    book    INTEGER PRIMARY KEY REFERENCES book(number) ON DELETE CASCADE,
    entries BLOB NOT NULL,
    leaves  INTEGER NOT NULL
);
CREATE TABLE search_face (
    book   INTEGER NOT NULL REFERENCES book(number) ON DELETE CASCADE,
    face   TEXT NOT NULL,
    text   TEXT NOT NULL,
    starts BLOB NOT NULL,
    rows   BLOB NOT NULL,
    places BLOB NOT NULL,
    PRIMARY KEY (book, face)
);
"""
_LATER = {Kind.PAIR: 6, Kind.GLUED: 6, Kind.ASTERISK: 20, Kind.MORPHOLOGY: 20}
"""Characters a row of a special kind counts longer: where it shares a name, the ordinary code is meant."""
_BRACKETED = re.compile(r"\\?[(\[（［][^()\[\]（）［］]*[)\]）］]")
_ENCOUNTERS = {"initial encounter": 0, "subsequent encounter": 30, "sequela": 40}
"""What an encounter counts in place of its own length."""
_UNSPECIFIED = 25
"""Characters that "unspecified" makes a name shorter."""
NUMBER = np.dtype("<u4")
"""How numbers are kept in the index."""


@dataclass(frozen=True, slots=True)
class SearchRow:
    """What is indexed of one entry."""

    number: int
    """The entry's number in the index; a position for a book without one."""
    code: str
    names: tuple[str, ...]
    kind: Kind = Kind.CODE
    leaf: bool = True
    pinyin: str = ""
    """Initials or pinyin as the table gives them, beside those that are read from the name."""

    @property
    def rank(self) -> tuple[bool, int, str]:
        """Sort leaves first, then what is short: a general condition has a short name and a short code.

        Of an injury's encounters the initial one comes first, and an unspecified condition before its kinds, since
        that is what its bare name means; whatever the length of their names (ICD-10-CM).
        """
        name, comma, encounter = self.names[0].rpartition(", ")
        later = _ENCOUNTERS.get(" ".join(encounter.split()[:2])) if comma else None
        length = len(self.names[0]) if later is None else len(name) + later
        if "nspecified" in self.names[0]:
            length -= _UNSPECIFIED
        return not self.leaf, length + len(self.code) + _LATER.get(self.kind, 0), self.code


@dataclass(frozen=True, slots=True)
class Shelf:
    """One book as search sees it: row n is the n-th best by itself."""

    entries: Numbers
    """The entry's number of each row."""
    leaves: int
    """How many rows are coded themselves; they stand first."""
    faces: dict[FaceName, Face]

    @classmethod
    def of(cls, rows: Iterable[SearchRow]) -> Self:
        """Rank the rows and make their faces."""
        ranked = sorted(rows, key=lambda row: row.rank)
        lines: dict[FaceName, list[Line]] = {face: [] for face in FaceName}
        speller, reader = Speller(), Reader()
        for position, row in enumerate(ranked):
            for face, line in _lines(position, row, speller, reader):
                lines[face].append(line)
        return cls(
            entries=np.array([row.number for row in ranked], dtype=NUMBER),
            leaves=sum(row.leaf for row in ranked),
            faces={face: Face.of(found) for face, found in lines.items()},
        )


def fill(connection: sqlite3.Connection, book_number: int) -> None:
    """Make the search rows of a book from its entries, within the caller's transaction."""
    shelf = Shelf.of(_rows(connection, book_number))
    drop(connection, book_number)
    connection.execute(
        "INSERT INTO search_row (book, entries, leaves) VALUES (?, ?, ?)",
        (book_number, _bytes(shelf.entries), shelf.leaves),
    )
    connection.executemany(
        "INSERT INTO search_face (book, face, text, starts, rows, places) VALUES (?, ?, ?, ?, ?, ?)",
        (
            (book_number, name.value, face.text, _bytes(face.starts), _bytes(face.rows), _bytes(face.places))
            for name, face in shelf.faces.items()
        ),
    )


def drop(connection: sqlite3.Connection, book_number: int) -> None:
    """Delete the search rows of a book."""
    connection.execute("DELETE FROM search_face WHERE book = ?", (book_number,))
    connection.execute("DELETE FROM search_row WHERE book = ?", (book_number,))


def _rows(connection: sqlite3.Connection, book_number: int) -> Iterator[SearchRow]:
    """Read what is indexed of each entry of a book."""
    for number, code, name, aliases, kind, leaf, pinyin in connection.execute(
        "SELECT number, code, name, aliases, kind, leaf, pinyin FROM entry WHERE book = ?", (book_number,)
    ):
        yield SearchRow(number, code, (name, *json.loads(aliases)), Kind(kind), bool(leaf), pinyin)


def _lines(position: int, row: SearchRow, speller: Speller, reader: Reader) -> Iterator[tuple[FaceName, Line]]:
    """Yield the lines one row is found by."""
    key = code_key(row.code)
    yield FaceName.CODE, Line(position, key, (0,))
    if row.kind in {Kind.PAIR, Kind.GLUED}:
        second = next((n for n, letter in enumerate(key) if n and letter.isalpha() and letter != "x"), 0)
        if second:
            # the blank keeps it from being a whole code: K77.0* typed to its end means the code of its own
            yield FaceName.CODE, Line(position, key[second:] + " ", (0,))
    if given := "".join(filter(str.isalnum, row.pinyin.casefold())):
        yield FaceName.INITIALS, Line(position, given, range(len(given)))
    for name in dict.fromkeys((*row.names, *map(_unbracketed, row.names))):
        if not has_han(name):
            text = words(name)
            yield FaceName.NAME, Line(position, text, _word_starts(text))
            continue
        for spelling in speller.spellings(name):
            yield FaceName.NAME, Line(position, spelling, range(len(spelling)))
        yield from _spoken(position, name, reader)


def _spoken(position: int, name: str, reader: Reader) -> Iterator[tuple[FaceName, Line]]:
    """Yield the lines of a Chinese name's readings; a reading may begin at any syllable."""
    for syllables in reader.readings(name):
        letters = initials(syllables)
        yield FaceName.INITIALS, Line(position, letters, range(len(letters)))
        places: list[int] = []
        place = 0
        for syllable in syllables:
            places.append(place)
            place += len(syllable)
        yield FaceName.PINYIN, Line(position, "".join(syllables), places)


def _unbracketed(name: str) -> str:
    """Return a name without what it says in brackets (梅尼埃［美尼尔］病), itself when nothing else is left."""
    return _BRACKETED.sub("", name).strip() or name


def _word_starts(text: str) -> list[int]:
    return [0, *(place + 1 for place, character in enumerate(text) if character == " ")]


def _bytes(numbers: Numbers) -> bytes:
    return numbers.astype(NUMBER).tobytes()
