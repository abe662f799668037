"""Codes of any book become codes of the grouper's own classification, by the imported crosswalk where it takes one."""

from dataclasses import dataclass
from typing import Protocol

from app.coding.codebook import Code
from app.knowledge.entries import Crosswalk, Entry
from app.knowledge.grouping.grouped import Why


class Crosswalks(Protocol):
    """What the code-book index knows about other books' codes."""

    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Return the imported crosswalks."""
        ...

    def mapped(self, source_book: str, code: str, target_book: str) -> Entry | None:
        """Return the target's entry of a source's code, None where the crosswalk has none."""
        ...


@dataclass(frozen=True, slots=True)
class BookReader:
    """Reads codes as codes of one book, or of any release of it (`ICD-10-CM` takes `ICD-10-CM 2026-04`)."""

    book: str
    crosswalks: Crosswalks | None = None

    def read(self, code: Code) -> str | Why:
        """Return the code in the reader's book, or why it cannot be read there."""
        if code.book.startswith(self.book):
            return code.code
        for walk in self.crosswalks.crosswalks() if self.crosswalks else ():
            if walk.source == code.book and walk.target.startswith(self.book):
                entry = self.crosswalks.mapped(walk.source, code.code, walk.target) if self.crosswalks else None
                return entry.code.code if entry else Why.UNMAPPED
        return Why.OTHER_BOOK


def dotless(code: str) -> str:
    """Write a code as drgpy and msdrg need it: upper case, without dot and blanks (`j18.9` gives no group)."""
    return "".join(code.split()).replace(".", "").upper()
