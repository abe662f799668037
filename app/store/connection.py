"""The one connection: reads, writes and transactions for every part of the store, on the thread that opened it."""

import threading
from collections.abc import Generator, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from app.errors import StoreError
from app.store.driver import BUSY_SECONDS, connect
from app.store.library import Database

Value = str | int | float | bytes | None
Row = tuple[Any, ...]

_REASONS: tuple[tuple[str, str, str], ...] = (
    ("disk is full", "The disk is full; nothing of this step was saved.", "Free some space, then do it again."),
    ("locked", "The store is in use by another program.", "Close the other program, then do it again."),
    (
        "not a database",
        "The file is not a store that can be read.",
        "Check file and pass phrase, or restore a backup.",
    ),
    ("malformed", "The store is damaged.", "Restore the newest backup."),
    ("readonly", "The store cannot be written.", "Check the rights of its folder."),
    ("read-only", "The store cannot be written.", "Check the rights of its folder."),
    ("unable to open", "The store cannot be opened.", "Check that its folder exists and can be written."),
    ("append-only", "Decisions and audit entries are never changed.", "Undo the decision instead."),
    ("disk i/o", "The disk could not be read or written.", "Check the disk, then restore a backup if needed."),
    ("foreign key", "The store has no such record.", "Import the record first."),
)


class Connection:
    """A connection that only its own thread may use; its errors are StoreErrors in words."""

    def __init__(self, path: Path, passphrase: str | None = None) -> None:
        """Open the file; raise StoreError when it is no readable store."""
        self.path = path
        self._passphrase = passphrase
        self._thread = threading.get_ident()
        self._doomed = False
        opened = connect(path, passphrase)
        self._error = opened.error
        self.encrypted = opened.encrypted
        self._raw = opened.raw
        try:
            self._set_up()
        except BaseException:
            self._raw.close()
            raise

    def _set_up(self) -> None:
        with self._translated():
            self._raw.execute("SELECT count(*) FROM sqlite_master").fetchone()
            self._db = Database(self._raw)
            self._db.enable_wal()
            for pragma in ("foreign_keys=ON", "synchronous=FULL", "temp_store=MEMORY", "trusted_schema=OFF"):
                self._raw.execute(f"PRAGMA {pragma}")
            self._raw.execute(f"PRAGMA busy_timeout={int(BUSY_SECONDS * 1000)}")

    @property
    def database(self) -> Database:
        """Return sqlite-utils' view of the connection, for migrations."""
        self._check_thread()
        return self._db

    @property
    def changes(self) -> int:
        """Count the rows changed since the store was opened: what was read before is true while it stays."""
        self._check_thread()
        return self._raw.total_changes

    def rows(self, sql: str, values: Sequence[Value] = ()) -> list[Row]:
        """Return all rows of a query."""
        with self._translated():
            return self._raw.execute(sql, values).fetchall()

    def each(self, sql: str, values: Sequence[Value] = ()) -> Iterator[Row]:
        """Iterate the rows of a query without holding them all."""
        with self._translated():
            yield from self._raw.execute(sql, values)

    def one(self, sql: str, values: Sequence[Value] = ()) -> Row | None:
        """Return the first row of a query, or None."""
        with self._translated():
            return self._raw.execute(sql, values).fetchone()

    def write(self, sql: str, values: Sequence[Value] = ()) -> int:
        """Execute one statement in the open transaction (or in its own) and return the id of the row inserted."""
        with self.transaction(), self._translated():
            return self._raw.execute(sql, values).lastrowid or 0

    def write_many(self, sql: str, rows: Iterable[Sequence[Value]]) -> None:
        """Execute one statement for many rows, in the open transaction."""
        with self.transaction(), self._translated():
            self._raw.executemany(sql, rows)

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Keep all writes of the block, or none; a block within a block belongs to the outer one.

        When an inner block fails, the outer one is rolled back too, even if it caught the error.
        """
        self._check_thread()
        if self._raw.in_transaction:
            try:
                yield
            except BaseException:
                self._doomed = True
                raise
            return
        self._doomed = False
        with self._translated(), self._db.atomic():
            yield
            if self._doomed:
                raise StoreError("A part of this step failed; nothing of it was saved.", "Do it again.")

    @contextmanager
    def _translated(self) -> Generator[None]:
        self._check_thread()
        try:
            yield
        except self._error as error:
            raise in_words(error, self.path) from error

    def copy_to(self, target: Path) -> None:
        """Copy the whole database into a new file through SQLite's backup interface, with the same pass phrase."""
        with self._translated():
            opened = connect(target, self._passphrase)
            try:
                self._raw.backup(opened.raw)
                opened.raw.execute("PRAGMA journal_mode=DELETE")  # one file, readable where nothing may be written
            finally:
                opened.raw.close()

    def close(self) -> None:
        """Close the connection."""
        self._check_thread()
        self._raw.close()

    def said(self, error: BaseException) -> BaseException:
        """Return a driver's error in words, any other error as it is."""
        return in_words(error, self.path) if isinstance(error, self._error) else error

    def _check_thread(self) -> None:
        if threading.get_ident() != self._thread:
            raise RuntimeError("The store belongs to the thread that opened it; use StoreThread.submit.")


def in_words(error: Exception, path: Path) -> StoreError:
    """Turn a driver's error into a StoreError that says what to do."""
    said = str(error).lower()
    for sign, message, advice in _REASONS:
        if sign in said:
            return StoreError(f"{message} ({path})", advice)
    return StoreError(f"The store could not do this: {error} ({path})", "Try again; restore a backup if it stays.")
