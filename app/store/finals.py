"""Final code sets: one written at every FINISH, in the decision's transaction; REOPEN takes none away."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from app.coding.codeset import CodeSet
from app.coding.completion import ModelInfo
from app.coding.decision import Actor, Decision, Role
from app.coding.versions import Versions
from app.store.audit import About, Action, Audit, Subject
from app.store.canonical import dumps
from app.store.code_uses import CodeUses
from app.store.codes import set_from, set_text
from app.store.connection import Connection, Row
from app.store.suggestion_json import model_of, model_value, versions_value
from app.store.suggestions import StoredSuggestion
from app.store.worklist import CaseStatus

_COLUMNS = "final_id, record_id, decision_id, at, actor, role, codes, suggestion_id, model, versions"


@dataclass(frozen=True, slots=True)
class Final:
    """A finished record's codes: who finished it, when, and on which suggestion of which model and versions."""

    final_id: int
    record_id: str
    decision_id: int
    at: datetime
    actor: Actor
    codes: CodeSet
    suggestion_id: int | None
    model: ModelInfo | None
    versions: Versions | None


class Finals:
    """Puts and gets final code sets."""

    def __init__(self, connection: Connection, audit: Audit, code_uses: CodeUses) -> None:
        self._connection = connection
        self._audit = audit
        self._code_uses = code_uses

    def put(self, finish: Decision, codes: CodeSet, stored: StoredSuggestion | None) -> Final:
        """Write the codes a FINISH leaves; call it in the transaction that appends the decision."""
        made = stored.suggestion if stored else None
        values = (
            finish.record_id,
            finish.decision_id,
            finish.at.isoformat(),
            finish.actor.name,
            finish.actor.role.value,
            set_text(codes),
            stored.suggestion_id if stored else None,
            dumps(model_value(made.model)) if made else "null",
            dumps(versions_value(made.versions)) if made else "null",
        )
        with self._connection.transaction():
            number = self._connection.write(
                f"INSERT INTO finals ({_COLUMNS}) VALUES (NULL{', ?' * len(values)})", values
            )
            self._code_uses.count(codes, 1)
            self._audit.append(
                Action.FINAL,
                finish.actor,
                record_id=finish.record_id,
                about=About(Subject.FINALS, number, (number, *values)),
                body={
                    "decision": finish.decision_id,
                    "principal": codes.principal_code,
                    "others": [diagnosis.code.code for diagnosis in codes.others],
                },
            )
        return _final((number, *values))

    def take_back(self, record_id: str) -> None:
        """Count a reopened record's codes no longer as chosen; the final code set itself stays in the history."""
        history = self.history(record_id)
        if history:
            self._code_uses.count(history[-1].codes, -1)

    def get(self, record_id: str) -> Final | None:
        """Return a finished record's final code set; None while it is unfinished or reopened."""
        row = self._connection.one(
            f"SELECT {_COLUMNS} FROM finals WHERE record_id = "
            "(SELECT record_id FROM worklist WHERE record_id = ? AND status = ?) ORDER BY final_id DESC LIMIT 1",
            (record_id, CaseStatus.FINISHED.value),
        )
        return _final(row) if row else None

    def get_many(self, record_ids: Iterable[str]) -> tuple[Final, ...]:
        """Return the final code sets of those of these records that are finished, in their order."""
        return tuple(final for record_id in record_ids if (final := self.get(record_id)) is not None)

    def history(self, record_id: str) -> tuple[Final, ...]:
        """Return every final code set a record ever had, oldest first."""
        sql = f"SELECT {_COLUMNS} FROM finals WHERE record_id = ? ORDER BY final_id"
        return tuple(_final(row) for row in self._connection.rows(sql, (record_id,)))


def _final(row: Row) -> Final:
    model, versions = json.loads(row[8]), json.loads(row[9])
    return Final(
        row[0],
        row[1],
        row[2],
        datetime.fromisoformat(row[3]),
        Actor(row[4], Role(row[5])),
        set_from(row[6]),
        row[7],
        None if model is None else model_of(model),
        None if versions is None else Versions(**versions),
    )
