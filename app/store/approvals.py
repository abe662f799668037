"""What experts said of variants: appended step by step, never changed; the newest that stands is the one in force.

A step is one act of a reviewer and may touch several variants (choosing one withdraws the other, none rejects all).
Undoing a step appends a step, too, after which each variant stands as it stood before.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.coding.decision import Actor
from app.coding.mending import stale
from app.coding.rewrite import Approval, RejectWhy, Standing, Variant
from app.errors import InputError
from app.store.audit import About, Action, Audit, Subject
from app.store.canonical import whole
from app.store.connection import Connection, Row
from app.store.variants import Variants, variant_body, variant_of

_COLUMNS = (
    "approval_id, step, variant_row, act, reviewer, role, at, standing, score, why, note, text_hash, body, before, "
    "undoes"
)
_STATE = (
    "SELECT v.variant_row, s.case_row, v.body, a.approval_id, a.body, a.standing, a.reviewer, a.at, a.score, a.why, "
    "a.note, a.text_hash FROM variants v JOIN variant_standings s ON s.variant_row = v.variant_row "
    "LEFT JOIN approvals a ON a.approval_id = s.approval_id "
)


class ApprovalAct(StrEnum):
    """What a reviewer does to one variant; WITHDRAW is what choosing another does to the one chosen before."""

    APPROVE = "approve"
    WITHDRAW = "withdraw"
    REJECT = "reject"
    EDIT = "edit"
    UNDO = "undo"


@dataclass(frozen=True, slots=True)
class StoredVariant:
    """A variant as it stands: with the text in force, and the approval or rejection in force, if any."""

    variant_row: int
    case_row: int
    variant: Variant
    approval: Approval | None
    edited: bool
    approval_id: int | None


@dataclass(frozen=True, slots=True)
class Change:
    """What an act makes of one variant: its standing and, for EDIT, its new text."""

    of: StoredVariant
    act: ApprovalAct
    standing: Standing
    score: int | None = None
    why: RejectWhy | None = None
    note: str = ""
    text: Variant | None = None


class Approvals:
    """Appends steps, undoes them, and returns variants as they stand."""

    def __init__(self, connection: Connection, audit: Audit, variants: Variants) -> None:
        self._connection = connection
        self._audit = audit
        self._variants = variants

    def of_case(self, case_row: int) -> tuple[StoredVariant, ...]:
        """Return a case's variants as they stand, in the order they came in."""
        sql = f"{_STATE} WHERE s.case_row = ? ORDER BY v.variant_row"
        return tuple(_stored(row) for row in self._connection.rows(sql, (case_row,)))

    def get(self, variant_id: str) -> StoredVariant:
        """Return a variant as it stands; raise InputError when there is none of that id."""
        row = self._connection.one(f"{_STATE} WHERE v.variant_id = ?", (variant_id,))
        if row is None:
            raise InputError(f"There is no variant {variant_id}.", "Import the bundle it is in.")
        return _stored(row)

    def approved(self) -> Iterator[StoredVariant]:
        """Yield the approved variants, case by case."""
        sql = f"{_STATE} WHERE s.standing = ? ORDER BY s.case_row, v.variant_row"
        for row in self._connection.each(sql, (Standing.APPROVED.value,)):
            yield _stored(row)

    def append(self, changes: Sequence[Change], actor: Actor, at: str) -> None:
        """Keep what one act makes of these variants as one step, in one transaction."""
        with self._connection.transaction():
            step = self._next()
            for change in changes:
                number = self._append(step, change, actor, at)
                self._show(change.of.variant_row, change.standing, number)

    def undo(self, actor: Actor, at: str) -> str | None:
        """Take back the actor's last step that stands and return a variant it touched; None when there is none.

        A step is not taken back once somebody has acted on one of its variants again, nor when a second variant of
        the case would be approved by it.
        """
        with self._connection.transaction():
            undone = self._last_step(actor)
            if undone is None:
                return None
            step = self._next()
            touched = self._connection.rows(
                "SELECT a.approval_id, a.before, v.variant_id, s.approval_id FROM approvals a "
                "JOIN variants v ON v.variant_row = a.variant_row "
                "JOIN variant_standings s ON s.variant_row = a.variant_row WHERE a.step = ? ORDER BY a.approval_id",
                (undone,),
            )
            if any(in_force != number for number, _, _, in_force in touched) or self._would_choose_two(undone):
                return None
            for _, before, variant_id, _ in touched:
                self._take_back(step, undone, before, self.get(variant_id), actor, at)
            return touched[0][2]

    def _would_choose_two(self, step: int) -> bool:
        """Say whether a case would have two approved variants if a step were taken back."""
        row = self._connection.one(
            "SELECT 1 FROM variant_standings s LEFT JOIN approvals a ON a.variant_row = s.variant_row AND a.step = ? "
            "LEFT JOIN approvals b ON b.approval_id = a.before "
            "WHERE s.case_row IN (SELECT t.case_row FROM approvals u JOIN variant_standings t "
            "ON t.variant_row = u.variant_row WHERE u.step = ?) "
            "AND CASE WHEN a.approval_id IS NULL THEN s.standing ELSE b.standing END = ? "
            "GROUP BY s.case_row HAVING count(*) > 1",
            (step, step, Standing.APPROVED.value),
        )
        return row is not None

    def _take_back(self, step: int, undone: int, before: int | None, now: StoredVariant, actor: Actor, at: str) -> None:
        """Let the row before the undone one be in force again."""
        row = self._connection.one("SELECT standing FROM approvals WHERE approval_id = ?", (before,))
        standing = Standing(row[0]) if row else Standing.PENDING
        self._append(step, Change(now, ApprovalAct.UNDO, standing), actor, at, undoes=undone)
        self._show(now.variant_row, standing, before)

    def _last_step(self, actor: Actor) -> int | None:
        row = self._connection.one(
            "SELECT max(step) FROM approvals WHERE reviewer = ? AND act <> ? "
            "AND step NOT IN (SELECT undoes FROM approvals WHERE undoes IS NOT NULL)",
            (actor.name, ApprovalAct.UNDO.value),
        )
        return row[0] if row else None

    def _next(self) -> int:
        row = self._connection.one("SELECT coalesce(max(approval_id), 0) + 1 FROM approvals")
        return row[0] if row else 1

    def _append(self, step: int, change: Change, actor: Actor, at: str, undoes: int | None = None) -> int:
        text = change.text or change.of.variant
        body = variant_body(text) if change.of.edited or change.text else None
        values = (
            step,
            change.of.variant_row,
            change.act.value,
            actor.name,
            actor.role.value,
            at,
            change.standing.value,
            change.score,
            change.why and change.why.value,
            whole(change.note),
            text.seal,
            body,
            change.of.approval_id,
            undoes,
        )
        number = self._connection.write(
            f"INSERT INTO approvals ({_COLUMNS}) VALUES (NULL{', ?' * len(values)})", values
        )
        self._audit.append(
            Action.APPROVAL,
            actor,
            record_id=text.case_id,
            about=About(Subject.APPROVALS, number, (number, *values)),
            body={
                "variant": text.variant_id,
                "act": change.act.value,
                "standing": change.standing.value,
                "score": change.score,
                "why": change.why and change.why.value,
                "text": text.seal,
                "undoes": undoes,
            },
        )
        return number

    def _show(self, variant_row: int, standing: Standing, approval_id: int | None) -> None:
        self._connection.write(
            "UPDATE variant_standings SET standing = ?, approval_id = ? WHERE variant_row = ?",
            (standing.value, approval_id, variant_row),
        )


def _stored(row: Row) -> StoredVariant:
    variant_row, case_row, imported, approval_id, mended, standing, reviewer, at, score, why, note, seal = row
    variant = variant_of(mended or imported)
    if mended is not None and not variant.verdicts:  # mended before verdicts were kept
        variant = replace(variant, verdicts=stale(variant_of(imported).verdicts))
    approval = None
    if standing is not None and Standing(standing) is not Standing.PENDING:
        approval = Approval(
            variant.variant_id,
            variant.case_id,
            Standing(standing),
            reviewer,
            at,
            score,
            RejectWhy(why) if why else None,
            note,
            seal,
        )
    return StoredVariant(variant_row, case_row, variant, approval, mended is not None, approval_id)
