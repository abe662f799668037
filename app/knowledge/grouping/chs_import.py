"""A hospital's grouper tables come in: checked whole, copied with version and hashes, the old ones kept until then."""

import json
import re
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from app.errors import InputError
from app.knowledge.grouping.chs_tables import (
    MANIFEST,
    NEEDED,
    NEVER_EXCLUDED,
    OPTIONAL,
    ChsTables,
    parse_tables,
    sha256,
)
from app.knowledge.grouping.grouped import Level

_VERSION = re.compile(r"[0-9A-Za-z\u4e00-\u9fff][\w.\-]{0,40}")


@dataclass(frozen=True, slots=True)
class TablesReport:
    """What an import of grouper tables kept; `unused_tables` are exclusion tables that no principal belongs to."""

    scheme: str
    version: str
    book: str
    cc: int
    mcc: int
    principals: int
    groups: int
    unused_tables: tuple[int, ...]
    replaced: bool


def import_tables(source: Path, folder: Path, *, scheme: str, version: str, book: str, now: datetime) -> TablesReport:
    """Check the tables of one folder and keep a copy of them under `folder`; the old ones stay when it is refused.

    Raises InputError on an unknown scheme, a version that is no name, missing files and faulty rows.
    """
    if scheme != "chs-drg":
        raise InputError(f"There is no table-driven scheme {scheme!r}.", "Choose chs-drg.")
    if not _VERSION.fullmatch(version) or version.endswith("."):
        raise InputError(f"{version!r} cannot be a version's name.", "Give the tables' version, such as 1.1 or 2.0.")
    names = _present(source)
    tables = parse_tables(source, version, book)
    place = folder / scheme / version
    fresh = place.with_name(f".{version}.new")
    shutil.rmtree(fresh, ignore_errors=True)
    try:
        fresh.mkdir(parents=True)
        for name in names:
            shutil.copyfile(source / name, fresh / name)
        manifest = _manifest(fresh, names, scheme, tables, now, str(source.name))
        (fresh / MANIFEST).write_text(json.dumps(manifest, ensure_ascii=False, indent=1), encoding="utf-8")
        replaced = _put(fresh, place)
    except OSError as error:
        shutil.rmtree(fresh, ignore_errors=True)
        raise InputError(f"The tables cannot be kept: {error}.", "Free some space or check the folder.") from error
    return _report(scheme, tables, replaced=replaced)


def _present(source: Path) -> list[str]:
    lacking = [name for name in NEEDED if not (source / name).is_file()]
    if lacking:
        raise InputError(f"{source} lacks {', '.join(lacking)}.", "Choose the folder with the grouper's tables.")
    return [*NEEDED, *(name for name in OPTIONAL if (source / name).is_file())]


def _manifest(
    fresh: Path, names: list[str], scheme: str, tables: ChsTables, now: datetime, source: str
) -> dict[str, object]:
    return {
        "scheme": scheme,
        "version": tables.version,
        "book": tables.book,
        "imported_at": now.isoformat(timespec="seconds"),
        "source": source,
        "files": {name: {"sha256": sha256(fresh / name)} for name in names},
    }


def _put(fresh: Path, place: Path) -> bool:
    """Put the new folder in the place of the old one, which is deleted last."""
    old = place.with_name(f".{place.name}.old")
    shutil.rmtree(old, ignore_errors=True)
    replaced = place.exists()
    if replaced:
        place.rename(old)
    try:
        fresh.rename(place)
    except OSError:
        if replaced:
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
    return replaced


def _report(scheme: str, tables: ChsTables, *, replaced: bool) -> TablesReport:
    used = {flag.table for flag in tables.flags.values()} - {NEVER_EXCLUDED}
    levels = [flag.level for flag in tables.flags.values()]
    return TablesReport(
        scheme=scheme,
        version=tables.version,
        book=tables.book,
        cc=levels.count(Level.CC),
        mcc=levels.count(Level.MCC),
        principals=len(tables.principals),
        groups=len(tables.names),
        unused_tables=tuple(sorted(used - set(tables.principals.values()))),
        replaced=replaced,
    )
