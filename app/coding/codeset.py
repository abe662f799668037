"""The codes of one stay: principal, ordered others with 入院病情, and procedures."""

from dataclasses import dataclass, field
from enum import IntEnum

from app.coding.codebook import Code


class OnAdmission(IntEnum):
    """入院病情 of the face sheet (present on admission)."""

    PRESENT = 1
    CLINICALLY_UNDETERMINED = 2
    UNKNOWN = 3
    ABSENT = 4


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """One coded diagnosis."""

    code: Code
    on_admission: OnAdmission | None = None


@dataclass(frozen=True, slots=True)
class Procedure:
    """One coded procedure: held and exported, not suggested yet."""

    code: Code
    on: str = ""


@dataclass(frozen=True, slots=True)
class CodeSet:
    """Principal and ordered others; the metric compares others as a set."""

    principal: Diagnosis | None = None
    others: tuple[Diagnosis, ...] = ()
    procedures: tuple[Procedure, ...] = field(default=())

    @property
    def principal_code(self) -> str | None:
        """Return the principal's code, None when there is none."""
        return self.principal.code.code if self.principal else None

    @property
    def other_codes(self) -> frozenset[str]:
        """Return the codes of the others as a set."""
        return frozenset(diagnosis.code.code for diagnosis in self.others)
