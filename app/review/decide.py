"""What a coder's decisions make of a stay's codes: a pure fold, so that any history can be replayed.

Accepting or adding a principal takes the old one out (it is open again, and so possible again if it was a candidate);
PROMOTE makes an other the principal and the old principal the first of the others. A code stands in one place only, and
what is rejected for a place does not stand there. UNDO takes back the last act on the codes; UNDO of that UNDO is redo.
FINISH and REOPEN are not undone: each is the other's way back.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from types import MappingProxyType

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.decision import Act, Decision, RejectReason
from app.coding.scope import Task

Place = tuple[Task | None, Code]
"""What a rejection is about: a code for a task, or for both (None)."""


class Refusal(StrEnum):
    """Why a decision is not possible; the value is a key the window translates."""

    NO_CODE = "no_code"
    WRONG_TASK = "wrong_task"
    ALREADY_PRINCIPAL = "already_principal"
    ALREADY_OTHER = "already_other"
    ALREADY_REJECTED = "already_rejected"
    NOT_CHOSEN = "not_chosen"
    NOT_AN_OTHER = "not_an_other"
    WRONG_ORDER = "wrong_order"
    NOTHING_CHANGES = "nothing_changes"
    NOTHING_TO_UNDO = "nothing_to_undo"
    NO_PRINCIPAL = "no_principal"
    FINISHED = "finished"
    NOT_FINISHED = "not_finished"

    @property
    def message(self) -> str:
        """Say what is the matter."""
        return _WORDS[self][0]

    @property
    def advice(self) -> str:
        """Say what can be done."""
        return _WORDS[self][1]


_WORDS: Mapping[Refusal, tuple[str, str]] = MappingProxyType(
    {
        Refusal.NO_CODE: ("No code is named.", "Choose a code first."),
        Refusal.WRONG_TASK: ("The code is chosen for no place.", "Choose principal or other."),
        Refusal.ALREADY_PRINCIPAL: ("The code is the principal already.", "Promote an other code first."),
        Refusal.ALREADY_OTHER: ("The code is among the others already.", "Promote it to make it the principal."),
        Refusal.ALREADY_REJECTED: ("The code is rejected for this reason already.", "Accept it to take it in."),
        Refusal.NOT_CHOSEN: ("The code to be replaced is not chosen.", "Choose one of the stay's codes."),
        Refusal.NOT_AN_OTHER: ("Only one of the others can be promoted.", "Accept the code as principal instead."),
        Refusal.WRONG_ORDER: ("The order must name each of the others once.", "Order the codes as they stand now."),
        Refusal.NOTHING_CHANGES: ("This would change nothing.", ""),
        Refusal.NOTHING_TO_UNDO: ("That decision cannot be taken back now.", "Undo goes from the last act backwards."),
        Refusal.NO_PRINCIPAL: ("The stay has no principal diagnosis.", "Choose exactly one, then finish."),
        Refusal.FINISHED: ("The stay is finished.", "Reopen it to change its codes."),
        Refusal.NOT_FINISHED: ("The stay is not finished.", ""),
    }
)


@dataclass(frozen=True, slots=True)
class Codes:
    """What undo restores: the chosen codes and the rejected ones."""

    principal: Diagnosis | None = None
    others: tuple[Diagnosis, ...] = ()
    rejected: Mapping[Place, RejectReason | None] = field(default_factory=dict[Place, RejectReason | None])


@dataclass(frozen=True, slots=True)
class CaseState:
    """Where a stay stands after its decisions.

    `can_undo` is the act UNDO would take back, `can_redo` the act redo would bring back, and `redo_undoes` the id of
    the UNDO that redo names.
    """

    codes: Codes = field(default_factory=Codes)
    finished: bool = False
    done: tuple[tuple[Decision, Codes], ...] = field(default=(), repr=False)
    undone: tuple[tuple[Decision, Decision], ...] = field(default=(), repr=False)

    @property
    def principal(self) -> Diagnosis | None:
        """Return the principal, None while there is none."""
        return self.codes.principal

    @property
    def others(self) -> tuple[Diagnosis, ...]:
        """Return the others in order."""
        return self.codes.others

    @property
    def rejected(self) -> Mapping[Place, RejectReason | None]:
        """Return what is rejected, with why."""
        return self.codes.rejected

    @property
    def can_undo(self) -> Decision | None:
        """Return the act that undo takes back."""
        return self.done[-1][0] if self.done and not self.finished else None

    @property
    def can_redo(self) -> Decision | None:
        """Return the act that redo brings back."""
        return self.undone[-1][0] if self.undone and not self.finished else None

    @property
    def redo_undoes(self) -> int | None:
        """Return the id of the UNDO decision that a redo names."""
        return self.undone[-1][1].decision_id if self.can_redo else None

    @property
    def code_set(self) -> CodeSet:
        """Return the chosen codes."""
        return CodeSet(self.principal, self.others)


class Became(StrEnum):
    """Where a code stands after an act; OPEN is nowhere: a candidate is before the coder again."""

    PRINCIPAL = "principal"
    OTHER = "other"
    REJECTED = "rejected"
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class Effect:
    """What an act did to one code, the one it named or another it moved."""

    code: Code
    was: Became
    became: Became


def fold(decisions: Iterable[Decision]) -> CaseState:
    """Replay decisions; one that was not possible in its place changes nothing, so that this never raises."""
    state = CaseState()
    for decision in decisions:
        state = after(state, decision)
    return state


def after(state: CaseState, decision: Decision) -> CaseState:
    """Return the state one decision later."""
    if refuse(state, decision) is not None:
        return state
    match decision.act:
        case Act.FINISH | Act.REOPEN:
            return replace(state, finished=decision.act is Act.FINISH)
        case Act.UNDO:
            return _undo(state, decision)
        case _:
            done = (*state.done, (decision, state.codes))
            return replace(state, codes=_apply(state.codes, decision), done=done, undone=())


def refuse(state: CaseState, decision: Decision) -> Refusal | None:
    """Return why a decision is not possible now, or None when it is."""
    if state.finished:
        return None if decision.act is Act.REOPEN else Refusal.FINISHED
    match decision.act:
        case Act.REOPEN:
            return Refusal.NOT_FINISHED
        case Act.FINISH:
            return None if state.principal else Refusal.NO_PRINCIPAL
        case Act.UNDO:
            return _refuse_undo(state, decision)
        case Act.REORDER:
            return _refuse_order(state.codes, decision.order)
        case _:
            return _refuse_code(state.codes, decision)


def effects(before: Codes, now: Codes) -> tuple[Effect, ...]:
    """Say of every code that moved where it was and where it is now, those that stood somewhere before first."""
    was, became = _places(before), _places(now)
    moved = [Effect(code, was.get(code, Became.OPEN), became.get(code, Became.OPEN)) for code in {**was, **became}]
    return tuple(effect for effect in moved if effect.was is not effect.became)


def _places(codes: Codes) -> dict[Code, Became]:
    places = {code: Became.REJECTED for _, code in codes.rejected}
    places |= {diagnosis.code: Became.OTHER for diagnosis in codes.others}
    if codes.principal:
        places[codes.principal.code] = Became.PRINCIPAL
    return places


def _undo(state: CaseState, decision: Decision) -> CaseState:
    if state.undone and decision.undoes == state.undone[-1][1].decision_id:
        act = state.undone[-1][0]
        return replace(
            state,
            codes=_apply(state.codes, act),
            done=(*state.done, (act, state.codes)),
            undone=state.undone[:-1],
        )
    act, codes = state.done[-1]
    return replace(state, codes=codes, done=state.done[:-1], undone=(*state.undone, (act, decision)))


def _refuse_undo(state: CaseState, decision: Decision) -> Refusal | None:
    last_act = state.done[-1][0].decision_id if state.done else None
    last_undo = state.undone[-1][1].decision_id if state.undone else None
    known = decision.undoes is not None and decision.undoes in (last_act, last_undo)
    return None if known else Refusal.NOTHING_TO_UNDO


def _refuse_order(codes: Codes, order: tuple[str, ...]) -> Refusal | None:
    present = tuple(diagnosis.code.code for diagnosis in codes.others)
    if sorted(order) != sorted(present):
        return Refusal.WRONG_ORDER
    return Refusal.NOTHING_CHANGES if order == present else None


def _refuse_code(codes: Codes, decision: Decision) -> Refusal | None:
    code = decision.code
    if code is None:
        return Refusal.NO_CODE
    if decision.task is Task.DRG:
        return Refusal.WRONG_TASK
    match decision.act:
        case Act.REJECT:
            known = (decision.task, code) in codes.rejected
            same = known and codes.rejected[decision.task, code] is decision.reason
            return Refusal.ALREADY_REJECTED if same else None
        case Act.PROMOTE:
            return None if _is_other(codes, code) else Refusal.NOT_AN_OTHER
        case Act.REPLACE:
            return _refuse_replace(codes, decision, code)
        case _:
            return _refuse_taking(codes, decision.task, code)


def _refuse_taking(codes: Codes, task: Task | None, code: Code) -> Refusal | None:
    if _is_principal(codes, code):
        return Refusal.ALREADY_PRINCIPAL
    if task is not Task.PRINCIPAL and _is_other(codes, code):
        return Refusal.ALREADY_OTHER
    return None


def _refuse_replace(codes: Codes, decision: Decision, code: Code) -> Refusal | None:
    out = decision.replaced
    if out is None or not (_is_principal(codes, out) or _is_other(codes, out)):
        return Refusal.NOT_CHOSEN
    if out.code == code.code:
        now = next(each for each in _chosen(codes) if each.code.code == out.code)
        same = now == Diagnosis(code, decision.on_admission)
        return Refusal.NOTHING_CHANGES if same else None
    if _is_principal(codes, code):
        return Refusal.ALREADY_PRINCIPAL
    return Refusal.ALREADY_OTHER if _is_other(codes, code) else None


def _apply(codes: Codes, decision: Decision) -> Codes:
    """Do a possible act on the codes."""
    if decision.act is Act.REORDER:
        by_code = {diagnosis.code.code: diagnosis for diagnosis in codes.others}
        return replace(codes, others=tuple(by_code[code] for code in decision.order))
    code = decision.code
    if code is None:
        return codes
    match decision.act:
        case Act.REJECT:
            return _reject(codes, decision.task, code, decision.reason)
        case Act.REPLACE:
            return _replace(codes, decision.replaced or code, code, decision.on_admission)
        case Act.PROMOTE:
            return _promote(codes, code)
        case _:
            return _take(codes, decision.task, Diagnosis(code, decision.on_admission))


def _take(codes: Codes, task: Task | None, diagnosis: Diagnosis) -> Codes:
    if task is Task.PRINCIPAL:
        others = _without(codes.others, diagnosis.code)
        return Codes(diagnosis, others, _not_rejected(codes, Task.PRINCIPAL, diagnosis.code))
    rejected = _not_rejected(codes, Task.OTHERS, diagnosis.code)
    return Codes(codes.principal, (*codes.others, diagnosis), rejected)


def _reject(codes: Codes, task: Task | None, code: Code, reason: RejectReason | None) -> Codes:
    principal, others = codes.principal, codes.others
    if task is not Task.OTHERS and _is_principal(codes, code):
        principal = None
    if task is not Task.PRINCIPAL:
        others = _without(others, code)
    return Codes(principal, others, {**codes.rejected, (task, code): reason})


def _replace(codes: Codes, out: Code, new: Code, on_admission: OnAdmission | None) -> Codes:
    """Put new in out's place; another code keeps the old one's 入院病情 unless one is given."""

    def changed(diagnosis: Diagnosis) -> Diagnosis:
        if diagnosis.code.code != out.code:
            return diagnosis
        kept = None if new.code == out.code else diagnosis.on_admission
        return Diagnosis(new, kept if on_admission is None else on_admission)

    task = Task.PRINCIPAL if _is_principal(codes, out) else Task.OTHERS
    return Codes(
        codes.principal and changed(codes.principal),
        tuple(map(changed, codes.others)),
        _not_rejected(codes, task, new),
    )


def _promote(codes: Codes, code: Code) -> Codes:
    promoted = next(each for each in codes.others if each.code.code == code.code)
    others = _without(codes.others, code)
    rejected = _not_rejected(codes, Task.PRINCIPAL, code)
    if codes.principal:
        others = (codes.principal, *others)
        rejected = _not_rejected(replace(codes, rejected=rejected), Task.OTHERS, codes.principal.code)
    return Codes(promoted, others, rejected)


def _not_rejected(codes: Codes, task: Task, code: Code) -> dict[Place, RejectReason | None]:
    """Return the rejections less those that keep code from task's place."""
    return {
        (place, each): reason
        for (place, each), reason in codes.rejected.items()
        if each.code != code.code or place not in (task, None)
    }


def _without(others: tuple[Diagnosis, ...], code: Code) -> tuple[Diagnosis, ...]:
    return tuple(diagnosis for diagnosis in others if diagnosis.code.code != code.code)


def _chosen(codes: Codes) -> tuple[Diagnosis, ...]:
    return (*((codes.principal,) if codes.principal else ()), *codes.others)


def _is_principal(codes: Codes, code: Code) -> bool:
    return codes.principal is not None and codes.principal.code.code == code.code


def _is_other(codes: Codes, code: Code) -> bool:
    return any(diagnosis.code.code == code.code for diagnosis in codes.others)
