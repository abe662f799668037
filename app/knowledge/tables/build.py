"""Imports into the code-book index, each one transaction: a failed or refused one leaves the old book as it was."""

import json
import sqlite3
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from app.coding.errors import ScopeError
from app.errors import InputError
from app.knowledge.entries import Finding, ImportReport
from app.knowledge.tables import retrieval_rows, search_rows
from app.knowledge.tables.connection import writing
from app.knowledge.tables.hierarchy import DERIVED, Node, arrange
from app.knowledge.tables.names import code_key, name_key
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, OnProgress, TableRow
from app.knowledge.tables.sift import REMARKED, sift
from app.knowledge.tables.tally import Tally

_ENTRY = (
    "INSERT INTO entry (book, code, name, kind, leaf, parent, sex, age_from, age_to, flags, aliases, definition, "
    "code_key, name_key, spelling, pinyin) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)
_MOST_UNKNOWN = 0.5
_CROSSWALK_KEYS = ("unknown_source", "unknown_target", "conflict", "unmapped", "spelling", "trimmed", "many_to_one")


def import_table(
    index_path: Path,
    rows: Iterable[TableRow | Finding],
    book: BookDescription,
    on_progress: OnProgress | None = None,
) -> ImportReport:
    """Import a code table; a book of the same id is replaced, its crosswalks and flag lists stay.

    Raises InputError on a table that is none of this kind, StoreError on an index that cannot be written.
    """
    _check(book)
    sifted = sift(rows, book.language, on_progress)
    nodes = list(arrange(sifted.drafts, book.language))
    for node in nodes:
        if node.derived:
            sifted.tally.note(0, "derived_heading", f"{node.code} {node.name}")
    for key in REMARKED:
        sifted.tally.counts[key] += 0
    with writing(index_path) as connection:
        number = begin_book(connection, book, len(sifted.drafts))
        connection.executemany(_ENTRY, (_node_values(number, node) for node in nodes))
        finish_book(connection, number)
    return sifted.tally.report(book.book_id, sifted.rows, len(sifted.drafts))


def import_crosswalk(
    index_path: Path, source: str, target: str, rows: Iterable[CrosswalkRow | Finding]
) -> ImportReport:
    """Import a map from one book's codes to another's, replacing the one there was; it is never inverted.

    Raises ScopeError on an unknown book, InputError when most codes are unknown (two columns exchanged, other books).
    """
    tally = Tally()
    for key in _CROSSWALK_KEYS:
        tally.counts[key] = 0
    with writing(index_path) as connection:
        from_book, to_book = _number(connection, source), _number(connection, target)
        sources, targets = _Codes(connection, from_book), _Codes(connection, to_book)
        given = list(rows)
        read = len(given)
        found = _resolved(given, sources, targets, tally)
        if not found or len(found) < _MOST_UNKNOWN * read:
            raise _unknown(source, target, read, len(found), tally)
        _refuse_exchanged(given, sources, targets)
        connection.execute("DELETE FROM crosswalk WHERE source = ? AND target = ?", (from_book, to_book))
        connection.executemany(
            "INSERT INTO crosswalk (source, code, target, target_code) VALUES (?, ?, ?, ?)",
            ((from_book, code, to_book, target_code) for code, target_code in found.items()),
        )
        connection.execute(
            "INSERT INTO crosswalk_info (source, target, rows, imported_at) VALUES (?, ?, ?, ?) "
            "ON CONFLICT DO UPDATE SET rows = excluded.rows, imported_at = excluded.imported_at",
            (from_book, to_book, len(found), _now()),
        )
        tally.counts["many_to_one"] = len(found) - len(set(found.values()))
        for code in _leaves(connection, from_book):
            if code not in found:
                tally.note(0, "unmapped", code)
    return tally.report(f"{source} → {target}", read, len(found))


def set_flags(index_path: Path, book_id: str, flag: str, codes: Iterable[str]) -> ImportReport:
    """Mark exactly these codes of a book with a flag (grey, cc, mcc); the list is kept when the book is replaced.

    Raises ScopeError on an unknown book, InputError on a flag that is no word or when most codes are unknown.
    """
    if not flag.isidentifier():
        raise InputError(f"A flag is one word, not {flag!r}.", "Use grey, cc, mcc or a word of your own.")
    tally = Tally()
    tally.counts["unknown_code"] = 0
    with writing(index_path) as connection:
        number = _number(connection, book_id)
        known = _Codes(connection, number)
        kept: dict[str, None] = {}
        read = 0
        for read, code in enumerate(codes, start=1):
            if found := known.find(code):
                kept[found] = None
            else:
                tally.note(read, "unknown_code", code)
        if len(kept) < _MOST_UNKNOWN * read or not kept:
            raise InputError(
                f"{tally.counts['unknown_code']} of {read} codes are not in {book_id}; nothing was marked.",
                "Check that the list belongs to this book.",
            )
        connection.execute("DELETE FROM flag_list WHERE book = ? AND flag = ?", (number, flag))
        connection.executemany("INSERT INTO flag_list VALUES (?, ?, ?)", ((number, flag, code) for code in kept))
        _unflag(connection, number, flag)
        _apply_flags(connection, number, flag)
    return tally.report(book_id, read, len(kept))


def remove_book(index_path: Path, book_id: str) -> None:
    """Remove a book with its crosswalks and flag lists; raise ScopeError when there is none of that id."""
    with writing(index_path) as connection:
        number = _number(connection, book_id)
        _empty(connection, number)
        connection.execute("DELETE FROM book WHERE number = ?", (number,))


def begin_book(connection: sqlite3.Connection, book: BookDescription, rows: int) -> int:
    """Write a book's own row, empty it when it was there, and return its number, which stays the same."""
    connection.execute(
        "INSERT INTO book (book_id, title, version, language, source, sha256, imported_at, rows) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (book_id) DO UPDATE SET title = excluded.title, "
        "version = excluded.version, language = excluded.language, source = excluded.source, "
        "sha256 = excluded.sha256, imported_at = excluded.imported_at, rows = excluded.rows",
        (book.book_id, book.title, book.version, book.language, book.source, book.sha256, _now(), rows),
    )
    number = _number(connection, book.book_id)
    _empty(connection, number)
    return number


def finish_book(connection: sqlite3.Connection, number: int) -> None:
    """Mark what the flag lists name and make the rows of search, once all entries are in."""
    lists = connection.execute("SELECT DISTINCT flag FROM flag_list WHERE book = ?", (number,)).fetchall()
    for (flag,) in lists:
        _apply_flags(connection, number, flag)
    search_rows.fill(connection, number)


def entry_values(
    number: int, node: Node, aliases: tuple[str, ...] = (), flags: frozenset[str] = frozenset()
) -> tuple[Any, ...]:
    """Return the values of an entry that comes from no table row."""
    marks = flags | {DERIVED} if node.derived else flags
    return (
        *(number, node.code, node.name, node.kind, node.leaf, node.parent),
        *(None, None, None, " ".join(sorted(marks)), _json(aliases), ""),
        *(code_key(node.code), name_key(node.name), "", ""),
    )


def insert_entries(connection: sqlite3.Connection, values: Iterable[tuple[Any, ...]]) -> None:
    """Insert entries given as `entry_values` makes them."""
    connection.executemany(_ENTRY, values)


def _node_values(number: int, node: Node) -> tuple[Any, ...]:
    if node.draft is None:
        return entry_values(number, node)
    row = node.draft.row
    spelling = row.name if row.name != node.name else ""
    return (
        *(number, node.code, node.name, node.kind, node.leaf, node.parent),
        *(row.sex, row.age_from, row.age_to, " ".join(sorted(row.flags))),
        *(_json(row.aliases), row.definition),
        *(code_key(node.code), name_key(node.name), spelling, row.pinyin),
    )


def _json(aliases: tuple[str, ...]) -> str:
    return json.dumps(aliases, ensure_ascii=False) if aliases else "[]"


def _check(book: BookDescription) -> None:
    if not book.title.strip() or not book.version.strip():
        raise InputError("A code book needs a title and a version.", "Give both: --title 国家临床版 --version 2.0.")


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="seconds")


def _number(connection: sqlite3.Connection, book_id: str) -> int:
    row = connection.execute("SELECT number FROM book WHERE book_id = ?", (book_id,)).fetchone()
    if row is None:
        known = ", ".join(each[0] for each in connection.execute("SELECT book_id FROM book ORDER BY number"))
        raise ScopeError(f"There is no code book {book_id} here.", f"Known: {known or 'none; import one first'}.")
    return row[0]


def _empty(connection: sqlite3.Connection, number: int) -> None:
    search_rows.drop(connection, number)
    retrieval_rows.drop(connection, number)
    connection.execute("DELETE FROM note WHERE book = ?", (number,))
    connection.execute("DELETE FROM entry WHERE book = ?", (number,))


def _unflag(connection: sqlite3.Connection, number: int, flag: str) -> None:
    connection.execute(
        "UPDATE entry SET flags = trim(replace(' ' || flags || ' ', ?, ' ')) "
        "WHERE book = ? AND ' ' || flags || ' ' LIKE ?",
        (f" {flag} ", number, f"% {flag} %"),
    )


def _apply_flags(connection: sqlite3.Connection, number: int, flag: str) -> None:
    connection.execute(
        "UPDATE entry SET flags = trim(flags || ' ' || ?) WHERE book = ? AND ' ' || flags || ' ' NOT LIKE ? "
        "AND code IN (SELECT code FROM flag_list WHERE book = ? AND flag = ?)",
        (flag, number, f"% {flag} %", number, flag),
    )


def _leaves(connection: sqlite3.Connection, number: int) -> Iterator[str]:
    rows = connection.execute("SELECT code FROM entry WHERE book = ? AND leaf ORDER BY number", (number,))
    return (row[0] for row in rows)


class _Codes:
    """A book's codes in every spelling."""

    def __init__(self, connection: sqlite3.Connection, number: int) -> None:
        rows = connection.execute("SELECT code, code_key FROM entry WHERE book = ? ORDER BY leaf", (number,)).fetchall()
        self._exact = frozenset(code for code, _ in rows)
        self._by_key: dict[str, str] = {key: code for code, key in rows}

    def find(self, code: str) -> str | None:
        """Return the book's own spelling of a code, None when it has none."""
        return code if code in self._exact else self._by_key.get(code_key(code))


def _resolved(rows: Iterable[CrosswalkRow | Finding], sources: _Codes, targets: _Codes, tally: Tally) -> dict[str, str]:
    """Return source → target in the books' own spellings."""
    found: dict[str, str] = {}
    for row in rows:
        if isinstance(row, Finding):
            tally.add(row)
            continue
        source, target = sources.find(row.source), targets.find(row.target)
        if source is None or target is None:
            tally.note(row.number, "unknown_source" if source is None else "unknown_target", _arrow(row))
        elif found.setdefault(source, target) != target:
            tally.note(row.number, "conflict", f"{_arrow(row)} (before: {found[source]})")
        else:
            _remark(row, source, target, tally)
    return found


def _refuse_exchanged(rows: Iterable[CrosswalkRow | Finding], sources: _Codes, targets: _Codes) -> None:
    """Raise InputError when more rows fit the two books the other way round: most codes are the same in both."""
    maps = [row for row in rows if isinstance(row, CrosswalkRow)]
    fit = sum(bool(sources.find(row.source) and targets.find(row.target)) for row in maps)
    exchanged = sum(bool(sources.find(row.target) and targets.find(row.source)) for row in maps)
    if exchanged > fit:
        raise InputError(
            f"The map goes the other way: {exchanged} of {len(maps)} rows fit with the books exchanged, {fit} as said.",
            "Exchange --from and --to; a map is never read backwards.",
        )


def _remark(row: CrosswalkRow, source: str, target: str, tally: Tally) -> None:
    if (row.source, row.target) != (row.source.strip(), row.target.strip()):
        tally.note(row.number, "trimmed", _arrow(row))
    if (row.source.strip(), row.target.strip()) != (source, target):
        tally.counts["spelling"] += 1


def _arrow(row: CrosswalkRow) -> str:
    return f"{row.source!r} → {row.target!r}"


def _unknown(source: str, target: str, read: int, kept: int, tally: Tally) -> InputError:
    first = next(iter(tally.findings), Finding(0, "", "no rows"))
    return InputError(
        f"Of {read} rows only {kept} go from a code of {source} to one of {target}; row {first.row}: {first.text}.",
        "Check that the two columns are in this order and that both books have these versions.",
    )
