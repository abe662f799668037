"""The code-book page by keyboard: import with preview, replacing, maps, marks, removal, roles, abbreviations."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QMessageBox

from app.exchange.codecolumns import TableField
from app.exchange.shelving import TableAsked
from app.knowledge.entries import Language
from app.knowledge.tables.index import CodeIndex
from app.paths import Places
from app.settings import load
from app.ui import book_work
from app.ui.abbreviations_dialog import AbbreviationsDialog
from app.ui.book_lists import FlagsDialog, MapDialog
from app.ui.book_report import BookReport
from app.ui.codebook_page import CodebookPage
from app.ui.jobs import Control
from app.ui.searching import Question, Row
from app.ui.table_preview import TablePreviewDialog
from tests.app.ui.bookshelf import CLINICAL, SETTLEMENT, fill_shelf
from tests.app.ui.conftest import Open, Workplace
from tests.builders import BOOK

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
TABLE = (
    "编码,名称,备注,拼音码\nI20.000,不稳定性心绞痛,a,bwdxxjt\nJ18.900,肺炎,b,fy\nJ18.900,肺炎,b,fy\n坏行,没有编码,c,x\n"
)


def page_of(place: Workplace) -> CodebookPage:
    """Go to the page with its key."""
    place.window.activateWindow()
    place.qtbot.keyClick(place.window.worklist.table, Key.Key_4, CONTROL)
    place.settle()
    page = place.window.codebooks
    assert place.window.pages.currentWidget() is page
    assert page.table.hasFocus()
    return page


def books(page: CodebookPage) -> list[str]:
    return [shelved.book_id for shelved in page.books]


def cells(page: CodebookPage, row: int) -> list[str]:
    return [item.text() for column in range(7) if (item := page.table.item(row, column))]


def preview(place: Workplace, path: Path) -> TablePreviewDialog:
    """Choose a file for an import, as the file dialog does."""
    place.window.codebooks.acts.look_at(path)
    place.settle()
    dialog = place.window.codebooks.acts.dialog
    assert isinstance(dialog, TablePreviewDialog)
    return dialog


def table_file(folder: Path, text: str = TABLE, name: str = "site_3.1.csv") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_a_fresh_workstation_lists_the_codes_that_come_with_it(workplace: Open) -> None:
    page = page_of(workplace())
    assert books(page) == [BOOK]
    assert "comes with DxDesk" in cells(page, 0)
    assert "★ coded from" in cells(page, 0)
    assert not page.buttons["remove"].isEnabled()


def test_the_books_are_listed_with_version_rows_source_and_maps(workplace: Open, places: Places) -> None:
    fill_shelf(places)
    page = page_of(workplace())
    assert books(page) == ["国家临床版2.0", "医保版2.0", "ICD-10-CM 2026-04"]
    assert cells(page, 1)[:6] == ["医保版", "", "2.0", "3", "Chinese", "settlement.csv"]
    assert "国家临床版2.0 → 医保版2.0: 4 codes" in page.maps.text()


def test_a_table_is_previewed_named_and_imported_with_its_report(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    page = page_of(place)
    dialog = preview(place, table_file(tmp_path))
    assert [box.currentData() for box in dialog.boxes] == ["code", "name", "ignored", "pinyin"]
    assert dialog.table.item(1, 1).text() == "不稳定性心绞痛"  # type: ignore[union-attr]
    assert (dialog.title.text(), dialog.version.text()) == ("site", "3.1")
    dialog.title.setText("本院")
    assert "本院3.1" in dialog.message.text()
    place.qtbot.keyClick(dialog, Key.Key_Return)
    place.settle()
    assert books(page) == [BOOK, "本院3.1"]
    report = page.acts.dialog
    assert isinstance(report, BookReport)
    assert report.report.kept == 2
    assert report.tree.topLevelItem(0).text(0).startswith("✗")  # type: ignore[union-attr]
    report.copy()
    assert "rows whose code stood before\t1" in QGuiApplication.clipboard().text()


def test_the_columns_are_remembered_and_an_ignored_one_is_not_taken(
    workplace: Open, tmp_path: Path, places: Places
) -> None:
    place = workplace()
    page_of(place)
    dialog = preview(place, table_file(tmp_path))
    dialog.boxes[3].setCurrentIndex(dialog.boxes[3].findData("ignored"))
    dialog.boxes[2].setCurrentIndex(dialog.boxes[2].findData("aliases"))
    dialog.accept()
    place.settle()
    again = preview(place, table_file(tmp_path, name="later_3.2.csv"))
    assert [box.currentData() for box in again.boxes] == ["code", "name", "aliases", "ignored"]
    with CodeIndex.open(places.codebooks) as index:
        entry = index.get("site 3.1", "I20.000")
        (pinyin,) = index.connection.execute("SELECT DISTINCT pinyin FROM entry").fetchone()
    assert entry is not None
    assert (entry.code.aliases, pinyin) == (("a",), "")


def test_columns_nobody_can_guess_are_asked_for(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    page = page_of(place)
    dialog = preview(place, table_file(tmp_path, "甲,乙\nI20.000,不稳定性心绞痛\nJ18.900,肺炎\n"))
    assert not dialog.ok.isEnabled()
    assert "Say which column" in dialog.message.text()
    for box, field in zip(dialog.boxes, ("code", "name"), strict=True):
        box.setCurrentIndex(box.findData(field))
    assert dialog.ok.isEnabled()
    dialog.accept()
    place.settle()
    assert books(page)[1:] == ["site 3.1"]


def test_a_column_said_twice_or_a_missing_version_is_not_let_through(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    page_of(place)
    dialog = preview(place, table_file(tmp_path))
    dialog.version.clear()
    assert "title and a version" in dialog.message.text()
    dialog.boxes[2].setCurrentIndex(dialog.boxes[2].findData("name"))
    assert "Two columns" in dialog.message.text()
    dialog.accept()
    assert dialog.isVisible()


def test_another_header_row_is_guessed_anew(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    page_of(place)
    dialog = preview(place, table_file(tmp_path, "国家版目录,,,\n" + TABLE))
    assert dialog.header_row.value() == 2
    dialog.header_row.setValue(1)
    assert not dialog.ok.isEnabled()
    dialog.header_row.setValue(2)
    assert [box.currentData() for box in dialog.boxes] == ["code", "name", "ignored", "pinyin"]


def test_a_book_that_is_here_is_replaced_only_after_saying_so(workplace: Open, tmp_path: Path, places: Places) -> None:
    fill_shelf(places)
    place = workplace()
    page = page_of(place)
    dialog = preview(place, table_file(tmp_path))
    dialog.title.setText("医保版")
    dialog.version.setText("2.0")
    assert "is here already (3 codes" in dialog.message.text()
    assert dialog.ok.text() == "Replace 医保版2.0"
    dialog.accept()
    place.settle()
    assert cells(page, 1)[3] == "2"


@pytest.mark.parametrize(
    "text",
    [
        "编码,名称\n1,肺炎\n2,心绞痛\n3,糖尿病\n",
        "编码,名称\nJ18.9,Pneumonia\nI20.0,Unstable angina\n",
        "编码,名称\n,\n",
    ],
    ids=["numbers", "wrong language", "empty"],
)
def test_a_table_that_is_none_changes_nothing_and_says_so(
    workplace: Open, tmp_path: Path, places: Places, text: str
) -> None:
    fill_shelf(places)
    place = workplace()
    page = page_of(place)
    asked = TableAsked(
        table_file(tmp_path, text),
        ("编码", "名称"),
        (TableField.CODE, TableField.NAME),
        "医保版",
        "2.0",
        Language.ZH,
    )
    page.acts.import_table(asked)
    place.settle()
    assert "as they were" in place.window.notice.text.text()
    assert cells(page, 1)[3:6] == ["3", "Chinese", "settlement.csv"]


def test_what_is_no_table_is_refused_in_words(workplace: Open, tmp_path: Path) -> None:
    place = workplace()
    page = page_of(place)
    path = tmp_path / "picture.csv"
    path.write_bytes(b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4)
    page.acts.look_at(path)
    place.settle()
    assert page.acts.dialog is None
    assert "picture" in place.window.notice.text.text()


def test_a_cancelled_import_leaves_the_old_book(tmp_path: Path, places: Places) -> None:
    fill_shelf(places)
    rows = "".join(f"A{n // 100:02}.{n % 100:02}0,病{n}\n" for n in range(3000))
    asked = TableAsked(
        table_file(tmp_path, "编码,名称\n" + rows),
        ("编码", "名称"),
        (TableField.CODE, TableField.NAME),
        "医保版",
        "2.0",
        Language.ZH,
    )
    control = Control()
    control.cancel()
    assert book_work.run_table_import(places.codebooks, asked, tmp_path / "columns.json", control) is None
    with CodeIndex.open(places.codebooks) as index:
        assert index.book(SETTLEMENT.book_id).rows == 3


def test_the_coding_book_and_the_second_one_are_chosen_by_key_and_kept(workplace: Open, places: Places) -> None:
    fill_shelf(places)
    place = workplace()
    page = page_of(place)
    page.table.selectRow(1)
    place.qtbot.keyClick(page.table, Key.Key_S)
    place.settle()
    assert load(places.settings).second_book == SETTLEMENT.book_id
    assert cells(page, 1)[1] == "◇ shown second"
    place.qtbot.keyClick(page.table, Key.Key_B)
    place.settle()
    kept = load(places.settings)
    assert (kept.book, kept.second_book) == (SETTLEMENT.book_id, "")
    assert cells(page, 1)[1] == "★ coded from"


def test_a_book_is_removed_only_when_confirmed(workplace: Open, places: Places) -> None:
    fill_shelf(places)
    place = workplace()
    place.desk.change_settings(replace(place.desk.settings, second_book=SETTLEMENT.book_id))
    page = page_of(place)
    page.table.selectRow(1)
    place.qtbot.keyClick(page.table, Key.Key_Delete)
    box = page.acts.dialog
    assert isinstance(box, QMessageBox)
    assert box.defaultButton() is box.button(QMessageBox.StandardButton.Cancel)
    box.reject()
    place.settle()
    assert SETTLEMENT.book_id in books(page)
    place.qtbot.keyClick(page.table, Key.Key_Delete)
    page.acts.removing.click()
    place.settle()
    assert books(page) == ["国家临床版2.0", "ICD-10-CM 2026-04"]
    assert load(places.settings).second_book == ""
    assert place.desk.knowledge.index.crosswalks() == ()


def test_a_map_asks_its_two_books_and_tells_what_it_left_out(workplace: Open, places: Places, tmp_path: Path) -> None:
    fill_shelf(places)
    place = workplace()
    place.desk.change_settings(replace(place.desk.settings, second_book=SETTLEMENT.book_id))
    page = page_of(place)
    path = table_file(tmp_path, "from,to\nI20.000,I20.000\nJ18.900,J18.900\nJ18.901,J18.900\nQ99.900,I20.000\n")
    page.acts.ask_about_map(path)
    place.settle()
    dialog = page.acts.dialog
    assert isinstance(dialog, MapDialog)
    assert (dialog.source.currentText(), dialog.target.currentText()) == (CLINICAL.book_id, SETTLEMENT.book_id)
    dialog.target.setCurrentIndex(0)
    dialog.accept()
    assert dialog.isVisible()
    assert "choose two" in dialog.message.text()
    dialog.target.setCurrentIndex(1)
    place.qtbot.keyClick(dialog, Key.Key_Return)
    place.settle()
    report = page.acts.dialog
    assert isinstance(report, BookReport)
    assert (report.report.kept, report.report.counts["unknown_source"]) == (3, 1)
    assert "3 codes" in page.maps.text()


def test_a_map_to_other_books_is_refused_and_the_old_one_stays(workplace: Open, places: Places, tmp_path: Path) -> None:
    fill_shelf(places)
    place = workplace()
    page = page_of(place)
    path = table_file(tmp_path, "from,to\nQ99.900,Q99.901\nQ98.900,Q98.901\n")
    page.acts.ask_about_map(path)
    place.settle()
    dialog = page.acts.dialog
    assert isinstance(dialog, MapDialog)
    dialog.accept()
    place.settle()
    assert "as they were" in place.window.notice.text.text()
    assert "4 codes" in page.maps.text()


def test_a_list_of_grey_codes_marks_them(workplace: Open, places: Places, tmp_path: Path) -> None:
    fill_shelf(places)
    place = workplace()
    page = page_of(place)
    page.acts.ask_about_flags(SETTLEMENT.book_id, table_file(tmp_path, "编码,名称\nI20.000,不稳定型心绞痛\n"))
    place.settle()
    dialog = page.acts.dialog
    assert isinstance(dialog, FlagsDialog)
    place.qtbot.keyClick(dialog, Key.Key_Return)
    place.settle()
    assert place.desk.knowledge.index.flagged(SETTLEMENT.book_id, "grey") == {"I20.000"}


def test_an_abbreviation_is_found_as_soon_as_it_is_saved(workplace: Open, places: Places) -> None:
    fill_shelf(places)
    place = workplace()
    page = page_of(place)
    place.qtbot.keyClick(page.table, Key.Key_A)
    dialog = page.acts.dialog
    assert isinstance(dialog, AbbreviationsDialog)
    dialog.activateWindow()
    QApplication.processEvents()
    place.qtbot.keyClick(dialog.table, Key.Key_Insert)
    place.qtbot.keyClicks(QApplication.focusWidget(), "LTANG")
    dialog.table.item(0, 1).setText("2型糖尿病；糖尿病")  # type: ignore[union-attr]
    place.qtbot.keyClick(dialog, Key.Key_S, CONTROL)
    place.settle()
    assert book_work.load_abbreviations(places.abbreviations) == {"LTANG": ("2型糖尿病", "糖尿病")}
    rows: list[Row] = []
    place.desk.knowledge.searching.ask(Question("ltang", (CLINICAL.book_id,)), lambda: True, rows.extend)
    place.settle()
    assert rows[0].entry.code.code == "E11.900"


def test_a_term_without_words_is_refused_and_the_old_file_stays(workplace: Open, places: Places) -> None:
    place = workplace()
    book_work.save_abbreviations(places.abbreviations, {"老糖": ("糖尿病",)})
    page = page_of(place)
    page.acts.edit_abbreviations()
    dialog = page.acts.dialog
    assert isinstance(dialog, AbbreviationsDialog)
    dialog.add_row()
    dialog.table.item(1, 0).setText("空")  # type: ignore[union-attr]
    dialog.accept()
    place.settle()
    assert dialog.isVisible()
    assert "空" in dialog.message.text()
    assert book_work.load_abbreviations(places.abbreviations) == {"老糖": ("糖尿病",)}


@pytest.mark.slow
def test_the_full_clinical_table_is_imported_through_the_page(workplace: Open, testdata: Path) -> None:
    place = workplace()
    page = page_of(place)
    dialog = preview(place, testdata / "icd10cn" / "guolin_2.0_2022.csv")
    dialog.title.setText("国家临床版")
    assert dialog.version.text() == "2.0"
    dialog.accept()
    place.qtbot.waitUntil(lambda: isinstance(page.acts.dialog, BookReport), timeout=120_000)
    place.settle()
    assert cells(page, 0)[3] == "37,294"
