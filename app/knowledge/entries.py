"""What the code-book index holds, as values: books, entries, notes, crosswalks, and what an import found."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.coding.codebook import Code
from app.coding.language import Language
from app.coding.record import Sex


class Kind(StrEnum):
    """What a row of a code table is."""

    CODE = "code"
    """An ordinary code."""
    HEADING = "heading"
    """A chapter, block, category or subcategory that is not coded itself."""
    PAIR = "pair"
    """Dagger and asterisk in one row (A01.001†K77.0*)."""
    ASTERISK = "asterisk"
    """A manifestation code, never valid on its own (D63.0*; WHO ICD-10 vol. 2 §3.1.3)."""
    MORPHOLOGY = "morphology"
    """A tumour's morphology (M80000/0)."""
    GLUED = "glued"
    """Two codes written as one (C22.101M81600/3)."""


class NoteKind(StrEnum):
    """Instructional notes of a tabular list."""

    INCLUDES = "includes"
    INCLUSION_TERM = "inclusion_term"
    EXCLUDES1 = "excludes1"
    EXCLUDES2 = "excludes2"
    CODE_FIRST = "code_first"
    USE_ADDITIONAL = "use_additional"
    CODE_ALSO = "code_also"
    SEVENTH = "seventh"
    REMARK = "remark"


@dataclass(frozen=True, slots=True)
class BookInfo:
    """A code book in the index. Its id carries title and version (国家临床版2.0), so a code's book names both."""

    book_id: str
    title: str
    version: str
    language: Language
    source: str
    """Where it came from: a file's name, or a package and its release."""
    sha256: str
    imported_at: str
    rows: int


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a book."""

    code: Code
    kind: Kind = Kind.CODE
    leaf: bool = True
    """Whether it is coded itself (billable), rather than only one of its children."""
    parent: str | None = None
    sex: Sex | None = None
    age_from: int | None = None
    """Youngest age in whole years it applies to."""
    age_to: int | None = None
    flags: frozenset[str] = field(default_factory=frozenset[str])
    """Marks: `grey` (灰码, not for settlement), `cc`, `mcc`, its own; `derived`: a heading named after its codes."""


@dataclass(frozen=True, slots=True)
class Note:
    """One instructional note; `origin` is the code that carries it, an ancestor when it is inherited."""

    kind: NoteKind
    text: str
    codes: tuple[str, ...]
    """Codes, stems (I21.-) and ranges (I20-I25) the note refers to."""
    origin: str


@dataclass(frozen=True, slots=True)
class Crosswalk:
    """A map from one book to another; many to one, and never to be inverted."""

    source: str
    target: str
    rows: int
    imported_at: str


@dataclass(frozen=True, slots=True)
class Finding:
    """Something an import noticed about a row."""

    row: int
    what: str
    """A key of the report: duplicate, malformed, shared_name, unknown_code, number_as_code, …"""
    text: str
    """The row's own words, to find it again."""


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import read, kept and refused; `counts` has every key with how often."""

    book_id: str
    rows: int
    kept: int
    counts: dict[str, int]
    findings: tuple[Finding, ...]
    """The first rows of each key; the whole list would be longer than anybody reads."""
