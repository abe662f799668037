"""The grouper a setting names, made ready."""

from datetime import date
from pathlib import Path

from app.errors import InputError
from app.knowledge.grouping.chs_tables import load_tables
from app.knowledge.grouping.chsdrg import ChsDrg
from app.knowledge.grouping.grouped import Grouper
from app.knowledge.grouping.msdrg import ICD_10_CM, MsDrg
from app.knowledge.grouping.reading import BookReader, Crosswalks
from app.knowledge.grouping.versions import find_version, version_on

GROUPERS = ("ms-drg", "chs-drg")


def open_grouper(
    name: str,
    version: str,
    tables: Path,
    crosswalks: Crosswalks | None = None,
    discharged: date | None = None,
) -> Grouper | None:
    """Return the grouper called name, None for the empty name ("grouper: none").

    An empty version takes the one in force on the day of discharge, or the latest. `tables` is the folder of imported
    tables; `crosswalks` (the code-book index) lets codes of other books be read. Raises InputError on an unknown name
    or version and on tables that are missing or changed. MS-DRG reads its tables when first asked.
    """
    if not name:
        return None
    if name == "ms-drg":
        chosen = version_on(discharged) if discharged and not version else find_version(version)
        return MsDrg(chosen, BookReader(ICD_10_CM, crosswalks))
    if name == "chs-drg":
        imported = load_tables(tables, version)
        return ChsDrg(imported, BookReader(imported.book, crosswalks))
    raise InputError(f"There is no grouper {name!r}.", f"Choose one of: {', '.join(GROUPERS)}, or none.")
