"""What a rewrite must keep, where it stands, and how two texts differ in it."""

from dataclasses import dataclass
from enum import StrEnum


class Sort(StrEnum):
    """What kind of fact differs."""

    NUMBER = "number"
    DATE = "date"
    SIDE = "side"
    NEGATION = "negation"
    DRUG = "drug"
    DIAGNOSIS = "diagnosis"


class Change(StrEnum):
    """How it differs: only the original has it, only the rewrite has it, or it has become another."""

    LOST = "lost"
    ADDED = "added"
    CHANGED = "changed"


@dataclass(frozen=True, slots=True, order=True)
class Place:
    """A span of a record; start and end count code points within the section's text."""

    section: str
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Difference:
    """One fact that the rewrite does not keep; `what` gives the records' own words, `was → is` where it changed."""

    kind: Sort
    what: str
    change: Change
    in_original: Place | None = None
    in_rewrite: Place | None = None
