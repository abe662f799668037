"""Notes by keyboard: N opens the field, Enter keeps, Shift+Enter breaks the line, Esc leaves and loses nothing."""

import re

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.errors import StoreError
from app.store.database import Store
from app.store.worklist import CaseStatus
from app.ui.key_sheet import KeySheet
from app.ui.notes_panel import MOST_LINES, NotesPanel
from app.ui.worklist_model import WorklistModel, WorklistSort
from tests.app.ui.conftest import HeldModel, Open, Workplace
from tests.app.ui.test_review_by_keys import ALT, CONTROL, SHIFT, Key, commit, opened, press, stored
from tests.builders import ANGINA, CODER


def panel(place: Workplace) -> NotesPanel:
    return place.window.review.notes


def begin(place: Workplace, text: str) -> None:
    """Press N and type."""
    press(place, Key.Key_N)
    assert QApplication.focusWidget() is panel(place).field
    commit(panel(place).field, text)


def kept(place: Workplace, record_id: str = "R1") -> list[str]:
    return [note.text for note in place.ask(lambda store: store.notes.of(record_id))]


def test_enter_keeps_the_note_and_the_codes_have_the_focus_again(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "问主治：何时确诊？")
    press(place, Key.Key_Return)
    (note,) = place.ask(lambda store: store.notes.of("R1"))
    assert (note.text, note.actor) == ("问主治：何时确诊？", CODER)
    assert QApplication.focusWidget() is place.window.review.codes
    assert not panel(place).field.isVisible()
    press(place, Key.Key_N)
    assert panel(place).field.toPlainText() == ""


def test_the_notes_stand_oldest_first_with_who_and_when(workplace: Open) -> None:
    place = opened(workplace)
    assert not panel(place).isVisible()
    for text in ("第一条", "第二条"):
        begin(place, text)
        press(place, Key.Key_Return)
    first, second = panel(place).shown.toPlainText().splitlines()
    assert re.fullmatch(r"\d{4}-\d\d-\d\d \d\d:\d\d  张三  第一条", first)
    assert second.endswith("第二条")
    assert panel(place).fold.text() == "▾ ※ Notes 2"


def test_shift_enter_begins_a_new_line(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "上")
    press(place, Key.Key_Return, SHIFT)
    commit(panel(place).field, "下")
    press(place, Key.Key_Enter)
    assert kept(place) == ["上\n下"]


def test_esc_leaves_it_and_n_goes_on_with_it(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "写了一半")
    press(place, Key.Key_Escape)
    assert QApplication.focusWidget() is place.window.review.codes
    assert panel(place).begun.isVisible()
    begin(place, "，写完")
    press(place, Key.Key_Return)
    assert kept(place) == ["写了一半，写完"]
    assert not panel(place).begun.isVisible()


def test_what_was_begun_waits_on_its_own_record(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "甲")
    press(place, Key.Key_PageDown, CONTROL)
    assert not panel(place).isVisible()
    begin(place, "乙")
    press(place, Key.Key_Left, ALT)
    assert panel(place).field.toPlainText() == "甲"
    assert panel(place).drafts == {"R1": "甲", "R2": "乙"}
    assert QApplication.focusWidget() is place.window.review.codes


def test_nothing_written_keeps_nothing(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, " ")
    press(place, Key.Key_Return)
    assert kept(place) == []
    assert not panel(place).isVisible()


def test_letters_are_text_and_ctrl_enter_does_not_finish_while_a_note_is_written(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_N)
    place.qtbot.keyClicks(panel(place).field, "arpn1")
    press(place, Key.Key_Return, CONTROL)
    assert kept(place) == ["arpn1"]
    assert stored(place) == (None, [])
    assert place.window.case.record_id == "R1"
    assert not place.window.review.notice.isVisible()


def test_ctrl_z_takes_back_words_and_no_decision(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    begin(place, "字")
    press(place, Key.Key_Z, CONTROL)
    assert panel(place).field.toPlainText() == ""
    assert stored(place)[0] == ANGINA.code


def test_esc_leaves_the_note_and_not_the_reading(workplace: Open) -> None:
    model = HeldModel()
    place = opened(workplace, model=model)
    place.window.actions_by_name["suggest"].trigger()
    assert model.begun.wait(20)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_N)
    place.qtbot.keyClick(panel(place).field, Key.Key_Escape)
    assert not panel(place).field.isVisible()
    assert model.cancels == 0
    model.gate.set()
    place.settle()


def test_keeping_a_note_moves_nothing_else(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_Down)
    row = place.window.review.codes.row
    begin(place, "字")
    press(place, Key.Key_Return)
    assert place.window.review.codes.row == row


def test_a_finished_record_takes_a_note(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    press(place, Key.Key_A)
    press(place, Key.Key_Return, CONTROL)
    press(place, Key.Key_Left, ALT)
    begin(place, "已电话确认")
    press(place, Key.Key_Return)
    assert kept(place) == ["已电话确认"]
    row = place.ask(lambda store: store.worklist.row("R1"))
    assert row is not None
    assert row.status is CaseStatus.FINISHED


def test_a_note_that_cannot_be_stored_is_told_and_still_there(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "要紧的话")
    place.ask(make_full)
    press(place, Key.Key_Return)
    assert place.window.notice.isVisible()
    assert panel(place).begun.isVisible()
    press(place, Key.Key_N)
    assert panel(place).field.toPlainText() == "要紧的话"


def test_the_notes_fold_and_the_field_grows_with_its_lines(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "一\n二")
    field = panel(place).field
    two = field.height()
    commit(field, "\n" * 3 * MOST_LINES)
    assert two < field.height() < 4 * two
    press(place, Key.Key_Return)
    panel(place).fold.setFocus()
    press(place, Key.Key_Space)
    assert not panel(place).shown.isVisible()
    assert panel(place).fold.text() == "▸ ※ Notes 1"


def test_the_worklist_marks_the_record(workplace: Open) -> None:
    place = opened(workplace)
    begin(place, "字")
    press(place, Key.Key_Return)
    place.window.worklist.refresh()
    place.settle()
    rows = place.window.worklist.rows
    column = WorklistModel.COLUMNS.index(WorklistSort.RECORD_ID)
    assert [rows.index(number, column).data() for number in range(3)] == ["R1 ※", "R2", "R3"]
    assert rows.index(0, column).data(Qt.ItemDataRole.AccessibleTextRole) == "R1, with notes"


def test_the_key_sheet_knows_it(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_F1)
    dialog = place.window.dialog
    assert isinstance(dialog, KeySheet)
    assert "Note on the record" in dialog.sheet.toPlainText()
    assert "in a note: keep it" in dialog.sheet.toPlainText()
    dialog.close()


def test_n_asks_for_an_open_record(workplace: Open) -> None:
    place = workplace()
    action = place.window.actions_by_name["note"]
    assert not action.isEnabled()
    place.window.open_record("R1")
    place.settle()
    assert action.isEnabled()


def make_full(store: Store) -> None:
    """Let the file grow no further, as a full disk would."""
    (pages,) = store._connection.one("PRAGMA page_count") or (1,)
    store._connection.one(f"PRAGMA max_page_count = {pages}")
    try:
        while True:
            store.notes.add("R2", "满" * 50, CODER)
    except StoreError:
        pass
