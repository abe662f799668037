"""One hospital stay as text in sections, with the patient facts that edits and grouping need."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Self

from app.coding.errors import RecordError

SECTIONS_ZH: tuple[str, ...] = (
    "主诉",
    "现病史",
    "既往史",
    "个人史",
    "婚姻史",
    "家族史",
    "入院情况",
    "入院诊断",
    "诊疗经过",
    "出院情况",
    "出院医嘱",
)
"""The eleven text sections of a CCL25 Task 8 record, in reading order (病案标识 is the record_id)."""

SECTIONS_EN: tuple[str, ...] = (
    "Chief Complaint",
    "History of Present Illness",
    "Past Medical History",
    "Past Surgical History",
    "Medications on Admission",
    "Allergies",
    "Social History",
    "Family History",
    "Review of Systems",
    "Physical Exam",
    "Laboratory Data",
    "Imaging",
    "Admission Diagnoses",
    "Procedures",
    "Hospital Course",
    "Discharge Condition",
    "Discharge Diagnoses",
    "Discharge Medications",
    "Discharge Instructions",
)
"""The sections of an English discharge summary, in reading order."""


class Sex(StrEnum):
    """The patient's sex as the face sheet states it."""

    MALE = "male"
    FEMALE = "female"


class Disposition(StrEnum):
    """How the stay ended (离院方式 of the face sheet: 1, 2, 3, 4, 5, 9)."""

    HOME = "home"
    TRANSFER = "transfer"
    COMMUNITY = "community"
    AGAINST_ADVICE = "against_advice"
    DIED = "died"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Patient:
    """What a grouper or an edit asks about the patient; every fact may be missing."""

    sex: Sex | None = None
    age: int | None = None
    admitted: date | None = None
    discharged: date | None = None
    disposition: Disposition | None = None


@dataclass(frozen=True, slots=True)
class Section:
    """A named part of the record."""

    name: str
    text: str


@dataclass(frozen=True, slots=True)
class Record:
    """One hospital stay: its sections in reading order; offsets elsewhere count code points within a section."""

    record_id: str
    sections: tuple[Section, ...]
    patient: Patient = field(default_factory=Patient)

    def __post_init__(self) -> None:
        """Refuse a record without an id or with a section named twice."""
        if not self.record_id.strip():
            raise RecordError("A record has no record_id.", "Give every record its 病案标识.")
        names = [section.name for section in self.sections]
        if len(set(names)) != len(names):
            raise RecordError(f"Record {self.record_id} names a section twice.", "Join the two texts under one name.")

    @classmethod
    def of(cls, record_id: str, texts: Mapping[str, str], patient: Patient | None = None) -> Self:
        """Build a record from section texts, leaving out the empty ones and keeping their order."""
        kept = tuple(Section(name, text) for name, text in texts.items() if text.strip())
        return cls(record_id, kept, patient or Patient())

    def text(self, name: str) -> str:
        """Return the text of the section called name, empty when the record has none."""
        return next((section.text for section in self.sections if section.name == name), "")

    @property
    def length(self) -> int:
        """Count the characters of all sections."""
        return sum(len(section.text) for section in self.sections)
