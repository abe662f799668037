"""Prompts: golden texts, and the shared prefix that makes one prefill enough."""

import os
import re
from itertools import product
from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.coding.prompt import AnswerOrder, Layout, Style, build, build_composite
from app.coding.record import Section
from app.coding.scope import Scope, Task
from tests import builders as b

GOLDEN = Path(__file__).parent / "golden"
STYLES = [Style(layout, order) for layout, order in product(Layout, AnswerOrder)]
TASKS = (Task.PRINCIPAL, Task.OTHERS, Task.DRG)


def written(prompt) -> str:
    marked = [f"[{message.role}]\n{message.content}" for message in prompt.messages]
    return "\n".join(marked) + f"\n[static {prompt.static_length}]\n"


def check(name: str, text: str) -> None:
    path = GOLDEN / f"{name}.txt"
    if os.environ.get("DXDESK_WRITE_GOLDEN"):
        path.write_text(text, encoding="utf-8")
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.layout}-{style.order}")
@pytest.mark.parametrize("task", TASKS)
def test_prompt_is_golden(style, task):
    check(f"{style.layout}-{style.order}-{task}", written(build(b.record().sections, b.scope(), task, style)))


@pytest.mark.parametrize("order", AnswerOrder)
def test_composite_is_golden(order):
    check(f"composite-{order}", written(build_composite(b.record().sections, b.scope(), Style(order=order))))


@pytest.mark.parametrize("order", AnswerOrder)
def test_shared_prefix_runs_to_the_question(order):
    principal, others = (
        build(b.record().sections, b.scope(), task, Style(order=order)).messages[-1].content for task in TASKS[:2]
    )
    head, _, _ = principal.partition("问题：")
    assert others.startswith(head)
    assert head.endswith(b.record().sections[-1].text + "\n\n")


@pytest.mark.parametrize("style", STYLES, ids=lambda style: f"{style.layout}-{style.order}")
def test_static_part_is_the_same_for_every_record(style):
    other = (Section("主诉", "别的病人"),)
    prompts = [build(sections, b.scope(), Task.PRINCIPAL, style) for sections in (b.record().sections, other)]
    heads = {prompt.messages[-1].content[: prompt.static_length] for prompt in prompts}
    assert len(heads) == 1
    assert b.record().sections[0].text not in heads.pop()


def test_record_first_puts_the_record_before_the_lists():
    text = build(b.record().sections, b.scope(), Task.OTHERS, Style(Layout.RECORD_FIRST)).messages[-1].content
    assert text.index("反复胸痛") < text.index("其他诊断列表")


def test_drg_prints_no_list():
    text = build(b.record().sections, b.scope(), Task.DRG, Style()).messages[-1].content
    assert b.ANGINA.name not in text.replace(b.record().text("现病史"), "")


def test_an_empty_list_cannot_be_asked():
    scope = Scope("x", "1", (), (b.DIABETES,))
    with pytest.raises(ScopeError, match="lists no code"):
        build(b.record().sections, scope, Task.PRINCIPAL, Style())


ENGLISH_STYLES = [style for style in STYLES if style.layout is not Layout.SEED]


@pytest.mark.parametrize("style", ENGLISH_STYLES, ids=lambda style: f"{style.layout}-{style.order}")
@pytest.mark.parametrize("task", TASKS[:2])
def test_an_english_record_is_asked_about_in_english(style, task):
    text = written(build(b.english_record().sections, b.english_scope(), task, style))
    check(f"en/{style.layout}-{style.order}-{task}", text)
    assert text.isascii() or set(re.findall(r"[^\x00-\x7f]", text)) == {"←"}


@pytest.mark.parametrize("order", AnswerOrder)
def test_english_composite_is_golden(order):
    prompt = build_composite(b.english_record().sections, b.english_scope(), Style(order=order))
    check(f"en/composite-{order}", written(prompt))


def test_the_seed_prompt_stays_the_reports_own():
    prompt = build(b.english_record().sections, b.english_scope(), Task.OTHERS, Style(Layout.SEED))
    assert prompt.messages[0].content.startswith("你是一个中文疾病诊断分类的专家")


@pytest.mark.parametrize("order", AnswerOrder)
def test_english_shared_prefix_runs_to_the_question(order):
    principal, others = (
        build(b.english_record().sections, b.english_scope(), task, Style(order=order)).messages[-1].content
        for task in TASKS[:2]
    )
    head, _, _ = principal.partition("Question:")
    assert others.startswith(head)
