"""Suggestions, stored whole and never changed; a new one stands beside the older ones."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

from app.coding.completion import ModelInfo
from app.coding.decision import Actor
from app.coding.record import Record
from app.coding.suggest import Suggestion
from app.coding.versions import Versions
from app.store.audit import SYSTEM, About, Action, Audit, Subject
from app.store.canonical import canonical, sha256
from app.store.connection import Connection, Row
from app.store.records import Records, record_hash
from app.store.suggestion_json import from_json, model_value, to_json, versions_value
from app.store.worklist import Worklist

_COLUMNS = "suggestion_id, record_id, at, key, record_hash, body"


@dataclass(frozen=True, slots=True)
class StoredSuggestion:
    """A suggestion with its number and when it was stored."""

    suggestion_id: int
    at: datetime
    suggestion: Suggestion


class Suggestions:
    """Puts and gets suggestions."""

    def __init__(
        self,
        connection: Connection,
        audit: Audit,
        records: Records,
        worklist: Worklist,
        clock: Callable[[], datetime],
    ) -> None:
        self._connection = connection
        self._audit = audit
        self._records = records
        self._worklist = worklist
        self._clock = clock

    def put(self, suggestion: Suggestion, *, record: Record | None = None, actor: Actor = SYSTEM) -> int:
        """Store a suggestion and return its number; `record` is the text it was made from, if not the stored one."""
        at = self._clock()
        with self._connection.transaction():
            stored_hash = self._records.hash(suggestion.record_id)
            made_from = record_hash(record) if record else stored_hash
            key = suggestion_key(suggestion.model, suggestion.versions)
            values = (suggestion.record_id, at.isoformat(), key, made_from, to_json(suggestion))
            number = self._connection.write(
                f"INSERT INTO suggestions ({_COLUMNS}) VALUES (NULL, ?, ?, ?, ?, ?)", values
            )
            if made_from == stored_hash:
                self._show(suggestion, at)
            self._audit.append(
                Action.SUGGESTION,
                actor,
                record_id=suggestion.record_id,
                about=About(Subject.SUGGESTIONS, number, (number, *values)),
                body={
                    "suggestion": number,
                    "model": model_value(suggestion.model),
                    "versions": versions_value(suggestion.versions),
                    "codes": [candidate.code.code for candidate in suggestion.candidates],
                },
            )
        return number

    def get(self, suggestion_id: int) -> StoredSuggestion | None:
        """Return the suggestion of that number, or None."""
        return _stored(
            self._connection.one(f"SELECT {_COLUMNS} FROM suggestions WHERE suggestion_id = ?", (suggestion_id,))
        )

    def latest(self, record_id: str) -> StoredSuggestion | None:
        """Return the newest suggestion made from the record's text as it is now, or None."""
        return _stored(
            self._connection.one(
                f"SELECT {_COLUMNS} FROM suggestions WHERE record_id = ? AND record_hash = ? "
                "ORDER BY suggestion_id DESC LIMIT 1",
                (record_id, self._records.hash(record_id)),
            )
        )

    def history(self, record_id: str) -> tuple[int, ...]:
        """Return the numbers of all suggestions a record ever had, oldest first."""
        sql = "SELECT suggestion_id FROM suggestions WHERE record_id = ? ORDER BY suggestion_id"
        return tuple(row[0] for row in self._connection.rows(sql, (record_id,)))

    def exists(self, record_id: str, key: str) -> bool:
        """Say whether the record as it is now has a suggestion of this model and these versions."""
        sql = "SELECT 1 FROM suggestions WHERE record_id = ? AND key = ? AND record_hash = ? LIMIT 1"
        return self._connection.one(sql, (record_id, key, self._records.hash(record_id))) is not None

    def _show(self, suggestion: Suggestion, at: datetime) -> None:
        principal = suggestion.principal.code if suggestion.principal else None
        self._worklist.show_suggestion(
            suggestion.record_id, principal, len(suggestion.others), len(suggestion.possible), at
        )


def suggestion_key(model: ModelInfo, versions: Versions) -> str:
    """Hash what a suggestion depends on besides the record, so that the same work is not done twice."""
    return sha256(canonical([model_value(model), versions_value(versions)]))


def _stored(row: Row | None) -> StoredSuggestion | None:
    if row is None:
        return None
    return StoredSuggestion(row[0], datetime.fromisoformat(row[2]), from_json(row[5]))
