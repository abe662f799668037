"""What grouping gives, as values: a group, why it is that one, what it would be otherwise; a grouper's protocol.

Nothing here is ordered by weight: alternatives stand in the order of the coder's codes.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.coding.record import Patient


class Level(StrEnum):
    """What a code weighs as another diagnosis (CC: complication or comorbidity; MCC: a major one)."""

    MCC = "mcc"
    CC = "cc"
    NONE = "none"


class Why(StrEnum):
    """Why another diagnosis counts towards the severity of the group, or does not."""

    COUNTED = "counted"
    NO_LEVEL = "no_level"
    EXCLUDED_BY_PRINCIPAL = "excluded_by_principal"
    EXCLUDED_BY_GROUP = "excluded_by_group"
    NOT_ON_ADMISSION = "not_on_admission"
    ONLY_IF_ALIVE = "only_if_alive"
    UNKNOWN_CODE = "unknown_code"
    UNMAPPED = "unmapped"
    OTHER_BOOK = "other_book"


class Missing(StrEnum):
    """A fact that a grouper asks for and that is not there."""

    SEX = "sex"
    AGE = "age"
    DISPOSITION = "disposition"
    PROCEDURES = "procedures"
    ON_ADMISSION = "on_admission"


class Caveat(StrEnum):
    """What must be said beside the group."""

    ESTIMATE = "estimate"
    ALIVE_ASSUMED = "alive_assumed"
    DEPENDS_ON_DISPOSITION = "depends_on_disposition"
    AGE_NOT_USED = "age_not_used"
    NEWBORN = "newborn"
    OTHER_PERIOD = "other_period"
    NO_WEIGHTS = "no_weights"
    WEAK_ZONE = "weak_zone"
    SUPERSEDED = "superseded"
    TABLES_OF_THE_SITE = "tables_of_the_site"


class Reason(StrEnum):
    """Why there is no group, or why it is 999 (ungroupable)."""

    NO_PRINCIPAL = "no_principal"
    PRINCIPAL_UNKNOWN = "principal_unknown"
    PRINCIPAL_OTHER_BOOK = "principal_other_book"
    CANNOT_BE_PRINCIPAL = "cannot_be_principal"
    SEX_CONFLICT = "sex_conflict"
    SEX_NEEDED = "sex_needed"
    NO_GROUP = "no_group"
    NOT_COMPUTED = "not_computed"


class DrgKind(StrEnum):
    """Whether a group is medical or surgical."""

    MEDICAL = "medical"
    SURGICAL = "surgical"
    NEITHER = "neither"


@dataclass(frozen=True, slots=True)
class Carrier:
    """One other diagnosis: its level, whether it counts, and whether the group's severity rests on it."""

    code: Code
    level: Level
    counted: bool
    why: Why
    excluded_by: Code | None = None
    """The principal that keeps it from counting."""
    carries: bool = False
    """Whether it is one of the codes that reach the severity the group states."""
    read_as: str = ""
    """The code it was looked up by, in the grouper's own classification."""


@dataclass(frozen=True, slots=True)
class Unused:
    """A procedure that could not be given to the grouper."""

    code: Code
    why: Why


@dataclass(frozen=True, slots=True)
class Grouped:
    """The group of one code set. `drg` is None when none was computed; `reason` then says why."""

    scheme: str
    version: str
    drg: str | None
    title: str = ""
    mdc: str = ""
    kind: DrgKind = DrgKind.NEITHER
    weight: float | None = None
    """Relative weight of the version's own fiscal year; None where no table of that year is here."""
    gmlos: float | None = None
    """Geometric mean length of stay in days."""
    carriers: tuple[Carrier, ...] = ()
    missing: tuple[Missing, ...] = ()
    caveats: tuple[Caveat, ...] = ()
    reason: Reason | None = None
    unused: tuple[Unused, ...] = ()


@dataclass(frozen=True, slots=True)
class Alternative:
    """The group if one code were removed or were the principal; `grouped` states the group, and facts once only."""

    code: Code
    grouped: Grouped
    changed: bool
    also: tuple[Code, ...] = ()
    """Where nothing changes on removal although the code carries the severity: the others that carry it, too."""


@dataclass(frozen=True, slots=True)
class WhatIf:
    """Alternatives in the order of the coder's codes, never by weight."""

    removed: tuple[Alternative, ...] = ()
    principal: tuple[Alternative, ...] = ()


class Grouper(Protocol):
    """Groups code sets by one scheme in one version."""

    @property
    def scheme(self) -> str:
        """Name the scheme (MS-DRG, CHS-DRG)."""
        ...

    @property
    def version(self) -> str:
        """Name the version in force."""
        ...

    def load(self) -> None:
        """Read the tables now, which `group` would otherwise do when first asked."""
        ...

    def group(self, codes: CodeSet, patient: Patient) -> Grouped:
        """Group one code set; what is missing or wrong is said in the result and never raised."""
        ...

    def what_if(self, codes: CodeSet, patient: Patient) -> WhatIf:
        """Group it again without each other diagnosis, and with each as the principal."""
        ...
