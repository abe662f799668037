"""Task.DRG is asked: one question, three votes, the title two of them name, and no code suggested from it."""

from app.coding.codebook import Code
from app.coding.drg_question import DrgAnswer, answer_drg
from app.coding.scope import Scope, Task
from tests import builders as b
from tests.builders import Misbehaviour, ScriptedModel

ALIVE = Code("280", "Acute Myocardial Infarction, Discharged Alive with MCC", "MS-DRG v43.1")
SYNCOPE = Code("312", "Syncope and Collapse", "MS-DRG v43.1")
TITLES = Scope("ms-drg", "v43.1", (ALIVE, SYNCOPE), ())


def asked(*titles: str, misbehave: Misbehaviour | None = None) -> DrgAnswer:
    texts = [f"<think>because</think>\n<answer>{title}</answer>" for title in titles]
    return answer_drg(b.record("R1"), TITLES, ScriptedModel({("R1", Task.DRG): texts}, misbehave))


def test_two_of_three_name_the_title():
    made = asked("Chest Pain", ALIVE.name, ALIVE.name)
    assert made.title == ALIVE
    assert (made.answer.principal, made.answer.rationale) == (ALIVE, "because")


def test_without_agreement_the_first_answer_stands():
    made = asked(SYNCOPE.name, ALIVE.name, "Chest Pain")
    assert made.title == SYNCOPE


def test_what_is_no_title_is_kept_as_said():
    made = asked("Chest Pain")
    assert made.title is None
    assert made.answer.outside == ("Chest Pain",)


def test_only_this_question_is_asked_with_the_titles_as_the_closed_list():
    made = asked(ALIVE.name)
    assert [vote.task for vote in made.votes] == [Task.DRG] * 3
    assert made.versions.book == "MS-DRG v43.1"


def test_nonsense_never_raises():
    for how in Misbehaviour:
        made = asked(ALIVE.name, misbehave=how)
        assert made.title is None
        assert not made.answer.codes
