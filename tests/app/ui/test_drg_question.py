"""The model is asked for the DRG beside the window; its title stands beside the computed group and changes nothing."""

from dataclasses import replace

from PySide6.QtCore import Qt

from app.coding.codebook import Code
from app.coding.completion import CompletionModel
from app.coding.record import Disposition, Patient, Record, Sex
from app.coding.scope import Task
from app.errors import ModelStoppedError
from app.inference.reader import RuleReader
from tests.app.ui.conftest import HeldModel, Open, Workplace
from tests.builders import ScriptedModel, record

BOOK = "ICD-10-CM 2026-04"
TITLE = "<think>Pneumonia was treated.</think>\n<answer>{}</answer>"
PNEUMONIA = Code("J18.9", "Pneumonia, unspecified organism", BOOK)
SIMPLE = "SIMPLE PNEUMONIA AND PLEURISY WITHOUT CC/MCC"
WITH_CC = "SIMPLE PNEUMONIA AND PLEURISY WITH CC"


def english() -> Record:
    facts = Patient(Sex.MALE, 60, None, None, Disposition.HOME)
    return Record.of("E1", {"Hospital Course": "Pneumonia was treated with antibiotics."}, facts)


def model(*answers: str) -> ScriptedModel:
    return ScriptedModel(script={("E1", Task.DRG): [TITLE.format(each) for each in answers]})


def opened(workplace: Open, reader: CompletionModel, grouper: str = "ms-drg") -> Workplace:
    """Open the English record with pneumonia as its principal, grouped by MS-DRG."""
    place = workplace([english(), record("R1")], model=reader, suggested=False)
    place.desk.change_settings(replace(place.desk.settings, grouper=grouper, grouper_version="v43"))
    place.desk.knowledge.start()
    place.settle()
    place.window.open_record("E1")
    place.settle()
    place.window.case.add(PNEUMONIA, Task.PRINCIPAL)
    place.settle()
    return place


def ask(place: Workplace) -> str:
    """Ask with the key and return what the panel says when the answer is there."""
    place.window.activateWindow()
    place.qtbot.keyClick(
        place.window.review.codes,
        Qt.Key.Key_F5,
        Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier,
    )
    place.qtbot.waitUntil(lambda: not place.desk.jobs.running, timeout=20_000)
    place.settle()
    return place.window.review.drg.toPlainText()


def test_the_answered_title_stands_beside_the_computed_group(workplace: Open) -> None:
    place = opened(workplace, model(SIMPLE))
    before = place.window.case.case
    said = ask(place)
    assert "computed: 195" in said
    assert "3 of 3 votes" in said
    assert "the same" in said
    after = place.window.case.case
    assert before is not None
    assert after is not None
    assert after.state.code_set == before.state.code_set


def test_a_disagreement_is_said_in_grouping_s_words(workplace: Open) -> None:
    said = ask(opened(workplace, model(WITH_CC)))
    assert "194 Simple" in said
    assert "the same base group, another severity" in said


def test_an_answer_that_is_no_title_is_said(workplace: Open) -> None:
    said = ask(opened(workplace, model("COMMON COLD")))
    assert "COMMON COLD" in said
    assert "no title of this version" in said


def test_without_a_grouper_the_title_stands_alone(workplace: Open) -> None:
    said = ask(opened(workplace, model(SIMPLE), grouper=""))
    assert "no group was computed to compare with" in said


def test_it_is_not_asked_of_the_rules_nor_of_a_chinese_record(workplace: Open) -> None:
    place = opened(workplace, RuleReader(), grouper="")
    action = place.window.actions_by_name["ask_drg"]
    assert not action.isEnabled()
    place.desk.reading.use(ScriptedModel())
    assert action.isEnabled()
    place.window.open_record("R1")
    place.settle()
    assert not action.isEnabled()


def test_f5_does_not_ask_for_it(workplace: Open) -> None:
    place = opened(workplace, model(SIMPLE), grouper="")
    place.qtbot.keyClick(place.window.review.codes, Qt.Key.Key_F5)
    place.settle()
    assert "question for the DRG" not in place.window.review.drg.toPlainText()


def test_a_stopped_model_is_told_and_can_be_asked_again(workplace: Open) -> None:
    asked = model(SIMPLE)
    place = opened(workplace, asked, grouper="")
    asked.fails = {"E1": ModelStoppedError("The model's process ended.", "Ask again.")}
    ask(place)
    assert place.window.notice.isVisible()
    assert place.window.actions_by_name["ask_drg"].isEnabled()


def test_a_cancelled_question_shows_nothing(workplace: Open) -> None:
    held = HeldModel(model(SIMPLE))
    place = opened(workplace, held, grouper="")
    place.window.actions_by_name["ask_drg"].trigger()
    place.qtbot.waitUntil(held.begun.is_set, timeout=20_000)
    assert "being asked" in place.window.review.drg.toPlainText()
    place.desk.jobs.cancel(place.desk.jobs.jobs[0])
    place.qtbot.waitUntil(lambda: not place.desk.jobs.running, timeout=20_000)
    place.settle()
    assert "question for the DRG" not in place.window.review.drg.toPlainText()
