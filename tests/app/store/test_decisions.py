"""Decisions come back as they were made, numbered, and nothing changes them."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.codeset import OnAdmission
from app.coding.decision import Act, Actor, Decision, RejectReason, Role
from app.coding.scope import Task
from app.errors import StoreError
from app.store.database import Store
from tests.builders import ANGINA, CODER, DIABETES, HYPERTENSION, INFARCT, added, decision, record

CODE = st.none() | st.sampled_from([ANGINA, HYPERTENSION, DIABETES, INFARCT])
TIMES = st.datetimes(timezones=st.timezones()).filter(
    lambda at: at.replace(fold=0).utcoffset() == at.replace(fold=1).utcoffset()
)
"""Times that are there once: one that a change of clocks repeats or skips equals none of another zone (PEP 495)."""
DECISIONS = st.builds(
    Decision,
    record_id=st.just("R1"),
    act=st.sampled_from(Act),
    actor=st.builds(Actor, st.text(max_size=5), st.sampled_from(Role)),
    at=TIMES,
    task=st.none() | st.sampled_from(Task),
    code=CODE,
    replaced=CODE,
    on_admission=st.none() | st.sampled_from(OnAdmission),
    order=st.lists(st.text(max_size=4), max_size=3).map(tuple),
    reason=st.none() | st.sampled_from(RejectReason),
    note=st.text(max_size=10),
)


@given(made=st.lists(DECISIONS, max_size=3))
def test_decisions_come_back_as_they_were_made(made, tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "a.db") as store:
        store.records.put(record(), CODER)
        kept = tuple(store.decisions.append(each) for each in made)
        assert store.decisions.of("R1") == kept
        assert [replace(each, decision_id=0) for each in kept] == made
        assert store.audit.verify().ok


def test_decisions_are_numbered_in_order(store):
    store.records.put(record(), CODER)
    assert [store.decisions.append(added(code)).decision_id for code in (ANGINA, DIABETES)] == [1, 2]


def test_a_decision_on_no_record_is_refused(store):
    with pytest.raises(StoreError, match="no such record"):
        store.decisions.append(added(ANGINA, task=Task.OTHERS))
    assert store.audit.entries() == ()


@pytest.mark.parametrize("statement", ["UPDATE decisions SET act = 'reject'", "DELETE FROM decisions"])
def test_no_decision_is_ever_changed_or_deleted(store, statement):
    store.records.put(record(), CODER)
    store.decisions.append(decision(Act.ADD, ANGINA))
    with pytest.raises(StoreError, match="never changed"):
        store._connection.write(statement)
    assert store.decisions.of("R1")[0].act is Act.ADD


def test_a_decision_and_its_audit_entry_are_one_step(store):
    store.records.put(record(), CODER)

    def decide() -> None:
        with store.transaction():
            store.decisions.append(decision(Act.ADD, ANGINA))
            store.decisions.append(decision(Act.ADD, ANGINA, record_id="R9"))

    with pytest.raises(StoreError):
        decide()
    assert store.decisions.of("R1") == ()
    assert store.audit.verify().ok


def test_a_note_with_broken_text_is_kept_readable(store):
    store.records.put(record(), CODER)
    assert store.decisions.append(decision(Act.ADD, ANGINA, note="x\ud800")).note == "x\ufffd"
    assert store.decisions.of("R1")[0].note == "x\ufffd"
