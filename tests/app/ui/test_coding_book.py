"""Coding from a whole book in the window: F5, the batch, a book that is gone, and a switch that loses nothing."""

import shutil
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QToolButton

from app.coding.decision import Act
from app.coding.record import Record
from app.inference.reader import RuleReader
from app.knowledge.tables.build import remove_book
from app.paths import Places
from app.ui.code_rows import Group
from app.ui.code_search import CodeSearch
from app.ui.demo import demo_records
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_general import Page
from tests.app.ui.bookshelf import CLINICAL, SETTLEMENT, TABULAR, fill_shelf
from tests.app.ui.conftest import HeldModel, Open, Workplace
from tests.builders import ANGINA, FAILURE, ScriptedModel

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
ENGLISH = {
    "Discharge Diagnosis": "Type 2 diabetes mellitus with hyperglycemia.",
    "Hospital Course": "Type 2 diabetes mellitus with hyperglycemia, treated. No type 1 diabetes mellitus.",
}


@pytest.fixture
def shelved(places: Places) -> Places:
    fill_shelf(places)
    return places


def switch(place: Workplace, book: str) -> None:
    place.desk.change_settings(replace(place.desk.settings, book=book))
    place.settle()


def read(place: Workplace, record_id: str = "R1") -> None:
    """Open a record and have it read with F5."""
    place.window.open_record(record_id)
    place.settle()
    place.window.activateWindow()
    place.qtbot.keyClick(place.window.review.codes, Key.Key_F5)
    place.settle()


def assigned(place: Workplace) -> list[tuple[str, str, str]]:
    rows = place.window.review.rows
    return [(row.code.code, row.code.book, row.missing_from) for row in rows if row.group is Group.ASSIGNED]


def test_f5_asks_about_codes_retrieved_from_the_book(workplace: Open, shelved: Places) -> None:
    place = workplace(suggested=False)
    switch(place, CLINICAL.book_id)
    read(place)
    assert place.window.review.rows[0].code == ANGINA
    assert "codes retrieved for this record from the whole of 国家临床版2.0" in place.window.review.detail.toPlainText()
    stored = place.ask(lambda store: store.suggestions.latest("R1"))
    assert stored is not None
    assert "record-first" in stored.suggestion.versions.prompt
    assert stored.suggestion.versions.scope == "retrieved@国家临床版2.0"


def test_the_status_line_names_the_book_and_opens_its_setting(workplace: Open, shelved: Places) -> None:
    place = workplace()
    assert place.window.status.book.text() == f"Codes: {len(place.desk.knowledge.book)} of 测试编码库"
    switch(place, SETTLEMENT.book_id)
    assert place.window.status.book.text() == "Codes: 医保版2.0"
    place.window.status.book.click()
    dialog = place.window.dialog
    assert isinstance(dialog, SettingsDialog)
    assert dialog.pages.currentIndex() == Page.BOOKS
    assert dialog.books.book.currentData() == SETTLEMENT.book_id
    dialog.close()


def test_preparing_the_book_is_said_while_it_lasts(workplace: Open, shelved: Places) -> None:
    model = HeldModel()
    place = workplace(model=model, suggested=False)
    switch(place, CLINICAL.book_id)
    said: list[str] = []
    place.desk.reading.preparing.connect(lambda _book, _begun: said.append(place.window.status.book.text()))
    place.window.open_record("R1")
    place.settle()
    place.qtbot.keyClick(place.window.review.codes, Key.Key_F5)
    place.qtbot.waitUntil(model.begun.is_set, timeout=10_000)
    QApplication.processEvents()
    assert said == ["Preparing the code book 国家临床版2.0…", "Codes: 国家临床版2.0"]
    model.gate.set()
    place.settle()


def test_the_whole_worklist_is_read_from_the_book(workplace: Open, shelved: Places) -> None:
    place = workplace(suggested=False)
    switch(place, CLINICAL.book_id)
    place.qtbot.keyClick(place.window.worklist.table, Key.Key_F5, CONTROL)
    place.qtbot.waitUntil(lambda: bool(place.desk.jobs.jobs) and not place.desk.jobs.running, timeout=20_000)
    place.settle()
    for record_id in ("R1", "R2", "R3"):
        stored = place.ask(lambda store, record_id=record_id: store.suggestions.latest(record_id))
        assert stored is not None
        assert stored.suggestion.versions.book == CLINICAL.book_id


def test_an_english_record_is_read_in_english_from_icd_10_cm(workplace: Open, shelved: Places) -> None:
    place = workplace([Record.of("E1", ENGLISH)], model=RuleReader(), suggested=False)
    switch(place, TABULAR.book_id)
    read(place, "E1")
    codes = {row.code.code for row in place.window.review.rows}
    assert "E11.65" in codes
    assert "E10.9" not in codes
    stored = place.ask(lambda store: store.suggestions.latest("E1"))
    assert stored is not None
    assert "Rules" in "".join(stored.suggestion.rationale.values())


def test_a_book_that_is_gone_is_told_with_the_way_on(workplace: Open, shelved: Places) -> None:
    place = workplace()
    switch(place, CLINICAL.book_id)
    remove_book(shelved.codebooks, CLINICAL.book_id)
    before = place.window.review.rows
    read(place)
    notice = place.window.review.notice
    assert notice.isVisible()
    assert "not on this workstation any more" in notice.text.text()
    assert len(place.window.review.rows) >= len(before)
    notice.findChildren(QToolButton)[0].click()
    dialog = place.window.dialog
    assert isinstance(dialog, SettingsDialog)
    assert dialog.pages.currentIndex() == Page.BOOKS
    dialog.close()


def test_a_switch_of_books_keeps_every_decision_and_marks_what_the_new_book_has_not(
    workplace: Open, shelved: Places
) -> None:
    place = workplace(suggested=False)
    switch(place, CLINICAL.book_id)
    read(place)
    for _ in range(3):
        place.qtbot.keyClick(place.window.review.codes, Key.Key_A)
        place.settle()
    before = assigned(place)
    assert [lacking for _, _, lacking in before] == ["", "", ""]
    decisions = place.ask(lambda store: store.decisions.of("R1"))
    switch(place, SETTLEMENT.book_id)
    after = assigned(place)
    assert [(code, book) for code, book, _ in after] == [(code, book) for code, book, _ in before]
    assert {code: lacking for code, _, lacking in after} == {
        "I20.000": "", "I10.x00x032": "", "E11.900": SETTLEMENT.book_id
    }  # fmt: skip
    assert place.ask(lambda store: store.decisions.of("R1")) == decisions
    switch(place, CLINICAL.book_id)
    assert assigned(place) == before


def test_e_on_a_marked_code_searches_its_replacement_by_name(workplace: Open, shelved: Places) -> None:
    place = workplace()
    place.window.open_record("R1")
    place.settle()
    for _ in range(2):
        place.window.actions_by_name["accept"].trigger()
        place.settle()
    switch(place, TABULAR.book_id)
    codes = place.window.review.codes
    codes.choose(ANGINA)
    place.qtbot.keyClick(codes, Key.Key_E)
    place.settle()
    dialog = place.window.review_acts.dialog
    assert isinstance(dialog, CodeSearch)
    assert dialog.words.text() == ANGINA.name
    place.qtbot.keyClicks(dialog.words, "E11.65")
    place.settle()
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    place.settle()
    assert ("E11.65", TABULAR.book_id, "") in assigned(place)
    acts = [decision.act for decision in place.ask(lambda store: store.decisions.of("R1"))]
    assert acts == [Act.ACCEPT, Act.ACCEPT, Act.REPLACE]


def test_the_closed_list_marks_codes_of_other_books_and_not_its_own(workplace: Open, shelved: Places) -> None:
    remove_book(shelved.codebooks, CLINICAL.book_id)
    place = workplace()
    knowledge = place.desk.knowledge
    assert knowledge.missing_from(FAILURE) == ""
    assert knowledge.missing_from(replace(FAILURE, code="I99.999")) == ""
    assert knowledge.missing_from(replace(FAILURE, code="A41.9", book=TABULAR.book_id)) == knowledge.book.book_id


def test_a_trained_model_is_opened_anew_for_another_book(workplace: Open, shelved: Places) -> None:
    place = workplace(model=_Trained())
    switch(place, CLINICAL.book_id)
    place.qtbot.waitUntil(lambda: not place.desk.jobs.running, timeout=10_000)
    place.settle()
    assert place.desk.reading.info.name == "rules"


class _Trained(ScriptedModel):
    """A model that was trained for the closed list."""

    @property
    def info(self):
        return replace(super().info, prompt="1/shared-prefix/think-first")


def test_an_english_discharge_summary_is_coded_from_the_whole_of_icd_10_cm(
    workplace: Open, places: Places, icd10cm: Path
) -> None:
    places.home.mkdir(parents=True, exist_ok=True)
    shutil.copy(icd10cm, places.codebooks)
    (summary,) = (each for each in demo_records(english=True) if each.record_id == "DEMO-EN-002")
    place = workplace([summary], model=RuleReader(), suggested=False)
    switch(place, "ICD-10-CM 2026-04")
    place.window.open_record(summary.record_id)
    place.settle()
    place.qtbot.keyClick(place.window.review.codes, Key.Key_F5)
    place.qtbot.waitUntil(lambda: not place.desk.reading.reading, timeout=120_000)
    place.settle()
    suggested = {row.code.code: row for row in place.window.review.rows if row.group is Group.SUGGESTED}
    assert "J13" in suggested
    assert suggested["J13"].evidence
    assert suggested["J13"].missing_from == ""


def test_a_start_does_not_wait_for_what_reads_whole_books() -> None:
    heavy = ("numpy", "drgpy", "simple_icd_10_cm", "app.knowledge.retrieval", "app.knowledge.grouping")
    asked = f"import sys, app.ui.application; print([name for name in {heavy} if name in sys.modules])"
    answered = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)
    assert answered.stdout.strip() == "[]"
