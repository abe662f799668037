"""What intake says about what it did not take in: a refused row, or a notice about one that went in."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

RECORD_LIMIT = 1_000_000
"""Characters one record may have; real records have some thousand, so a longer one is a broken export."""
FILE_LIMIT = 256 * 1024 * 1024
"""Bytes that a packed or paged document (DOCX, XLSX, PDF) may have, unpacked; tables and JSON are streamed instead."""
TOO_LONG = f"It is longer than {RECORD_LIMIT:,} characters."
CUT_ADVICE = "Check the export: one cell or field holds far more than a record."


@dataclass(frozen=True, slots=True)
class Refused:
    """A row, a document or (row 0) a whole file that did not go in, why, and what to do."""

    file: Path
    row: int
    reason: str
    advice: str

    def __str__(self) -> str:
        place = f"{self.file}, row {self.row}" if self.row else str(self.file)
        return f"{place}: {self.reason} {self.advice}".strip()


@dataclass(frozen=True, slots=True)
class Notice:
    """Something worth knowing about what did go in: ignored columns, removed control characters, a fact not read."""

    file: Path
    row: int
    text: str


OnNotice = Callable[[Notice], None]
