"""Final code sets are written at FINISH with what they rest on, and stay when a record is reopened."""

from hypothesis import given
from hypothesis import strategies as st

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission, Procedure
from app.coding.scope import Task
from app.review.session import Session
from app.store.code_uses import Uses
from app.store.codes import set_from, set_text
from tests.builders import ANGINA, CODER, DIABETES, HYPERTENSION, Clock, record, suggestion

CODES = st.builds(Code, st.text(max_size=5), st.text(max_size=5), st.text(max_size=3))
DIAGNOSES = st.builds(Diagnosis, CODES, st.none() | st.sampled_from(OnAdmission))
CODE_SETS = st.builds(
    CodeSet,
    st.none() | DIAGNOSES,
    st.lists(DIAGNOSES, max_size=3).map(tuple),
    st.lists(st.builds(Procedure, CODES, st.text(max_size=5)), max_size=2).map(tuple),
)


@given(CODE_SETS)
def test_a_code_set_comes_back_as_it_was_written(codes):
    assert set_from(set_text(codes)) == codes


def finished(store) -> Session:
    store.records.put(record(), CODER)
    session = Session(store, CODER, Clock())
    session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
    session.add(record_id="R1", code=HYPERTENSION, task=Task.OTHERS, on_admission=OnAdmission.PRESENT)
    session.finish(record_id="R1")
    return session


def test_a_final_states_codes_actor_model_and_versions(store):
    store.records.put(record(), CODER)
    number = store.suggestions.put(suggestion())
    finished(store)
    final = store.finals.get("R1")
    assert final.codes == CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION, OnAdmission.PRESENT),))
    assert (final.actor, final.suggestion_id) == (CODER, number)
    assert (final.model, final.versions) == (suggestion().model, suggestion().versions)


def test_a_record_coded_without_a_suggestion_names_no_model(store):
    finished(store)
    final = store.finals.get("R1")
    assert (final.model, final.versions, final.suggestion_id) == (None, None, None)


def test_a_reopened_record_has_no_final_but_a_history(store):
    session = finished(store)
    first = store.finals.get("R1")
    session.reopen(record_id="R1")
    assert store.finals.get("R1") is None
    session.add(record_id="R1", code=DIABETES, task=Task.OTHERS)
    session.finish(record_id="R1")
    assert store.finals.history("R1") == (first, store.finals.get("R1"))
    assert len(store.finals.get("R1").codes.others) == 2


def test_uses_count_what_is_final_now(store):
    session = finished(store)
    assert store.code_uses.of([ANGINA, HYPERTENSION, DIABETES]) == {ANGINA: Uses(1, 0), HYPERTENSION: Uses(0, 1)}
    session.reopen(record_id="R1")
    assert store.code_uses.of([ANGINA, HYPERTENSION]) == {}


def test_many_finals_come_in_the_order_asked(store):
    finished(store)
    store.records.put(record("R2"), CODER)
    assert [final.record_id for final in store.finals.get_many(["R2", "R1"])] == ["R1"]
