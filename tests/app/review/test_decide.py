"""What decisions make of the codes: an algebra that holds for any history."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.codebook import Code
from app.coding.codeset import Diagnosis, OnAdmission
from app.coding.decision import Act, Decision, RejectReason
from app.coding.scope import Task
from app.review.decide import Became, CaseState, Effect, Refusal, after, effects, fold, refuse
from tests.builders import (
    ANGINA,
    CODER,
    DIABETES,
    FAILURE,
    HYPERTENSION,
    INFARCT,
    NOON,
    added,
    decision,
    rejected,
)

ANGINA_TYPED = Code("I20.000", "心绞痛", "自录")
CODES = st.sampled_from([ANGINA, INFARCT, HYPERTENSION, DIABETES, ANGINA_TYPED])
ACTS = st.builds(
    Decision,
    record_id=st.just("R1"),
    act=st.sampled_from(Act),
    actor=st.just(CODER),
    at=st.just(NOON),
    task=st.sampled_from([None, Task.PRINCIPAL, Task.OTHERS, Task.OTHERS, Task.DRG]),
    code=st.none() | CODES,
    replaced=st.none() | CODES,
    on_admission=st.none() | st.sampled_from(OnAdmission),
    order=st.permutations([ANGINA, INFARCT, HYPERTENSION]).flatmap(
        lambda codes: st.integers(0, 3).map(lambda n: tuple(code.code for code in codes[:n]))
    ),
    reason=st.none() | st.sampled_from(RejectReason),
    undoes=st.none() | st.integers(1, 12),
)
HISTORIES = st.lists(ACTS, max_size=12).map(
    lambda acts: [replace(act, decision_id=n) for n, act in enumerate(acts, start=1)]
)
NEXT = 99


def undo_of(state: CaseState, number: int) -> Decision:
    assert state.can_undo
    return decision(Act.UNDO, undoes=state.can_undo.decision_id, decision_id=number)


def redo_of(state: CaseState, number: int) -> Decision:
    return decision(Act.UNDO, undoes=state.redo_undoes, decision_id=number)


def chosen(state: CaseState) -> list[str]:
    first = [state.principal] if state.principal else []
    return [diagnosis.code.code for diagnosis in (*first, *state.others)]


@given(HISTORIES)
def test_replaying_any_history_never_raises_and_every_prefix_is_a_state(history):
    state = CaseState()
    for n, each in enumerate(history, start=1):
        state = after(state, each)
        assert fold(history[:n]) == state


@given(HISTORIES)
def test_a_refused_decision_changes_nothing_and_a_possible_one_something(history):
    state = fold(history[:-1])
    for each in history[-1:]:
        assert (after(state, each) == state) is (refuse(state, each) is not None)


@given(HISTORIES, ACTS)
def test_undo_takes_back_exactly_the_last_act(history, act):
    state = fold(history)
    act = replace(act, decision_id=NEXT)
    later = after(state, act)
    if later.can_undo is act:
        undone = after(later, undo_of(later, NEXT + 1))
        assert undone.codes == state.codes
        assert undone.can_undo == state.can_undo
        assert undone.can_redo is act


@given(HISTORIES)
def test_redo_brings_back_exactly_what_undo_took(history):
    state = fold(history)
    if state.can_undo:
        undone = after(state, undo_of(state, NEXT))
        again = after(undone, redo_of(undone, NEXT + 1))
        assert (again.codes, again.can_undo, again.can_redo) == (state.codes, state.can_undo, state.can_redo)


@given(HISTORIES)
def test_undoing_everything_leads_to_the_beginning_and_redoing_back(history):
    end = fold(history)
    state, number = end, NEXT
    while state.can_undo:
        state, number = after(state, undo_of(state, number)), number + 1
    if not end.finished:
        assert state.codes == CaseState().codes
    while state.can_redo:
        state, number = after(state, redo_of(state, number)), number + 1
    if not end.finished and not end.can_redo:
        assert state.codes == end.codes


@given(HISTORIES)
def test_a_code_stands_in_one_place_only(history):
    codes = chosen(fold(history))
    assert len(set(codes)) == len(codes)


@given(HISTORIES)
def test_what_is_chosen_for_a_place_is_not_rejected_for_it(history):
    state = fold(history)
    for task, code in state.rejected:
        if task in (None, Task.PRINCIPAL):
            assert state.principal is None or state.principal.code.code != code.code
        if task in (None, Task.OTHERS):
            assert code.code not in [diagnosis.code.code for diagnosis in state.others]


@given(HISTORIES, ACTS.filter(lambda act: act.act not in (Act.REORDER, Act.UNDO)))
def test_the_order_of_the_others_is_kept(history, act):
    state = fold(history)
    before = [diagnosis.code.code for diagnosis in state.others]
    now = [diagnosis.code.code for diagnosis in after(state, replace(act, decision_id=NEXT)).others]
    staying = [code for code in before if code in now]
    assert [code for code in now if code in before] == staying


@given(HISTORIES)
def test_only_a_stay_with_a_principal_is_finished(history):
    state = fold(history)
    assert not state.finished or state.principal is not None


@given(HISTORIES)
def test_a_finished_stay_allows_nothing_but_reopening(history):
    state = fold(history)
    for act in Act:
        refusal = refuse(state, decision(act, ANGINA, replaced=ANGINA, undoes=1))
        if state.finished:
            assert (refusal is None) is (act is Act.REOPEN)


def test_a_new_principal_takes_the_old_one_out():
    before = fold([added(ANGINA, task=Task.PRINCIPAL)])
    now = after(before, added(INFARCT, task=Task.PRINCIPAL))
    assert effects(before.codes, now.codes) == (
        Effect(ANGINA, Became.PRINCIPAL, Became.OPEN),
        Effect(INFARCT, Became.OPEN, Became.PRINCIPAL),
    )


def test_promoting_puts_the_old_principal_first_among_the_others():
    state = fold([added(ANGINA, task=Task.PRINCIPAL), added(HYPERTENSION), added(INFARCT)])
    now = after(state, decision(Act.PROMOTE, INFARCT))
    assert chosen(now) == [INFARCT.code, ANGINA.code, HYPERTENSION.code]
    assert set(effects(state.codes, now.codes)) == {
        Effect(INFARCT, Became.OTHER, Became.PRINCIPAL),
        Effect(ANGINA, Became.PRINCIPAL, Became.OTHER),
    }


def test_an_other_accepted_as_principal_is_no_other_any_more():
    state = fold([added(INFARCT), added(HYPERTENSION), added(INFARCT, task=Task.PRINCIPAL)])
    assert chosen(state) == [INFARCT.code, HYPERTENSION.code]


def test_rejecting_takes_a_code_out_and_keeps_why():
    state = fold([added(HYPERTENSION), rejected(HYPERTENSION, RejectReason.HISTORY)])
    assert (state.others, dict(state.rejected)) == ((), {(Task.OTHERS, HYPERTENSION): RejectReason.HISTORY})


def test_rejected_as_principal_a_code_may_still_be_an_other():
    state = fold([rejected(INFARCT, task=Task.PRINCIPAL), added(INFARCT)])
    assert chosen(state) == [INFARCT.code]
    assert (Task.PRINCIPAL, INFARCT) in state.rejected


def test_a_reason_can_be_changed():
    state = fold([rejected(DIABETES, None), rejected(DIABETES, RejectReason.DUPLICATE)])
    assert state.rejected[Task.OTHERS, DIABETES] is RejectReason.DUPLICATE


def test_replacing_keeps_place_and_on_admission():
    state = fold(
        [
            added(HYPERTENSION, OnAdmission.PRESENT),
            added(DIABETES),
            decision(Act.REPLACE, FAILURE, replaced=HYPERTENSION),
        ]
    )
    assert state.others == (Diagnosis(FAILURE, OnAdmission.PRESENT), Diagnosis(DIABETES))


def test_on_admission_is_set_and_cleared_by_replacing_a_code_by_itself():
    def with_it(on_admission):
        return decision(Act.REPLACE, DIABETES, replaced=DIABETES, on_admission=on_admission)

    state = fold([added(DIABETES), with_it(OnAdmission.ABSENT)])
    assert state.others == (Diagnosis(DIABETES, OnAdmission.ABSENT),)
    assert after(state, with_it(None)).others == (Diagnosis(DIABETES),)


def test_reordering_is_one_act():
    state = fold(
        [added(HYPERTENSION), added(DIABETES), decision(Act.REORDER, order=(DIABETES.code, HYPERTENSION.code))]
    )
    assert chosen(state) == [DIABETES.code, HYPERTENSION.code]


def test_a_new_act_ends_the_possibility_to_redo():
    first = replace(added(DIABETES), decision_id=1)
    state = fold([first, decision(Act.UNDO, undoes=1, decision_id=2)])
    assert state.can_redo is first
    assert after(state, replace(added(FAILURE), decision_id=3)).can_redo is None


def test_acts_before_finishing_can_be_undone_after_reopening():
    state = fold(
        [
            replace(added(ANGINA, task=Task.PRINCIPAL), decision_id=1),
            decision(Act.FINISH, decision_id=2),
            decision(Act.REOPEN, decision_id=3),
            decision(Act.UNDO, undoes=1, decision_id=4),
        ]
    )
    assert (state.principal, state.finished) == (None, False)


@pytest.mark.parametrize(
    ("history", "act", "refusal"),
    [
        ([], added(ANGINA, task=Task.DRG), Refusal.WRONG_TASK),
        ([], decision(Act.ACCEPT), Refusal.NO_CODE),
        ([added(ANGINA, task=Task.PRINCIPAL)], added(ANGINA, task=Task.PRINCIPAL), Refusal.ALREADY_PRINCIPAL),
        ([added(ANGINA, task=Task.PRINCIPAL)], added(ANGINA_TYPED), Refusal.ALREADY_PRINCIPAL),
        ([added(DIABETES)], added(DIABETES), Refusal.ALREADY_OTHER),
        ([rejected(DIABETES)], rejected(DIABETES), Refusal.ALREADY_REJECTED),
        ([], decision(Act.REPLACE, FAILURE, replaced=DIABETES), Refusal.NOT_CHOSEN),
        ([added(DIABETES)], decision(Act.REPLACE, DIABETES, replaced=DIABETES), Refusal.NOTHING_CHANGES),
        ([], decision(Act.PROMOTE, DIABETES), Refusal.NOT_AN_OTHER),
        ([added(DIABETES)], decision(Act.REORDER, order=()), Refusal.WRONG_ORDER),
        ([added(DIABETES)], decision(Act.REORDER, order=(DIABETES.code,)), Refusal.NOTHING_CHANGES),
        ([], decision(Act.UNDO, undoes=1), Refusal.NOTHING_TO_UNDO),
        ([], decision(Act.UNDO), Refusal.NOTHING_TO_UNDO),
        ([added(DIABETES)], decision(Act.FINISH), Refusal.NO_PRINCIPAL),
        ([], decision(Act.REOPEN), Refusal.NOT_FINISHED),
        ([added(ANGINA, task=Task.PRINCIPAL), decision(Act.FINISH)], added(DIABETES), Refusal.FINISHED),
    ],
)
def test_what_is_not_possible_is_refused_with_its_reason(history, act, refusal):
    assert refuse(fold(history), act) is refusal


@pytest.mark.parametrize("refusal", Refusal)
def test_every_refusal_has_words(refusal):
    assert refusal.message
