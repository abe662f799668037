"""Pictures of coding from whole books: the settings, a row marked as foreign, an English record with its DRG."""

import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication, QDialog, QWidget

from app.knowledge.entries import Language
from app.settings import Settings
from app.ui.application import Application
from app.ui.demo import demo_records
from app.ui.settings_general import Page

RECORD = "DEMO-EN-002"
FOREIGN = "DEMO-001"
"""A Chinese record with decisions, whose codes ICD-10-CM has not."""
LONGEST_S = 120
"""Reading the names of ICD-10-CM takes seconds, on a busy machine many."""
ACTS = ("promote", "accept", "accept", "accept")


def whole_books(running: Application) -> Iterator[tuple[str, QWidget]]:
    """Give each page's name and widget once it stands; the caller takes the picture before asking for the next."""
    window, desk = running.window, running.desk
    former = desk.settings
    window.notice.hide()
    window.show_page(window.review)
    for page, name in ((Page.BOOKS, "settings_books"), (Page.RULES, "settings_rules")):
        window.open_settings(page)
        _wait(running)
        if isinstance(window.dialog, QDialog):
            yield name, window.dialog
            window.dialog.reject()
        window.dialog = None
    english = next((info for info in desk.knowledge.index.books() if info.language is Language.EN), None)
    if english is not None:
        yield from _english(running, replace(former, book=english.book_id, second_book="", grouper="ms-drg"))
        desk.change_settings(former)
        _wait(running)


def _english(running: Application, settings: Settings) -> Iterator[tuple[str, QWidget]]:
    """Code an English record from ICD-10-CM by F5 and a few decisions; then a Chinese record is marked as foreign."""
    window, desk = running.window, running.desk
    records = [each for each in demo_records(english=True) if each.record_id == RECORD]
    running.store.submit(lambda opened: opened.records.put_many(records, desk.actor)).result()
    desk.change_settings(settings)
    window.worklist.refresh()
    window.open_record(RECORD)
    _wait(running)
    for act in ("suggest", *ACTS):
        window.actions_by_name[act].trigger()
        _wait(running)
    yield "english", window
    window.open_record(FOREIGN)
    _wait(running)
    yield "switched", window


def _wait(running: Application) -> None:
    """Let everything that was asked for arrive and be painted: what is read, and the grouper."""
    desk = running.desk
    until = time.monotonic() + LONGEST_S
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        grouping = bool(desk.settings.grouper) and desk.knowledge.grouper is None
        quiet = 0 if desk.runner.busy or desk.reading.reading or grouping else quiet + 1
        time.sleep(0.005)
