"""Relative weights and lengths of stay by MS-DRG, for the fiscal year they belong to only."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from app.errors import InputError
from app.knowledge.grouping.versions import Version
from app.paths import resources


@dataclass(frozen=True, slots=True)
class Weight:
    """One row of CMS Table 5: relative weight (with the 10 % cap applied) and mean lengths of stay in days."""

    mdc: str
    weight: float | None
    gmlos: float | None
    amlos: float | None


def load_weights(version: Version, folder: Path | None = None) -> Mapping[str, Weight]:
    """Return number → weight of the version's fiscal year, nothing where no table of that year is here.

    Raises InputError on a table that cannot be read.
    """
    found = sorted((folder or resources() / "grouping").glob(f"msdrg-v{version.major}-fy*.csv"))
    if not found:
        return MappingProxyType({})
    try:
        lines = [line for line in found[-1].read_text(encoding="utf-8").splitlines() if not line.startswith("#")]
        return MappingProxyType({row["drg"]: _weight(row) for row in csv.DictReader(lines)})
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{found[-1].name} cannot be read: {error}.", "Restore the file.") from error


def _weight(row: Mapping[str, str]) -> Weight:
    return Weight(row["mdc"], _number(row["weight"]), _number(row["gmlos"]), _number(row["amlos"]))


def _number(text: str) -> float | None:
    return float(text) if text else None
