"""DRG-Sapphire's protocol on worked answers, by the grouper's numbers."""

import pytest

from app.coding.completion import Completion, Finish
from app.coding.prompt import AnswerOrder, Style
from app.coding.scope import Task
from app.knowledge.grouping.severity import base_and_severity
from app.knowledge.grouping.titles import drg_scope
from tests.builders import ScriptedModel, english_record
from tests.trainer.cases import drg_example
from trainer.errors import DataError
from trainer.evaluate.drg import DrgAsking, DrgReading, drg_figures, drg_from_row, drg_row, read_drg


@pytest.fixture(scope="module")
def titles():
    return drg_scope()


@pytest.fixture(scope="module")
def standings():
    return base_and_severity("")


def answering(*numbers: str | None, record_id: str = "EN1") -> DrgReading:
    return DrgReading(record_id, numbers, tuple(each is not None for each in numbers), seconds=2.0, tokens=10)


def test_pass_and_majority_are_worked_out(standings):
    examples = [drg_example("A", "291"), drg_example("B", "291")]
    readings = {
        "A": answering("291", "291", "292", None),
        "B": answering("292", "292", "291", "193"),
    }
    found = drg_figures(examples, readings, standings, 1)

    assert (found["pass@1"], found["pass@4"], found["maj@4"]) == (37.5, 100, 50)
    assert found["base@1"] == pytest.approx(100 * (3 + 3) / 8)
    assert found["severity@1"] == pytest.approx(100 * (2 + 2) / 8)
    assert found["no_title"] == 0.125
    assert found["errors"] == {"base only": 0, "severity only": 1, "both": 0}
    assert found["scores"] == {"A": 0.5, "B": 0.25}


def test_base_and_severity_are_the_groupers_and_not_the_titles(standings, titles):
    names = {code.code: code.name for code in titles.principal}
    found = drg_figures([drg_example("A", "65")], {"A": answering("066")}, standings, 1)

    assert "tPA" in names["065"]
    assert (found["base@1"], found["severity@1"]) == (100, 0)
    assert (found["pass@1"], found["maj@1"]) == (0, 0)


def test_errors_are_parted_as_in_the_study(standings):
    golds = [drg_example(name, "291") for name in "ABCD"]
    answers = {"A": "291", "B": "193", "C": "292", "D": "195"}
    found = drg_figures(golds, {each: answering(number) for each, number in answers.items()}, standings, 1)

    assert found["errors"] == {"base only": 1, "severity only": 1, "both": 1}


def test_a_group_the_version_does_not_have_is_refused(standings):
    with pytest.raises(DataError, match="EN1 has the DRG 999999"):
        drg_figures([drg_example(drg="999999")], {}, standings, 1)
    with pytest.raises(DataError, match="none"):
        drg_figures([drg_example(drg="")], {}, standings, 1)


def test_the_question_is_put_as_often_as_the_protocol_wants(titles):
    asked = []

    class Drawn(ScriptedModel):
        def complete(self, requests, on_text=None):
            asked.extend(requests)
            title = titles.principal[0].name
            text = [f"<answer>{title}</answer>", "<answer>Heart trouble</answer>"]
            return tuple(
                tuple(Completion(text[vote % 2], Finish.STOP, 7) for vote, _ in enumerate(each.samplings))
                for each in requests
            )

    (found,) = read_drg(
        [english_record()], Drawn(), DrgAsking(titles, Style(order=AnswerOrder.ANSWER_ONLY), 4, 0.6, 64)
    )

    assert found.answers == (titles.principal[0].code, None, titles.principal[0].code, None)
    assert found.well_formed == (True, False, True, False)
    assert found.tokens == 28
    assert [each.temperature for each in asked[0].samplings] == [0.6] * 4
    assert len({each.seed for each in asked[0].samplings}) == 4
    assert asked[0].task is Task.DRG


def test_a_reading_survives_its_row():
    reading = answering("291", None)

    assert drg_from_row(drg_row("system", reading)) == reading
