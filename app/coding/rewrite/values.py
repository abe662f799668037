"""The bad-case loop's values: a bad case, its variants, what filters and the expert said of them."""

import hashlib
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.coding.codeset import CodeSet
from app.coding.errors import ContractError
from app.coding.example import Example, Origin, to_json
from app.coding.record import Record

_SCORES = range(1, 6)
_SEAL = "2:"
"""What a seal begins with; an approval made before there were seals holds the hash of the texts alone."""


class Standing(StrEnum):
    """Where a variant stands with the expert."""

    PENDING = "pending"
    APPROVED = "approved"
    REJECTED = "rejected"


class RejectWhy(StrEnum):
    """Why an expert turns a variant down."""

    MEANING_CHANGED = "meaning_changed"
    NEW_FACT = "new_fact"
    LOST_FACT = "lost_fact"
    IMPLAUSIBLE = "implausible"
    WRONG_CODES = "wrong_codes"
    LEAKS_IDENTITY = "leaks_identity"


class Judge(StrEnum):
    """Who judged a variant before the expert: what must not change, the SFT model, the policy."""

    GUARD = "guard"
    SFT = "sft"
    POLICY = "policy"


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one filter said of a variant; `score` is the share of its samples that agreed (0 to 1).

    A stale verdict was given for the text before the expert mended it.
    """

    by: Judge
    passed: bool
    why: str = ""
    score: float | None = None
    stale: bool = False


@dataclass(frozen=True, slots=True)
class Variant:
    """One rewrite of a bad case with the same codes; its example has origin VARIANT and its parent's group.

    `round` and `batch` are its case's.
    """

    variant_id: str
    case_id: str
    round: int
    example: Example
    rewriter: str
    seed: int
    verdicts: tuple[Verdict, ...] = ()
    batch: str = ""

    def __post_init__(self) -> None:
        """Refuse a variant that does not say what it was rewritten from, or that folds could part from it."""
        if not self.variant_id.strip():
            raise ContractError(f"A variant of {self.case_id} has no variant_id.", "Give every variant its own.")
        if self.example.origin is not Origin.VARIANT or self.example.parent_id != self.case_id:
            raise ContractError(
                f"Variant {self.variant_id} does not name {self.case_id} as what it was rewritten from.",
                "Its example needs origin variant and the case's id as parent_id.",
            )
        if not self.example.group:
            raise ContractError(
                f"Variant {self.variant_id} has no group: folds could part it from its case.",
                "Give it the group of its case, or the case's id.",
            )

    @property
    def passed(self) -> bool:
        """Say whether every filter let it pass: as it was handed over, where the expert has mended it since."""
        return all(verdict.passed for verdict in self.verdicts)

    @property
    def stale(self) -> bool:
        """Say whether a verdict is of the text before the expert mended it."""
        return any(verdict.stale for verdict in self.verdicts)

    @property
    def text_hash(self) -> str:
        """Return the hash of its texts."""
        return text_hash(self.example.record)

    @property
    def seal(self) -> str:
        """Return the hash an approval is given for: of all that is learned from it, not of its texts alone."""
        return seal(self.example)


@dataclass(frozen=True, slots=True)
class BadCase:
    """An example that the named model gets wrong, and what it predicted in this round (a correction has round 0).

    `batch` tells what was handed over together from the same round of another loop; empty in files of before.
    """

    example: Example
    predicted: CodeSet
    model: str
    round: int
    batch: str = ""

    @property
    def case_id(self) -> str:
        """Return the original's id."""
        return self.example.example_id


@dataclass(frozen=True, slots=True)
class Approval:
    """What the expert said of a variant: who, when (ISO 8601, UTC), how close in meaning (1 to 5), why not.

    It holds for the variant with this seal; one that was given before there were seals names the hash of its texts.
    """

    variant_id: str
    case_id: str
    standing: Standing
    reviewer: str
    at: str
    score: int | None
    why: RejectWhy | None
    note: str
    seal: str

    def __post_init__(self) -> None:
        """Refuse an approval that says nothing, or by nobody, or at no time."""
        if self.standing is Standing.PENDING:
            raise ContractError(f"Variant {self.variant_id} is still pending.", "Approve or reject it first.")
        if (self.standing is Standing.REJECTED) != (self.why is not None):
            raise ContractError(
                f"Variant {self.variant_id}: a rejection says why, an approval does not.", "Give the reason."
            )
        if self.score is not None and self.score not in _SCORES:
            raise ContractError(f"Variant {self.variant_id}: {self.score} is no score.", "A score is 1 to 5.")
        if not self.reviewer.strip():
            raise ContractError(f"Nobody is named for variant {self.variant_id}.", "Name the reviewer.")
        _time(self.at)

    def holds_for(self, variant: Variant) -> bool:
        """Say whether a variant is still what it was given for."""
        return self.seal == (variant.seal if self.seal.startswith(_SEAL) else variant.text_hash)


Case = tuple[BadCase, Sequence[Variant]]
"""A bad case with its variants."""


def text_hash(record: Record) -> str:
    """Hash a record's sections, names and texts in reading order, as SHA-256 in hexadecimal."""
    sections = [[section.name, section.text] for section in record.sections]
    return hashlib.sha256(json.dumps(sections, separators=(",", ":")).encode()).hexdigest()


def seal(example: Example) -> str:
    """Hash a whole example: texts in reading order, codes, scope, facts about the patient, spans and reasons."""
    sections = [[section.name, section.text] for section in example.record.sections]
    content = json.dumps({**to_json(example), "sections": sections}, separators=(",", ":"), sort_keys=True)
    return _SEAL + hashlib.sha256(content.encode()).hexdigest()


def _time(at: str) -> None:
    try:
        moment = datetime.fromisoformat(at)
    except ValueError as error:
        raise ContractError(f"{at!r} is no time.", "Times are ISO 8601 in UTC.") from error
    if moment.tzinfo is None:
        raise ContractError(f"{at!r} is no time.", "Times are ISO 8601 in UTC.")
