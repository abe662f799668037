"""A coder's acts are stored, audited and shown in one step each, and say what changed."""

import pytest

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.decision import Act, Actor, RejectReason, Role
from app.coding.scope import Task
from app.errors import StoreError
from app.review.decide import Became, Effect, Refusal
from app.review.session import ActRefusedError, Session
from app.store.audit import Action
from app.store.worklist import CaseStatus
from tests.builders import ANGINA, CODER, DIABETES, FAILURE, HYPERTENSION, INFARCT, suggestion


def principal(session, code=ANGINA):
    return session.accept(record_id="R1", code=code, task=Task.PRINCIPAL)


def test_opening_shows_record_suggestion_and_open_candidates(session):
    case = session.open("R1")
    assert case.record.record_id == "R1"
    assert [candidate.code for candidate in case.open_candidates] == [ANGINA, HYPERTENSION, DIABETES]
    assert case.decisions == ()


def test_opening_alone_changes_nothing(session, store):
    session.open("R1")
    assert store.worklist.row("R1").status is CaseStatus.SUGGESTED


def test_an_act_says_what_changed(session):
    changed = principal(session)
    assert changed.effects == (Effect(ANGINA, Became.OPEN, Became.PRINCIPAL),)
    assert (changed.decision.decision_id, changed.decision.actor) == (1, CODER)
    assert changed.case.state.principal.code == ANGINA
    assert ANGINA not in [candidate.code for candidate in changed.case.open_candidates]


def test_a_replaced_principal_is_open_again(session):
    principal(session)
    changed = principal(session, INFARCT)
    assert Effect(ANGINA, Became.PRINCIPAL, Became.OPEN) in changed.effects
    assert ANGINA in [candidate.code for candidate in changed.case.open_candidates]


def test_a_decision_names_the_suggestion_that_was_on_screen(session, store):
    shown = session.open("R1").stored.suggestion_id
    store.suggestions.put(suggestion())
    changed = principal(session)
    assert changed.decision.suggestion_id == changed.case.stored.suggestion_id == shown
    assert session.open("R1").stored.suggestion_id != shown


def test_a_session_goes_on_where_another_left_off(session, store):
    principal(session)
    again = Session(store, Actor("李四", Role.REVIEWER))
    assert again.open("R1").state == session.open("R1").state
    undone = again.undo(record_id="R1")
    assert undone.case.state.principal is None


def test_rejecting_takes_a_candidate_off_the_open_ones(session):
    changed = session.reject(
        record_id="R1", code=HYPERTENSION, task=Task.OTHERS, reason=RejectReason.HISTORY, note="仅既往史"
    )
    assert [candidate.code for candidate in changed.case.open_candidates] == [ANGINA, DIABETES]
    assert (changed.decision.reason, changed.decision.note) == (RejectReason.HISTORY, "仅既往史")


def test_a_code_outside_every_book_can_be_added(session):
    typed = Code("Z99.900x001", "自录诊断", "自录")
    changed = session.add(record_id="R1", code=typed, task=Task.OTHERS, on_admission=OnAdmission.ABSENT)
    assert changed.case.state.others[0].code == typed
    assert session.open("R1").state == changed.case.state


def test_undo_and_redo_name_the_act_they_are_about(session):
    changed = principal(session)
    assert (changed.case.state.can_undo.act, changed.case.state.can_undo.code) == (Act.ACCEPT, ANGINA)
    undone = session.undo(record_id="R1")
    assert undone.effects == (Effect(ANGINA, Became.PRINCIPAL, Became.OPEN),)
    assert undone.case.state.can_redo.code == ANGINA
    assert session.redo(record_id="R1").case.state.codes == changed.case.state.codes


def test_a_long_way_back_and_forth(session):
    codes = (HYPERTENSION, DIABETES, FAILURE)
    for code in codes:
        session.add(record_id="R1", code=code, task=Task.OTHERS)
    for left in (2, 1, 0):
        assert len(session.undo(record_id="R1").case.state.others) == left
    for count in (1, 2, 3):
        assert len(session.redo(record_id="R1").case.state.others) == count
    assert [d.code for d in session.open("R1").state.others] == list(codes)


@pytest.mark.parametrize("act", ["undo", "redo", "reopen", "finish"])
def test_what_is_not_possible_is_refused_and_nothing_is_stored(session, store, act):
    head = store.audit.head()
    with pytest.raises(ActRefusedError) as refused:
        getattr(session, act)(record_id="R1")
    assert refused.value.refusal in (Refusal.NOTHING_TO_UNDO, Refusal.NOT_FINISHED, Refusal.NO_PRINCIPAL)
    assert refused.value.message
    assert (store.audit.head(), store.decisions.of("R1")) == (head, ())


def test_finishing_needs_a_principal_and_says_so(session):
    session.accept(record_id="R1", code=HYPERTENSION, task=Task.OTHERS)
    with pytest.raises(ActRefusedError, match="no principal") as refused:
        session.finish(record_id="R1")
    assert "exactly one" in refused.value.advice


def test_finishing_and_reopening_move_the_worklist(session, store):
    principal(session)
    assert store.worklist.row("R1").status is CaseStatus.IN_WORK
    session.finish(record_id="R1")
    assert store.worklist.row("R1").status is CaseStatus.FINISHED
    session.reopen(record_id="R1")
    row = store.worklist.row("R1")
    assert (row.status, row.finished_at) == (CaseStatus.IN_WORK, None)


def test_finishing_writes_the_codes_in_the_same_step(session, store, monkeypatch):
    principal(session)

    def fails(*_):
        raise StoreError("the disk is full")

    monkeypatch.setattr(store.finals, "put", fails)
    with pytest.raises(StoreError):
        session.finish(record_id="R1")
    assert [decision.act for decision in store.decisions.of("R1")] == [Act.ACCEPT]
    assert store.audit.verify().ok


def test_promote_reorder_replace_and_on_admission_are_kept(session):
    principal(session)
    for code in (HYPERTENSION, DIABETES):
        session.accept(record_id="R1", code=code, task=Task.OTHERS)
    session.promote(record_id="R1", code=DIABETES)
    session.reorder(record_id="R1", order=[HYPERTENSION.code, ANGINA.code])
    session.replace(record_id="R1", out=ANGINA, new=INFARCT)
    session.set_on_admission(record_id="R1", code=INFARCT, on_admission=OnAdmission.PRESENT)
    codes = session.finish(record_id="R1").case.state.code_set
    assert codes.principal_code == DIABETES.code
    assert [(d.code, d.on_admission) for d in codes.others] == [(HYPERTENSION, None), (INFARCT, OnAdmission.PRESENT)]


def test_every_act_has_one_audit_entry_by_its_actor(session, store):
    principal(session)
    session.undo(record_id="R1")
    session.redo(record_id="R1")
    session.finish(record_id="R1")
    entries = [entry for entry in store.audit.entries() if entry.action is Action.DECISION]
    assert [entry.body["act"] for entry in entries] == ["finish", "undo", "undo", "accept"]
    assert {entry.actor for entry in entries} == {CODER}
    assert store.audit.verify().ok


def test_an_unknown_record_is_told(session):
    with pytest.raises(StoreError, match="no record R9"):
        session.open("R9")
