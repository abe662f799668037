"""Read access to the code-book index: what search, edits, retrieval and the window look codes up in."""

import json
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from app.coding.codebook import Code
from app.coding.errors import ScopeError
from app.coding.record import Sex
from app.knowledge.entries import BookInfo, Crosswalk, Entry, Kind, Language, Note, NoteKind
from app.knowledge.tables.connection import connect, translated
from app.knowledge.tables.names import code_key, name_key

ENTRY_COLUMNS = (
    "e.code, e.name, e.kind, e.leaf, e.parent, e.sex, e.age_from, e.age_to, e.flags, e.aliases, e.definition"
)
"""Of table entry as e, in the order that `entry_of` reads."""
_BOOK_COLUMNS = "book_id, title, version, language, source, sha256, imported_at, rows"
_FROM = "FROM entry AS e JOIN book AS b ON b.number = e.book WHERE b.book_id = ?"
_DEEPEST = 20
_NOTES_UPWARDS = f"""
WITH RECURSIVE above (book, code, parent, depth) AS (
    SELECT e.book, e.code, e.parent, 0 FROM book AS b JOIN entry AS e ON e.book = b.number AND e.code = ?
    WHERE b.book_id = ?
    UNION ALL
    SELECT e.book, e.code, e.parent, a.depth + 1
    FROM above AS a JOIN entry AS e ON e.book = a.book AND e.code = a.parent
    WHERE a.depth < {_DEEPEST}
)
SELECT n.code, n.kind, n.text, n.codes FROM above AS a JOIN note AS n ON n.book = a.book AND n.code = a.code
ORDER BY a.depth, n.position
"""
"""A code's notes and those of the headings above it, nearest first, asked at once: the edits ask for 25 codes."""


def entry_of(row: tuple[Any, ...], book_id: str) -> Entry:
    """Read one row of ENTRY_COLUMNS."""
    code, name, kind, leaf, parent, sex, age_from, age_to, flags, aliases, definition = row
    return Entry(
        code=Code(code, name, book_id, definition, tuple(json.loads(aliases))),
        kind=Kind(kind),
        leaf=bool(leaf),
        parent=parent,
        sex=Sex(sex) if sex else None,
        age_from=age_from,
        age_to=age_to,
        flags=frozenset(flags.split()),
    )


class CodeIndex:
    """The index as one thread reads it; open one per thread. Readers see a book as it was until an import is whole."""

    def __init__(self, path: Path, connection: sqlite3.Connection) -> None:
        """Take over an open connection; use `open`."""
        self.path = path
        self._connection = connection

    @classmethod
    def open(cls, path: Path) -> Self:
        """Open the index, an empty one when there is none; raise StoreError on a broken file or another version's."""
        return cls(path, connect(path))

    @property
    def connection(self) -> sqlite3.Connection:
        """Return the connection, for this package only."""
        return self._connection

    def close(self) -> None:
        """Close the file."""
        self._connection.close()

    def __enter__(self) -> Self:
        """Return the index itself."""
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Close the file."""
        self.close()

    def books(self) -> tuple[BookInfo, ...]:
        """Return the books in the order they were first imported."""
        return tuple(map(_book_of, self._rows(f"SELECT {_BOOK_COLUMNS} FROM book ORDER BY number")))

    def book(self, book_id: str) -> BookInfo:
        """Return one book; raise ScopeError naming the known ones when there is none of that id."""
        rows = self._rows(f"SELECT {_BOOK_COLUMNS} FROM book WHERE book_id = ?", book_id)
        if not rows:
            known = ", ".join(info.book_id for info in self.books())
            raise ScopeError(
                f"There is no code book {book_id} here.",
                f"Known: {known}." if known else "Import one: dxdesk codebook import FILE --title … --version …",
            )
        return _book_of(rows[0])

    def get(self, book_id: str, code: str) -> Entry | None:
        """Return the entry of a code, also in lower case, without its dot, or with † written as +."""
        exact = self._entries("AND e.code = ?", book_id, code)
        found = exact or self._entries("AND e.code_key = ? ORDER BY e.leaf DESC", book_id, code_key(code))
        return found[0] if found else None

    def named(self, book_id: str, name: str) -> tuple[Entry, ...]:
        """Return the entries with exactly this name, whatever its widths, escapes and blanks; codes before headings."""
        return self._entries("AND e.name_key = ? ORDER BY e.leaf DESC, e.number", book_id, name_key(name))

    def children(self, book_id: str, code: str | None) -> tuple[Entry, ...]:
        """Return the entries right below one, in order; None gives the chapters."""
        if code is None:
            return self._entries("AND e.parent IS NULL ORDER BY e.number", book_id)
        return self._entries("AND e.parent = ? ORDER BY e.number", book_id, code)

    def ancestors(self, book_id: str, code: str) -> tuple[Entry, ...]:
        """Return the headings above a code, nearest first."""
        found: list[Entry] = []
        entry = self.get(book_id, code)
        while entry and entry.parent and len(found) < _DEEPEST:
            above = self._entries("AND e.code = ?", book_id, entry.parent)
            entry = above[0] if above else None
            found += above[:1]
        return tuple(found)

    def notes(self, book_id: str, code: str) -> tuple[Note, ...]:
        """Return a code's own notes, then those of its ancestors, nearest first.

        All kinds are inherited, Excludes1 and Excludes2 too (the tabular list states them once, at the heading they
        hold for); of the seventh character the nearest definition alone holds.
        """
        entry = self.get(book_id, code)
        if entry is None:
            return ()
        found: list[Note] = []
        seventh_at = ""
        for code_above, kind, text, codes in self._rows(_NOTES_UPWARDS, entry.code.code, book_id):
            if kind == NoteKind.SEVENTH:
                seventh_at = seventh_at or code_above
                if seventh_at != code_above:
                    continue
            found.append(Note(NoteKind(kind), text, tuple(json.loads(codes)) if codes != "[]" else (), code_above))
        return tuple(found)

    def mapped(self, source_book: str, code: str, target_book: str) -> Entry | None:
        """Return what the crosswalk gives for a code in another book, or None; it is never read backwards."""
        entry = self.get(source_book, code)
        if entry is None:
            return None
        rows = self._rows(
            f"SELECT {ENTRY_COLUMNS} FROM crosswalk AS c JOIN book AS s ON s.number = c.source "
            "JOIN book AS t ON t.number = c.target JOIN entry AS e ON e.book = c.target AND e.code = c.target_code "
            "WHERE s.book_id = ? AND t.book_id = ? AND c.code = ?",
            source_book,
            target_book,
            entry.code.code,
        )
        return entry_of(rows[0], target_book) if rows else None

    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Return the imported maps."""
        rows = self._rows(
            "SELECT s.book_id, t.book_id, c.rows, c.imported_at FROM crosswalk_info AS c "
            "JOIN book AS s ON s.number = c.source JOIN book AS t ON t.number = c.target ORDER BY s.number, t.number"
        )
        return tuple(Crosswalk(*row) for row in rows)

    def codes(self, book_id: str, *, leaves_only: bool = True) -> Iterator[Code]:
        """Iterate a book's codes in order: what a Finder is built from."""
        chosen = "AND e.leaf = 1 " if leaves_only else ""
        with translated(self.path):
            rows = self._connection.execute(f"SELECT {ENTRY_COLUMNS} {_FROM} {chosen}ORDER BY e.number", (book_id,))
            for row in rows:
                yield entry_of(row, book_id).code

    def flagged(self, book_id: str, flag: str) -> frozenset[str]:
        """Return the codes of a book that carry a flag (grey, cc, mcc)."""
        sql = f"SELECT e.code {_FROM} AND ' ' || e.flags || ' ' LIKE ?"
        return frozenset(row[0] for row in self._rows(sql, book_id, f"% {flag} %"))

    def daggers(self, book_id: str, asterisk: str) -> tuple[str, ...]:
        """Return the dagger codes of a book's rows †/* whose asterisk this is (WHO ICD-10 vol. 2 §3.1.3)."""
        sql = f"SELECT e.code {_FROM} AND e.kind = ? AND (e.code LIKE ? OR e.code LIKE ?) ORDER BY e.number"
        rows = self._rows(sql, book_id, Kind.PAIR.value, f"%†{asterisk}", f"%+{asterisk}")
        return tuple(row[0][: -len(asterisk) - 1] for row in rows)

    def _entries(self, condition: str, book_id: str, *values: str) -> tuple[Entry, ...]:
        rows = self._rows(f"SELECT {ENTRY_COLUMNS} {_FROM} {condition}", book_id, *values)
        return tuple(entry_of(row, book_id) for row in rows)

    def _rows(self, sql: str, *values: str) -> list[tuple[Any, ...]]:
        with translated(self.path):
            return self._connection.execute(sql, values).fetchall()


def _book_of(row: tuple[Any, ...]) -> BookInfo:
    book_id, title, version, language, source, sha256, imported_at, rows = row
    return BookInfo(book_id, title, version, Language(language), source, sha256, imported_at, rows)
