"""What a coder does to a stay's codes: acts, actors and reasons, each decision whole enough to replay."""

from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.scope import Task


class Act(StrEnum):
    """A coder's act; UNDO names the decision it takes back, and undoing an UNDO is a redo."""

    ACCEPT = "accept"
    REJECT = "reject"
    REPLACE = "replace"
    ADD = "add"
    PROMOTE = "promote"
    REORDER = "reorder"
    UNDO = "undo"
    FINISH = "finish"
    REOPEN = "reopen"


class Role(StrEnum):
    """In which role somebody acts."""

    CODER = "coder"
    REVIEWER = "reviewer"
    EXPERT = "expert"


class RejectReason(StrEnum):
    """Why a candidate was not taken: one key each, and the trainer's best labels."""

    NO_EVIDENCE = "no_evidence"
    HISTORY = "history"
    RULED_OUT = "ruled_out"
    NOT_TREATED = "not_treated"
    LESS_SPECIFIC = "less_specific"
    DUPLICATE = "duplicate"
    RULE = "rule"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts."""

    name: str
    role: Role = Role.CODER


@dataclass(frozen=True, slots=True)
class Decision:
    """One act on one record.

    `code` is what the act is about; `replaced` what REPLACE takes out; `order` the others' codes after REORDER;
    `undoes` the decision_id UNDO takes back; `suggestion_id` the suggestion that was on screen. `decision_id` is 0
    until the store has numbered it.
    """

    record_id: str
    act: Act
    actor: Actor
    at: datetime
    task: Task | None = None
    code: Code | None = None
    replaced: Code | None = None
    on_admission: OnAdmission | None = None
    order: tuple[str, ...] = ()
    reason: RejectReason | None = None
    note: str = ""
    undoes: int | None = None
    suggestion_id: int | None = None
    decision_id: int = field(default=0)
