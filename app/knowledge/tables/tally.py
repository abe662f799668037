"""What an import notices on its way: how often, and the first rows of each kind."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field

from app.knowledge.entries import Finding, ImportReport

SHOWN = 20
"""Rows kept of each kind of finding."""


@dataclass(slots=True)
class Tally:
    """The findings of one import; `counts` has every key, `findings` the first rows of each."""

    counts: Counter[str] = field(default_factory=Counter[str])
    findings: list[Finding] = field(default_factory=list[Finding])

    def note(self, row: int, what: str, text: str) -> None:
        """Count one finding about a row."""
        self.add(Finding(row, what, text))

    def add(self, finding: Finding) -> None:
        """Count one finding."""
        self.counts[finding.what] += 1
        if self.counts[finding.what] <= SHOWN:
            self.findings.append(finding)

    def of(self, keys: Mapping[str, str]) -> int:
        """Return how often any of these keys was noted."""
        return sum(self.counts[key] for key in keys)

    def report(self, book_id: str, rows: int, kept: int) -> ImportReport:
        """Return the report of a finished import."""
        return ImportReport(book_id, rows, kept, dict(sorted(self.counts.items())), tuple(self.findings))
