"""One rule as data: what it asks of which codes, how grave that is, in which words, and from which clause."""

from dataclasses import dataclass, field
from enum import StrEnum

from app.coding.record import Sex
from app.knowledge.edits.edit import Level
from app.knowledge.edits.patterns import Patterns


class Kind(StrEnum):
    """What a rule asks; a site's own rules may be of the first seven kinds."""

    EXCLUSIVE = "exclusive"
    NEEDS_COMPANION = "needs_companion"
    PRINCIPAL_FORBIDDEN = "principal_forbidden"
    COMBINATION = "combination"
    SEX = "sex"
    AGE = "age"
    ADVICE = "advice"
    FORM = "form"
    PRINCIPAL_MISSING = "principal_missing"
    DUPLICATE = "duplicate"
    PRINCIPAL_AGAIN = "principal_again"
    MIXED_BOOKS = "mixed_books"
    UNKNOWN_CODE = "unknown_code"
    HEADING = "heading"
    GREY = "grey"
    UNMAPPED = "unmapped"
    ASTERISK_PRINCIPAL = "asterisk_principal"
    ASTERISK_ALONE = "asterisk_alone"
    ASTERISK_UNCHECKED = "asterisk_unchecked"
    ABSENT_PRINCIPAL = "absent_principal"
    ENTRY_SEX = "entry_sex"
    ENTRY_AGE = "entry_age"
    DATES = "dates"
    PROCEDURE_DUPLICATE = "procedure_duplicate"
    PROCEDURE_DATE = "procedure_date"
    INCIDENTAL = "incidental"
    SEQUENCE = "sequence"
    EXCLUDES1 = "excludes1"
    MANIFESTATION_PRINCIPAL = "manifestation_principal"
    MANIFESTATION_ALONE = "manifestation_alone"
    CODE_FIRST = "code_first"
    CODE_FIRST_ORDER = "code_first_order"
    SEVENTH = "seventh"
    LATERALITY_UNSPECIFIED = "laterality_unspecified"
    LATERALITY_BILATERAL = "laterality_bilateral"
    LATERALITY_BOTH = "laterality_both"


SITE_KINDS = frozenset(tuple(Kind)[:7])


class Where(StrEnum):
    """Which codes a rule looks at."""

    ANY = "any"
    PRINCIPAL = "principal"
    OTHERS = "others"


class Version(StrEnum):
    """On which version of a code a rule runs: 医保20号文 speaks of settlement codes, 24号文 of the face sheet's."""

    OWN = "own"
    SETTLEMENT = "settlement"


class Target(StrEnum):
    """Which place an edit of the rule leads to."""

    CODE = "code"
    """Wherever the code stands."""
    OTHER_CODE = "other_code"
    """Wherever the code stands that the first one conflicts with."""
    PRINCIPAL = "principal"
    ON_ADMISSION = "on_admission"
    PATIENT_SEX = "patient_sex"
    PATIENT_AGE = "patient_age"
    DATES = "dates"
    PROCEDURE = "procedure"


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameters:
    """What a kind needs to know; a kind reads only its own."""

    codes: Patterns = field(default_factory=Patterns)
    unless: Patterns = field(default_factory=Patterns)
    """Codes that are not meant although `codes` reaches them."""
    others: Patterns = field(default_factory=Patterns)
    """The other side: companions, definite diagnoses, what should stand later."""
    others_unless: Patterns = field(default_factory=Patterns)
    groups: tuple[Patterns, ...] = ()
    where: Where = Where.ANY
    sex: Sex | None = None
    """The sex the codes are for."""
    age_from: int | None = None
    age_to: int | None = None
    arisen: bool = False
    """Whether what arose in the stay (入院病情 4) counts as one of `codes`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """One rule; `books` names languages (zh, en) or beginnings of book ids, none meaning all."""

    rule_id: str
    kind: Kind
    level: Level
    zh: str
    en: str
    clause: str
    verified: bool
    place: Target = Target.CODE
    books: tuple[str, ...] = ()
    not_books: tuple[str, ...] = ()
    version: Version = Version.OWN
    parameters: Parameters = field(default_factory=Parameters)
