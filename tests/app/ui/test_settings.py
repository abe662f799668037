"""The settings by keyboard: books, grouper and the rules' levels, which reach the site's file and hold at once."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.knowledge.edits import Incidental, Level
from app.paths import Places
from app.settings import load
from app.ui.settings_dialog import SettingsDialog
from app.ui.settings_general import Page
from app.ui.settings_rules import RuleTable
from tests.app.ui.bookshelf import CLINICAL, SETTLEMENT, fill_shelf
from tests.app.ui.conftest import Open, Workplace

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def opened(place: Workplace, page: Page) -> SettingsDialog:
    """Open the settings with their key and go to a page with Ctrl+Tab."""
    place.window.activateWindow()
    place.qtbot.keyClick(place.window, Key.Key_Comma, CONTROL)
    dialog = place.window.dialog
    assert isinstance(dialog, SettingsDialog)
    dialog.activateWindow()
    place.settle()
    for _ in range(page):
        place.qtbot.keyClick(dialog.pages, Key.Key_Tab, CONTROL)
    assert dialog.pages.currentIndex() == page
    return dialog


def table_of(dialog: SettingsDialog) -> RuleTable:
    table = dialog.rules.table
    assert table is not None
    table.setFocus()
    return table


def stand_on(table: RuleTable, rule_id: str) -> None:
    row = next(n for n, rule in enumerate(table.rules) if rule.rule_id == rule_id)
    table.selectRow(row)


def ok(place: Workplace, dialog: SettingsDialog) -> None:
    """Press Enter in the dialog, which is OK."""
    place.qtbot.keyClick(dialog.name if dialog.pages.currentIndex() == Page.GENERAL else dialog, Key.Key_Return)
    place.settle()


def test_books_and_grouper_are_chosen_and_hold_at_once(workplace: Open, places: Places) -> None:
    fill_shelf(places)
    place = workplace()
    dialog = opened(place, Page.BOOKS)
    page = dialog.books
    for box, value in ((page.book, CLINICAL.book_id), (page.second, SETTLEMENT.book_id), (page.grouper, "ms-drg")):
        box.setFocus()
        while box.currentData() != value:
            before = box.currentIndex()
            place.qtbot.keyClick(box, Key.Key_Down)
            assert box.currentIndex() != before, value
    place.qtbot.keyClicks(page.version, "v4")
    chosen = page.version.currentData()
    ok(place, dialog)
    kept = load(places.settings)
    assert (kept.book, kept.second_book, kept.grouper) == (CLINICAL.book_id, SETTLEMENT.book_id, "ms-drg")
    assert kept.grouper_version == chosen != ""
    assert place.desk.knowledge.coding_book == CLINICAL.book_id
    assert place.desk.reading.book is not None


def test_icd_10_cm_is_offered_before_it_is_compiled(workplace: Open) -> None:
    place = workplace()
    dialog = opened(place, Page.BOOKS)
    texts = [dialog.books.book.itemText(n) for n in range(dialog.books.book.count())]
    assert any(text.startswith("ICD-10-CM") and "prepared at first use" in text for text in texts)
    dialog.close()


def test_a_book_that_is_gone_stays_named_until_another_is_chosen(workplace: Open, places: Places) -> None:
    place = workplace()
    place.desk.change_settings(replace(place.desk.settings, book="地方版9"))
    place.settle()
    dialog = opened(place, Page.BOOKS)
    assert dialog.books.book.currentData() == "地方版9"
    assert "⚠" in dialog.books.book.currentText()
    ok(place, dialog)
    assert load(places.settings).book == "地方版9"


def test_a_level_is_changed_with_the_arrows_and_holds_at_once(workplace: Open, places: Places) -> None:
    place = workplace()
    dialog = opened(place, Page.RULES)
    table = table_of(dialog)
    stand_on(table, "duplicate-code")
    place.qtbot.keyClick(table, Key.Key_Left)
    assert table.levels["duplicate-code"] is Level.NOTICE
    item = table.item(table.currentRow(), 0)
    assert item is not None
    assert item.text().endswith("*")
    ok(place, dialog)
    rule = place.desk.knowledge.rules.get("duplicate-code")
    assert rule is not None
    assert rule.level is Level.NOTICE
    assert "duplicate-code" in places.site_rules.read_text(encoding="utf-8")


def test_an_unverified_rule_stops_at_notice(workplace: Open) -> None:
    place = workplace()
    dialog = opened(place, Page.RULES)
    table = table_of(dialog)
    unverified = next(rule for rule in table.rules if not rule.verified)
    stand_on(table, unverified.rule_id)
    for _ in range(6):
        place.qtbot.keyClick(table, Key.Key_Right)
    assert table.levels[unverified.rule_id] is Level.NOTICE
    assert "never above a notice" in dialog.rules.keys.text()
    dialog.close()


def test_incidental_findings_are_the_site_s_choice(workplace: Open, places: Places) -> None:
    place = workplace()
    dialog = opened(place, Page.RULES)
    box = dialog.rules.incidental
    box.setFocus()
    while box.currentData() != Incidental.OFF.value:
        place.qtbot.keyClick(box, Key.Key_Down)
    ok(place, dialog)
    assert place.desk.knowledge.rules.incidental is Incidental.OFF


def test_cancel_changes_nothing(workplace: Open, places: Places) -> None:
    place = workplace()
    dialog = opened(place, Page.RULES)
    table = table_of(dialog)
    place.qtbot.keyClick(table, Key.Key_Left)
    place.qtbot.keyClick(dialog, Key.Key_Escape)
    place.settle()
    assert not places.site_rules.exists()


def test_a_faulty_rule_file_is_told_and_left_alone(workplace: Open, places: Places) -> None:
    places.home.mkdir(parents=True, exist_ok=True)
    places.site_rules.write_text("[[change]]\nid = 'duplicate-cod'\nlevel = 'off'\n", encoding="utf-8")
    before = places.site_rules.read_bytes()
    place = workplace()
    dialog = opened(place, Page.RULES)
    assert "duplicate-cod" in dialog.rules.faults.text()
    assert not table_of(dialog).isEnabled()
    ok(place, dialog)
    assert places.site_rules.read_bytes() == before


def test_rules_that_cannot_be_written_keep_the_dialog_open_in_words(
    workplace: Open, places: Places, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    place = workplace()
    blocked = tmp_path / "a file"
    blocked.write_text("", encoding="utf-8")
    monkeypatch.setattr(type(places), "site_rules", blocked / "rules.toml")
    dialog = opened(place, Page.RULES)
    table = table_of(dialog)
    stand_on(table, "duplicate-code")
    place.qtbot.keyClick(table, Key.Key_Left)
    ok(place, dialog)
    assert dialog.isVisible()
    assert "cannot be written" in dialog.problem.text()
    place.qtbot.keyClick(dialog, Key.Key_Escape)
    QApplication.processEvents()
