"""Targets are written by the contract and read back; reasons keep to what a row shows."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.answer import HEADINGS
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Scope, Task
from app.knowledge.grouping.titles import drg_scope
from tests.builders import english_scope, scope
from tests.trainer.cases import example
from trainer.errors import DataError
from trainer.samples.targets import Question, Target, headed, reasons_for, with_headings


def _target(question: Question = Question.COMPOSITE, **changes) -> Target:
    asked = scope()
    made = Target(
        question, asked, asked.principal[:1], asked.others[:2], (), "理由。", AnswerOrder.THINK_FIRST, Language.ZH
    )
    return replace(made, **changes)


def test_a_composite_answer_has_two_lines():
    assert _target().checked() == (
        "<think>理由。</think>\n<answer>主要诊断：不稳定性心绞痛\n其他诊断：高血压病3级（极高危）；2型糖尿病</answer>"
    )
    assert _target(principal=(), others=()).checked().endswith("主要诊断：不在范围内\n其他诊断：无</answer>")


@given(
    st.sampled_from([scope(), english_scope()]),
    st.sampled_from([Question.PRINCIPAL, Question.OTHERS, Question.COMPOSITE]),
    st.sampled_from(list(AnswerOrder)),
    st.data(),
)
def test_every_target_reads_back_as_the_gold(asked: Scope, question: Question, order: AnswerOrder, data):
    principal = data.draw(st.sampled_from([(), asked.principal[:1], asked.principal[1:]]))
    others = tuple(data.draw(st.lists(st.sampled_from(asked.others), unique=True)))
    language = Language.EN if asked.scope_id == "test-en" else Language.ZH

    target = Target(
        question, asked, principal, others, (), "reasons" if data.draw(st.booleans()) else "", order, language
    )
    answers = target.read(target.checked())

    assert all(answer.well_formed for answer in answers)
    for task, answer in zip(question.tasks, answers, strict=True):
        assert answer.codes == (principal if task is Task.PRINCIPAL else others)
        assert answer.out_of_scope == (task is Task.PRINCIPAL and not principal)


def test_a_drg_target_is_its_title():
    titles = drg_scope("v43.1")
    target = Target(Question.DRG, titles, titles.principal[290:291], (), (), "", AnswerOrder.ANSWER_ONLY, Language.EN)

    assert target.checked() == f"<answer>{titles.principal[290].name}</answer>"


@pytest.mark.parametrize("reasons", ["<answer>x</answer>", "</think>"])
def test_a_target_that_would_not_read_back_is_refused(reasons: str):
    with pytest.raises(DataError, match="does not read back"):
        _target(reasons=reasons).checked()


def test_a_rationale_in_headed_parts_gives_each_question_its_own():
    parts = {Task.PRINCIPAL: "胸痛入院。\n造影见狭窄。", Task.OTHERS: "血糖升高。"}

    made = example(rationale=with_headings(parts, Language.ZH))

    assert headed(made.rationale) == parts
    assert reasons_for(made, Question.PRINCIPAL, ()) == "胸痛入院。\n造影见狭窄。"
    assert reasons_for(made, Question.OTHERS, ()) == "血糖升高。"
    assert reasons_for(made, Question.COMPOSITE, ()) == "胸痛入院。\n造影见狭窄。\n血糖升高。"
    assert headed(with_headings(parts, Language.EN)) == parts


def test_reasons_lose_tags_quote_lines_and_what_names_a_code_the_row_leaves_out():
    made = example(rationale="高血压 ←「血压升高」（现病史）\n<think>胸痛入院。2型糖尿病以药物控制。血脂升高。")
    diabetes = made.gold.others[0].code

    assert reasons_for(made, Question.COMPOSITE, ()) == "胸痛入院。2型糖尿病以药物控制。血脂升高。"
    assert reasons_for(made, Question.COMPOSITE, (diabetes,)) == "胸痛入院。血脂升高。"


def test_a_rationale_without_headings_is_about_the_principal():
    made = example(rationale="胸痛入院，造影见狭窄。糖尿病为合并症，作其他诊断。")

    assert reasons_for(made, Question.PRINCIPAL, ()) == made.rationale
    assert reasons_for(made, Question.OTHERS, ()) == "糖尿病为合并症，作其他诊断。"


@pytest.mark.parametrize(
    ("rationale", "composite"),
    [
        ("胸痛入院，造影见狭窄。糖尿病为合并症，作其他诊断。", "糖尿病为合并症，作其他诊断。"),
        ("主要诊断：造影见狭窄。\n其他诊断：血糖高。", "血糖高。"),
    ],
)
def test_a_principal_the_row_leaves_out_is_not_reasoned_for(rationale: str, composite: str):
    made = example(rationale=rationale)
    assert made.gold.principal is not None

    assert reasons_for(made, Question.PRINCIPAL, (made.gold.principal.code,)) == ""
    assert reasons_for(made, Question.COMPOSITE, (made.gold.principal.code,)) == composite


def test_the_headings_are_those_the_contract_reads():
    for language, asked in ((Language.ZH, scope()), (Language.EN, english_scope())):
        target = _target(scope=asked, principal=asked.principal[:1], others=asked.others[:1], language=language)
        assert all(answer.codes for answer in target.read(target.text()))
        assert HEADINGS[language][Task.OTHERS] in target.text()
