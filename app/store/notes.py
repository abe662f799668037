"""A coder's notes on a record: appended, never changed; the audit holds their hash, not their words."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.coding.decision import Actor, Role
from app.store.audit import About, Action, Audit, Subject
from app.store.canonical import whole
from app.store.connection import Connection


@dataclass(frozen=True, slots=True)
class Note:
    """What somebody wrote about a record."""

    note_id: int
    record_id: str
    at: datetime
    actor: Actor
    text: str


class Notes:
    """Adds notes and returns those of a record."""

    def __init__(self, connection: Connection, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._audit = audit
        self._clock = clock

    def add(self, record_id: str, text: str, actor: Actor) -> Note:
        """Keep a note."""
        at = self._clock()
        values = (record_id, at.isoformat(), actor.name, actor.role.value, whole(text))
        with self._connection.transaction():
            number = self._connection.write(
                "INSERT INTO notes (record_id, at, actor, role, text) VALUES (?, ?, ?, ?, ?)", values
            )
            self._audit.append(
                Action.NOTE, actor, record_id=record_id, about=About(Subject.NOTES, number, (number, *values))
            )
        return Note(number, record_id, at, actor, values[4])

    def of(self, record_id: str) -> tuple[Note, ...]:
        """Return a record's notes, oldest first."""
        sql = "SELECT note_id, at, actor, role, text FROM notes WHERE record_id = ? ORDER BY note_id"
        return tuple(
            Note(number, record_id, datetime.fromisoformat(at), Actor(name, Role(role)), text)
            for number, at, name, role, text in self._connection.rows(sql, (record_id,))
        )
