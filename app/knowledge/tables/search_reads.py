"""What search asks of the index: a book's shelf, once, and the entries of the rows it found."""

import sqlite3
from collections.abc import Iterable, Sequence

import numpy as np

from app.knowledge.entries import Entry
from app.knowledge.faces import Face, FaceName, Numbers
from app.knowledge.tables.index import ENTRY_COLUMNS, entry_of
from app.knowledge.tables.search_rows import NUMBER, Shelf


def load(connection: sqlite3.Connection, book_id: str) -> Shelf | None:
    """Read the search rows of a book; None when it has none."""
    head = connection.execute(
        "SELECT number, entries, leaves FROM search_row JOIN book ON book.number = search_row.book WHERE book_id = ?",
        (book_id,),
    ).fetchone()
    if head is None:
        return None
    faces = {
        FaceName(face): Face.laid(text, _numbers(starts), _numbers(rows), _numbers(places))
        for face, text, starts, rows, places in connection.execute(
            "SELECT face, text, starts, rows, places FROM search_face WHERE book = ?", (head[0],)
        )
    }
    return Shelf(_numbers(head[1]), head[2], faces)


def entries_of(connection: sqlite3.Connection, numbers: Sequence[int]) -> dict[int, Entry]:
    """Return the entries of these numbers; one that is gone is not in it."""
    marks = ", ".join("?" * len(numbers))
    rows = connection.execute(
        f"SELECT e.number, b.book_id, {ENTRY_COLUMNS} FROM entry AS e JOIN book AS b ON b.number = e.book "
        f"WHERE e.number IN ({marks})",
        tuple(numbers),
    )
    return {row[0]: entry_of(row[2:], row[1]) for row in rows}


def numbers_of(connection: sqlite3.Connection, book_id: str, codes: Iterable[str]) -> dict[str, int]:
    """Return the entry number of each of these codes that the book has."""
    book = connection.execute("SELECT number FROM book WHERE book_id = ?", (book_id,)).fetchone()
    found: dict[str, int] = {}
    for code in codes if book else ():
        row = connection.execute("SELECT number FROM entry WHERE book = ? AND code = ?", (book[0], code)).fetchone()
        if row is not None:
            found[code] = row[0]
    return found


def _numbers(content: bytes) -> Numbers:
    return np.frombuffer(content, dtype=NUMBER)
