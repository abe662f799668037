"""Evidence of all rows becomes marks on the shown text, and the text under the cursor leads back to its codes."""

from bisect import bisect_right
from collections.abc import Iterable
from dataclasses import dataclass

from app.coding.codebook import Code
from app.ui.code_rows import Group, Row
from app.ui.record_text import RecordText


@dataclass(frozen=True, slots=True)
class Mark:
    """One marked span of the shown text (Qt positions) and the code it is evidence for."""

    start: int
    end: int
    code: Code
    group: Group


class Marks:
    """All marks of a record in reading order."""

    def __init__(self, marks: Iterable[Mark] = ()) -> None:
        self.all = tuple(sorted(marks, key=lambda mark: (mark.start, mark.end)))
        self._starts = [mark.start for mark in self.all]
        self._longest = max((mark.end - mark.start for mark in self.all), default=0)

    @classmethod
    def of(cls, text: RecordText, rows: Iterable[Row]) -> "Marks":
        """Place the evidence of all rows on a record's text."""
        found: list[Mark] = []
        for row in rows:
            for evidence in row.evidence:
                span = text.span(evidence.section, evidence.start, evidence.end)
                if span:
                    found.append(Mark(*span, row.code, row.group))
        return cls(found)

    def at(self, position: int) -> tuple[Mark, ...]:
        """Return the marks that cover a position, the shortest first."""
        last = bisect_right(self._starts, position)
        covering: list[Mark] = []
        for mark in reversed(self.all[:last]):
            if mark.start < position - self._longest:
                break
            if mark.start <= position < mark.end:
                covering.append(mark)
        return tuple(sorted(covering, key=lambda mark: mark.end - mark.start))

    def of_code(self, code: Code | None) -> tuple[Mark, ...]:
        """Return one code's marks in reading order."""
        return tuple(mark for mark in self.all if mark.code == code)
