"""What is delivered for one record, and the stamp an export carries."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.completion import ModelInfo
from app.coding.decision import Actor
from app.coding.evidence import Evidence
from app.coding.record import Record
from app.coding.scope import Task
from app.coding.suggest import Suggestion
from app.coding.versions import Versions


class Status(StrEnum):
    """Whether a code set is only suggested or a coder's final one."""

    SUGGESTED = "suggested"
    FINAL = "final"


@dataclass(frozen=True, slots=True)
class Stamp:
    """When and from what an export was made; `audit_head` anchors the store's audit chain outside it."""

    exported_at: datetime
    software: str
    audit_head: str = ""


@dataclass(frozen=True, slots=True)
class SecondBook:
    """The codes of another book beside those delivered; a code the crosswalk has none for is not in `codes`."""

    book: str
    codes: Mapping[Code, Code] = field(default_factory=dict[Code, Code])


@dataclass(frozen=True, slots=True, kw_only=True)
class DeliveredCase:
    """One record's code set with its provenance; `evidence` is keyed by code."""

    record: Record
    codeset: CodeSet
    status: Status
    suggestion: Suggestion | None = None
    evidence: Mapping[str, tuple[Evidence, ...]] = field(default_factory=dict[str, tuple[Evidence, ...]])
    actor: Actor | None = None
    finished_at: datetime | None = None
    second: SecondBook | None = None
    """None where no second book is chosen."""

    @property
    def rationale(self) -> Mapping[Task, str]:
        """Return the model's stated reason per task, empty without a suggestion."""
        return self.suggestion.rationale if self.suggestion else {}

    @property
    def model(self) -> ModelInfo | None:
        """Return the model that suggested, None when nothing was suggested."""
        return self.suggestion.model if self.suggestion else None

    @property
    def versions(self) -> Versions | None:
        """Return the contract's versions of the suggestion."""
        return self.suggestion.versions if self.suggestion else None

    @property
    def books(self) -> tuple[str, ...]:
        """Name the code books that the delivered codes come from."""
        return tuple(dict.fromkeys(diagnosis.code.book for diagnosis in self.diagnoses))

    @property
    def diagnoses(self) -> tuple[Diagnosis, ...]:
        """Return principal and others in order."""
        return (*((self.codeset.principal,) if self.codeset.principal else ()), *self.codeset.others)

    def counterpart(self, code: Code) -> Code | None:
        """Return a code's counterpart in the second book, None where there is none."""
        return self.second.codes.get(code) if self.second else None

    def votes(self, code: str) -> int:
        """Return how many votes (0–3) the suggestion gave a code."""
        candidates = self.suggestion.candidates if self.suggestion else ()
        return max((each.votes for each in candidates if each.code.code == code), default=0)


def suggested_case(suggestion: Suggestion, record: Record) -> DeliveredCase:
    """Deliver what was suggested and nobody has decided on yet."""
    principal = Diagnosis(suggestion.principal.code) if suggestion.principal else None
    others = tuple(Diagnosis(candidate.code) for candidate in suggestion.others)
    return DeliveredCase(
        record=record,
        codeset=CodeSet(principal, others),
        status=Status.SUGGESTED,
        suggestion=suggestion,
        evidence=_evidence(suggestion),
    )


def final_case(
    record: Record, codeset: CodeSet, suggestion: Suggestion | None, actor: Actor, finished_at: datetime
) -> DeliveredCase:
    """Deliver a coder's final code set with the evidence the suggestion had verified for its codes."""
    return DeliveredCase(
        record=record,
        codeset=codeset,
        status=Status.FINAL,
        suggestion=suggestion,
        evidence=_evidence(suggestion) if suggestion else {},
        actor=actor,
        finished_at=finished_at,
    )


def _evidence(suggestion: Suggestion) -> dict[str, tuple[Evidence, ...]]:
    """Collect each code's evidence once, in reading order of the candidates."""
    collected: dict[str, dict[Evidence, None]] = {}
    for candidate in suggestion.candidates:
        collected.setdefault(candidate.code.code, {}).update(dict.fromkeys(candidate.evidence))
    return {code: tuple(evidence) for code, evidence in collected.items()}
