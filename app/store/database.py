"""The store: one file, one connection, one thread; its parts share transactions.

A record comes in (`records`), gets suggestions (`suggestions`), a coder decides (`decisions`) until the codes are final
(`finals`); `worklist` shows where each stands, `audit` who did what, `jobs` what still runs. Rewrites of bad cases come
in as `variants`; what an expert says of them is `approvals`.
"""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from types import TracebackType
from typing import Self

from app.coding.decision import Actor
from app.store.approvals import Approvals
from app.store.audit import SYSTEM, Action, Audit
from app.store.backup import make_backup
from app.store.code_uses import CodeUses
from app.store.connection import Connection
from app.store.decisions import Decisions
from app.store.facts import Facts
from app.store.finals import Finals
from app.store.jobs import Jobs
from app.store.lock import StoreLock
from app.store.migrations import migrate
from app.store.notes import Notes
from app.store.records import Records
from app.store.site import Site
from app.store.suggestions import Suggestions
from app.store.variants import Variants
from app.store.worklist import Worklist

Clock = Callable[[], datetime]


def now() -> datetime:
    """Return the time in UTC."""
    return datetime.now(UTC)


class Store:
    """An open store; use it on the thread that opened it, and close it."""

    def __init__(self, connection: Connection, lock: StoreLock, clock: Clock = now) -> None:
        """Take an open connection and the lock on its file; `Store.open` makes both."""
        self._connection = connection
        self._lock = lock
        self._clock = clock
        self.audit = Audit(connection, clock)
        self.worklist = Worklist(connection)
        self.facts = Facts(connection, self.audit, clock)
        self.records = Records(connection, self.audit, self.worklist, self.facts, clock)
        self.suggestions = Suggestions(connection, self.audit, self.records, self.worklist, clock)
        self.decisions = Decisions(connection, self.audit)
        self.code_uses = CodeUses(connection)
        self.finals = Finals(connection, self.audit, self.code_uses)
        self.notes = Notes(connection, self.audit, clock)
        self.jobs = Jobs(connection, clock)
        self.variants = Variants(connection, self.audit, clock)
        self.approvals = Approvals(connection, self.audit, self.variants)
        self.site = Site(connection)

    @classmethod
    def open(cls, path: Path, *, passphrase: str | None = None, take_over: bool = False, clock: Clock = now) -> Self:
        """Open a store, making it if there is none, and bring it to this version.

        `passphrase` encrypts it (SQLCipher must be installed); `take_over` opens it although another machine did not
        close it. Raises StoreError when it is open elsewhere, from a newer version, damaged, or no store.
        """
        lock = StoreLock.take(path, take_over=take_over)
        try:
            connection = Connection(path, passphrase)
        except BaseException:
            lock.release()
            raise
        try:
            migrate(connection.database, str(path))
        except BaseException as error:
            connection.close()
            lock.release()
            raise connection.said(error) from error
        return cls(connection, lock, clock)

    @property
    def path(self) -> Path:
        """Return the store's file."""
        return self._connection.path

    @property
    def encrypted(self) -> bool:
        """Say whether the file on disk is encrypted."""
        return self._connection.encrypted

    @contextmanager
    def transaction(self) -> Generator[None]:
        """Keep all writes of the block, or none."""
        with self._connection.transaction():
            yield

    def backup(self, folder: Path, keep: int, actor: Actor = SYSTEM) -> Path:
        """Copy the store into folder under a dated name, keep the newest `keep`, and return the copy's path.

        The backup states the audit's head as it was; that it was made is audited afterwards.
        """
        path = make_backup(self._connection, folder, keep, self._clock())
        self.audit.append(Action.BACKUP, actor, body={"file": path.name})
        return path

    def check(self) -> str:
        """Return 'ok' or what SQLite finds wrong with the file."""
        row = self._connection.one("PRAGMA integrity_check")
        return str(row[0]) if row else ""

    def close(self) -> None:
        """Close the store and let other windows open it."""
        self._connection.close()
        self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
