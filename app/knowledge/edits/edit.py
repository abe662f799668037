"""What a rule found wrong with a code set: how grave it is, in words, and the place to mend."""

from dataclasses import dataclass
from enum import StrEnum

from app.coding.codebook import Code


class Level(StrEnum):
    """How grave an edit is, gravest first; only an error blocks finishing."""

    ERROR = "error"
    CRITICAL = "critical"
    WARNING = "warning"
    NOTICE = "notice"
    INFORMATION = "information"
    OFF = "off"

    @property
    def rank(self) -> int:
        """Return 0 for the gravest, 5 for off."""
        return tuple(Level).index(self)


class PlaceField(StrEnum):
    """Which part of the face sheet is to be mended."""

    PRINCIPAL = "principal"
    OTHER = "other"
    ON_ADMISSION = "on_admission"
    PATIENT_SEX = "patient_sex"
    PATIENT_AGE = "patient_age"
    DATES = "dates"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True)
class Place:
    """Where to go: a field, and the code it belongs to when it belongs to one."""

    field: PlaceField
    code: Code | None = None


@dataclass(frozen=True, slots=True)
class Edit:
    """One finding of one rule, in both languages; `clause` is its source, `verified` whether that was checked."""

    rule_id: str
    level: Level
    text_zh: str
    text_en: str
    clause: str
    verified: bool
    place: Place
    codes: tuple[Code, ...]

    def text(self, language: str) -> str:
        """Return the text in Chinese for zh and zh_CN, in English for anything else."""
        return self.text_zh if language.startswith("zh") else self.text_en

    @property
    def blocks(self) -> bool:
        """Return whether the stay cannot be finished with it."""
        return self.level is Level.ERROR
