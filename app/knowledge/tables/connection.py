"""The file of the code-book index: opened, made when there is none, its errors in words."""

import sqlite3
from collections.abc import Generator
from contextlib import closing, contextmanager
from pathlib import Path

from app.errors import StoreError
from app.knowledge.tables.retrieval_rows import RETRIEVAL_SCHEMA
from app.knowledge.tables.schema import SCHEMA, SCHEMA_VERSION
from app.knowledge.tables.search_rows import SEARCH_SCHEMA

BUSY_SECONDS = 30.0
_AGAIN = "Delete {path} and import the code tables again; records and decisions are kept elsewhere."
_REASONS = (
    ("not a database", "The code-book index cannot be read.", _AGAIN),
    ("malformed", "The code-book index is damaged.", _AGAIN),
    ("no such table", "The code-book index is damaged.", _AGAIN),
    ("no such column", "The code-book index is damaged.", _AGAIN),
    ("disk is full", "The disk is full; the old code books are as they were.", "Free some space, then do it again."),
    ("locked", "The code-book index is being written by another program.", "Wait until it is done."),
    ("readonly", "The code-book index cannot be written.", "Check the rights of {path} and its folder."),
    ("unable to open", "The code-book index cannot be opened.", "Check that the folder of {path} can be written."),
)


def connect(path: Path) -> sqlite3.Connection:
    """Open the index for its own thread, making an empty one when there is none.

    Raises StoreError on a file that is no index of this version: it is never changed.
    """
    with translated(path):
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise StoreError(f"{path.parent} cannot be made: {error}.", "Check the rights of the folder.") from error
        connection = sqlite3.connect(path, timeout=BUSY_SECONDS)
        try:
            _set_up(connection, path)
        except BaseException:
            connection.close()
            raise
        return connection


@contextmanager
def translated(path: Path) -> Generator[None]:
    """Raise what SQLite raises as a StoreError in words."""
    try:
        yield
    except sqlite3.Error as error:
        said = str(error).lower()
        for part, message, advice in _REASONS:
            if part in said:
                raise StoreError(message, advice.format(path=path)) from error
        raise StoreError(f"The code-book index cannot be used: {error}.", _AGAIN.format(path=path)) from error


@contextmanager
def writing(path: Path) -> Generator[sqlite3.Connection]:
    """Open the index for one transaction: all of it is written, or nothing when anything is raised inside.

    Readers go on with what they had until it is done (WAL).
    """
    with translated(path), closing(connect(path)) as connection:
        connection.isolation_level = None  # one BEGIN and one COMMIT, both below
        connection.execute("BEGIN IMMEDIATE")
        try:
            yield connection
        except BaseException:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")


def _set_up(connection: sqlite3.Connection, path: Path) -> None:
    connection.execute("PRAGMA foreign_keys = ON")
    version = connection.execute("PRAGMA user_version").fetchone()[0]
    if version == SCHEMA_VERSION:
        return
    empty = connection.execute("SELECT count(*) FROM sqlite_master").fetchone()[0] == 0
    if version or not empty:
        newer = "a newer" if version > SCHEMA_VERSION else "another"
        raise StoreError(f"The code-book index was made by {newer} version of DxDesk.", _AGAIN.format(path=path))
    connection.execute("PRAGMA journal_mode = WAL")
    _make(connection)


def _make(connection: sqlite3.Connection) -> None:
    """Make the tables, unless another program has made them meanwhile."""
    connection.execute("BEGIN IMMEDIATE")
    if connection.execute("PRAGMA user_version").fetchone()[0] == SCHEMA_VERSION:
        connection.rollback()
        return
    for statement in statements(SCHEMA + SEARCH_SCHEMA + RETRIEVAL_SCHEMA):
        connection.execute(statement)
    connection.execute(f"PRAGMA user_version = {SCHEMA_VERSION}")
    connection.commit()


def statements(script: str) -> list[str]:
    """Cut a script into its statements, so that they run inside one transaction."""
    found: list[str] = []
    pending = ""
    for line in script.splitlines():
        pending += line + "\n"
        if sqlite3.complete_statement(pending):
            found.append(pending)
            pending = ""
    return found
