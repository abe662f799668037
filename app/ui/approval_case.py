"""The open bad case: every act is one operation on the store's thread, in the order the keys were pressed."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.coding.rewrite import RejectWhy
from app.errors import DxDeskError
from app.review.approval import ApprovalSession, CaseLine, CaseStanding, OpenCase
from app.store.database import Store
from app.ui.desk import Desk
from app.ui.in_turn import InTurn
from app.ui.jobs import Operation

CaseKey = tuple[str, int, str]
"""A bad case's id, and the round and batch it is of."""


@dataclass(frozen=True, slots=True)
class Stand:
    """How everything stands after an act: all cases, and the case on the screen (None while there is none)."""

    lines: tuple[CaseLine, ...]
    opened: OpenCase | None

    @property
    def done(self) -> int:
        """Count the decided cases."""
        return sum(line.standing is not CaseStanding.OPEN for line in self.lines)


class Approving(QObject):
    """Hold the case on the screen and let the expert act on it; the page listens to how things stand."""

    stands = Signal(object)
    refused = Signal(object)

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.stand = Stand((), None)
        self._in_turn = InTurn()
        self._session: ApprovalSession | None = None

    @property
    def opened(self) -> OpenCase | None:
        """Return the case on the screen."""
        return self.stand.opened

    @property
    def key(self) -> CaseKey | None:
        """Return the id, round and batch of the case on the screen."""
        return key_of(self.opened) if self.opened else None

    def when_idle(self, act: Callable[[], object]) -> None:
        """Do something once every act before it is stored and shown, so that fast keys stay in order."""
        self._in_turn.when_idle(act)

    def refresh(self) -> None:
        """Read everything anew, on the same case where it is still there, otherwise on the first open one."""
        self._run(lambda session: _open(session, self.key))

    def open(self, key: CaseKey) -> None:
        """Show a case."""
        self._run(lambda session: _open(session, key))

    def approve(self, variant_id: str, score: int | None) -> None:
        """Choose a variant and go on to the next open case."""
        self._decide(lambda session: session.approve(variant_id, score), CaseStanding.CHOSEN)

    def reject(self, variant_id: str, why: RejectWhy) -> None:
        """Turn a variant down; go on to the next open case when it was the last."""
        self._decide(lambda session: session.reject(variant_id, why), CaseStanding.NONE)

    def none_of_them(self, why: RejectWhy) -> None:
        """Turn every variant of the case down and go on."""
        if self.key:
            case_id, of_round, of_batch = self.key
            self._decide(
                lambda session: session.none_of(case_id, why, of_round=of_round, of_batch=of_batch), CaseStanding.NONE
            )

    def edit(self, variant_id: str, sections: Mapping[str, str]) -> None:
        """Put the expert's words into sections of a variant."""

        def edit(session: ApprovalSession) -> Stand:
            return Stand(tuple(session.cases()), session.edit(variant_id, sections))

        self._run(edit)

    def undo(self, nothing: Callable[[], None]) -> None:
        """Take the last step back and show its case; `nothing` is called when there is none."""

        def undo(session: ApprovalSession) -> Stand | None:
            return _open(session, session.last_undone) if session.undo() else None

        self._run(undo, nothing)

    def session(self, store: Store) -> ApprovalSession:
        """Return the reviewer's session; called on the store's thread, where it lives until the reviewer changes."""
        name = self._desk.actor.name
        if self._session is None or self._session.reviewer != name.strip():
            self._session = ApprovalSession(store, name)
        return self._session

    def _decide(self, ask: Callable[[ApprovalSession], OpenCase], leave: CaseStanding) -> None:
        """Do an act, and leave the case for the next open one when that is how it stands then."""

        def decide(session: ApprovalSession) -> Stand:
            decided = ask(session)
            lines = tuple(session.cases())
            following = _next_open(lines, key_of(decided)) if decided.standing is leave else None
            return Stand(lines, session.open(*following) if following else decided)

        self._run(decide)

    def _run(self, ask: Callable[[ApprovalSession], Stand | None], nothing: Callable[[], None] | None = None) -> None:
        self._in_turn.begin()

        def then(stand: Stand | None) -> None:
            self._in_turn.end()
            if stand is None:
                if nothing:
                    nothing()
            else:
                self.stand = stand
                self.stands.emit(stand)
            self._in_turn.go_on()

        self._desk.runner.submit(Operation(lambda store: ask(self.session(store)), then, self._refused))

    def _refused(self, error: DxDeskError) -> None:
        self._in_turn.end()
        self._in_turn.drop()
        self.refused.emit(error)


def key_of(opened: OpenCase) -> CaseKey:
    """Return the id, round and batch of a case."""
    return opened.case.case_id, opened.case.round, opened.case.batch


def key_of_line(line: CaseLine) -> CaseKey:
    """Return the id, round and batch of a case in the list."""
    return line.case_id, line.round, line.batch


def _open(session: ApprovalSession, key: CaseKey | None) -> Stand:
    """Open a case if it is still there, otherwise the first open one, otherwise the first."""
    lines = tuple(session.cases())
    keys = [key_of_line(line) for line in lines]
    first = next((each for each, line in zip(keys, lines, strict=True) if line.standing is CaseStanding.OPEN), None)
    wanted = key if key in keys else first or (keys[0] if keys else None)
    return Stand(lines, session.open(*wanted) if wanted else None)


def _next_open(lines: tuple[CaseLine, ...], after: CaseKey) -> CaseKey | None:
    """Return the open case that follows another, from the top again after the end."""
    keys = [key_of_line(line) for line in lines if line.standing is CaseStanding.OPEN]
    places = {key_of_line(line): line.position for line in lines}
    ahead = [key for key in keys if places[key] > places.get(after, -1)]
    return next(iter((*ahead, *keys)), None)
