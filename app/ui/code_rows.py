"""A case becomes the rows of the code list: assigned above suggested above possible, each with its state."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from enum import StrEnum

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.completion import Source
from app.coding.decision import RejectReason
from app.coding.evidence import Evidence
from app.coding.scope import Task
from app.coding.suggest import Candidate, Suggestion, Tier
from app.review.decide import CaseState


class Group(StrEnum):
    """The three parts of the list, in the order they stand."""

    ASSIGNED = "assigned"
    SUGGESTED = "suggested"
    POSSIBLE = "possible"


class Standing(StrEnum):
    """How a row stands."""

    OPEN = "open"
    PRINCIPAL = "principal"
    OTHER = "other"
    REJECTED = "rejected"
    PROVISIONAL = "provisional"


@dataclass(frozen=True, slots=True)
class Counterpart:
    """What the second book has for a code: its own code for it, or none."""

    book: str
    code: Code | None
    walked: bool = True
    """Whether there is a crosswalk that could know it."""


@dataclass(frozen=True, slots=True)
class Row:
    """One code in the list; `candidate` is None for a code that was added by hand."""

    group: Group
    standing: Standing
    code: Code
    task: Task
    source: Source
    candidate: Candidate | None = None
    on_admission: OnAdmission | None = None
    reason: RejectReason | None = None
    counterpart: Counterpart | None = None
    """None where no second book is chosen."""
    missing_from: str = ""
    """The book in force when it has not this code."""

    @property
    def evidence(self) -> tuple[Evidence, ...]:
        """Return the verified evidence of the row's candidate."""
        return self.candidate.evidence if self.candidate else ()

    @property
    def undecided(self) -> bool:
        """Say whether the coder still has to look at it."""
        return self.standing is Standing.OPEN


def rows_of(
    state: CaseState,
    suggestion: Suggestion | None,
    *,
    provisional: bool = False,
    counterpart: Callable[[Code], Counterpart | None] | None = None,
) -> tuple[Row, ...]:
    """List a case: its assigned codes (principal first), then what was suggested and is not assigned."""
    source = suggestion.model.source if suggestion else Source.MODEL
    candidates = _by_code(suggestion)
    rows: list[Row] = []
    if state.principal:
        code = state.principal.code
        rows.append(
            Row(
                Group.ASSIGNED,
                Standing.PRINCIPAL,
                code,
                Task.PRINCIPAL,
                source,
                candidates.get(code),
                state.principal.on_admission,
            )
        )
    rows.extend(
        Row(
            Group.ASSIGNED,
            Standing.OTHER,
            each.code,
            Task.OTHERS,
            source,
            candidates.get(each.code),
            each.on_admission,
        )
        for each in state.others
    )
    assigned = {row.code for row in rows}
    rows.extend(
        _candidate_row(candidate, state, source, provisional=provisional)
        for candidate in (suggestion.candidates if suggestion else ())
        if candidate.code not in assigned
    )
    if counterpart:
        rows = [replace(row, counterpart=counterpart(row.code)) for row in rows]
    return tuple(sorted(rows, key=lambda row: list(Group).index(row.group)))


def undecided(rows: tuple[Row, ...], group: Group = Group.SUGGESTED) -> tuple[Row, ...]:
    """Return the rows of a group that have no state yet."""
    return tuple(row for row in rows if row.group is group and row.undecided)


def _candidate_row(candidate: Candidate, state: CaseState, source: Source, *, provisional: bool) -> Row:
    group = Group.SUGGESTED if candidate.tier is Tier.SUGGESTED else Group.POSSIBLE
    rejected = _rejection(candidate, state)
    standing = Standing.PROVISIONAL if provisional else Standing.OPEN
    if rejected:
        standing = Standing.REJECTED
    reason = rejected[0] if rejected else None
    return Row(group, standing, candidate.code, candidate.task, source, candidate, None, reason)


def _rejection(candidate: Candidate, state: CaseState) -> tuple[RejectReason | None] | None:
    """Return the reason a candidate was rejected for, wrapped, or None when it was not rejected."""
    for key in ((candidate.task, candidate.code), (None, candidate.code)):
        if key in state.rejected:
            return (state.rejected[key],)
    return None


def _by_code(suggestion: Suggestion | None) -> dict[Code, Candidate]:
    found: dict[Code, Candidate] = {}
    for candidate in suggestion.candidates if suggestion else ():
        found.setdefault(candidate.code, candidate)
    return found
