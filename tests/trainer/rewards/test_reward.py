"""Whole rewards, with the papers' own values, and what any text may come to."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.answer import render
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Task
from tests.builders import ANGINA, DIABETES, FAILURE, HYPERTENSION, INFARCT, english_scope, scope
from tests.trainer.cases import ccl25, drg_example, example
from trainer.errors import DataError
from trainer.rewards.reward import Asked, reward
from trainer.rewards.settings import OverlongSettings, RewardSettings
from trainer.samples.targets import Question

R1 = RewardSettings()
PREFERENCE = RewardSettings(principal="preference", others="preference", composite="preference")
GOLD = CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION), Diagnosis(DIABETES)))
PRINCIPAL = Asked(Task.PRINCIPAL, scope(), GOLD)
OTHERS = Asked(Task.OTHERS, scope(), GOLD)
COMPOSITE = Asked(Question.COMPOSITE, scope(), GOLD)
OVERLONG = OverlongSettings(l_max=7000, l_cache=6500)


@pytest.fixture(scope="module")
def titles(latest):
    return latest.scope


@pytest.fixture(scope="module")
def asked_drg(latest):
    return Asked(Task.DRG, latest.scope, CodeSet(), drg="291", language=Language.EN, standings=latest.standings)


def said(asked: Asked, *codes) -> str:
    return render(Task(asked.task.value), asked.scope, codes, order=asked.order, language=asked.language)


def title(titles, number: str, reasoning: str = "because") -> str:
    (code,) = (code for code in titles.principal if code.code == number)
    return f"<think>{reasoning}</think><answer>{titles.label(code)}</answer>"


def both(principal: str, others: str) -> str:
    return f"<think>因为</think><answer>主要诊断：{principal}\n其他诊断：{others}</answer>"


@pytest.mark.parametrize(
    ("text", "total", "metric"),
    [
        (said(PRINCIPAL, ANGINA), 1.0, 1),
        (said(PRINCIPAL, INFARCT), 0.1, 0),
        (f"好的。{said(PRINCIPAL, ANGINA)}", 0, 1),
        (f"<answer>{ANGINA.name}</answer>", 0, 1),
        ("<think>a</think><answer>感冒</answer>", 0, 0),
        ("胸痛", 0, 0),
    ],
)
def test_r1_gives_the_principal_nothing_a_tenth_or_all(text, total, metric):
    found = reward(text, 10, PRINCIPAL, R1)

    assert (found.total, found.metric) == (total, metric)
    assert found.well_formed is (total > 0)


def test_r1_gives_the_others_a_tenth_and_nine_tenths_of_f1():
    found = reward(said(OTHERS, HYPERTENSION, FAILURE, INFARCT), 10, OTHERS, R1)

    assert found.metric == pytest.approx(0.4)
    assert found.parts == {"format": 0.1, "accuracy": pytest.approx(0.36)}
    assert found.total == pytest.approx(0.46)


def test_r1_gives_no_accuracy_without_the_strict_format():
    found = reward(f"<answer>{HYPERTENSION.name}；{DIABETES.name}</answer>", 10, OTHERS, R1)

    assert found.parts == {"format": 0, "accuracy": 0}
    assert found.metric == 1


def test_a_label_twice_or_outside_the_list_breaks_the_format():
    for body in (f"{DIABETES.name}；{DIABETES.name}", f"{DIABETES.name}；感冒"):
        assert reward(f"<think>a</think><answer>{body}</answer>", 10, OTHERS, R1).total == 0


def test_preference_is_1_for_the_exact_principal_else_0():
    only = replace(PRINCIPAL, order=AnswerOrder.ANSWER_ONLY)

    assert reward(said(only, ANGINA), 5, only, PREFERENCE).total == 1
    assert reward(said(only, INFARCT), 5, only, PREFERENCE).total == 0
    assert reward(ANGINA.name, 5, only, PREFERENCE).total == 0


def test_preference_is_f1_for_the_others():
    only = replace(OTHERS, order=AnswerOrder.ANSWER_ONLY)

    assert reward(said(only, HYPERTENSION), 5, only, PREFERENCE).total == pytest.approx(2 / 3)
    assert reward(said(only), 5, only, PREFERENCE).total == 0


def test_f1_and_f_beta_read_leniently():
    text = f"其他诊断：<answer>{HYPERTENSION.name}、{FAILURE.name}</answer>"
    beta = RewardSettings(others="f-beta", beta=2)

    assert reward(text, 5, OTHERS, RewardSettings(others="f1")).total == pytest.approx(0.5)
    assert reward(text, 5, OTHERS, beta).total == pytest.approx(5 / (5 + 4 + 1))
    assert reward(text, 5, OTHERS, beta).metric == pytest.approx(0.5)


def test_outside_the_scope_is_right_on_a_record_that_is():
    asked = replace(PRINCIPAL, gold=CodeSet(), out_of_scope=True)

    assert reward(said(asked), 5, asked, R1).total == 1
    assert reward(said(asked, ANGINA), 5, asked, R1).total == pytest.approx(0.1)
    assert reward(said(PRINCIPAL), 5, PRINCIPAL, R1).total == pytest.approx(0.1)


def test_a_composite_answer_is_scored_by_equation_6():
    found = reward(both(ANGINA.name, DIABETES.name), 5, COMPOSITE, R1)

    assert found.metric == pytest.approx(0.5 + 0.5 * 2 / 3)
    assert found.total == pytest.approx(0.1 + 0.9 * found.metric)
    assert reward(both(ANGINA.name, "感冒"), 5, COMPOSITE, R1).total == 0
    assert reward(both(ANGINA.name, "感冒"), 5, COMPOSITE, PREFERENCE).metric == 0.5


def test_an_english_record_is_answered_in_english():
    listed = english_scope()
    gold = CodeSet(Diagnosis(listed.principal[0]), tuple(map(Diagnosis, listed.others[:2])))
    asked = Asked(Task.OTHERS, listed, gold, language=Language.EN)

    assert reward(said(asked, *listed.others[:2]), 5, asked, R1).total == 1
    assert reward(said(replace(asked, language=Language.ZH), *listed.others[:2]), 5, asked, R1).total == 0


def test_the_overlong_penalty_is_added_to_any_task():
    found = reward(said(PRINCIPAL, ANGINA), 1500, PRINCIPAL, RewardSettings(overlong=OVERLONG))

    assert found.parts["overlong"] == pytest.approx(-0.1538, abs=5e-5)
    assert found.total == pytest.approx(0.8462, abs=5e-5)
    assert found.metric == 1


@pytest.mark.parametrize(
    ("rule", "number", "total"),
    [
        ("drg-strict", "291", 2),
        ("drg-strict", "293", 0),
        ("drg-dense", "293", 1.5),
        ("drg-dense", "193", 0.5),
        ("drg-balanced", "193", 1),
        ("drg-dense", "195", -0.5),
        ("drg-grouped", "293", 1.5),
    ],
)
def test_a_title_in_format_gets_what_the_tables_say(asked_drg, titles, rule, number, total):
    found = reward(title(titles, number), 5, asked_drg, RewardSettings(drg=rule))

    assert (found.total, found.metric) == (total, float(number == "291"))
    assert found.well_formed


def test_what_is_no_title_gets_minus_one_and_a_half_in_format(asked_drg):
    for body in ("Heart Failure", "291", ""):
        found = reward(f"<think>a</think><answer>{body}</answer>", 5, asked_drg, R1)

        assert found.parts == {"format": 0, "accuracy": -1.5}


def test_out_of_format_gets_minus_two_and_no_accuracy(asked_drg, titles):
    found = reward(f"{title(titles, '291')} Done.", 5, asked_drg, R1)

    assert found.parts == {"format": -2, "accuracy": 0}
    assert found.total == -2
    assert found.metric == 1


def test_a_title_at_the_beginning_of_the_reasoning_costs_a_half(asked_drg, titles):
    first = RewardSettings(cot_first=True)
    early = title(titles, "291", "It is Simple Pneumonia and Pleurisy with MCC, or else")
    late = title(titles, "291", "dyspnea " * 60 + "Simple Pneumonia and Pleurisy with MCC")

    assert reward(early, 90, asked_drg, first).total == 1.5
    assert reward(late, 90, asked_drg, first).total == 2
    assert reward(early, 90, asked_drg, R1).total == 2


def test_a_group_that_the_version_does_not_have_is_refused(asked_drg, titles):
    with pytest.raises(DataError, match="999999"):
        reward("", 1, replace(asked_drg, drg="999999"), R1)
    with pytest.raises(DataError, match="needs base and severity"):
        reward(title(titles, "291"), 1, replace(asked_drg, standings={}), RewardSettings(drg="drg-grouped"))


def test_gold_is_what_the_scope_shown_lists():
    listed = replace(ccl25(), principal=ccl25().principal[1:], others=ccl25().others)
    left_out = ccl25().principal[0].code
    asked = Asked.of(example(principal=left_out, others=("E11.900", "Z99.900")), Task.PRINCIPAL, listed)

    assert asked.out_of_scope
    assert asked.gold.principal is None
    assert asked.gold.other_codes == {"E11.900"}


def test_an_example_with_a_drg_is_asked_for_it(titles):
    asked = Asked.of(drg_example(drg="65"), Task.DRG, titles, language=Language.EN)

    assert reward(title(titles, "065"), 5, asked, R1).total == 2


@given(
    st.text() | st.text("<>/thinkaswer心；无 \n"),
    st.sampled_from(["preference", "r1", "f1", "f-beta"]),
    st.integers(0, 9000),
)
def test_any_text_gets_a_reward_between_its_bounds(text, rule, tokens):
    settings = RewardSettings(others=rule, composite=rule, overlong=OVERLONG)
    for asked in (OTHERS, COMPOSITE, PRINCIPAL):
        found = reward(text, tokens, asked, settings)

        assert -1 <= found.total <= 1
        assert 0 <= found.metric <= 1
        assert found.total == pytest.approx(sum(found.parts.values()))


@given(st.text("<>/thinkaswer \n"))
def test_any_text_gets_a_drg_reward_between_its_bounds(asked_drg, text):
    found = reward(text, 5, asked_drg, RewardSettings(drg="drg-dense"))

    assert found.total in (-2, -1.5)
