"""The CHS-DRG tables a hospital imported: CC, MCC and exclusions by 医保 code, with version and hashes.

Layout of OpenDRG: blank-separated rows without a header. `CC.dat`, `MCC.dat`: code, exclusion table; `CCE.dat`:
principal, the exclusion table it belongs to; optional `DRG.dat`: group, name, and `ZD_INFO.dat`: diagnosis, name.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType
from typing import Any, cast

from app.errors import InputError
from app.knowledge.filehash import file_hash
from app.knowledge.grouping.grouped import Level

CHS_DRG = "CHS-DRG"
NEVER_EXCLUDED = 999
"""The exclusion table that no principal belongs to."""
NEEDED = ("CC.dat", "MCC.dat", "CCE.dat")
OPTIONAL = ("DRG.dat", "ZD_INFO.dat")
MANIFEST = "manifest.json"
_AGAIN = "Import the tables again: dxdesk group --import-tables FOLDER."


@dataclass(frozen=True, slots=True)
class Flag:
    """A code's level as another diagnosis, and the exclusion table it belongs to."""

    level: Level
    table: int


@dataclass(frozen=True, slots=True)
class ChsTables:
    """One imported version; codes are those of `book`, folded by `fold_code`."""

    version: str
    book: str
    flags: Mapping[str, Flag]
    principals: Mapping[str, int]
    """Principal → the exclusion table it belongs to."""
    names: Mapping[str, str]
    """Group → name."""
    known: frozenset[str] = frozenset()
    """Every diagnosis of the classification, empty where the list was not among the tables."""

    def unknown(self, code: str) -> bool:
        """Tell whether a code is missing from the list of diagnoses; never, where there is no such list."""
        return bool(self.known) and fold_code(code) not in self.known

    def flag(self, code: str) -> Flag | None:
        """Return the level and exclusion table of a code, None when it is neither CC nor MCC."""
        return self.flags.get(fold_code(code))

    def excludes(self, principal: str, code: str) -> bool:
        """Tell whether a CC or MCC does not count with this principal (their tables are the same)."""
        flag = self.flag(code)
        return flag is not None and self.principals.get(fold_code(principal)) == flag.table


def fold_code(code: str) -> str:
    """Write a 医保 code as the tables are looked up: no blanks, upper case, a pair with + instead of †."""
    return "".join(code.split()).upper().replace("†", "+").replace("＋", "+")


def installed(folder: Path) -> tuple[str, ...]:
    """Return the imported versions, the latest last."""
    found = [path.parent.name for path in (folder / "chs-drg").glob(f"*/{MANIFEST}")]
    return tuple(sorted((name for name in found if not name.startswith(".")), key=_by_number))


def load_tables(folder: Path, version: str = "") -> ChsTables:
    """Read one imported version, the latest for an empty name.

    Raises InputError when there is none, or when a file is not the one that was imported.
    """
    versions = installed(folder)
    if not versions:
        raise InputError("No CHS-DRG tables have been imported.", _AGAIN)
    if version and version not in versions:
        raise InputError(f"CHS-DRG {version} has not been imported.", f"Imported: {', '.join(versions)}.")
    place = folder / "chs-drg" / (version or versions[-1])
    manifest = _manifest(place)
    for name, known in manifest["files"].items():
        if sha256(place / name) != known["sha256"]:
            raise InputError(f"{name} of CHS-DRG {place.name} has changed since it was imported.", _AGAIN)
    return parse_tables(place, str(manifest["version"]), str(manifest["book"]))


def parse_tables(place: Path, version: str, book: str) -> ChsTables:
    """Read the tables of one folder; raise InputError on a row that cannot be read or contradicts another."""
    flags: dict[str, Flag] = {}
    for name, level in (("CC.dat", Level.CC), ("MCC.dat", Level.MCC)):
        for number, (code, value) in _rows(place / name):
            flag = Flag(level, _table(value, name, number))
            if flags.setdefault(fold_code(code), flag) != flag:
                raise InputError(f"{name}, row {number}: {code} is listed twice, differently.", "Mend the tables.")
    principals: dict[str, int] = {}
    for number, (code, value) in _rows(place / "CCE.dat"):
        table = _table(value, "CCE.dat", number)
        if principals.setdefault(fold_code(code), table) != table:
            raise InputError(f"CCE.dat, row {number}: {code} belongs to two tables.", "Mend the tables.")
    names = _optional(place / "DRG.dat")
    known = frozenset(map(fold_code, _optional(place / "ZD_INFO.dat")))
    return ChsTables(
        version, book, MappingProxyType(flags), MappingProxyType(principals), MappingProxyType(names), known
    )


def sha256(path: Path) -> str:
    """Hash a file; raise InputError when it cannot be read."""
    try:
        return file_hash(path)
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error}.", _AGAIN) from error


def _manifest(place: Path) -> dict[str, Any]:
    try:
        manifest = cast("dict[str, Any]", json.loads((place / MANIFEST).read_text(encoding="utf-8")))
        if set(NEEDED) <= manifest["files"].keys() and {"version", "book"} <= manifest.keys():
            return manifest
    except (OSError, ValueError, KeyError, AttributeError, TypeError) as error:
        raise InputError(f"The CHS-DRG tables {place.name} cannot be read: {error}.", _AGAIN) from error
    raise InputError(f"The manifest of the CHS-DRG tables {place.name} is not whole.", _AGAIN)


def _optional(path: Path) -> dict[str, str]:
    return {code: name for _, (code, name) in _rows(path)} if path.exists() else {}


def _rows(path: Path) -> list[tuple[int, tuple[str, str]]]:
    """Read the rows of one file with their numbers; blank rows are passed over."""
    found: list[tuple[int, tuple[str, str]]] = []
    for number, line in enumerate(_text(path).splitlines(), 1):
        if not line.strip():
            continue
        parts = line.split(maxsplit=1)
        if len(parts) != 2:
            raise InputError(f"{path.name}, row {number} is not a code and a value: {line[:40]!r}.", "Mend the tables.")
        found.append((number, (parts[0], parts[1].strip())))
    if not found:
        raise InputError(f"{path.name} has no rows.", "Choose the folder with the grouper's tables.")
    return found


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as error:
        raise InputError(f"{path.name} cannot be read: {error}.", "Choose another folder.") from error
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return raw.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise InputError(f"{path.name} is not text.", "Choose the folder with the grouper's tables.")


def _table(value: str, name: str, row: int) -> int:
    if value.isascii() and value.isdigit():
        return int(value)
    raise InputError(f"{name}, row {row}: {value[:20]!r} is no exclusion table's number.", "Mend the tables.")


def _by_number(version: str) -> tuple[tuple[int, str], ...]:
    return tuple((int(part) if part.isdigit() else -1, part) for part in version.split("."))
