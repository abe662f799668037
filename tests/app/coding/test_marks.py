"""Where a record names codes, as lines before the model: one a code, quoted so that the workstation verifies it."""

import pytest

from app.coding.answer import parse
from app.coding.evidence import verify_quote
from app.coding.language import Language
from app.coding.marks import marks_of, render_marks
from app.coding.mentions import Finder
from app.coding.prompt import Layout, Style, build
from app.coding.record import Record
from app.coding.scope import Task
from app.coding.suggest import ask, named_in
from tests.builders import ScriptedModel, english_scope, scope
from tests.trainer.cases import ccl25

SCOPE = ccl25()
FINDER = Finder(SCOPE.all_codes)
STYLE = Style(Layout.WITH_MENTIONS)


def _marks(**texts: str):
    record = Record.of("R", texts)
    return record, marks_of(record, FINDER.find(record), SCOPE, Language.ZH)


def test_a_code_is_marked_once_where_the_record_affirms_it_and_its_other_sections_are_named():
    _, marks = _marks(现病史="否认糖尿病史。", 既往史="2型糖尿病10年。", 入院诊断="1.2型糖尿病")

    (mark,) = [mark for mark in marks if mark.mention.code.code == "E11.900"]
    assert (mark.mention.section, mark.also, mark.supported) == ("既往史", ("入院诊断",), True)


@pytest.mark.parametrize("text", ["否认高血压、冠心病史", "父亲患冠心病", "冠心病待排"])
def test_what_is_denied_of_the_family_or_open_is_marked_as_such(text: str):
    _, marks = _marks(既往史=text)

    assert marks
    assert not any(mark.supported for mark in marks if mark.mention.code.code == "I25.103")


def test_a_supporting_quote_has_four_characters_where_it_can_and_is_verified():
    record, marks = _marks(既往史="有冠心病，糖尿病、脂肪肝病史多年。")

    supported = [mark for mark in marks if mark.supported]
    assert len(supported) >= 2
    assert all(len(mark.quote.text) >= 4 for mark in supported)
    assert all(verify_quote(record, mark.quote, mark.mention.code) for mark in supported)


def test_the_lines_are_those_a_rationale_is_read_from():
    record, marks = _marks(既往史="有冠心病病史。")

    read = parse(f"<think>{render_marks(marks, Language.ZH)}</think>", Task.OTHERS, SCOPE).quotes
    assert read == tuple(mark.quote for mark in marks)
    assert verify_quote(record, read[0], marks[0].mention.code)


def test_a_record_that_names_nothing_says_so():
    assert render_marks((), Language.ZH).endswith("无\n\n")
    assert render_marks((), Language.EN).endswith("none\n\n")


def test_codes_that_are_not_listed_are_not_marked():
    record = Record.of("R", {"既往史": "有冠心病病史。"})

    assert marks_of(record, FINDER.find(record), scope(), Language.ZH) == ()


def test_english_lines_are_written_in_english():
    listed = english_scope()
    record = Record.of("R", {"History": f"He has {listed.others[0].name}."})

    text = render_marks(marks_of(record, Finder(listed.all_codes).find(record), listed, Language.EN), Language.EN)
    assert f'{listed.others[0].name} ← "' in text
    assert "(History)" in text


def test_only_the_layout_for_it_shows_them():
    record = Record.of("R", {"既往史": "有冠心病病史。"})

    named = named_in(record, SCOPE, STYLE, FINDER)
    assert "冠状动脉粥样硬化性心脏病 ←「有冠心病病史」（既往史）" in named
    assert named_in(record, SCOPE, Style(), FINDER) == ""
    assert named in build(record.sections, SCOPE, Task.OTHERS, STYLE, None, named).messages[-1].content
    assert named not in build(record.sections, SCOPE, Task.OTHERS, Style(), None, named).messages[-1].content


def test_what_a_shortened_record_leaves_out_is_still_named():
    record = Record.of("R", {"婚姻史": "适龄结婚。" * 400 + "有冠心病病史。", "入院诊断": "高血压病"})
    model = ScriptedModel(context_length=3000)

    asked = ask(record, SCOPE, model, STYLE, 64, finder=FINDER)

    assert asked.left_out
    assert all("（婚姻史）" in request.messages[-1].content for request in asked.requests)
