"""What an import is given: the rows of a table as its reader understood them, and what book they make."""

from collections.abc import Callable
from dataclasses import dataclass, field

from app.coding.record import Sex
from app.knowledge.entries import Language

OnProgress = Callable[[int], None]
"""Hears how many rows are done; what it raises stops the import and leaves the old book as it was."""


@dataclass(frozen=True, slots=True)
class TableRow:
    """One row of a code table; `number` is its place in the file, 1-based as a spreadsheet counts."""

    number: int
    code: str
    name: str
    pinyin: str = ""
    aliases: tuple[str, ...] = ()
    sex: Sex | None = None
    age_from: int | None = None
    age_to: int | None = None
    flags: frozenset[str] = field(default_factory=frozenset[str])
    definition: str = ""
    category: str = ""
    """The name of the 3-character category, where the table has a column for it (类目名称)."""
    subcategory: str = ""
    """The name of the 4-character subcategory (亚目名称)."""


@dataclass(frozen=True, slots=True)
class CrosswalkRow:
    """One row of a map between two books."""

    number: int
    source: str
    target: str


@dataclass(frozen=True, slots=True)
class BookDescription:
    """What a table is: its title and version make the book's id."""

    title: str
    version: str
    language: Language
    source: str
    sha256: str

    @property
    def book_id(self) -> str:
        """Join title and version (国家临床版2.0, ICD-10-CM 2026-04)."""
        blank = " " if self.title[-1:].isascii() and self.title and self.version else ""
        return f"{self.title}{blank}{self.version}"
