"""Patient facts a coder entered: appended, never changed; the newest stand in place of the imported ones."""

from collections.abc import Callable, Iterable
from dataclasses import fields
from datetime import date, datetime

from app.coding.decision import Actor
from app.coding.record import Disposition, Patient, Sex
from app.store.audit import About, Action, Audit, Subject
from app.store.connection import Connection

FACTS = "sex, age, admitted, discharged, disposition"
_AT_ONCE = 500


class Facts:
    """Keeps what coders entered; the audit says which facts changed and holds the row's hash, not the values."""

    def __init__(self, connection: Connection, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._audit = audit
        self._clock = clock

    def enter(self, record_id: str, patient: Patient, before: Patient, actor: Actor) -> None:
        """Keep the facts as they are now; `before` are those they take the place of."""
        values = (record_id, self._clock().isoformat(), actor.name, actor.role.value, *fact_values(patient))
        with self._connection.transaction():
            number = self._connection.write(
                f"INSERT INTO facts (fact_id, record_id, at, actor, role, {FACTS}) VALUES (NULL{', ?' * len(values)})",
                values,
            )
            self._audit.append(
                Action.PATIENT,
                actor,
                record_id=record_id,
                about=About(Subject.FACTS, number, (number, *values)),
                body={"changed": list(changed(before, patient))},
            )

    def latest(self, record_id: str) -> Patient | None:
        """Return the facts entered last, None when nobody entered any."""
        sql = f"SELECT {FACTS} FROM facts WHERE record_id = ? ORDER BY fact_id DESC LIMIT 1"
        row = self._connection.one(sql, (record_id,))
        return None if row is None else patient_of(*row)

    def entered(self, record_ids: Iterable[str]) -> set[str]:
        """Return those of these records that a coder entered facts for."""
        asked = list(record_ids)
        found: set[str] = set()
        for start in range(0, len(asked), _AT_ONCE):
            part = asked[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            sql = f"SELECT DISTINCT record_id FROM facts WHERE record_id IN ({marks})"
            found.update(row[0] for row in self._connection.rows(sql, part))
        return found


def changed(before: Patient, now: Patient) -> tuple[str, ...]:
    """Name the facts that differ."""
    return tuple(each.name for each in fields(Patient) if getattr(before, each.name) != getattr(now, each.name))


def fact_values(patient: Patient) -> tuple[str | int | None, ...]:
    """Return a patient's facts as the tables hold them."""
    return (
        patient.sex and patient.sex.value,
        patient.age,
        patient.admitted and patient.admitted.isoformat(),
        patient.discharged and patient.discharged.isoformat(),
        patient.disposition and patient.disposition.value,
    )


def patient_of(
    sex: str | None, age: int | None, admitted: str | None, discharged: str | None, disposition: str | None
) -> Patient:
    """Return the patient whose facts the tables hold."""
    return Patient(
        Sex(sex) if sex else None,
        age,
        date.fromisoformat(admitted) if admitted else None,
        date.fromisoformat(discharged) if discharged else None,
        Disposition(disposition) if disposition else None,
    )
