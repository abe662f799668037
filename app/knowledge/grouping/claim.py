"""A code set and a patient become a claim: what drgpy is given, each of its defaults stated instead of taken."""

import re
from dataclasses import dataclass, replace

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.record import Disposition, Patient, Sex
from app.knowledge.grouping.engine import Engine, is_external_cause, known_diagnosis
from app.knowledge.grouping.grouped import Reason, Unused, Why
from app.knowledge.grouping.reading import BookReader, dotless

_POA = {
    OnAdmission.PRESENT: "Y",
    OnAdmission.CLINICALLY_UNDETERMINED: "W",
    OnAdmission.UNKNOWN: "U",
    OnAdmission.ABSENT: "N",
}
"""入院病情 as the indicator of UB-04 (Y yes, W clinically undetermined, U documentation insufficient, N no)."""
_STATUS = {
    Disposition.HOME: "01",
    Disposition.TRANSFER: "02",
    Disposition.COMMUNITY: "03",
    Disposition.AGAINST_ADVICE: "07",
    Disposition.DIED: "20",
    Disposition.OTHER: "01",
}
"""离院方式 as the nearest discharge status of UB-04; the grouper tells only 07 and death from the rest."""
_GENDER = {Sex.MALE: "M", Sex.FEMALE: "F"}
_PROCEDURE = re.compile(r"[0-9A-HJ-NP-Z]{7}")
"""An ICD-10-PCS code has seven characters, without I and O."""


@dataclass(frozen=True, slots=True)
class Read:
    """One diagnosis as the grouper reads it; `plain` is empty where it cannot be read, and `why` says why."""

    code: Code
    plain: str = ""
    poa: str = "Y"
    why: Why | None = None

    @property
    def usable(self) -> bool:
        """Tell whether the grouper can be given it."""
        return self.why is None


@dataclass(frozen=True, slots=True)
class Claim:
    """What is grouped: the principal, the others in the coder's order, procedures and the patient's facts."""

    principal: Read | None
    others: tuple[Read, ...]
    procedures: tuple[str, ...]
    gender: str | None
    alive: bool
    status: str
    unused: tuple[Unused, ...] = ()

    def without(self, other: Read) -> "Claim":
        """Return the claim without one of its other diagnoses."""
        return replace(self, others=tuple(read for read in self.others if read is not other))

    def led_by(self, other: Read) -> "Claim":
        """Return the claim with one of its other diagnoses as the principal, the old one first of the others."""
        first = (self.principal,) if self.principal else ()
        return replace(self, principal=other, others=(*first, *(read for read in self.others if read is not other)))

    def ended(self, *, alive: bool, status: str) -> "Claim":
        """Return the claim with the stay ended in another way."""
        return replace(self, alive=alive, status=status)

    def drg(self, engine: Engine, gender: str) -> str:
        """Group the claim for one sex; `000` is no group. Raises nothing; the principal must be usable."""
        assert self.principal is not None  # noqa: S101  `refused` is asked first
        reads = [self.principal, *(read for read in self.others if read.usable)]
        diagnoses = [read.plain for read in reads]
        poa = {read.plain: read.poa for read in reversed(reads)}
        return engine.get_drg(diagnoses, list(self.procedures), gender, self.alive, poa, self.status)

    def refused(self) -> Reason | None:
        """Return why the claim cannot be grouped at all, None when it can."""
        if self.principal is None:
            return Reason.NO_PRINCIPAL
        if self.principal.why in {Why.OTHER_BOOK, Why.UNMAPPED}:
            return Reason.PRINCIPAL_OTHER_BOOK
        if not self.principal.usable:
            return Reason.PRINCIPAL_UNKNOWN
        return Reason.CANNOT_BE_PRINCIPAL if is_external_cause(self.principal.plain) else None


def read_claim(codes: CodeSet, patient: Patient, engine: Engine, reader: BookReader) -> Claim:
    """Read a code set as one claim; what cannot be used is kept with the reason and never given to the grouper.

    Death is stated twice (drgpy's `is_alive` and the status: the status alone changes nothing).
    """
    principal = _read(codes.principal, engine, reader) if codes.principal else None
    seen = {principal.plain} if principal else set[str]()
    others: list[Read] = []
    for diagnosis in codes.others:
        read = _read(diagnosis, engine, reader)
        if not read.usable or read.plain not in seen:
            others.append(read)
        seen.add(read.plain)
    taken, unused = _procedures(codes)
    died = patient.disposition is Disposition.DIED
    return Claim(
        principal=principal,
        others=tuple(others),
        procedures=taken,
        gender=_GENDER[patient.sex] if patient.sex else None,
        alive=not died,
        status=_STATUS[patient.disposition or Disposition.HOME],
        unused=unused,
    )


def _read(diagnosis: Diagnosis, engine: Engine, reader: BookReader) -> Read:
    read = reader.read(diagnosis.code)
    if isinstance(read, Why):
        return Read(diagnosis.code, why=read)
    plain = dotless(read)
    if not known_diagnosis(engine, plain):
        return Read(diagnosis.code, plain, why=Why.UNKNOWN_CODE)
    return Read(diagnosis.code, plain, _POA[diagnosis.on_admission] if diagnosis.on_admission else "Y")


def _procedures(codes: CodeSet) -> tuple[tuple[str, ...], tuple[Unused, ...]]:
    """Take the procedures that are ICD-10-PCS by form: which of them are operations the grouper knows itself."""
    taken: dict[str, None] = {}
    unused: list[Unused] = []
    for procedure in codes.procedures:
        plain = dotless(procedure.code.code)
        if _PROCEDURE.fullmatch(plain):
            taken[plain] = None
        else:
            unused.append(Unused(procedure.code, Why.OTHER_BOOK))
    return tuple(taken), tuple(unused)
