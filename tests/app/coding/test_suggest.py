"""A record is coded: votes and verified evidence decide the tier, whatever a model writes."""

import pytest

from app.coding.answer import Quote, render
from app.coding.errors import PromptTooLongError
from app.coding.evidence import verify_quote
from app.coding.language import Language
from app.coding.mentions import Finder
from app.coding.prompt import Layout, Style
from app.coding.scope import Task
from app.coding.suggest import Suggestion, Tier, suggest
from tests import builders as b
from tests.builders import Misbehaviour, ScriptedModel

SCOPE = b.scope()
FINDER = Finder(SCOPE.all_codes)


def coded(model: ScriptedModel, **texts: str) -> Suggestion:
    return suggest(b.record("R1", None, **texts), SCOPE, model, FINDER)


def answers(task: Task, *votes: tuple) -> dict:
    texts = [render(task, SCOPE, codes, tuple(Quote(SCOPE.label(c), c.name, "") for c in codes)) for codes in votes]
    return {("R1", task): texts}


def test_three_votes_and_evidence_are_suggested():
    made = coded(ScriptedModel())
    assert made.principal is not None
    assert (made.principal.code, made.principal.votes, made.principal.tier) == (b.ANGINA, 3, Tier.SUGGESTED)
    assert made.agreed_principal == b.ANGINA


def test_evidence_stands_in_the_record():
    record = b.record()
    made = suggest(record, SCOPE, ScriptedModel(), FINDER)
    spans = [evidence for candidate in made.candidates for evidence in candidate.evidence]
    assert spans
    assert all(record.text(e.section)[e.start : e.end] == e.text for e in spans)


def test_two_votes_suggest_and_one_is_possible():
    script = answers(Task.OTHERS, (b.DIABETES,), (b.DIABETES, b.HYPERTENSION), ())
    made = coded(ScriptedModel(script))
    assert [(c.code, c.votes) for c in made.others] == [(b.DIABETES, 2)]
    assert (b.HYPERTENSION, 1) in [(c.code, c.votes) for c in made.possible]


def test_votes_without_evidence_are_only_possible():
    script = answers(Task.OTHERS, *[(b.FAILURE,)] * 3)
    made = coded(ScriptedModel(script))
    assert made.others == ()
    assert (b.FAILURE, 3, ()) in [(c.code, c.votes, c.evidence) for c in made.possible]
    assert made.agreed_others == (b.FAILURE,)


def test_a_denied_condition_has_no_evidence():
    script = answers(Task.OTHERS, *[(b.INFARCT,)] * 3)
    assert b.INFARCT not in [c.code for c in coded(ScriptedModel(script)).others]


def test_a_mention_without_a_vote_is_possible():
    script = answers(Task.OTHERS, (), (), ())
    mentioned = {c.code: c.votes for c in coded(ScriptedModel(script)).possible}
    assert mentioned[b.DIABETES] == 0


def test_a_split_principal_keeps_the_first_answer_as_possible():
    script = answers(Task.PRINCIPAL, (b.ANGINA,), (b.INFARCT,), ())
    made = coded(ScriptedModel(script))
    assert made.principal is None
    assert made.agreed_principal == b.ANGINA
    assert made.possible[0].code == b.ANGINA


def test_outside_the_scope_is_said():
    made = coded(ScriptedModel(answers(Task.PRINCIPAL, (), (), ())))
    assert made.out_of_scope
    assert made.agreed_principal is None


def test_the_principal_is_not_among_the_others():
    script = answers(Task.PRINCIPAL, *[(b.INFARCT,)] * 3) | answers(Task.OTHERS, *[(b.INFARCT,)] * 3)
    made = coded(ScriptedModel(script), 诊疗经过="头颅MRI示急性脑梗死。")
    assert made.principal is not None
    assert b.INFARCT not in [c.code for c in (*made.others, *made.possible)]
    assert b.INFARCT not in made.agreed_others


@pytest.mark.parametrize("how", Misbehaviour)
def test_a_misbehaving_model_suggests_nothing_unverified(how):
    made = coded(ScriptedModel(misbehave=how))
    assert made.principal is None
    assert made.others == ()
    assert len(made.votes) == 6


def test_nothing_readable_is_counted():
    assert coded(ScriptedModel(misbehave=Misbehaviour.NOTHING)).unreadable == 6


def test_a_long_record_says_what_was_left_out():
    made = coded(ScriptedModel(context_length=1700), 婚姻史="已婚。" * 60, 现病史="胸痛。" * 300)
    assert {cut.section: cut.kept for cut in made.left_out}["婚姻史"] == 0
    assert {cut.section: cut.total for cut in made.left_out}["现病史"] == 900


def test_instructions_are_never_cut():
    with pytest.raises(PromptTooLongError):
        coded(ScriptedModel(context_length=600))


def test_versions_name_the_prompt():
    made = suggest(b.record(), SCOPE, ScriptedModel(), FINDER, style=Style(Layout.RECORD_FIRST))
    assert made.versions.prompt == "1/record-first/think-first"
    assert made.versions.scope == "test@1"


def test_a_quote_is_found_in_another_section_than_named():
    quote = Quote("2型糖尿病", "2型糖尿病5年", "现病史")
    evidence = verify_quote(b.record(), quote, b.DIABETES)
    assert evidence is not None
    assert evidence.section == "既往史"


@pytest.mark.parametrize("text", ["否认脑梗死病史", "从未写过的话", "痛"])
def test_a_denied_invented_or_tiny_quote_is_no_evidence(text):
    assert verify_quote(b.record(), Quote("脑梗死", text, "现病史"), b.INFARCT) is None


def test_an_english_record_is_coded_from_english_answers():
    scope = b.english_scope()
    failure = scope.others[0]
    quote = Quote(scope.label(failure), "LVEF 25%", "Hospital Course")
    text = render(Task.OTHERS, scope, (failure,), (quote,), language=Language.EN)
    principal = render(Task.PRINCIPAL, scope, (), language=Language.EN)
    script = {("EN", Task.OTHERS): [text] * 3, ("EN", Task.PRINCIPAL): [principal] * 3}
    made = suggest(b.english_record(), scope, ScriptedModel(script), Finder(scope.all_codes))
    assert [(c.code, c.votes, c.tier) for c in made.others] == [(failure, 3, Tier.SUGGESTED)]
    assert "LVEF 25%" in [evidence.text for evidence in made.others[0].evidence]
    assert made.out_of_scope
    assert all(vote.answer.well_formed for vote in made.votes)
