"""Votes: three decoded completions give what the seed's stop-early rule gives."""

from hypothesis import given
from hypothesis import strategies as st

from app.coding.answer import Answer, parse
from app.coding.consensus import choice_of, others_consensus, principal_consensus, seed_principal
from app.coding.scope import Task
from tests import builders as b

SCOPE = b.scope()


def principal(label: str) -> Answer:
    return parse(f"<think></think><answer>{label}</answer>" if label else "…", Task.PRINCIPAL, SCOPE)


def others(*codes) -> Answer:
    return Answer(Task.OTHERS, codes, readable=True)


PRINCIPALS = st.sampled_from([b.ANGINA.name, b.INFARCT.name, "不在范围内", "别的病", ""]).map(principal)
OTHERS = st.lists(st.sampled_from(SCOPE.others), unique=True).map(lambda codes: others(*codes))


@given(PRINCIPALS, PRINCIPALS, PRINCIPALS)
def test_all_three_give_what_stopping_early_gives(first, second, third):
    verdict = principal_consensus((first, second, third))
    expected = seed_principal(*map(choice_of, (first, second, third)))
    assert verdict.code == (expected if expected in SCOPE.principal else None)
    assert verdict.out_of_scope == (expected == "")


@given(OTHERS, OTHERS, OTHERS)
def test_others_are_the_codes_in_two_of_three(first, second, third):
    sets = [set(answer.codes) for answer in (first, second, third)]
    expected = (sets[0] & sets[1]) | (sets[0] & sets[2]) | (sets[1] & sets[2])
    verdict = others_consensus((first, second, third))
    assert set(verdict.codes) == expected
    assert verdict.votes == {code: sum(code in one for one in sets) for code in set.union(*sets)}


@given(st.permutations(["不稳定性心绞痛", "脑梗死", "不在范围内"]))
def test_three_different_principals_leave_the_first(labels):
    verdict = principal_consensus([principal(label) for label in labels])
    assert choice_of(principal(labels[0])) == (verdict.code or "")


def test_an_unreadable_first_answer_is_no_vote():
    verdict = principal_consensus([principal(""), principal("脑梗死"), principal("脑梗死")])
    assert (verdict.code, verdict.votes) == (b.INFARCT, {b.INFARCT: 2})


def test_nothing_readable_gives_no_principal():
    assert principal_consensus([principal("")] * 3).code is None


def test_an_empty_result_stays_empty():
    assert others_consensus([others(b.DIABETES), others(b.FAILURE), others()]).codes == ()


def test_two_outside_names_outvote_a_listed_one():
    verdict = principal_consensus([principal("脑梗死"), principal("别的病"), principal("别的病")])
    assert verdict.code is None
    assert not verdict.out_of_scope
