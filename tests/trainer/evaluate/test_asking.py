"""Records are asked about as the workstation asks, by a scripted model and by the rules."""

import pytest

from app.coding.answer import Quote, render
from app.coding.errors import PromptTooLongError, ScopeError
from app.coding.judged import said_of
from app.coding.mentions import Finder
from app.coding.prompt import AnswerOrder, Layout, Style
from app.coding.scope import Task
from app.coding.suggest import suggest
from app.inference.reader import RuleReader
from tests import builders
from tests.builders import ANGINA, DIABETES, HYPERTENSION, INFARCT, Misbehaviour, ScriptedModel, record
from tests.trainer.evaluate.said import A, D, H, span
from trainer.evaluate.asking import Asking, Plan, read
from trainer.evaluate.readings import from_row, to_row

SCOPE = builders.scope()
FINDER = Finder(SCOPE.all_codes)


def asking(plan: Plan = Plan.TCECP, **changes: object) -> Asking:
    values: dict[str, object] = {"style": Style(), "reply_tokens": 256} | changes
    return Asking(lambda _: (SCOPE, FINDER), plan=plan, **values)  # type: ignore[arg-type]


def others(*codes):
    return render(Task.OTHERS, SCOPE, codes)


def test_a_record_is_read_as_the_workstation_reads_it():
    model = ScriptedModel()
    (found,) = read([record()], model, asking())

    assert found.said == said_of(suggest(record(), SCOPE, model, FINDER, reply_tokens=256))
    assert (found.said.principal, found.said.others, found.votes_of) == (A, {H, D, INFARCT.code}, 3)
    assert found.tokens == 3 * sum(map(len, found.texts[::3]))


def test_several_records_in_one_call_are_read_as_one_by_one():
    records = builders.records(3)
    together = read(records, ScriptedModel(), asking())

    assert [each.said for each in together] == [read([one], ScriptedModel(), asking())[0].said for one in records]


def test_two_of_three_votes_carry_a_code_and_one_pass_needs_no_second():
    script = {("R1", Task.OTHERS): [others(HYPERTENSION, DIABETES), others(HYPERTENSION), others(INFARCT)]}
    voted = read([record()], ScriptedModel(script), asking())[0]
    once = read([record()], ScriptedModel(script), asking(Plan.SINGLE))[0]

    assert (voted.said.others, once.said.others) == ({H}, {H, D})
    assert once.votes_of == 0
    assert [answer.position for answer in once.said.answers] == [0, 0]


def test_a_composite_answer_is_one_question_and_an_answer_for_each_task():
    text = f"<think></think>\n<answer>主要诊断：{ANGINA.name}\n其他诊断：{HYPERTENSION.name}；{DIABETES.name}</answer>"
    model = ScriptedModel({("R1", Task.OTHERS): [text]})
    (found,) = read([record()], model, asking(composite=True))

    assert (found.said.principal, found.said.others) == (A, {H, D})
    assert found.said.formed
    assert found.tokens == 3 * len(text)


def test_the_composite_question_is_fitted_to_the_context():
    long = record(诊疗经过="病情平稳。" * 900)
    text = "<think></think>\n<answer>主要诊断：不在范围内\n其他诊断：无</answer>"
    found = read([long], ScriptedModel({("R1", Task.OTHERS): [text]}, context_length=2000), asking(composite=True))

    assert found[0].shortened
    assert found[0].said.out_of_scope


def test_instructions_that_do_not_fit_are_the_users_to_mend():
    with pytest.raises(PromptTooLongError):
        read([record()], ScriptedModel(context_length=300), asking())


def test_verified_quotes_of_suggested_codes_are_kept_with_their_place():
    quoted = render(
        Task.OTHERS,
        SCOPE,
        (HYPERTENSION,),
        (Quote(HYPERTENSION.name, HYPERTENSION.name, "既往史"), Quote("x", "胸痛", "")),
    )
    (found,) = read([record()], ScriptedModel({("R1", Task.OTHERS): [quoted]}), asking())

    assert span(HYPERTENSION) in found.quotes
    assert {quote.code for quote in found.quotes} <= {A, H}


def test_nonsense_is_unreadable_and_scores_nothing():
    (found,) = read([record()], ScriptedModel(misbehave=Misbehaviour.NONSENSE), asking())

    assert not found.said.readable
    assert not found.said.others


def test_a_record_without_a_scope_is_answered_by_nobody():
    def nothing(_):
        raise ScopeError("It names nothing of the book.")

    found = read([record()], ScriptedModel(), Asking(nothing, Style(), Plan.TCECP, 256))

    assert not found[0].said.readable


def test_the_rules_read_once_whatever_the_plan():
    (found,) = read([record()], RuleReader(), asking())

    assert found.said == said_of(suggest(record(), SCOPE, RuleReader(), FINDER))
    assert H in found.said.others
    assert found.votes_of == 0
    assert span(HYPERTENSION) in found.quotes


def test_a_reading_survives_its_row():
    style = Style(Layout.RECORD_FIRST, AnswerOrder.ANSWER_FIRST)
    (found,) = read([record()], ScriptedModel(), asking(style=style))
    row = to_row("system", found)

    assert row["id"] == "system\tR1"
    assert to_row("system", from_row(row)) == row
