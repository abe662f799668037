"""What was taken out of a record, and where words that stayed stand now: the result of de-identification."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.coding.record import Record


class Kind(StrEnum):
    """What an identifier is; earlier kinds win where two overlap."""

    ID_NUMBER = "id_number"
    BANK_CARD = "bank_card"
    PHONE = "phone"
    HOSPITAL_NUMBER = "hospital_number"
    """Admission, record, bed, examination and specimen numbers, and the record_id itself."""
    EMAIL = "email"
    ACCOUNT = "account"
    """WeChat, QQ, web addresses."""
    OTHER_NUMBER = "other_number"
    """A number too long to be a measurement."""
    HOSPITAL = "hospital"
    """Hospitals and wards."""
    ADDRESS = "address"
    NAME = "name"
    DATE = "date"
    AGE = "age"
    """An age over 89."""


FACE = ""
"""The section of what stands beside the text: record_id, patient facts, section names; offsets count in `was`."""


@dataclass(frozen=True, slots=True)
class Removed:
    """One replacement; start and end count code points of the section's text as it was."""

    kind: Kind
    section: str
    start: int
    end: int
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class Deidentified:
    """A record without what names its patient, and everything that was replaced, in reading order."""

    record: Record
    removed: tuple[Removed, ...]
    sections: Mapping[str, str]
    """What each section is called now."""

    def moved(self, section: str, start: int, end: int) -> tuple[str, int, int] | None:
        """Return where a span of the text as it was stands now, None when it touched something replaced."""
        shift = 0
        for each in self.removed:
            if each.section != section or section == FACE:
                continue
            if each.start < end and start < each.end:
                return None
            if each.end <= start:
                shift += len(each.now) - len(each.was)
        return (self.sections[section], start + shift, end + shift) if section in self.sections else None


@dataclass(frozen=True, slots=True)
class Known:
    """What a site knows to be identifying wherever it stands: people's names, places and hospitals, numbers."""

    names: tuple[str, ...] = ()
    hospitals: tuple[str, ...] = ()
    numbers: tuple[str, ...] = ()
