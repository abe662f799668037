"""Pictures of what checks a code set: edits, DRG and patient facts of an English record, coded as a coder would."""

import time
from collections.abc import Iterator
from dataclasses import replace

from PySide6.QtWidgets import QApplication, QWidget

from app.coding.codebook import Code
from app.coding.record import Record
from app.coding.scope import Task
from app.exchange.intake import read_files
from app.paths import resources
from app.settings import Settings
from app.ui.application import Application

RECORD = "DEMO-EN-001"
LONGEST_S = 20
BOOK = "ICD-10-CM 2026-04"
FAILURE = Code("I50.23", "Acute on chronic systolic (congestive) heart failure", BOOK)
CODES = (
    Code("R06.02", "Shortness of breath", BOOK),
    FAILURE,
    Code("I10", "Essential (primary) hypertension", BOOK),
    Code("N18.32", "Chronic kidney disease, stage 3b", BOOK),
    Code("I48.21", "Permanent atrial fibrillation", BOOK),
    Code("E87.6", "Hypokalemia", BOOK),
)
"""A symptom as principal first, for the edits; the heart failure then takes its place."""


def checks(running: Application) -> Iterator[tuple[str, QWidget]]:
    """Give each page's name and widget once it stands; the caller takes the picture before asking for the next."""
    window, desk = running.window, running.desk
    former = desk.settings
    window.notice.hide()
    window.jobs_dock.hide()
    window.show_page(window.review)
    desk.change_settings(_english(former))
    _put_record(running)
    _wait(running)
    window.open_record(RECORD)
    _wait(running)
    for number, code in enumerate(CODES):
        window.case.add(code, Task.OTHERS if number else Task.PRINCIPAL)
        _wait(running)
    window.actions_by_name["edits"].trigger()
    _wait(running)
    yield "edits", window
    window.case.promote(FAILURE)
    window.actions_by_name["drg"].trigger()
    _wait(running)
    yield "drg", window
    window.check_acts.open_patient("patient_age")
    _wait(running)
    dialog = window.check_acts.dialog
    if dialog is not None:
        yield "patient", dialog
        dialog.close()
    window.actions_by_name["about_code"].trigger()
    desk.change_settings(former)
    _wait(running)


def _english(settings: Settings) -> Settings:
    """Code from ICD-10-CM alone, with MS-DRG."""
    return replace(settings, book=BOOK, second_book="", grouper="ms-drg", grouper_version="v43.1")


def _put_record(running: Application) -> None:
    """Put the English record in beside the others."""
    files = [resources() / "demo" / "en" / "records"]
    records = [each for each in read_files(files) if isinstance(each, Record) and each.record_id == RECORD]
    running.store.submit(lambda opened: opened.records.put_many(records, running.desk.actor)).result()
    running.window.worklist.refresh()


def _wait(running: Application) -> None:
    """Let everything that was asked for arrive and be painted, the grouper too."""
    desk = running.desk
    until = time.monotonic() + LONGEST_S
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        QApplication.processEvents()
        waiting = desk.runner.busy or (bool(desk.settings.grouper) and desk.knowledge.grouper is None)
        quiet = 0 if waiting else quiet + 1
        time.sleep(0.005)
