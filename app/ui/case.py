"""The open case: every act is one operation on the store's thread, in the order the keys were pressed."""

from collections.abc import Callable, Collection
from dataclasses import replace
from functools import partial

from PySide6.QtCore import QObject, Signal

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.decision import RejectReason
from app.coding.record import Patient
from app.coding.scope import Task
from app.coding.suggest import Suggestion
from app.errors import DxDeskError
from app.review.session import Case, Changed, Session
from app.store.notes import Note
from app.ui.desk import Desk
from app.ui.in_turn import InTurn
from app.ui.jobs import Operation


class OpenCase(QObject):
    """Hold the open case and let the coder act on it; views listen to what changed."""

    opened = Signal(object)
    changed = Signal(object)
    noted = Signal(object)
    closed = Signal()
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.case: Case | None = None
        self._in_turn = InTurn()
        desk.reading.made.connect(self._keep)

    @property
    def record_id(self) -> str:
        """Return the open record, empty for none."""
        return self.case.record.record_id if self.case else ""

    @property
    def suggestion(self) -> Suggestion | None:
        """Return the stored suggestion of the open record."""
        return self.case.stored.suggestion if self.case and self.case.stored else None

    def open(self, record_id: str) -> None:
        """Open a record."""
        self._in_turn.drop()
        self._run(lambda session: session.open(record_id), self._opened)

    def reload(self) -> None:
        """Read the open record again."""
        if record_id := self.record_id:
            self._run(lambda session: session.open(record_id), self._reloaded)

    def when_idle(self, act: Callable[[], object]) -> None:
        """Do something once every act before it has been stored and shown, so that fast keys stay in order."""
        self._in_turn.when_idle(act)

    def accept(self, code: Code, task: Task) -> None:
        """Accept a candidate."""
        self._act(lambda session, record_id: session.accept(record_id=record_id, code=code, task=task))

    def reject(self, code: Code, task: Task, reason: RejectReason | None, note: str = "") -> None:
        """Reject a candidate, or take a chosen code out."""
        self._act(
            lambda session, record_id: session.reject(
                record_id=record_id, code=code, task=task, reason=reason, note=note
            )
        )

    def replace(self, out: Code, new: Code) -> None:
        """Put another code in place of one."""
        self._act(lambda session, record_id: session.replace(record_id=record_id, out=out, new=new))

    def add(self, code: Code, task: Task) -> None:
        """Add a code that was not suggested."""
        self._act(lambda session, record_id: session.add(record_id=record_id, code=code, task=task))

    def promote(self, code: Code) -> None:
        """Make a code the principal diagnosis."""
        self._act(lambda session, record_id: session.promote(record_id=record_id, code=code))

    def state_on_admission(self, code: Code, value: OnAdmission | None) -> None:
        """State a code's 入院病情, or take it away."""
        self._act(
            lambda session, record_id: session.set_on_admission(record_id=record_id, code=code, on_admission=value)
        )

    def reorder(self, order: tuple[str, ...]) -> None:
        """Put the other diagnoses into another order."""
        self._act(lambda session, record_id: session.reorder(record_id=record_id, order=order))

    def undo(self) -> None:
        """Take the last act back."""
        self._act(lambda session, record_id: session.undo(record_id=record_id))

    def redo(self) -> None:
        """Do again what was taken back."""
        self._act(lambda session, record_id: session.redo(record_id=record_id))

    def finish(self, then: Callable[[], None], confirmed: Collection[str] = ()) -> None:
        """Finish the record, then go on; `confirmed` are the rules whose critical edits the coder lets stand."""
        self._act(lambda session, record_id: session.finish(record_id=record_id, confirmed=confirmed), then)

    def state_patient(self, patient: Patient) -> None:
        """State the patient's facts in place of the imported ones."""
        if record_id := self.record_id:
            self._in_turn.begin()
            self._run(lambda session: session.state_patient(record_id=record_id, patient=patient), self._patient_stated)

    def add_note(self, record_id: str, text: str, then: Callable[[], None]) -> None:
        """Keep a note on a record, whatever acts are under way; it may not be the open one any more."""
        self._desk.runner.submit(
            Operation(
                lambda store: self._desk.session(store).add_note(record_id=record_id, text=text),
                partial(self._noted, record_id, then),
                self.refused.emit,
            )
        )

    def reopen(self) -> None:
        """Open a finished record for work again."""
        self._act(lambda session, record_id: session.reopen(record_id=record_id))

    def _act(self, ask: Callable[[Session, str], Changed], then: Callable[[], None] | None = None) -> None:
        record_id = self.record_id
        if record_id:
            self._in_turn.begin()
            self._run(lambda session: ask(session, record_id), partial(self._changed, then))

    def _run(self, ask: Callable[[Session], object], then: Callable[..., None]) -> None:
        self._desk.runner.submit(Operation(lambda store: ask(self._desk.session(store)), then, self._refused))

    def _opened(self, case: Case) -> None:
        self.case = case
        self._in_turn.end()
        self.opened.emit(case)
        self._in_turn.go_on()

    def _reloaded(self, case: Case) -> None:
        if case.record.record_id == self.record_id:
            self.case = case
            self.changed.emit(case)

    def _patient_stated(self, case: Case) -> None:
        self._in_turn.end()
        self._reloaded(case)
        self._desk.records_changed.emit()
        self._in_turn.go_on()

    def _changed(self, then: Callable[[], None] | None, result: Changed) -> None:
        self._in_turn.end()
        if result.case.record.record_id == self.record_id:
            self.case = result.case
            self.changed.emit(result.case)
        self._desk.records_changed.emit()
        if then:
            then()
        self._in_turn.go_on()

    def _noted(self, record_id: str, then: Callable[[], None], notes: tuple[Note, ...]) -> None:
        if self.case is not None and record_id == self.record_id:
            self.case = replace(self.case, notes=notes)
            self.noted.emit(notes)
        self._desk.records_changed.emit()
        then()

    def _refused(self, error: DxDeskError) -> None:
        self._in_turn.end()
        self._in_turn.drop()
        self.refused.emit(error)

    def _keep(self, _record_id: str, suggestion: Suggestion) -> None:
        """Store a suggestion that has just been made, then show it."""
        actor = self._desk.actor
        self._desk.runner.submit(
            Operation(
                lambda store: store.suggestions.put(suggestion, actor=actor), lambda _number: self._kept(suggestion)
            )
        )

    def _kept(self, suggestion: Suggestion) -> None:
        self._desk.records_changed.emit()
        if suggestion.record_id == self.record_id:
            self.reload()
