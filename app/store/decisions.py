"""The decisions: appended, numbered and audited in one step, never changed."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from app.coding.codeset import OnAdmission
from app.coding.decision import Act, Actor, Decision, RejectReason, Role
from app.coding.scope import Task
from app.store.audit import About, Action, Audit, Subject
from app.store.canonical import dumps, whole
from app.store.codes import code_from, code_text
from app.store.connection import Connection, Row

_COLUMNS = (
    "decision_id, record_id, act, actor, role, at, task, code, replaced, on_admission, codes_order, reason, note, "
    "undoes, suggestion_id"
)


class Decisions:
    """Appends decisions and returns those of a record."""

    def __init__(self, connection: Connection, audit: Audit) -> None:
        self._connection = connection
        self._audit = audit

    def append(self, decision: Decision, edits: Sequence[str] = ()) -> Decision:
        """Number a decision and keep it with its audit entry, in one transaction; `edits` are those that stood."""
        decision = replace(decision, note=whole(decision.note))
        values = _values(decision)
        with self._connection.transaction():
            number = self._connection.write(
                f"INSERT INTO decisions ({_COLUMNS}) VALUES (NULL{', ?' * len(values)})", values
            )
            self._audit.append(
                Action.DECISION,
                decision.actor,
                record_id=decision.record_id,
                about=About(Subject.DECISIONS, number, (number, *values)),
                body={
                    "decision": number,
                    "act": decision.act.value,
                    "task": decision.task.value if decision.task else None,
                    "code": decision.code.code if decision.code else None,
                    "replaced": decision.replaced.code if decision.replaced else None,
                    "reason": decision.reason.value if decision.reason else None,
                    "undoes": decision.undoes,
                    "suggestion": decision.suggestion_id,
                    **({"edits": list(edits)} if edits else {}),
                },
            )
        return replace(decision, decision_id=number)

    def of(self, record_id: str) -> tuple[Decision, ...]:
        """Return a record's decisions in the order they were made."""
        sql = f"SELECT {_COLUMNS} FROM decisions WHERE record_id = ? ORDER BY decision_id"
        return tuple(_decision(row) for row in self._connection.rows(sql, (record_id,)))


def _values(decision: Decision) -> tuple[str | int | None, ...]:
    return (
        decision.record_id,
        decision.act.value,
        decision.actor.name,
        decision.actor.role.value,
        decision.at.isoformat(),
        decision.task and decision.task.value,
        code_text(decision.code),
        code_text(decision.replaced),
        None if decision.on_admission is None else int(decision.on_admission),
        dumps(list(decision.order)),
        decision.reason and decision.reason.value,
        decision.note,
        decision.undoes,
        decision.suggestion_id,
    )


def _decision(row: Row) -> Decision:
    return Decision(
        decision_id=row[0],
        record_id=row[1],
        act=Act(row[2]),
        actor=Actor(row[3], Role(row[4])),
        at=datetime.fromisoformat(row[5]),
        task=row[6] and Task(row[6]),
        code=code_from(row[7]),
        replaced=code_from(row[8]),
        on_admission=None if row[9] is None else OnAdmission(row[9]),
        order=tuple(json.loads(row[10])),
        reason=row[11] and RejectReason(row[11]),
        note=row[12],
        undoes=row[13],
        suggestion_id=row[14],
    )
