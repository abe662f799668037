"""The worklist: one narrow row per record, filtered, sorted and counted in SQL, kept in step by every writer."""

import json
from dataclasses import dataclass
from datetime import UTC, date, datetime
from enum import StrEnum

from app.coding.codebook import Code
from app.coding.record import Patient, Record, Sex
from app.store.connection import Connection, Row, Value


class CaseStatus(StrEnum):
    """Where a record stands in the coder's work."""

    NEW = "new"
    SUGGESTED = "suggested"
    IN_WORK = "in_work"
    FINISHED = "finished"


class WorklistSort(StrEnum):
    """The column a page is sorted by."""

    RECORD_ID = "record_id"
    SEX = "sex"
    AGE = "age"
    ADMITTED = "admitted"
    DISCHARGED = "discharged"
    LENGTH = "length"
    STATUS = "status"
    PRINCIPAL = "principal_code"
    OTHERS = "others"
    POSSIBLE = "possible"
    SUGGESTED = "suggested_at"
    FINISHED = "finished_at"
    OWNER = "owner"


@dataclass(frozen=True, slots=True)
class WorklistQuery:
    """Which rows, in which order, from which one on; `text` is a part of the id or of the principal's code or name."""

    text: str = ""
    status: CaseStatus | None = None
    sort: WorklistSort = WorklistSort.ADMITTED
    descending: bool = False
    offset: int = 0
    limit: int = 200


@dataclass(frozen=True, slots=True)
class WorklistRow:
    """One record as the worklist shows it; `others` and `possible` are counts."""

    record_id: str
    sex: Sex | None
    age: int | None
    admitted: date | None
    discharged: date | None
    length: int
    status: CaseStatus
    principal_code: str | None
    principal_name: str | None
    others: int
    possible: int
    suggested_at: datetime | None
    finished_at: datetime | None
    owner: str | None
    noted: bool
    """Whether a coder left a note on it."""


_COLUMNS = (
    "record_id, sex, age, admitted, discharged, length, status, principal_code, principal_name, others, possible, "
    "suggested_at, finished_at, owner, EXISTS (SELECT 1 FROM notes WHERE notes.record_id = worklist.record_id)"
)


_FEW = 2000


class Worklist:
    """Reads pages and counts; the writing methods are called by the parts that change what a row shows."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._found: tuple[object, list[str]] = (None, [])
        """What was last looked for, when, and where it was found: a page and its total ask the same."""

    def page(self, query: WorklistQuery | None = None) -> tuple[WorklistRow, ...]:
        """Return the rows of one page; ties are in the order of their ids."""
        query = query or WorklistQuery()
        where, values = _where(query)
        few = self._few(query)
        if few is not None:
            where, values = "WHERE record_id IN (SELECT value FROM json_each(?))", (json.dumps(few),)
        plus = "" if few is None else "+"
        sql = (
            f"SELECT {_COLUMNS} FROM worklist WHERE record_id IN "
            f"(SELECT record_id FROM worklist {where} ORDER BY {_order(query, plus)} LIMIT ? OFFSET ?) "
            f"ORDER BY {_order(query, '+')}"
        )
        return tuple(_row(row) for row in self._connection.rows(sql, (*values, query.limit, query.offset)))

    def total(self, query: WorklistQuery | None = None) -> int:
        """Count the rows of all pages of a query."""
        query = query or WorklistQuery()
        where, values = _where(query)
        few = self._few(query)
        if few is not None:
            return len(few)
        index = "INDEXED BY worklist_find" if query.text.strip() else ""
        row = self._connection.one(f"SELECT count(*) FROM worklist {index} {where}", values)
        return row[0] if row else 0

    def _few(self, query: WorklistQuery) -> list[str] | None:
        """Return the ids a text is found in when they are few; None when many or when no text is looked for.

        Few are sorted by themselves; for many it is quicker to walk the order and stop when the page is full.
        """
        if not query.text.strip():
            return None
        where, values = _where(query)
        asked = (self._connection.changes, values)
        if self._found[0] != asked:
            sql = f"SELECT record_id FROM worklist INDEXED BY worklist_find {where} LIMIT ?"
            self._found = (asked, [row[0] for row in self._connection.rows(sql, (*values, _FEW + 1))])
        found = self._found[1]
        return found if len(found) <= _FEW else None

    def counts(self) -> dict[CaseStatus, int]:
        """Count the records of each status."""
        found = dict(self._connection.rows("SELECT status, count(*) FROM worklist GROUP BY status"))
        return {status: found.get(status.value, 0) for status in CaseStatus}

    def row(self, record_id: str) -> WorklistRow | None:
        """Return one record's row, None when there is none."""
        row = self._connection.one(f"SELECT {_COLUMNS} FROM worklist WHERE record_id = ?", (record_id,))
        return _row(row) if row else None

    def ids(self, *statuses: CaseStatus) -> list[str]:
        """Return the ids of all records of these statuses, in the order of admission."""
        marks = ", ".join("?" * len(statuses))
        sql = f"SELECT record_id FROM worklist WHERE status IN ({marks}) ORDER BY admitted, record_id"
        return [row[0] for row in self._connection.rows(sql, statuses)]

    def add(self, record: Record) -> None:
        """Add a new record's row."""
        self._connection.write(
            "INSERT INTO worklist (record_id, sex, age, admitted, discharged, length, status, others, possible, "
            "find) VALUES (?, ?, ?, ?, ?, ?, ?, 0, 0, ?)",
            (record.record_id, *_facts(record), CaseStatus.NEW.value, found_in(record.record_id, None)),
        )

    def change(self, record: Record) -> None:
        """Show a changed record's facts; what was only suggested from the old text is shown no more."""
        self._connection.write(
            "UPDATE worklist SET sex = ?, age = ?, admitted = ?, discharged = ?, length = ?, possible = 0, "
            "suggested_at = NULL WHERE record_id = ?",
            (*_facts(record), record.record_id),
        )
        self._connection.write(
            "UPDATE worklist SET status = ?, principal_code = NULL, principal_name = NULL, others = 0, "
            "find = ? WHERE record_id = ? AND status = ?",
            (CaseStatus.NEW.value, found_in(record.record_id, None), record.record_id, CaseStatus.SUGGESTED.value),
        )

    def show_patient(self, record_id: str, patient: Patient) -> None:
        """Show the patient facts that a coder entered."""
        self._connection.write(
            "UPDATE worklist SET sex = ?, age = ?, admitted = ?, discharged = ? WHERE record_id = ?",
            (*_patient(patient), record_id),
        )

    def show_suggestion(self, record_id: str, principal: Code | None, others: int, possible: int, at: datetime) -> None:
        """Show a suggestion; the codes only while the coder has not begun."""
        self._connection.write(
            "UPDATE worklist SET possible = ?, suggested_at = ? WHERE record_id = ?", (possible, _utc(at), record_id)
        )
        self._connection.write(
            "UPDATE worklist SET status = ?, principal_code = ?, principal_name = ?, others = ?, find = ? "
            "WHERE record_id = ? AND status IN (?, ?)",
            (
                CaseStatus.SUGGESTED.value,
                *_named(principal),
                others,
                found_in(record_id, principal),
                record_id,
                CaseStatus.NEW.value,
                CaseStatus.SUGGESTED.value,
            ),
        )

    def show_case(
        self,
        record_id: str,
        *,
        status: CaseStatus,
        principal: Code | None,
        others: int,
        owner: str,
        finished_at: datetime | None,
    ) -> None:
        """Show what the coder has decided."""
        self._connection.write(
            "UPDATE worklist SET status = ?, principal_code = ?, principal_name = ?, others = ?, owner = ?, "
            "finished_at = ?, find = ? WHERE record_id = ?",
            (
                status.value,
                *_named(principal),
                others,
                owner,
                None if finished_at is None else _utc(finished_at),
                found_in(record_id, principal),
                record_id,
            ),
        )


def found_in(record_id: str, principal: Code | None) -> str:
    """Return what a record is found in by text: its id and its principal's code and name."""
    return " ".join((record_id, *((principal.code, principal.name) if principal else ()))).lower()


def _where(query: WorklistQuery) -> tuple[str, tuple[Value, ...]]:
    parts: list[str] = []
    values: list[Value] = []
    if query.status is not None:
        parts.append("status = ?")
        values.append(query.status.value)
    if text := query.text.strip():
        parts.append("instr(find, ?) > 0")
        values.append(text.lower())
    return (f"WHERE {' AND '.join(parts)}" if parts else "", tuple(values))


def _order(query: WorklistQuery, plus: str) -> str:
    """Write the order; a plus keeps SQLite from walking an index."""
    way = "DESC" if query.descending else "ASC"
    ties = "" if query.sort is WorklistSort.RECORD_ID else f", {plus}record_id {way}"
    return f"{plus}{query.sort} {way}{ties}"


def _facts(record: Record) -> tuple[Value, ...]:
    return (*_patient(record.patient), record.length)


def _patient(patient: Patient) -> tuple[Value, ...]:
    return (
        patient.sex and patient.sex.value,
        patient.age,
        patient.admitted and patient.admitted.isoformat(),
        patient.discharged and patient.discharged.isoformat(),
    )


def _named(code: Code | None) -> tuple[str | None, str | None]:
    return (code.code, code.name) if code else (None, None)


def _utc(at: datetime) -> str:
    return at.astimezone(UTC).isoformat()


def _row(row: Row) -> WorklistRow:
    return WorklistRow(
        record_id=row[0],
        sex=row[1] and Sex(row[1]),
        age=row[2],
        admitted=row[3] and date.fromisoformat(row[3]),
        discharged=row[4] and date.fromisoformat(row[4]),
        length=row[5],
        status=CaseStatus(row[6]),
        principal_code=row[7],
        principal_name=row[8],
        others=row[9],
        possible=row[10],
        suggested_at=row[11] and datetime.fromisoformat(row[11]),
        finished_at=row[12] and datetime.fromisoformat(row[12]),
        owner=row[13],
        noted=bool(row[14]),
    )
