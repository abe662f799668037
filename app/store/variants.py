"""Bad cases and their variants as they came in: kept whole, never changed; what is said of them is in `approvals`."""

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import cast

from app.coding.decision import Actor
from app.coding.rewrite import (
    BadCase,
    Standing,
    Variant,
    case_from_json,
    case_to_json,
    variant_from_json,
    variant_to_json,
)
from app.errors import InputError, StoreError
from app.store.audit import About, Action, Audit, Subject
from app.store.canonical import Json, dumps
from app.store.connection import Connection


class Kept(StrEnum):
    """What became of a case or variant that was put."""

    ADDED = "added"
    SAME = "same"
    DIFFERS = "differs"
    """It is known with other content, and stays as it is known."""


@dataclass(frozen=True, slots=True)
class CaseCounts:
    """One bad case of the list: how many variants it has, and how they stand."""

    case_row: int
    case_id: str
    round: int
    batch: str
    variants: int
    passed: int
    approved: int
    rejected: int


class Variants:
    """Puts and gets bad cases and variants, and counts where they stand."""

    def __init__(self, connection: Connection, audit: Audit, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._audit = audit
        self._clock = clock

    def put_case(self, case: BadCase, actor: Actor) -> Kept:
        """Add a bad case unless one of its id, round and batch is known."""
        body = dumps(cast("Json", case_to_json(case)))
        known = self._connection.one(
            "SELECT body FROM bad_cases WHERE case_id = ? AND round = ? AND batch = ?",
            (case.case_id, case.round, case.batch),
        )
        if known is not None:
            return Kept.SAME if known[0] == body else Kept.DIFFERS
        values = (case.case_id, case.round, self._clock().isoformat(), body)
        with self._connection.transaction():
            row = self._connection.write(
                "INSERT INTO bad_cases (case_row, case_id, round, at, body, batch) VALUES (NULL, ?, ?, ?, ?, ?)",
                (*values, case.batch),
            )
            self._audit.append(
                Action.BAD_CASE,
                actor,
                record_id=case.case_id,
                about=About(Subject.BAD_CASES, row, (row, *values)),
                body={"round": case.round, "batch": case.batch},
            )
        return Kept.ADDED

    def put_variant(self, variant: Variant, actor: Actor) -> Kept:
        """Add a variant unless its id is known; raise StoreError when its case is not."""
        body = variant_body(variant)
        known = self._connection.one("SELECT body FROM variants WHERE variant_id = ?", (variant.variant_id,))
        if known is not None:
            return Kept.SAME if known[0] == body else Kept.DIFFERS
        case_row = self.case_row(variant.case_id, variant.round, variant.batch)
        values = (variant.variant_id, case_row, self._clock().isoformat(), body)
        with self._connection.transaction():
            row = self._connection.write(
                "INSERT INTO variants (variant_row, variant_id, case_row, at, body) VALUES (NULL, ?, ?, ?, ?)", values
            )
            self._connection.write(
                "INSERT INTO variant_standings (variant_row, case_row, passed, standing) VALUES (?, ?, ?, ?)",
                (row, case_row, int(variant.passed), Standing.PENDING.value),
            )
            self._audit.append(
                Action.VARIANT,
                actor,
                record_id=variant.case_id,
                about=About(Subject.VARIANTS, row, (row, *values)),
                body={"variant": variant.variant_id, "round": variant.round, "text": variant.text_hash},
            )
        return Kept.ADDED

    def counts(self) -> list[CaseCounts]:
        """Return every bad case with its counts, in the order they came in; one query."""
        sql = (
            "SELECT c.case_row, c.case_id, c.round, c.batch, count(s.variant_row), coalesce(sum(s.passed), 0), "
            "coalesce(sum(s.standing = ?), 0), coalesce(sum(s.standing = ?), 0) "
            "FROM bad_cases c LEFT JOIN variant_standings s ON s.case_row = c.case_row "
            "GROUP BY c.case_row ORDER BY c.case_row"
        )
        rows = self._connection.rows(sql, (Standing.APPROVED.value, Standing.REJECTED.value))
        return [CaseCounts(*row) for row in rows]

    def case_row(self, case_id: str, of_round: int | None = None, of_batch: str | None = None) -> int:
        """Return the row of a case, of its newest round and batch when none is named; raise InputError without one."""
        row = self._connection.one(
            "SELECT case_row FROM bad_cases WHERE case_id = ? AND (? IS NULL OR round = ?) "
            "AND (? IS NULL OR batch = ?) ORDER BY round DESC, case_row DESC LIMIT 1",
            (case_id, of_round, of_round, of_batch, of_batch),
        )
        if row is None:
            raise InputError(f"There is no bad case {case_id}.", "Import the bundle it is in.")
        return row[0]

    def case(self, case_row: int) -> BadCase:
        """Return the bad case of that row."""
        row = self._connection.one("SELECT body FROM bad_cases WHERE case_row = ?", (case_row,))
        if row is None:
            raise StoreError(f"There is no bad case {case_row}.", "Import the bundle it is in.")
        return case_from_json(json.loads(row[0]))


def variant_of(body: str) -> Variant:
    """Read a variant back."""
    return variant_from_json(json.loads(body))


def variant_body(variant: Variant) -> str:
    """Write a variant as the store keeps it."""
    return dumps(cast("Json", variant_to_json(variant)))
