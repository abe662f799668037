"""Patient facts a coder states stand in place of the imported ones, are audited, and survive another import."""

from dataclasses import replace
from datetime import date

import pytest

from app.coding.record import Patient, Sex
from app.errors import StoreError
from app.store.audit import Action
from app.store.database import Store
from tests.builders import CODER, patient, record, suggestion

STATED = replace(patient(), sex=Sex.FEMALE, age=30)


@pytest.fixture
def known(store: Store) -> Store:
    store.records.put(record("R1", patient()), CODER)
    return store


def test_stated_facts_are_the_records_facts(known: Store) -> None:
    assert known.records.enter_patient("R1", STATED, CODER).patient == STATED
    assert known.records.get("R1").patient == STATED
    assert known.records.imported_patient("R1") == patient()


def test_a_fact_can_be_stated_as_missing(known: Store) -> None:
    known.records.enter_patient("R1", Patient(), CODER)
    assert known.records.get("R1").patient == Patient()


def test_the_worklist_shows_them(known: Store) -> None:
    known.records.enter_patient("R1", STATED, CODER)
    row = known.worklist.row("R1")
    assert row is not None
    assert (row.sex, row.age, row.admitted) == (Sex.FEMALE, 30, date(2025, 2, 20))


def test_the_audit_names_the_facts_that_changed_and_holds_none_of_them(known: Store) -> None:
    known.records.enter_patient("R1", STATED, CODER)
    entry = known.audit.entries()[0]
    assert (entry.action, entry.actor, entry.record_id) == (Action.PATIENT, CODER, "R1")
    assert entry.body == {"changed": ["sex", "age"]}
    assert known.audit.verify().ok


def test_stating_the_same_writes_nothing(known: Store) -> None:
    head = known.audit.head()
    known.records.enter_patient("R1", patient(), CODER)
    assert known.audit.head() == head


def test_the_suggestion_made_from_the_text_still_holds(known: Store) -> None:
    known.suggestions.put(suggestion("R1"))
    known.records.enter_patient("R1", STATED, CODER)
    assert known.suggestions.latest("R1") is not None


def test_the_same_file_again_is_known_and_changes_nothing(known: Store) -> None:
    known.records.enter_patient("R1", STATED, CODER)
    assert known.records.put_many([record("R1", patient())], CODER).same == 1
    assert known.records.get("R1").patient == STATED


def test_an_import_with_other_content_names_the_records_whose_facts_a_coder_stated(known: Store) -> None:
    known.records.put(record("R2", patient()), CODER)
    known.records.enter_patient("R1", STATED, CODER)
    found = known.records.put_many([record(each, Patient(age=5)) for each in ("R1", "R2")], CODER)
    assert (found.left, found.entered) == (("R1", "R2"), ("R1",))


def test_an_update_keeps_what_the_coder_stated(known: Store) -> None:
    known.records.enter_patient("R1", STATED, CODER)
    known.records.put_many([record("R1", Patient(age=5), 主诉="胸闷。")], CODER, overwrite=True)
    kept = known.records.get("R1")
    row = known.worklist.row("R1")
    assert (kept.patient, kept.text("主诉")) == (STATED, "胸闷。")
    assert row is not None
    assert row.age == 30


def test_a_changed_row_is_found(known: Store) -> None:
    known.records.enter_patient("R1", STATED, CODER)
    with pytest.raises(StoreError, match="never changed"):
        known._connection.write("UPDATE facts SET age = 31")


def test_an_unknown_record_is_refused(store: Store) -> None:
    with pytest.raises(StoreError, match="no record"):
        store.records.enter_patient("nobody", STATED, CODER)
