"""The worklist page: pages from SQL, filter, chips with counts, sort by header, batch with pause and going on."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QToolButton

from app.review.batch import create_batch
from app.store.jobs import JobState as StoredState
from app.store.worklist import CaseStatus, WorklistSort
from app.ui.jobs import JobState
from app.ui.main_window import MainWindow
from app.ui.worklist_model import PAGE, WorklistModel
from tests.app.ui.conftest import HeldModel, Open, Workplace
from tests.builders import records


def shown(place: Workplace) -> list[str]:
    model = place.window.worklist.rows
    return [str(model.index(row, 0).data(Qt.ItemDataRole.UserRole)) for row in range(model.rowCount())]


def test_rows_come_page_by_page(workplace: Open) -> None:
    place = workplace(records(PAGE + 5), suggested=False)
    model = place.window.worklist.rows
    assert (model.rowCount(), model.total) == (PAGE, PAGE + 5)
    assert model.canFetchMore()
    model.fetchMore()
    place.settle()
    assert model.rowCount() == PAGE + 5
    assert not model.canFetchMore()


def test_the_filter_asks_the_store_once_typing_rests(workplace: Open) -> None:
    place = workplace(records(30), suggested=False)
    place.qtbot.keyClicks(place.window.worklist.words, "0012")
    place.qtbot.waitUntil(lambda: shown(place) == ["R0012"], timeout=10_000)


def test_chips_count_and_filter_by_status(workplace: Open) -> None:
    place = workplace()
    page = place.window.worklist
    chip = page._chips[CaseStatus.SUGGESTED]
    assert chip.text().endswith("3")
    page.filter_by(CaseStatus.FINISHED)
    place.settle()
    assert shown(place) == []
    chip.click()
    place.settle()
    assert len(shown(place)) == 3


def test_a_header_sorts_in_the_store(workplace: Open) -> None:
    place = workplace(records(5), suggested=False)
    header = place.window.worklist.table.horizontalHeader()
    column = WorklistModel.COLUMNS.index(WorklistSort.RECORD_ID)
    header.setSortIndicator(column, Qt.SortOrder.DescendingOrder)
    place.settle()
    assert shown(place) == ["R0005", "R0004", "R0003", "R0002", "R0001"]


def test_the_neighbours_follow_the_order_shown(workplace: Open) -> None:
    place = workplace(records(3), suggested=False)
    rows = place.window.worklist.rows
    assert rows.neighbour("R0002", 1) == "R0003"
    assert rows.neighbour("R0002", -1) == "R0001"
    assert rows.neighbour("R0003", 1) == ""


def test_the_whole_worklist_is_suggested_in_the_background(workplace: Open) -> None:
    place = workplace(records(4), suggested=False)
    place.window.actions_by_name["suggest_all"].trigger()
    place.settle()
    counts = place.ask(lambda store: store.worklist.counts())
    assert counts[CaseStatus.SUGGESTED] == 4
    assert place.desk.jobs.jobs[0].state is JobState.DONE


def test_a_paused_batch_waits_and_goes_on(workplace: Open) -> None:
    model = HeldModel()
    place = workplace(records(3), model=model, suggested=False)
    place.window.actions_by_name["suggest_all"].trigger()
    place.qtbot.waitUntil(model.begun.is_set, timeout=10_000)
    job = place.desk.jobs.jobs[0]
    place.desk.jobs.pause(job)
    place.qtbot.waitUntil(
        lambda: place.ask(lambda store: store.jobs.open_jobs())[0].state is StoredState.PAUSED, timeout=10_000
    )
    assert place.ask(lambda store: store.worklist.counts())[CaseStatus.SUGGESTED] == 0
    place.desk.jobs.pause(job)
    place.settle()
    assert place.ask(lambda store: store.worklist.counts())[CaseStatus.SUGGESTED] == 3


def test_a_cancelled_batch_is_not_offered_again(workplace: Open) -> None:
    model = HeldModel()
    place = workplace(records(3), model=model, suggested=False)
    place.window.actions_by_name["suggest_all"].trigger()
    place.qtbot.waitUntil(model.begun.is_set, timeout=10_000)
    place.desk.jobs.cancel(place.desk.jobs.jobs[0])
    place.settle()
    assert place.desk.jobs.jobs[0].state is JobState.CANCELLED
    assert place.ask(lambda store: store.jobs.open_jobs()) == ()


def test_an_unfinished_batch_is_offered_at_the_next_start(workplace: Open) -> None:
    place = workplace(records(3), suggested=False)
    place.ask(lambda store: create_batch(store, ["R0001", "R0002"]))
    again = MainWindow(place.desk)
    place.qtbot.addWidget(again)
    again.show()
    place.settle()
    assert "0 of 2" in again.notice.text.text()
    again.notice.findChildren(QToolButton)[0].click()
    place.settle()
    assert place.ask(lambda store: store.worklist.counts())[CaseStatus.SUGGESTED] == 2
