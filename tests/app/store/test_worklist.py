"""The worklist filters, sorts, pages and counts in SQL, and is in step with every change."""

from datetime import date

import pytest

from app.coding.record import Patient
from app.coding.scope import Task
from app.review.session import Session
from app.store.worklist import CaseStatus, WorklistQuery, WorklistSort
from tests.builders import ANGINA, CODER, HYPERTENSION, INFARCT, Clock, candidate, record, records, suggestion


def ids(store, **query):
    return [row.record_id for row in store.worklist.page(WorklistQuery(**query))]


@pytest.fixture
def worked(store):
    """A store with R0001 new, R0002 suggested, R0003 in work, R0004 finished, R0005 new."""
    store.records.put_many(records(5), CODER)
    session = Session(store, CODER, Clock())
    store.suggestions.put(suggestion("R0002", principal=candidate(INFARCT)))
    session.accept(record_id="R0003", code=ANGINA, task=Task.PRINCIPAL)
    session.accept(record_id="R0004", code=ANGINA, task=Task.PRINCIPAL)
    session.accept(record_id="R0004", code=HYPERTENSION, task=Task.OTHERS)
    session.finish(record_id="R0004")
    return store


def test_counts_tell_every_status(worked):
    assert worked.worklist.counts() == {
        CaseStatus.NEW: 2, CaseStatus.SUGGESTED: 1, CaseStatus.IN_WORK: 1, CaseStatus.FINISHED: 1,
    }  # fmt: skip


def test_a_row_shows_the_suggestion_until_the_coder_begins(worked):
    row = worked.worklist.row("R0002")
    assert (row.status, row.principal_name, row.others, row.possible) == (CaseStatus.SUGGESTED, "脑梗死", 1, 1)
    assert row.suggested_at is not None


def test_a_row_shows_what_is_decided_and_by_whom(worked):
    row = worked.worklist.row("R0004")
    assert (row.status, row.principal_code, row.others, row.owner) == (CaseStatus.FINISHED, "I20.000", 1, "张三")
    assert row.finished_at is not None


def test_a_late_suggestion_does_not_hide_what_the_coder_decided(worked):
    worked.suggestions.put(suggestion("R0003", principal=candidate(INFARCT)))
    row = worked.worklist.row("R0003")
    assert (row.status, row.principal_code, row.possible) == (CaseStatus.IN_WORK, "I20.000", 1)


@pytest.mark.parametrize(
    ("text", "found"),
    [("r0003", ["R0003"]), ("绞痛", ["R0003", "R0004"]), ("i63", ["R0002"]), ("梗", ["R0002"]), ("%", []), ("_", [])],
)
def test_text_is_any_part_of_id_code_or_name(worked, text, found):
    assert ids(worked, text=text) == found
    assert worked.worklist.total(WorklistQuery(text=text)) == len(found)


def test_text_and_status_narrow_together(worked):
    assert ids(worked, text="绞痛", status=CaseStatus.FINISHED) == ["R0004"]
    assert ids(worked, status=CaseStatus.NEW) == ["R0001", "R0005"]


def test_a_text_found_in_many_records_gives_the_same_as_in_few(store, monkeypatch):
    store.records.put_many(records(30), CODER)
    queries = [
        WorklistQuery(text=text, sort=sort, descending=descending, limit=7, offset=3)
        for text in ("R00", "1")
        for sort in WorklistSort
        for descending in (False, True)
    ]
    few = [(store.worklist.page(query), store.worklist.total(query)) for query in queries]
    monkeypatch.setattr("app.store.worklist._FEW", 0)
    store.records.put(record("late"), CODER)
    assert [(store.worklist.page(query), store.worklist.total(query)) for query in queries] == few


def test_what_was_found_before_is_not_shown_after_a_change(worked):
    assert ids(worked, text="梗") == ["R0002"]
    Session(worked, CODER).accept(record_id="R0001", code=INFARCT, task=Task.PRINCIPAL)
    assert ids(worked, text="梗") == ["R0001", "R0002"]


@pytest.mark.parametrize("sort", WorklistSort)
def test_every_column_sorts_both_ways(worked, sort):
    rows = worked.worklist.page(WorklistQuery(sort=sort))
    values = [getattr(row, sort.value) for row in rows]
    known = [value for value in values if value is not None]
    assert values == [None] * (len(values) - len(known)) + sorted(known)
    assert worked.worklist.page(WorklistQuery(sort=sort, descending=True)) == rows[::-1]


def test_pages_follow_one_another_without_gap(store):
    store.records.put_many(records(25), CODER)
    shown = [each for start in (0, 10, 20) for each in ids(store, offset=start, limit=10, sort=WorklistSort.LENGTH)]
    assert shown == [f"R{n:04d}" for n in range(1, 26)]
    assert store.worklist.total() == 25


def test_facts_come_back_as_values(store):
    store.records.put(record(patient=Patient(admitted=date(2025, 1, 2))), CODER)
    row = store.worklist.row("R1")
    assert (row.admitted, row.discharged, row.sex, row.length) == (date(2025, 1, 2), None, None, record().length)


def test_ids_are_those_of_the_statuses_asked(worked):
    assert worked.worklist.ids(CaseStatus.NEW, CaseStatus.FINISHED) == ["R0001", "R0004", "R0005"]
