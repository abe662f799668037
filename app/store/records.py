"""The records themselves: put one or a whole file's, get, find by text."""

import json
from collections.abc import Callable, Generator, Iterable
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum
from typing import Any

from app.coding.decision import Actor
from app.coding.errors import RecordError
from app.coding.record import Patient, Record, Section
from app.errors import StoreError
from app.store.audit import About, Action, Audit, Subject
from app.store.canonical import Json, dumps, encodable, row_hash
from app.store.connection import Connection, Row
from app.store.facts import Facts, changed, fact_values, patient_of
from app.store.search import indexed, phrase
from app.store.worklist import Worklist

_COLUMNS = "record_id, sections, sex, age, admitted, discharged, disposition"
_AT_ONCE = 500
_INDEXED_AT_ONCE = 200
_INTO_TEXT = "INSERT INTO records_text (rowid, text) VALUES (?, ?)"
_OUT_OF_TEXT = "INSERT INTO records_text (records_text, rowid, text) VALUES ('delete', ?, ?)"


class Put(StrEnum):
    """What became of a record that was put."""

    ADDED = "added"
    UPDATED = "updated"
    SAME = "same"


@dataclass(frozen=True, slots=True)
class Imported:
    """How many records were added, updated and found the same, and which known ones were left as they are."""

    added: int = 0
    updated: int = 0
    same: int = 0
    left: tuple[str, ...] = ()
    entered: tuple[str, ...] = ()
    """Those left for which a coder entered patient facts: an update would not touch these."""


class Records:
    """Keeps records and the index over their text; every change goes to the audit and the worklist with it."""

    def __init__(
        self, connection: Connection, audit: Audit, worklist: Worklist, facts: Facts, clock: Callable[[], datetime]
    ) -> None:
        self._connection = connection
        self._audit = audit
        self._worklist = worklist
        self._facts = facts
        self._clock = clock
        self._to_index: list[tuple[int, str]] = []

    def put(self, record: Record, actor: Actor) -> Put:
        """Add or update a record; an update makes its earlier suggestions old (their offsets no longer hold)."""
        with self._connection.transaction(), self._indexing():
            return self._put(record, actor)

    def put_many(self, records: Iterable[Record], actor: Actor, *, overwrite: bool = False) -> Imported:
        """Put a whole file's records in one transaction: all of them or, on any error, none.

        A record whose id is known is overwritten only when asked; else it is left and named. Memory stays constant.
        Patient facts that a coder entered stay in force either way.
        """
        counts = dict.fromkeys(Put, 0)
        left: list[str] = []
        with self._connection.transaction(), self._indexing():
            for record in records:
                if not overwrite and self._is_known_otherwise(record):
                    left.append(record.record_id)
                    continue
                counts[self._put(record, actor)] += 1
            known = self._facts.entered(left)
            entered = tuple(record_id for record_id in left if record_id in known)
            imported = Imported(counts[Put.ADDED], counts[Put.UPDATED], counts[Put.SAME], tuple(left), entered)
            self._audit.append(
                Action.IMPORT,
                actor,
                body={
                    "added": imported.added,
                    "updated": imported.updated,
                    "same": imported.same,
                    "left": len(left),
                },
            )
        return imported

    def enter_patient(self, record_id: str, patient: Patient, actor: Actor) -> Record:
        """Put facts a coder states in place of the record's, and return the record; the imported ones are kept too.

        The record's content and hash stay as imported, so that its suggestions hold and the same file is known again.
        """
        record = self.get(record_id)
        if changed(record.patient, patient):
            with self._connection.transaction():
                self._facts.enter(record_id, patient, record.patient, actor)
                self._worklist.show_patient(record_id, patient)
        return replace(record, patient=patient)

    def imported_patient(self, record_id: str) -> Patient:
        """Return the facts as they were imported; raise StoreError when there is no such record."""
        return self._imported(record_id).patient

    def get(self, record_id: str) -> Record:
        """Return a record with the patient facts in force; raise StoreError when there is none of that id."""
        record = self._imported(record_id)
        entered = self._facts.latest(record_id)
        return record if entered is None else replace(record, patient=entered)

    def _imported(self, record_id: str) -> Record:
        row = self._connection.one(f"SELECT {_COLUMNS} FROM records WHERE record_id = ?", (record_id,))
        if row is None:
            raise StoreError(f"There is no record {record_id}.", "Import it, or check the 病案标识.")
        return _record(row)

    def hash(self, record_id: str) -> str:
        """Return the hash of a record's content; empty when there is none of that id."""
        row = self._connection.one("SELECT hash FROM records WHERE record_id = ?", (record_id,))
        return row[0] if row else ""

    def known(self, record_ids: Iterable[str]) -> set[str]:
        """Return those of these ids that the store has."""
        asked = list(record_ids)
        found: set[str] = set()
        for start in range(0, len(asked), _AT_ONCE):
            part = asked[start : start + _AT_ONCE]
            marks = ", ".join("?" * len(part))
            sql = f"SELECT record_id FROM records WHERE record_id IN ({marks})"
            found.update(row[0] for row in self._connection.rows(sql, part))
        return found

    def count(self) -> int:
        """Count the records."""
        row = self._connection.one("SELECT count(*) FROM worklist")
        return row[0] if row else 0

    def search(self, text: str, limit: int = 200) -> list[str]:
        """Return the ids of records whose text holds these words (any number of characters), newest first."""
        query = phrase(text)
        if query is None:
            return []
        sql = (
            "SELECT record_id FROM records WHERE row IN "
            "(SELECT rowid FROM records_text WHERE records_text MATCH ? ORDER BY rowid DESC LIMIT ?) ORDER BY row DESC"
        )
        return [row[0] for row in self._connection.rows(sql, (query, limit))]

    def _put(self, record: Record, actor: Actor) -> Put:
        if not encodable(record.record_id):
            raise RecordError(f"The record_id {record.record_id!r} is broken text.", "Correct it in the source file.")
        values = _values(record)
        fresh = row_hash(values)
        known = self._connection.one("SELECT row, hash, sections FROM records WHERE record_id = ?", (record.record_id,))
        if known is None:
            row = self._add(record, values, fresh)
        elif known[1] == fresh:
            return Put.SAME
        else:
            row = known[0]
            self._change(record, values, fresh, known)
        put = Put.ADDED if known is None else Put.UPDATED
        self._audit.append(
            Action.RECORD,
            actor,
            record_id=record.record_id,
            about=About(Subject.RECORDS, row, values),
            body={"put": put.value},
        )
        return put

    def _is_known_otherwise(self, record: Record) -> bool:
        stored = self.hash(record.record_id)
        return bool(stored) and stored != record_hash(record)

    def _add(self, record: Record, values: tuple[str | int | None, ...], fresh: str) -> int:
        row = self._connection.write(
            f"INSERT INTO records ({_COLUMNS}, hash, stored_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (*values, fresh, self._clock().isoformat()),
        )
        self._index(row, record)
        self._worklist.add(record)
        return row

    def _change(self, record: Record, values: tuple[str | int | None, ...], fresh: str, known: Row) -> None:
        row, _, sections = known
        self._write_index()
        self._connection.write(_OUT_OF_TEXT, (row, indexed(text for _, text in json.loads(sections))))
        self._connection.write(
            "UPDATE records SET sections = ?, sex = ?, age = ?, admitted = ?, discharged = ?, disposition = ?, "
            "hash = ?, stored_at = ? WHERE row = ?",
            (*values[1:], fresh, self._clock().isoformat(), row),
        )
        self._index(row, record)
        entered = self._facts.latest(record.record_id)
        self._worklist.change(record if entered is None else replace(record, patient=entered))

    @contextmanager
    def _indexing(self) -> Generator[None]:
        """Write the index for what the block puts; a block that fails leaves nothing to be indexed."""
        self._to_index.clear()
        try:
            yield
            self._write_index()
        finally:
            self._to_index.clear()

    def _index(self, row: int, record: Record) -> None:
        """Keep a text until enough are together: SQLite writes the index out whenever another table is written."""
        self._to_index.append((row, indexed(section.text for section in record.sections)))
        if len(self._to_index) >= _INDEXED_AT_ONCE:
            self._write_index()

    def _write_index(self) -> None:
        self._connection.write_many(_INTO_TEXT, self._to_index)
        self._to_index.clear()


def record_hash(record: Record) -> str:
    """Hash a record's content as the store does."""
    return row_hash(_values(record))


def _values(record: Record) -> tuple[str | int | None, ...]:
    sections: Json = [[section.name, section.text] for section in record.sections]
    return (
        record.record_id,
        dumps(sections),
        *fact_values(record.patient),
    )


def _record(row: Row) -> Record:
    record_id, sections, *facts = row
    texts: list[Any] = json.loads(sections)
    return Record(record_id, tuple(Section(name, text) for name, text in texts), patient_of(*facts))
