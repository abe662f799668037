"""Builders of what groupers are asked: code sets of ICD-10-CM codes, patients, and the reference table."""

from dataclasses import dataclass, field

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.record import Disposition, Patient, Sex

BOOK = "ICD-10-CM 2026-04"
MAN = Patient(Sex.MALE, 65, disposition=Disposition.HOME)
WOMAN = Patient(Sex.FEMALE, 30, disposition=Disposition.HOME)
DEAD = Patient(Sex.MALE, 65, disposition=Disposition.DIED)


def diagnosis(text: str, book: str = BOOK) -> Diagnosis:
    """Build a diagnosis from `code` or `code/N` (N: not present on admission; Y, W, U likewise)."""
    code, _, mark = text.partition("/")
    marks = {"Y": 1, "W": 2, "U": 3, "N": 4}
    return Diagnosis(Code(code, code, book), OnAdmission(marks[mark]) if mark else None)


def codes(text: str, procedures: str = "", book: str = BOOK) -> CodeSet:
    """Build a code set from codes between blanks, the principal first."""
    first, *rest = (diagnosis(each, book) for each in text.split())
    return CodeSet(first, tuple(rest), tuple(Procedure(Code(p, p, "ICD-10-PCS")) for p in procedures.split()))


@dataclass(frozen=True)
class Case:
    """One row of the reference table: codes, procedures, patient, the group of v43.1."""

    diagnoses: str
    drg: str
    procedures: str = ""
    patient: Patient = field(default=MAN)

    def __str__(self) -> str:
        ended = " died" if self.patient.disposition is Disposition.DIED else ""
        return f"{self.diagnoses} {self.procedures}{ended}"


REFERENCE = (
    Case("I21.4", "282"),
    Case("I21.4 N17.9", "281"),
    Case("I21.4 J96.01", "280"),
    Case("I21.4", "285", patient=DEAD),
    Case("I21.4 J96.01", "283", patient=DEAD),
    Case("J44.1", "192"),
    Case("J44.1 N17.9", "191"),
    Case("J44.1 J96.01", "190"),
    Case("J44.1 J44.0", "192"),
    Case("I11.0 I50.21", "291"),
    Case("A41.9", "872"),
    Case("A41.9 R65.20", "872"),
    Case("A41.9 R65.20 J18.9", "871"),
    Case("J18.9", "195"),
    Case("J18.9 L89.153", "193"),
    Case("J18.9 L89.153/N", "195"),
    Case("N39.0", "690"),
    Case("I63.9", "066"),
    Case("I63.9 N17.9", "065"),
    Case("E10.10", "639"),
    Case("S72.001A", "522", "0SRR01Z"),
    Case("M17.11", "470", "0SRC0J9"),
    Case("K80.00", "419", "0FT44ZZ"),
    Case("I21.09", "322", "027034Z"),
    Case("I21.4 J96.01", "321", "027034Z"),
    Case("J96.01", "004", "0B110F4 5A1955Z"),
    Case("O80 Z37.0", "807", "10E0XZZ", WOMAN),
    Case("O34.211 Z37.0", "788", "10D00Z1", WOMAN),
    Case("Z38.00", "795", patient=Patient(Sex.FEMALE, 0, disposition=Disposition.HOME)),
    Case("F20.0", "885"),
    Case("F10.231", "897"),
    Case("K92.2", "379"),
    Case("K92.2 R57.1", "377"),
    Case("R07.9", "313"),
    Case("R55", "312"),
    Case("I48.91", "310"),
    Case("L03.115", "603"),
    Case("I20.0", "311"),
)
"""Groups of v43.1 that drgpy and CMS's own grouper agree on."""
