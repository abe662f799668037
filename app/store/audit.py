"""The audit: who did what when on which record with which model, append-only and hash-chained.

Each entry's hash covers its content and the hash before it, and an entry about a stored row covers that row's hash.
It is tamper-evident, not tamper-proof: who can write the file can rebuild the chain, so exports and backups state its
head. No patient text goes in: only ids, hashes, codes and short words.
"""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.coding.decision import Actor, Role
from app.store.canonical import Json, canonical, row_hash, sha256
from app.store.connection import Connection, Row

SYSTEM = Actor("dxdesk")
"""Who acts when nobody asked: migrations of state, batch work without a named actor."""

LONGEST_WORD = 300


class Action(StrEnum):
    """What an entry records."""

    RECORD = "record"
    PATIENT = "patient"
    NOTE = "note"
    SUGGESTION = "suggestion"
    DECISION = "decision"
    FINAL = "final"
    BAD_CASE = "bad_case"
    VARIANT = "variant"
    APPROVAL = "approval"
    IMPORT = "import"
    EXPORT = "export"
    MODEL = "model"
    SETTING = "setting"
    BACKUP = "backup"
    RESTORE = "restore"


class Subject(StrEnum):
    """The table whose row an entry vouches for."""

    RECORDS = "records"
    FACTS = "facts"
    NOTES = "notes"
    SUGGESTIONS = "suggestions"
    DECISIONS = "decisions"
    FINALS = "finals"
    BAD_CASES = "bad_cases"
    VARIANTS = "variants"
    APPROVALS = "approvals"


SUBJECT_COLUMNS: Mapping[Subject, tuple[str, ...]] = {
    Subject.RECORDS: ("record_id", "sections", "sex", "age", "admitted", "discharged", "disposition"),
    Subject.FACTS: (
        "fact_id", "record_id", "at", "actor", "role", "sex", "age", "admitted", "discharged", "disposition",
    ),
    Subject.NOTES: ("note_id", "record_id", "at", "actor", "role", "text"),
    Subject.SUGGESTIONS: ("suggestion_id", "record_id", "at", "key", "record_hash", "body"),
    Subject.DECISIONS: (
        "decision_id", "record_id", "act", "actor", "role", "at", "task", "code", "replaced", "on_admission",
        "codes_order", "reason", "note", "undoes", "suggestion_id",
    ),
    Subject.FINALS: (
        "final_id", "record_id", "decision_id", "at", "actor", "role", "codes", "suggestion_id", "model", "versions",
    ),
    Subject.BAD_CASES: ("case_row", "case_id", "round", "at", "body"),
    Subject.VARIANTS: ("variant_row", "variant_id", "case_row", "at", "body"),
    Subject.APPROVALS: (
        "approval_id", "step", "variant_row", "act", "reviewer", "role", "at", "standing", "score", "why", "note",
        "text_hash", "body", "before", "undoes",
    ),
}  # fmt: skip
"""The columns whose values a row's hash is made from, in order; never changed for rows already written."""

_COLUMNS = "entry, at, actor, role, action, record_id, subject, subject_row, subject_hash, body, previous, hash"


@dataclass(frozen=True, slots=True)
class AuditEntry:
    """One entry as it is shown and exported."""

    entry: int
    at: datetime
    actor: Actor
    action: Action
    record_id: str | None
    body: dict[str, Json]
    hash: str


@dataclass(frozen=True, slots=True)
class About:
    """The stored row an entry vouches for."""

    subject: Subject
    row: int
    values: Sequence[Json]


@dataclass(frozen=True, slots=True)
class AuditCheck:
    """What `verify` found: all is well, or the first entry (or row) that is not."""

    ok: bool
    entries: int
    head: str
    first_bad: int | None = None
    problem: str = ""


class Audit:
    """Appends, lists and verifies entries."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def append(
        self,
        action: Action,
        actor: Actor = SYSTEM,
        *,
        record_id: str | None = None,
        about: About | None = None,
        body: Mapping[str, Json] | None = None,
    ) -> str:
        """Append an entry in the open transaction (or in its own) and return the chain's new head."""
        with self._connection.transaction():
            entries, previous = self._head()
            subject = (about.subject.value, about.row, row_hash(about.values)) if about else (None, None, None)
            content: list[Json] = [
                entries + 1, self._clock().isoformat(), actor.name, actor.role.value, action.value, record_id,
                *subject, _short(body or {}),
            ]  # fmt: skip
            head = chained(previous, content)
            marks = ", ".join("?" * 12)
            self._connection.write(
                f"INSERT INTO audit ({_COLUMNS}) VALUES ({marks})", (*_plain(content), previous, head)
            )
            self._connection.write("UPDATE audit_head SET entries = ?, hash = ?", (entries + 1, head))
        return head

    def head(self) -> str:
        """Return the hash of the newest entry, empty when there is none."""
        return self._head()[1]

    def entries(self, limit: int = 200, record_id: str | None = None) -> tuple[AuditEntry, ...]:
        """Return the newest entries first, of one record or of all."""
        where = "" if record_id is None else "WHERE record_id = ?"
        values = () if record_id is None else (record_id,)
        rows = self._connection.rows(
            f"SELECT {_COLUMNS} FROM audit {where} ORDER BY entry DESC LIMIT ?", (*values, limit)
        )
        return tuple(_entry(row) for row in rows)

    def verify(self, expected_head: str | None = None) -> AuditCheck:
        """Walk the whole chain and every row it vouches for; find any changed, deleted or inserted one.

        `expected_head` is a head printed or exported earlier: it must occur in the chain, which shows a chain rebuilt.
        """
        entries, head = self._head()
        vouched: dict[tuple[str, int], tuple[str, int]] = {}
        previous, counted, seen = "", 0, expected_head in (None, "")
        for row in self._connection.each(f"SELECT {_COLUMNS} FROM audit ORDER BY entry"):
            counted += 1
            content = list(row[:10])
            if row[0] != counted:
                return AuditCheck(False, entries, head, counted, f"Entry {counted} is missing.")
            if row[10] != previous or row[11] != chained(previous, content):
                return AuditCheck(False, entries, head, counted, f"Entry {counted} was changed.")
            previous = row[11]
            seen = seen or previous == expected_head
            if row[6] is not None:
                vouched[row[6], row[7]] = (row[8], counted)
        if (counted, previous) != (entries, head):
            return AuditCheck(False, entries, head, counted + 1, "Entries at the end are missing or were added.")
        if not seen:
            return AuditCheck(False, entries, head, None, "The head stated earlier is not in this chain.")
        return self._verify_rows(vouched) or AuditCheck(True, entries, head)

    def _verify_rows(self, vouched: dict[tuple[str, int], tuple[str, int]]) -> AuditCheck | None:
        entries, head = self._head()
        for subject, columns in SUBJECT_COLUMNS.items():
            sql = f"SELECT rowid, {', '.join(columns)} FROM {subject} ORDER BY rowid"
            for row in self._connection.each(sql):
                known = vouched.pop((subject.value, row[0]), None)
                if known is None:
                    return AuditCheck(False, entries, head, None, f"Row {row[0]} of {subject} was added.")
                if known[0] != row_hash(row[1:]):
                    return AuditCheck(False, entries, head, known[1], f"Row {row[0]} of {subject} was changed.")
        if vouched:
            (subject, row), (_, entry) = next(iter(vouched.items()))
            return AuditCheck(False, entries, head, entry, f"Row {row} of {subject} was deleted.")
        return None

    def _head(self) -> tuple[int, str]:
        row = self._connection.one("SELECT entries, hash FROM audit_head")
        return (0, "") if row is None else (row[0], row[1])


def chained(previous: str, content: Sequence[Json]) -> str:
    """Hash an entry's content after the hash before it; the body enters as its canonical text."""
    return sha256(previous + canonical(list(content)))


def _plain(content: Sequence[Json]) -> tuple[str | int | None, ...]:
    return tuple(value if isinstance(value, str | int) or value is None else str(value) for value in content)


def _short(body: Mapping[str, Json]) -> str:
    """Write a body; refuse long text, which could be a patient's."""
    text = canonical(dict(body))
    if any(isinstance(value, str) and len(value) > LONGEST_WORD for value in body.values()):
        raise ValueError("An audit entry holds ids, hashes and short words, no text.")
    return text


def _entry(row: Row) -> AuditEntry:
    return AuditEntry(
        row[0], datetime.fromisoformat(row[1]), Actor(row[2], Role(row[3])), Action(row[4]), row[5],
        json.loads(row[9]), row[11],
    )  # fmt: skip
