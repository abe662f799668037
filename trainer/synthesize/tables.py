"""A table of the report on invented records: as Markdown for a person, as JSON for a program."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

Cell = str | int | float | None


@dataclass(frozen=True, slots=True)
class Table:
    """Rows under a title; the first column names the row. An empty cell is written as –."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    note: str = ""

    def to_json(self) -> dict[str, object]:
        """Write it as a JSON object."""
        return {
            "title": self.title,
            "columns": list(self.columns),
            "rows": [list(row) for row in self.rows],
            "note": self.note,
        }

    def markdown(self) -> str:
        """Write it as a Markdown section."""
        lines = [f"## {self.title}", ""]
        if self.note:
            lines += [self.note, ""]
        if self.rows:
            lines += [_line(self.columns), "|---|" + "---:|" * (len(self.columns) - 1)]
            lines += [_line([_written(cell) for cell in row]) for row in self.rows]
        else:
            lines += ["Nothing to show."]
        return "\n".join([*lines, ""])


def percent(part: float, whole: float) -> float | None:
    """Return a share in percent with one decimal, None of nothing."""
    return round(100 * part / whole, 1) if whole else None


def mean(values: Iterable[float]) -> float | None:
    """Return the mean, None of nothing."""
    listed = list(values)
    return sum(listed) / len(listed) if listed else None


def number(cell: Cell) -> float:
    """Return a cell's number, 0 of an empty one or of words."""
    return float(cell) if isinstance(cell, int | float) else 0.0


def _line(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cell.replace('|', '¦') for cell in cells)} |"


def _written(cell: Cell) -> str:
    if cell is None:
        return "–"
    if isinstance(cell, float):
        return f"{cell:.1f}" if abs(cell) >= 10 else f"{cell:.2f}".rstrip("0").rstrip(".") or "0"
    return str(cell)
