"""Scores of read answers: equality for the principal, F1 and F-beta for the others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.answer import parse
from app.coding.metric import set_f1
from app.coding.prompt import AnswerOrder
from app.coding.scope import Task
from tests.builders import ANGINA, DIABETES, HYPERTENSION, scope
from trainer.rewards.icd import others_f_beta, others_score, principal_right, set_f_beta

codes = st.frozensets(st.sampled_from("abcdefg"))


def read(body: str, task: Task):
    return parse(f"<answer>{body}</answer>", task, scope(), AnswerOrder.ANSWER_ONLY)


@given(codes, codes)
def test_f_beta_with_beta_1_is_the_contracts_f1(gold, found):
    assert set_f_beta(gold, found, 1) == pytest.approx(set_f1(gold, found))


@given(codes, codes, st.floats(0.1, 10))
def test_f_beta_is_the_weighted_harmonic_mean_of_precision_and_recall(gold, found, beta):
    hits = len(gold & found)
    if hits:
        precision, recall = hits / len(found), hits / len(gold)
        expected = (1 + beta**2) * precision * recall / (beta**2 * precision + recall)
    else:
        expected = float(not gold and not found)

    assert set_f_beta(gold, found, beta) == pytest.approx(expected)


def test_beta_above_1_prefers_recall():
    gold = frozenset("ab")

    assert set_f_beta(gold, frozenset("abcd"), 2) == pytest.approx(5 * 2 / (5 * 2 + 2))
    assert set_f_beta(gold, frozenset("a"), 2) == pytest.approx(5 / (5 + 4))


def test_a_name_outside_the_list_is_a_wrong_prediction():
    answer = read(f"{HYPERTENSION.name}；感冒", Task.OTHERS)

    assert others_score(answer, {HYPERTENSION.code}) == pytest.approx(2 / 3)


def test_no_code_is_right_where_there_is_none():
    assert others_score(read("无", Task.OTHERS), frozenset()) == 1
    assert others_score(read("", Task.OTHERS), frozenset()) == 0
    assert others_f_beta(read("", Task.OTHERS), frozenset(), 2) == 0
    assert others_score(read("无", Task.OTHERS), {DIABETES.code}) == 0


def test_the_principal_is_right_or_wrong():
    assert principal_right(read(ANGINA.name, Task.PRINCIPAL), ANGINA.code, out_of_scope=False) == 1
    assert principal_right(read("脑梗死", Task.PRINCIPAL), ANGINA.code, out_of_scope=False) == 0
    assert principal_right(read("不稳定", Task.PRINCIPAL), ANGINA.code, out_of_scope=False) == 0


def test_outside_the_scope_is_right_only_on_records_that_are():
    outside = read("不在范围内", Task.PRINCIPAL)

    assert principal_right(outside, None, out_of_scope=True) == 1
    assert principal_right(outside, ANGINA.code, out_of_scope=False) == 0
    assert principal_right(read(ANGINA.name, Task.PRINCIPAL), None, out_of_scope=True) == 0
    assert principal_right(read("", Task.PRINCIPAL), None, out_of_scope=True) == 0
