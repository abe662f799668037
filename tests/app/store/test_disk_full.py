"""A full disk is told in words, nothing half is saved, and work goes on when there is room again."""

import contextlib

import pytest

from app.coding.scope import Task
from app.errors import StoreError
from app.review.session import Session
from app.store.connection import in_words
from tests.builders import ANGINA, CODER, Clock, record, records, suggestion


def fill_disk(store) -> None:
    """Let the file grow no further, as a full disk would."""
    (pages,) = store._connection.one("PRAGMA page_count")
    store._connection.one(f"PRAGMA max_page_count = {pages}")


def free_disk(store) -> None:
    store._connection.one("PRAGMA max_page_count = 1000000")


def decide_for_ever(session: Session, made: list[int]) -> None:
    while True:
        made.append(session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL).decision.decision_id)
        made.append(session.undo(record_id="R1").decision.decision_id)


def test_a_full_disk_while_importing_saves_nothing_of_the_file(store):
    store.records.put(record(), CODER)
    head = store.audit.head()
    fill_disk(store)
    with pytest.raises(StoreError, match="disk is full") as told:
        store.records.put_many((record(f"F{n}", 主诉="胸痛" * 5000) for n in range(20)), CODER)
    assert "Free some space" in told.value.advice
    free_disk(store)
    assert (store.records.count(), store.audit.head(), store.check()) == (1, head, "ok")
    assert store.records.put_many(records(3), CODER).added == 3


def test_a_full_disk_while_deciding_keeps_decision_and_audit_in_step(store):
    store.records.put(record(), CODER)
    session = Session(store, CODER, Clock())
    fill_disk(store)
    made: list[int] = []
    with pytest.raises(StoreError, match="disk is full"):
        decide_for_ever(session, made)
    free_disk(store)
    assert [decision.decision_id for decision in store.decisions.of("R1")] == made
    assert store.audit.verify().ok
    session.open("R1")


def test_a_full_disk_while_suggesting_leaves_the_record_as_it_was(store):
    store.records.put(record(), CODER)
    before = store.worklist.row("R1")
    fill_disk(store)
    with pytest.raises(StoreError, match="disk is full"):
        store.suggestions.put(suggestion(rationale={Task.PRINCIPAL: "胸痛" * 20000}))
    assert (store.worklist.row("R1"), store.suggestions.latest("R1")) == (before, None)


def test_a_part_that_failed_takes_the_whole_step_with_it(store):
    def swallow() -> None:
        with store.transaction():
            store.records.put(record(), CODER)
            with contextlib.suppress(StoreError):
                store.suggestions.put(suggestion("R9"))

    with pytest.raises(StoreError, match="A part of this step failed"):
        swallow()
    assert store.records.count() == 0


@pytest.mark.parametrize(
    ("said", "told"),
    [
        ("database is locked", "in use by another program"),
        ("database disk image is malformed", "damaged"),
        ("attempt to write a readonly database", "cannot be written"),
        ("file is not a database", "not a store that can be read"),
        ("something else", "something else"),
    ],
)
def test_every_error_of_the_driver_is_put_in_words(path, said, told):
    error = in_words(RuntimeError(said), path)
    assert told in error.message
    assert error.advice
