"""A coder decides: suggestion + decisions → final code set, stored and audited in one transaction.

Each act is one function that returns what changed; one that is not possible raises ActRefusedError and stores nothing.
"""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypedDict, Unpack

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.decision import Act, Actor, Decision, RejectReason
from app.coding.record import Patient, Record
from app.coding.scope import Task
from app.coding.suggest import Candidate
from app.errors import InputError
from app.review.decide import CaseState, Effect, Refusal, after, effects, fold, refuse
from app.review.guard import Guard
from app.store.database import Store, now
from app.store.notes import Note
from app.store.suggestions import StoredSuggestion
from app.store.worklist import CaseStatus


class ActRefusedError(InputError):
    """An act that is not possible now; `refusal` is the key of why."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(refusal.message, refusal.advice)
        self.refusal = refusal


@dataclass(frozen=True, slots=True)
class Case:
    """One record on the screen: its text, the suggestion shown, what was decided, where that stands, its notes."""

    record: Record
    stored: StoredSuggestion | None
    decisions: tuple[Decision, ...]
    state: CaseState
    notes: tuple[Note, ...] = ()

    @property
    def open_candidates(self) -> tuple[Candidate, ...]:
        """Return the suggested candidates that are neither chosen nor rejected, in the suggestion's order."""
        if self.stored is None:
            return ()
        chosen = {diagnosis.code.code for diagnosis in self.state.others}
        if self.state.principal:
            chosen.add(self.state.principal.code.code)
        return tuple(
            candidate
            for candidate in self.stored.suggestion.candidates
            if candidate.code.code not in chosen
            and not {(candidate.task, candidate.code), (None, candidate.code)} & self.state.rejected.keys()
        )


@dataclass(frozen=True, slots=True)
class Changed:
    """The case after an act, the decision as stored, and what became of every code that moved."""

    case: Case
    decision: Decision
    effects: tuple[Effect, ...]


class _What(TypedDict, total=False):
    """What a decision says besides record, act, actor and time."""

    task: Task | None
    code: Code | None
    replaced: Code | None
    on_admission: OnAdmission | None
    order: tuple[str, ...]
    reason: RejectReason | None
    note: str
    undoes: int | None


class Session:
    """One actor's work on a store; use it on the store's thread."""

    def __init__(
        self, store: Store, actor: Actor, clock: Callable[[], datetime] = now, guard: Guard | None = None
    ) -> None:
        """Work as actor on an open store; clock gives the time of each decision, guard stands before finishing."""
        self._store = store
        self._actor = actor
        self._clock = clock
        self._guard = guard
        self._on_screen: dict[str, int | None] = {}

    def open(self, record_id: str) -> Case:
        """Show a record with its newest suggestion; raises StoreError when there is no such record."""
        stored = self._store.suggestions.latest(record_id)
        self._on_screen[record_id] = stored.suggestion_id if stored else None
        return self._case(record_id, stored, self._store.decisions.of(record_id))

    def accept(self, *, record_id: str, code: Code, task: Task) -> Changed:
        """Take a candidate as principal (the old one goes out) or as the last of the others."""
        return self._act(record_id, Act.ACCEPT, code=code, task=task)

    def reject(
        self, *, record_id: str, code: Code, task: Task | None, reason: RejectReason | None = None, note: str = ""
    ) -> Changed:
        """Turn a code down for one place, or for both (task None), taking it out if it stands there."""
        return self._act(record_id, Act.REJECT, code=code, task=task, reason=reason, note=note)

    def replace(self, *, record_id: str, out: Code, new: Code, on_admission: OnAdmission | None = None) -> Changed:
        """Put one code in another's place; it keeps the old one's 入院病情 unless one is given."""
        return self._act(record_id, Act.REPLACE, code=new, replaced=out, on_admission=on_admission)

    def set_on_admission(self, *, record_id: str, code: Code, on_admission: OnAdmission | None) -> Changed:
        """Set or clear a chosen code's 入院病情."""
        return self._act(record_id, Act.REPLACE, code=code, replaced=code, on_admission=on_admission)

    def add(self, *, record_id: str, code: Code, task: Task, on_admission: OnAdmission | None = None) -> Changed:
        """Take a code that was not suggested, from a code book or typed in."""
        return self._act(record_id, Act.ADD, code=code, task=task, on_admission=on_admission)

    def promote(self, *, record_id: str, code: Code) -> Changed:
        """Make one of the others the principal; the old principal becomes the first of the others."""
        return self._act(record_id, Act.PROMOTE, code=code, task=Task.PRINCIPAL)

    def reorder(self, *, record_id: str, order: Sequence[str]) -> Changed:
        """Put the others in this order; it names each of their codes once."""
        return self._act(record_id, Act.REORDER, order=tuple(order))

    def undo(self, *, record_id: str) -> Changed:
        """Take back the last act on the codes."""
        act = self._state(record_id).can_undo
        return self._act(record_id, Act.UNDO, undoes=act.decision_id if act else None)

    def redo(self, *, record_id: str) -> Changed:
        """Bring back the act taken back last."""
        return self._act(record_id, Act.UNDO, undoes=self._state(record_id).redo_undoes)

    def finish(self, *, record_id: str, note: str = "", confirmed: Collection[str] = ()) -> Changed:
        """Make the codes final; there must be a principal, no error, and no critical edit but those confirmed.

        `confirmed` are rule ids. Raises FinishBlockedError and ConfirmationNeededError.
        """
        return self._act(record_id, Act.FINISH, confirmed=confirmed, note=note)

    def reopen(self, *, record_id: str, note: str = "") -> Changed:
        """Take a finished record up again; what was final stays in the history."""
        return self._act(record_id, Act.REOPEN, note=note)

    def state_patient(self, *, record_id: str, patient: Patient) -> Case:
        """Put facts the coder states in place of the record's; not while it is finished."""
        with self._store.transaction():
            if self._state(record_id).finished:
                raise ActRefusedError(Refusal.FINISHED)
            self._store.records.enter_patient(record_id, patient, self._actor)
            return self._case(record_id, self._shown(record_id), self._store.decisions.of(record_id))

    def add_note(self, *, record_id: str, text: str) -> tuple[Note, ...]:
        """Keep a note on a record, finished or not, and return all of its notes, oldest first."""
        self._store.notes.add(record_id, text, self._actor)
        return self._store.notes.of(record_id)

    def _act(self, record_id: str, act: Act, confirmed: Collection[str] = (), **what: Unpack[_What]) -> Changed:
        """Check, store, audit and show one decision, all in one transaction."""
        with self._store.transaction():
            stored = self._shown(record_id)
            decisions = self._store.decisions.of(record_id)
            before = fold(decisions)
            shown = stored.suggestion_id if stored else None
            asked = Decision(record_id, act, self._actor, self._clock(), suggestion_id=shown, **what)
            refusal = refuse(before, asked)
            if refusal is not None:
                raise ActRefusedError(refusal)
            record = self._store.records.get(record_id)
            stood: tuple[str, ...] = ()
            if act is Act.FINISH and self._guard is not None:
                stood = self._guard(before.code_set, record.patient, confirmed)
            decision = self._store.decisions.append(asked, stood)
            state = after(before, decision)
            self._keep(decision, state, stored)
            case = Case(record, stored, (*decisions, decision), state, self._store.notes.of(record_id))
        return Changed(case, decision, effects(before.codes, state.codes))

    def _keep(self, decision: Decision, state: CaseState, stored: StoredSuggestion | None) -> None:
        """Bring the worklist and, at FINISH and REOPEN, the final code sets in step with a decision."""
        if decision.act is Act.FINISH:
            self._store.finals.put(decision, state.code_set, stored)
        elif decision.act is Act.REOPEN:
            self._store.finals.take_back(decision.record_id)
        self._store.worklist.show_case(
            decision.record_id,
            status=CaseStatus.FINISHED if state.finished else CaseStatus.IN_WORK,
            principal=state.principal.code if state.principal else None,
            others=len(state.others),
            owner=decision.actor.name,
            finished_at=decision.at if state.finished else None,
        )

    def _shown(self, record_id: str) -> StoredSuggestion | None:
        """Return the suggestion that is on screen: the one `open` showed, else the newest."""
        if record_id not in self._on_screen:
            return self._store.suggestions.latest(record_id)
        shown = self._on_screen[record_id]
        return None if shown is None else self._store.suggestions.get(shown)

    def _state(self, record_id: str) -> CaseState:
        return fold(self._store.decisions.of(record_id))

    def _case(self, record_id: str, stored: StoredSuggestion | None, decisions: tuple[Decision, ...]) -> Case:
        record, notes = self._store.records.get(record_id), self._store.notes.of(record_id)
        return Case(record, stored, decisions, fold(decisions), notes)
