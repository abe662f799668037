"""Dated backups made while the store is open, and the way back; a half-written backup never bears a backup's name."""

import shutil
from datetime import datetime
from pathlib import Path

from app.errors import StoreError
from app.store.audit import Audit
from app.store.connection import Connection
from app.store.lock import StoreLock, beside
from app.store.migrations import migrate

PREFIX = "dxdesk-"
SUFFIX = ".db"


def make_backup(connection: Connection, folder: Path, keep: int, at: datetime) -> Path:
    """Copy the store into folder under a dated name and delete the oldest beyond keep (at least 1)."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        path = _free_name(folder, at)
        fresh = beside(path, ".part")
        fresh.unlink(missing_ok=True)
        try:
            connection.copy_to(fresh)
            fresh.replace(path)
        finally:
            _remove(fresh)
        for old in backups(folder)[max(keep, 1) :]:
            old.unlink()
    except OSError as error:
        raise StoreError(
            f"No backup could be made in {folder}: {error}", "Check the folder and its free space."
        ) from error
    return path


def backups(folder: Path) -> list[Path]:
    """Return the backups in a folder, newest first."""
    return sorted(folder.glob(f"{PREFIX}*{SUFFIX}"), reverse=True)


def restore(backup: Path, target: Path, *, passphrase: str | None = None) -> Path | None:
    """Put a backup in the place of a closed store and return where the old file was put aside (None: there was none).

    The backup is copied, brought to this version and checked whole, audit included, before anything is replaced.
    Raises StoreError when the backup does not pass or the store is open.
    """
    if not backup.is_file():
        raise StoreError(f"There is no backup {backup}.", "Choose a file of the backup folder.")
    lock = StoreLock.take(target, take_over=True)
    fresh = beside(target, ".restoring")
    try:
        _remove(fresh)
        _copy(backup, fresh)
        _check(fresh, passphrase, backup)
        aside = _set_aside(target) if target.exists() else None
        fresh.replace(target)
    except OSError as error:
        raise StoreError(f"{backup} could not be restored: {error}", "Check the folder and its free space.") from error
    finally:
        _remove(fresh)
        lock.release()
    return aside


def _copy(source: Path, target: Path) -> None:
    for part in ("", "-wal"):
        if beside(source, part).exists():
            shutil.copyfile(beside(source, part), beside(target, part))


def _check(path: Path, passphrase: str | None, backup: Path) -> None:
    connection = Connection(path, passphrase)
    try:
        if "audit" not in connection.database.table_names():
            raise StoreError(f"{backup} is no backup of a store.", "Choose a file of the backup folder.")
        migrate(connection.database, str(backup))
        damage = connection.one("PRAGMA integrity_check")
        if damage != ("ok",):
            raise StoreError(f"{backup} is damaged: {damage}", "Choose another backup.")
        check = Audit(connection, _no_time).verify()
        if not check.ok:
            raise StoreError(f"The audit of {backup} does not verify: {check.problem}", "Choose another backup.")
    finally:
        connection.close()


def _no_time() -> datetime:
    raise AssertionError("a check appends nothing")


def _set_aside(target: Path) -> Path:
    """Move the old store, with what its log still holds, to a free name beside it."""
    number = 1
    while (aside := beside(target, f".before-restore-{number}")).exists():
        number += 1
    target.replace(aside)
    for part in ("-wal", "-shm"):
        log = beside(target, part)
        if log.exists():
            log.replace(beside(aside, part))
    return aside


def _remove(path: Path) -> None:
    for part in ("", "-wal", "-shm", "-journal"):
        beside(path, part).unlink(missing_ok=True)


def _free_name(folder: Path, at: datetime) -> Path:
    stamp = at.strftime("%Y%m%d-%H%M%S-%f")
    return folder / f"{PREFIX}{stamp}{SUFFIX}"
