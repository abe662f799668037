"""Looking codes up by keyboard: hits of several books, headings, hierarchy, notes as links, back and forward."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt, QUrl
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.knowledge.entries import Entry
from app.paths import Places
from app.settings import Settings
from app.store.database import Store
from app.ui.code_search import CodeSearch
from app.ui.entry_html import link
from app.ui.hits_list import spoken
from app.ui.theme import LIGHT
from app.ui.trail import Trail
from tests.app.ui.bookshelf import CLINICAL, SETTLEMENT, TABULAR, fill_shelf
from tests.app.ui.conftest import Open, Workplace
from tests.builders import ANGINA, BOOK, DIABETES, FAILURE, HYPERTENSION

Key = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def shelved(places: Places) -> Places:
    """Put three books on the shelf before the window opens."""
    fill_shelf(places)
    return places


def look_up(place: Workplace) -> CodeSearch:
    """Open the look-up with its key; no record is open."""
    place.window.activateWindow()
    place.qtbot.keyClick(place.window.worklist.table, Key.Key_K, CONTROL)
    place.settle()
    dialog = place.window.dialog
    assert isinstance(dialog, CodeSearch)
    dialog.activateWindow()
    dialog.words.setFocus()
    return dialog


def add(place: Workplace) -> CodeSearch:
    """Open the search of the first record with +."""
    place.window.open_record("R1")
    place.settle()
    place.qtbot.keyClick(place.window.review.codes, Key.Key_Plus)
    place.settle()
    dialog = place.window.review_acts.dialog
    assert isinstance(dialog, CodeSearch)
    return dialog


def type_(place: Workplace, dialog: CodeSearch, text: str) -> None:
    """Type and wait for the hits."""
    dialog.words.clear()
    place.qtbot.keyClicks(dialog.words, text)
    place.settle()


def hits(dialog: CodeSearch) -> list[tuple[str, str]]:
    return [(row.entry.code.code, row.entry.code.book) for row in dialog.list.hits.rows]


def shown(dialog: CodeSearch) -> str:
    assert dialog.shown is not None
    return dialog.shown.code.code


def test_ctrl_k_looks_a_code_up_without_an_open_record_and_enter_copies_it(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    type_(place, dialog, "i10.x00x032")
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    assert QGuiApplication.clipboard().text() == "I10.x00x032 高血压病3级（极高危）"
    assert dialog.isVisible()
    assert dialog.free.isHidden()


def test_without_any_imported_book_the_shipped_codes_are_searched(workplace: Open) -> None:
    place = workplace()
    dialog = look_up(place)
    assert {code for code, _ in hits(dialog)} >= {ANGINA.code, FAILURE.code}
    type_(place, dialog, "xlsj")
    assert hits(dialog) == [(FAILURE.code, BOOK)]
    assert not dialog.books.isEnabled()


def test_the_coding_book_is_searched_and_f4_goes_round_the_books(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    type_(place, dialog, "I20.000")
    assert hits(dialog) == [("I20.000", CLINICAL.book_id)]
    place.qtbot.keyClick(dialog.words, Key.Key_F4)
    place.settle()
    assert hits(dialog) == [("I20.000", CLINICAL.book_id), ("I20.000", SETTLEMENT.book_id)]
    place.qtbot.keyClick(dialog.words, Key.Key_F4)
    place.settle()
    assert hits(dialog) == [("I20.000", SETTLEMENT.book_id)]
    for _ in range(2):
        place.qtbot.keyClick(dialog.words, Key.Key_F4)
    place.settle()
    assert hits(dialog) == [("I20.000", CLINICAL.book_id)]


@pytest.mark.parametrize(
    ("typed", "code", "said"),
    [
        ("j18.901", "J18.901", "by its code"),
        ("zzfy", "J18.901", "by pinyin"),
        ("gxb", "I25.103", "by a synonym"),
        ("feiyan", "J18.900", "by pinyin"),
    ],
)
def test_every_hit_says_how_it_was_met(workplace: Open, shelved: Places, typed: str, code: str, said: str) -> None:
    place = workplace()
    dialog = look_up(place)
    type_(place, dialog, typed)
    row = dialog.list.hits.rows[0]
    assert row.entry.code.code == code
    assert said in spoken(row)
    assert CLINICAL.book_id in spoken(row)


def test_a_code_this_site_uses_often_says_so_and_stands_first(workplace: Open, shelved: Places) -> None:
    place = workplace()

    def finished_twice(store: Store) -> None:
        with store.transaction():
            for _ in range(2):
                store.code_uses.count(codes_of(Code("J18.901", "重症肺炎", CLINICAL.book_id)), 1)

    place.ask(finished_twice)
    place.desk.knowledge.start()
    place.settle()
    dialog = look_up(place)
    type_(place, dialog, "j18.9")
    leaves = [row for row in dialog.list.hits.rows if row.entry.leaf]
    assert [row.entry.code.code for row in leaves] == ["J18.901", "J18.900"]
    assert "coded 2 × here" in spoken(leaves[0])


def test_a_heading_is_not_taken_but_unfolded_and_says_why(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = add(place)
    type_(place, dialog, "j18")
    heading = next(n for n, row in enumerate(dialog.list.hits.rows) if not row.entry.leaf)
    dialog.list.setCurrentIndex(dialog.list.hits.index(heading, 0))
    assert dialog.ok.text().startswith("Unfold")
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    assert dialog.isVisible()
    assert "not coded itself" in dialog.message.text()
    assert dialog.tree.isExpanded(dialog.tree.currentIndex())


def test_the_hierarchy_follows_the_hit_and_the_hit_may_be_left_for_its_neighbour(
    workplace: Open, shelved: Places
) -> None:
    place = workplace()
    dialog = add(place)
    type_(place, dialog, "j18.901")
    assert dialog.tree.codes.entry(dialog.tree.currentIndex()) == dialog.shown
    place.qtbot.keyClick(dialog.tree, Key.Key_Up)
    assert shown(dialog) == "J18.900"
    place.qtbot.keyClick(dialog.tree, Key.Key_Return)
    place.settle()
    case = place.window.case.case
    assert case is not None
    assert [each.code.code for each in case.state.others] == ["J18.900"]


def test_left_folds_and_goes_up_the_hierarchy(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    type_(place, dialog, "j18.901")
    place.qtbot.keyClick(dialog.tree, Key.Key_Left)
    assert shown(dialog) == "J18.9"
    place.qtbot.keyClick(dialog.tree, Key.Key_Left)
    assert not dialog.tree.isExpanded(dialog.tree.currentIndex())


def test_enter_typed_before_the_hits_are_there_takes_the_best_of_them(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = add(place)
    place.qtbot.keyClicks(dialog.words, "gxb")
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    place.settle()
    case = place.window.case.case
    assert case is not None
    assert [each.code.code for each in case.state.others] == ["I25.103"]


def test_nothing_found_says_so_and_nothing_is_taken(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = add(place)
    type_(place, dialog, "qqqqqq")
    assert hits(dialog) == []
    assert "F4" in dialog.message.text()
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    assert dialog.isVisible()


def test_inherited_notes_name_their_heading_and_their_codes_are_links(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    place.qtbot.keyClick(dialog.words, Key.Key_F4)
    type_(place, dialog, "e11.65")
    text = dialog.page.toPlainText()
    assert "Excludes1" in text
    assert "(from E11)" in text
    assert link(TABULAR.book_id, "E10.-", "E10.-", LIGHT).split("'")[1] in dialog.page.toHtml()


def test_a_link_jumps_and_alt_left_and_right_go_back_and_forward(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    place.qtbot.keyClick(dialog.words, Key.Key_F4)
    type_(place, dialog, "e11.65")
    dialog.page.anchorClicked.emit(QUrl(link(TABULAR.book_id, "E10.-", "E10.-", LIGHT).split("'")[1]))
    assert shown(dialog) == "E10"
    dialog.page.anchorClicked.emit(QUrl(link(TABULAR.book_id, "Z79.4", "Z79.4", LIGHT).split("'")[1]))
    place.qtbot.keyClick(dialog, Key.Key_Left, ALT)
    assert shown(dialog) == "E10"
    place.qtbot.keyClick(dialog, Key.Key_Left, ALT)
    assert shown(dialog) == "E11.65"
    assert not dialog.back.isEnabled()
    place.qtbot.keyClick(dialog, Key.Key_Right, ALT)
    assert shown(dialog) == "E10"


def test_a_link_to_what_no_book_has_is_said(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    dialog.page.anchorClicked.emit(QUrl(link(TABULAR.book_id, "Q99.9", "Q99.9", LIGHT).split("'")[1]))
    assert "none of the imported books" in dialog.message.text()


def test_f6_goes_round_words_hierarchy_and_text(workplace: Open, shelved: Places) -> None:
    place = workplace()
    dialog = look_up(place)
    QApplication.processEvents()
    for part in (dialog.tree, dialog.page, dialog.words):
        place.qtbot.keyClick(QApplication.focusWidget(), Key.Key_F6)
        assert QApplication.focusWidget() is part
    place.qtbot.keyClick(dialog.words, Key.Key_F6, SHIFT)
    assert QApplication.focusWidget() is dialog.page


def test_replacing_begins_at_the_code_s_own_place(workplace: Open, shelved: Places) -> None:
    place = workplace()
    place.window.open_record("R1")
    place.settle()
    place.window.review.codes.choose(ANGINA)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_E)
    place.settle()
    dialog = place.window.review_acts.dialog
    assert isinstance(dialog, CodeSearch)
    assert shown(dialog) == ANGINA.code
    assert dialog.tree.codes.entry(dialog.tree.currentIndex()) == dialog.shown
    dialog.reject()


def test_the_second_book_s_code_stands_beside(workplace: Open, shelved: Places) -> None:
    place = workplace()
    place.desk.change_settings(replace_books(place, second=SETTLEMENT.book_id))
    dialog = look_up(place)
    type_(place, dialog, "j18.901")
    assert f"In {SETTLEMENT.book_id}" in dialog.page.toPlainText()
    assert "J18.900 肺炎" in dialog.page.toPlainText()
    type_(place, dialog, "i25.103")
    assert "no counterpart" in dialog.page.toPlainText()


def test_the_detail_shows_place_counterpart_and_unfolds_the_notes(workplace: Open, shelved: Places) -> None:
    place = workplace()
    place.desk.change_settings(replace_books(place, second=SETTLEMENT.book_id))
    place.window.open_record("R1")
    place.settle()
    place.window.review.codes.choose(ANGINA)
    text = place.window.review.detail.toPlainText()
    assert "Stands under" in text
    assert "不稳定型心绞痛" in text
    code = Code("E11.65", "Type 2 diabetes mellitus with hyperglycemia", TABULAR.book_id)
    place.window.case.add(code, place.window.review.rows[0].task)
    place.settle()
    place.window.review.codes.choose(code)
    detail = place.window.review.detail
    assert "the fifth note" not in detail.toPlainText()
    detail.anchorClicked.emit(QUrl("notes:"))
    assert "the fifth note" in detail.toPlainText()


def test_a_code_the_book_in_force_has_not_is_flagged(workplace: Open, shelved: Places) -> None:
    place = workplace()
    place.desk.change_settings(replace_books(place, book=SETTLEMENT.book_id))
    place.window.open_record("R1")
    place.settle()
    place.window.review.codes.choose(DIABETES)
    assert f"Not in {SETTLEMENT.book_id}" in place.window.review.detail.toPlainText()
    place.window.review.codes.choose(HYPERTENSION)
    assert "Not in" not in place.window.review.detail.toPlainText()


def test_a_link_in_the_detail_opens_the_look_up_there(workplace: Open, shelved: Places) -> None:
    place = workplace()
    place.window.open_record("R1")
    place.settle()
    place.window.review.detail.anchorClicked.emit(QUrl(link(CLINICAL.book_id, "I20", "I20", LIGHT).split("'")[1]))
    dialog = place.window.dialog
    assert isinstance(dialog, CodeSearch)
    assert shown(dialog) == "I20"


def test_a_broken_index_is_said_and_the_shipped_codes_go_on(workplace: Open, places: Places) -> None:
    places.codebooks.parent.mkdir(parents=True, exist_ok=True)
    places.codebooks.write_bytes(b"no database at all" * 100)
    place = workplace()
    dialog = look_up(place)
    assert "cannot be read" in place.desk.knowledge.trouble.message  # type: ignore[union-attr]
    type_(place, dialog, "xlsj")
    assert hits(dialog) == [(FAILURE.code, BOOK)]


def test_the_trail_forgets_what_was_ahead() -> None:
    trail = Trail()
    for code in (ANGINA, DIABETES, FAILURE):
        trail.jump(code)
    assert trail.step(-1) == DIABETES
    trail.jump(HYPERTENSION)
    assert not trail.can_step(1)
    trail.walk(FAILURE)
    assert trail.places == [ANGINA, DIABETES, FAILURE]


@pytest.mark.slow
def test_the_full_tables_are_searched_and_walked(workplace: Open, places: Places, testdata: Path) -> None:
    from app.exchange.codetables import read_code_table
    from app.knowledge.tables.build import import_table

    for book, name in ((CLINICAL, "guolin_2.0_2022.csv"), (SETTLEMENT, "yibao_2.0.csv")):
        import_table(places.codebooks, read_code_table(testdata / "icd10cn" / name)[1], book)
    place = workplace()
    dialog = look_up(place)
    place.qtbot.keyClick(dialog.words, Key.Key_F4)
    type_(place, dialog, "gxy")
    assert hits(dialog)[0] == ("I10.x00x002", CLINICAL.book_id)
    assert {book for _, book in hits(dialog)} == {CLINICAL.book_id, SETTLEMENT.book_id}
    assert isinstance(dialog.tree.codes.entry(dialog.tree.currentIndex()), Entry)
    assert "第九章" in dialog.page.toPlainText()


def replace_books(place: Workplace, *, book: str = "", second: str = "") -> Settings:
    return replace(place.desk.settings, book=book, second_book=second)


def codes_of(code: Code) -> CodeSet:
    return CodeSet(Diagnosis(code), ())
