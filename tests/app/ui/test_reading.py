"""A suggestion streams in, is cancelled at once, survives a stopped model; the open record goes first."""

import threading

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.coding.completion import CompletionModel, Finish
from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.suggest import TASKS, suggest
from app.errors import ModelStoppedError
from app.store.worklist import CaseStatus
from app.ui.code_rows import Standing
from app.ui.stream import Glimpse, Stream
from app.ui.turns import Taking, Turns
from tests.app.ui.conftest import HeldModel, Open, Workplace
from tests.builders import ANGINA, ScriptedModel, record, scope

F5 = Qt.Key.Key_F5


def opened(workplace: Open, model: CompletionModel) -> Workplace:
    place = workplace(model=model, suggested=False)
    place.window.open_record("R1")
    place.settle()
    place.window.activateWindow()
    return place


def started(workplace: Open) -> tuple[Workplace, HeldModel]:
    """Open a record and have it read by a model that stops in the middle."""
    model = HeldModel()
    place = opened(workplace, model)
    place.qtbot.keyClick(place.window.review.codes, F5)
    place.qtbot.waitUntil(model.begun.is_set, timeout=10_000)
    return place, model


def test_f5_reads_the_record_and_shows_its_candidates(workplace: Open) -> None:
    place = opened(workplace, ScriptedModel())
    assert place.window.review.rows == ()
    place.qtbot.keyClick(place.window.review.codes, F5)
    place.settle()
    assert place.window.review.rows[0].code == ANGINA
    row = place.ask(lambda store: store.worklist.row("R1"))
    assert row is not None
    assert row.status is CaseStatus.SUGGESTED


def test_votes_are_shown_as_they_come_and_are_not_yet_decidable(workplace: Open) -> None:
    place, model = started(workplace)
    page = place.window.review
    place.qtbot.waitUntil(lambda: bool(page.rows), timeout=10_000)
    assert page.rows[0].standing is Standing.PROVISIONAL
    assert "votes 3 of 6" in page.progress_words.text()
    assert not place.window.actions_by_name["accept"].isEnabled()
    model.gate.set()
    place.settle()
    assert page.rows[0].standing is Standing.OPEN
    assert place.window.actions_by_name["accept"].isEnabled()


def test_escape_cancels_before_the_model_has_answered(workplace: Open) -> None:
    place, model = started(workplace)
    place.qtbot.keyClick(place.window.review.codes, Qt.Key.Key_Escape)
    assert not place.desk.reading.reading
    assert not place.window.review.progress.isVisible()
    assert model.cancels == 1
    place.settle()
    assert place.ask(lambda store: store.suggestions.latest("R1")) is None


def test_another_record_cancels_the_reading(workplace: Open) -> None:
    place, model = started(workplace)
    place.window.open_record("R2")
    place.settle()
    assert model.cancels == 1
    assert place.window.review.rows == ()


def test_a_stopped_model_leaves_the_window_with_two_ways_on(workplace: Open) -> None:
    model = ScriptedModel(fails={"R1": ModelStoppedError("The process ended.", "Restart it.")})
    place = opened(workplace, model)
    place.qtbot.keyClick(place.window.review.codes, F5)
    place.settle()
    notice = place.window.review.notice
    assert notice.isVisible()
    labels = [button.text() for button in notice.findChildren(QToolButton)]
    assert labels[:2] == ["Restart the model", "Go on with rules"]
    model.fails = {}
    notice.findChildren(QToolButton)[0].click()
    place.settle()
    assert place.window.review.rows[0].code == ANGINA


def test_a_stream_weighs_each_vote_when_it_is_whole() -> None:
    made, asked = record(), scope()
    model = ScriptedModel()
    stream = Stream(made, asked, Finder(asked.all_codes), Style(), model.info)
    glimpses: list[Glimpse | None] = []
    whole = suggest(made, asked, model, Finder(asked.all_codes), on_text=stream.add)
    glimpses.append(stream.glimpse())
    glimpse = glimpses[0]
    assert glimpse is not None
    assert glimpse.votes == 6
    assert glimpse.partial is not None
    assert glimpse.partial.candidates == whole.candidates
    assert stream.glimpse() is None


def test_a_stopped_stream_takes_no_more_words() -> None:
    made, asked = record(), scope()
    model = ScriptedModel()
    stream = Stream(made, asked, Finder(asked.all_codes), Style(), model.info)
    stream.stop()
    suggest(made, asked, model, Finder(asked.all_codes), on_text=stream.add)
    assert stream.glimpse() is None


def test_the_open_record_interrupts_the_background_and_goes_first() -> None:
    turns, held, asked = Turns(), HeldModel(), scope()
    finder = Finder(asked.all_codes)
    background = Taking(held, turns, urgent=False)
    finishes: list[Finish] = []

    def read_behind() -> None:
        made = suggest(record("B"), asked, background, finder)
        finishes.extend(vote.completion.finish for vote in made.votes)

    thread = threading.Thread(target=read_behind)
    thread.start()
    held.begun.wait(10)
    made = suggest(record("A"), asked, Taking(held, turns, urgent=True), finder)
    thread.join(10)
    assert set(finishes) == {Finish.CANCELLED}
    assert {vote.completion.finish for vote in made.votes} == {Finish.STOP}
    assert {vote.task for vote in made.votes} == set(TASKS)


def test_waiting_for_the_turn_can_be_stopped() -> None:
    turns, held, asked = Turns(), HeldModel(), scope()
    finder = Finder(asked.all_codes)
    thread = threading.Thread(target=suggest, args=(record("B"), asked, Taking(held, turns, urgent=True), finder))
    thread.start()
    held.begun.wait(10)
    waiting = Taking(held, turns, urgent=True, stopped=lambda: True)
    made = suggest(record("A"), asked, waiting, finder)
    assert {vote.completion.finish for vote in made.votes} == {Finish.CANCELLED}
    held.gate.set()
    thread.join(10)
