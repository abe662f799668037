"""The counted tables of the real task that are read where a folder of them is at hand, and are no part of DxDesk."""

import csv
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from trainer.errors import DataError

PRINCIPALS_OF = "number_of_others.csv"
GIVEN = "others_given_principal.csv"
PAIRS = "other_pairs.csv"
LENGTHS = "section_lengths.csv"
CLAUSES = "common_clauses.csv"
LABEL_CLAUSES = "label_clauses.csv"

Row = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Usage:
    """The rows of each table by its file name; a table that is missing has none."""

    tables: Mapping[str, tuple[Row, ...]]

    def rows(self, name: str) -> tuple[Row, ...]:
        """Return a table's rows."""
        return self.tables.get(name, ())

    @property
    def missing(self) -> tuple[str, ...]:
        """Return the tables that were not found."""
        return tuple(name for name in _COLUMNS if not self.rows(name))


_COLUMNS = {
    PRINCIPALS_OF: ("principal",),
    GIVEN: ("principal", "n_principal", "other", "n_together"),
    PAIRS: ("other_a", "other_b", "n_together", "n_a", "n_b", "lift"),
    LENGTHS: ("section", "p5", "p10", "p25", "median", "p75", "p90", "p95", "max"),
    CLAUSES: ("section", "clause", "records_of_100"),
    LABEL_CLAUSES: ("role", "code", "section", "clause", "records_with_label", "records_without_label", "positives"),
}


def read_usage(folder: Path | None) -> Usage:
    """Read the tables of a folder; none when there is no folder. Raises DataError on a table that is another one."""
    found: dict[str, tuple[Row, ...]] = {}
    for name, columns in _COLUMNS.items() if folder is not None else ():
        path = Path(folder or "") / name
        if path.is_file():
            found[name] = _read(path, columns)
    return Usage(found)


def _read(path: Path, columns: tuple[str, ...]) -> tuple[Row, ...]:
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            reader = csv.DictReader(file)
            rows = tuple(reader)
    except (OSError, ValueError, csv.Error) as error:
        raise DataError(f"{path} cannot be read: {error}.", "Give the folder of the counted tables.") from error
    lacking = [column for column in columns if column not in (reader.fieldnames or ())]
    if lacking:
        raise DataError(f"{path.name} lacks columns: {', '.join(lacking)}.", "Give the folder of the counted tables.")
    return rows
