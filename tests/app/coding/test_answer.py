"""Reading a completion: strict for the reward, lenient for votes, and never an exception."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.answer import Quote, parse, parse_composite, render
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Task
from tests import builders as b

SCOPE = b.scope()
TAGS = ("<think>", "</think>", "<answer>", "</answer>", "；", "\n", "无", "不在范围内", b.ANGINA.name, b.DIABETES.name)
NOISE = st.lists(st.one_of(st.sampled_from(TAGS), st.text(max_size=12)), max_size=12).map("".join)
QUOTES = st.lists(
    st.builds(
        Quote,
        st.sampled_from(SCOPE.labels(Task.OTHERS)),
        st.text("胸痛高血压糖尿病，3年", min_size=1, max_size=12).map(str.strip).filter(bool),
        st.sampled_from(["现病史", "既往史", ""]),
    ),
    max_size=4,
).map(tuple)
OTHERS = st.lists(st.sampled_from(SCOPE.others), unique=True).map(tuple)
ORDERS = st.sampled_from(AnswerOrder)


@given(NOISE, st.sampled_from([Task.PRINCIPAL, Task.OTHERS]), ORDERS)
def test_no_text_makes_the_parser_raise(text, task, order):
    answer = parse(text, task, SCOPE, order)
    assert set(answer.codes) <= set(SCOPE.codes(task))
    assert not answer.well_formed or answer.readable
    parse_composite(text, SCOPE, order)


@given(OTHERS, QUOTES, ORDERS)
def test_what_is_rendered_is_read_back(codes, quotes, order):
    answer = parse(render(Task.OTHERS, SCOPE, codes, quotes, "理由。", order), Task.OTHERS, SCOPE, order)
    assert answer.well_formed
    assert answer.codes == codes
    assert answer.quotes == (() if order is AnswerOrder.ANSWER_ONLY else quotes)


@given(st.sampled_from(SCOPE.principal), ORDERS)
def test_a_principal_is_read_back(code, order):
    answer = parse(render(Task.PRINCIPAL, SCOPE, (code,), order=order), Task.PRINCIPAL, SCOPE, order)
    assert (answer.principal, answer.well_formed) == (code, True)


def test_outside_the_scope_is_an_answer():
    answer = parse(render(Task.PRINCIPAL, SCOPE, ()), Task.PRINCIPAL, SCOPE)
    assert answer.out_of_scope
    assert answer.well_formed
    assert answer.principal is None


def test_none_of_them_is_a_readable_empty_answer():
    answer = parse("<think></think><answer>无</answer>", Task.OTHERS, SCOPE)
    assert (answer.codes, answer.readable, answer.well_formed) == ((), True, True)


@pytest.mark.parametrize(
    "text",
    [
        "<think>a</think>b</think><answer>脑梗死</answer>",
        "<think>a</think><answer>x</answer><think>b</think><answer>脑梗死</answer>",
        "<think>a</think><answer>脑梗死</answer>。",
        "<answer>脑梗死</answer>",
        "<think>a</think><answer>脑梗死</answer><answer>脑梗死</answer>",
        "<think>a</think><answer>脑梗死、</answer>",
        "<think>a</think><answer>脑梗</answer>",
        "<think>a<answer>脑梗死</answer>",
    ],
)
def test_strict_reading_refuses(text):
    assert not parse(text, Task.PRINCIPAL, SCOPE).well_formed


def test_a_part_of_a_name_is_no_member():
    answer = parse("<think></think><answer>糖尿病</answer>", Task.OTHERS, SCOPE)
    assert answer.codes == ()
    assert answer.outside == ("糖尿病",)
    assert answer.readable


def test_a_principal_asked_twice_over_is_unreadable():
    answer = parse(f"<think></think><answer>{b.ANGINA.name}；脑梗死</answer>", Task.PRINCIPAL, SCOPE)
    assert not answer.readable


def test_others_are_not_read_from_the_principal_list():
    answer = parse(f"<think></think><answer>{b.ANGINA.name}</answer>", Task.OTHERS, SCOPE)
    assert (answer.codes, answer.outside) == ((), (b.ANGINA.name,))


def test_lenient_reading_takes_numbering_and_other_marks():
    answer = parse("好的。<answer>1. 2型糖尿病、心力衰竭\n2）脑梗死。", Task.OTHERS, SCOPE)
    assert answer.codes == (b.DIABETES, b.FAILURE, b.INFARCT)
    assert not answer.well_formed


def test_a_label_twice_is_one_code_and_not_well_formed():
    answer = parse("<think></think><answer>脑梗死；脑梗死</answer>", Task.OTHERS, SCOPE)
    assert (answer.codes, answer.well_formed) == ((b.INFARCT,), False)


def test_a_text_without_an_answer_is_no_vote():
    assert not parse("<think>想了很久", Task.OTHERS, SCOPE).readable


def test_rationale_lines_are_quotes():
    text = "<think>2型糖尿病 ←「2型糖尿病5年」（既往史）\n因此。</think><answer>2型糖尿病</answer>"
    answer = parse(text, Task.OTHERS, SCOPE)
    assert answer.quotes == (Quote("2型糖尿病", "2型糖尿病5年", "既往史"),)
    assert answer.rationale.endswith("因此。")


def test_composite_answers_both_tasks():
    text = f"<think></think><answer>主要诊断：{b.ANGINA.name}\n其他诊断：2型糖尿病；脑梗死</answer>"
    principal, others = parse_composite(text, SCOPE)
    assert (principal.principal, others.codes) == (b.ANGINA, (b.DIABETES, b.INFARCT))
    assert principal.well_formed
    assert others.well_formed


def test_a_composite_without_its_second_line_is_half_an_answer():
    principal, others = parse_composite(f"<think></think><answer>主要诊断：{b.ANGINA.name}</answer>", SCOPE)
    assert (principal.readable, principal.well_formed, others.readable) == (True, False, False)


ENGLISH = b.english_scope()
FAILURE_EN, KIDNEY_EN = ENGLISH.others[:2]


@given(st.lists(st.sampled_from(ENGLISH.others), unique=True).map(tuple), ORDERS)
def test_what_is_rendered_in_english_is_read_back(codes, order):
    quotes = tuple(Quote(ENGLISH.label(code), 'a "so called" finding', "Hospital Course") for code in codes)
    text = render(Task.OTHERS, ENGLISH, codes, quotes, "Reasons.", order, Language.EN)
    answer = parse(text, Task.OTHERS, ENGLISH, order, Language.EN)
    assert (answer.codes, answer.well_formed) == (codes, True)
    assert answer.quotes == (() if order is AnswerOrder.ANSWER_ONLY else quotes)


def test_an_english_answer_of_nothing_is_read():
    principal = parse(
        "<think></think><answer>Outside this scope</answer>", Task.PRINCIPAL, ENGLISH, language=Language.EN
    )
    others = parse("<think></think><answer>none</answer>", Task.OTHERS, ENGLISH, language=Language.EN)
    assert (principal.out_of_scope, principal.well_formed) == (True, True)
    assert (others.codes, others.readable, others.well_formed) == ((), True, False)


def test_a_comma_inside_an_english_name_does_not_part_it():
    answer = parse(f"<answer>1. {FAILURE_EN.name}, {KIDNEY_EN.name}\n</answer>", Task.OTHERS, ENGLISH)
    assert answer.codes == (FAILURE_EN, KIDNEY_EN)


def test_english_marks_are_not_well_formed_where_chinese_was_asked():
    text = f"<think></think><answer>{FAILURE_EN.name}; {KIDNEY_EN.name}</answer>"
    assert parse(text, Task.OTHERS, ENGLISH, language=Language.EN).well_formed
    assert not parse(text, Task.OTHERS, ENGLISH).well_formed


def test_an_english_rationale_line_is_a_quote():
    text = f'<think>{FAILURE_EN.name} ← "LVEF 25%, 3+ edema" (Hospital Course)\nSo.</think><answer>None</answer>'
    assert parse(text, Task.OTHERS, ENGLISH).quotes == (
        Quote(FAILURE_EN.name, "LVEF 25%, 3+ edema", "Hospital Course"),
    )


def test_an_english_composite_answers_both_tasks():
    text = (
        f"<think></think><answer>Principal diagnosis: {ENGLISH.principal[0].name}\n"
        f"Other diagnoses: {FAILURE_EN.name}; {KIDNEY_EN.name}</answer>"
    )
    principal, others = parse_composite(text, ENGLISH, language=Language.EN)
    assert (principal.principal, others.codes) == (ENGLISH.principal[0], (FAILURE_EN, KIDNEY_EN))
    assert principal.well_formed
    assert others.well_formed
