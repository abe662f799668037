"""The main flow by keyboard only: worklist → record → decisions → finish and next → reopen."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QMenu, QWidget

from app.coding.decision import RejectReason
from app.coding.scope import Task
from app.store.worklist import CaseStatus
from app.ui.code_rows import Group, Standing
from app.ui.code_search import CodeSearch
from app.ui.key_sheet import KeySheet
from tests.app.ui.conftest import Open, Workplace
from tests.builders import ANGINA, DIABETES, FAILURE, HYPERTENSION, INFARCT

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier


def press(place: Workplace, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    place.qtbot.keyClick(target, key, modifiers)
    place.settle()


def opened(workplace: Open, **how: object) -> Workplace:
    """Open the first record from the worklist with Enter."""
    place = workplace(**how)
    place.window.activateWindow()
    place.window.worklist.table.setFocus()
    press(place, Key.Key_Return)
    assert place.window.pages.currentWidget() is place.window.review
    return place


def codes(place: Workplace, group: Group) -> list[str]:
    return [row.code.code for row in place.window.review.rows if row.group is group]


def stored(place: Workplace) -> tuple[str | None, list[str]]:
    case = place.window.case.case
    assert case is not None
    state = case.state
    return state.principal.code.code if state.principal else None, [each.code.code for each in state.others]


def test_enter_opens_the_record_with_its_candidates_in_tiers(workplace: Open) -> None:
    place = opened(workplace)
    assert codes(place, Group.ASSIGNED) == []
    assert codes(place, Group.SUGGESTED) == [ANGINA.code, HYPERTENSION.code]
    assert codes(place, Group.POSSIBLE) == [DIABETES.code]
    assert QApplication.focusWidget() is place.window.review.codes


def test_a_accepts_and_goes_on_to_the_next_undecided(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    assert stored(place) == (ANGINA.code, [])
    row = place.window.review.codes.row
    assert row is not None
    assert row.code == HYPERTENSION


def test_keys_pressed_faster_than_the_store_stay_in_order(workplace: Open) -> None:
    place = opened(workplace)
    for _ in range(3):
        place.qtbot.keyClick(place.window.review.codes, Key.Key_A)
    place.settle()
    assert stored(place) == (ANGINA.code, [HYPERTENSION.code, DIABETES.code])


def test_r_and_a_digit_reject_with_that_reason(workplace: Open) -> None:
    place = opened(workplace)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_R)
    menu = popup()
    place.qtbot.keyClick(menu, Key.Key_2)
    place.settle()
    row = next(row for row in place.window.review.rows if row.code == ANGINA)
    assert row.standing is Standing.REJECTED
    assert row.reason is RejectReason.HISTORY


def test_the_digits_of_the_menu_are_not_those_of_the_list(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    place.window.review.codes.choose(ANGINA)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_R)
    place.qtbot.keyClick(popup(), Key.Key_2)
    place.settle()
    row = next(row for row in place.window.review.rows if row.code == ANGINA)
    assert (row.standing, row.reason, row.on_admission) == (Standing.REJECTED, RejectReason.HISTORY, None)


def test_r_and_enter_reject_without_a_reason(workplace: Open) -> None:
    place = opened(workplace)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_R)
    place.qtbot.keyClick(popup(), Key.Key_Return)
    place.settle()
    row = next(row for row in place.window.review.rows if row.code == ANGINA)
    assert (row.standing, row.reason) == (Standing.REJECTED, None)


def test_p_makes_a_code_the_principal(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    press(place, Key.Key_P)
    assert stored(place)[0] == HYPERTENSION.code


def test_alt_down_moves_a_diagnosis_and_keeps_it_chosen(workplace: Open) -> None:
    place = opened(workplace)
    for _ in range(3):
        press(place, Key.Key_A)
    place.window.review.codes.choose(HYPERTENSION)
    press(place, Key.Key_Down, ALT)
    assert stored(place)[1] == [DIABETES.code, HYPERTENSION.code]
    row = place.window.review.codes.row
    assert row is not None
    assert row.code == HYPERTENSION


def test_undo_and_redo_say_what_they_do(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    assert ANGINA.name in place.window.actions_by_name["undo"].text()
    press(place, Key.Key_Z, CONTROL)
    assert stored(place) == (None, [])
    assert ANGINA.name in place.window.actions_by_name["redo"].text()
    press(place, Key.Key_Z, CONTROL | SHIFT)
    assert stored(place) == (ANGINA.code, [])


def test_plus_adds_a_code_by_parts_of_its_name(workplace: Open) -> None:
    place = opened(workplace)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_Plus)
    dialog = search(place)
    place.qtbot.keyClicks(dialog.words, "i50")
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    place.settle()
    assert stored(place) == (None, [FAILURE.code])


def test_a_code_outside_the_book_is_entered_freely(workplace: Open) -> None:
    place = opened(workplace)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_Insert)
    dialog = search(place)
    dialog.principal.setChecked(True)
    place.qtbot.keyClicks(dialog.code, "j18.900")
    commit(dialog.name, "肺炎")
    place.qtbot.keyClick(dialog.name, Key.Key_Return)
    place.settle()
    case = place.window.case.case
    assert case is not None
    assert case.state.principal is not None
    assert (case.state.principal.code.code, case.state.principal.code.book) == ("J18.900", "自录")


def test_e_replaces_an_assigned_code(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    place.window.review.codes.choose(ANGINA)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_E)
    dialog = search(place)
    commit(dialog.words, INFARCT.name)
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    place.settle()
    assert stored(place)[0] == INFARCT.code


def test_e_on_a_candidate_rejects_it_and_takes_the_other(workplace: Open) -> None:
    place = opened(workplace)
    place.window.review.codes.choose(HYPERTENSION)
    place.qtbot.keyClick(place.window.review.codes, Key.Key_E)
    dialog = search(place)
    place.qtbot.keyClicks(dialog.words, FAILURE.code)
    place.qtbot.keyClick(dialog.words, Key.Key_Return)
    place.settle()
    assert stored(place)[1] == [FAILURE.code]
    case = place.window.case.case
    assert case is not None
    assert (Task.OTHERS, HYPERTENSION) in case.state.rejected


def test_a_digit_states_what_was_present_on_admission(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    place.window.review.codes.choose(ANGINA)
    press(place, Key.Key_1)
    case = place.window.case.case
    assert case is not None
    assert case.state.principal is not None
    assert case.state.principal.on_admission == 1


def test_finish_is_blocked_in_words_until_every_suggestion_has_a_state(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    press(place, Key.Key_Return, CONTROL)
    assert HYPERTENSION.name in place.window.review.notice.text.text()
    assert place.window.review.notice.isVisible()
    row = place.window.review.codes.row
    assert row is not None
    assert row.code == HYPERTENSION


def test_finish_is_blocked_in_words_without_a_principal(workplace: Open) -> None:
    place = opened(workplace)
    for _ in range(2):
        place.qtbot.keyClick(place.window.review.codes, Key.Key_R)
        place.qtbot.keyClick(popup(), Key.Key_1)
        place.settle()
    press(place, Key.Key_Return, CONTROL)
    assert "principal" in place.window.review.notice.text.text()


def test_finish_goes_on_to_the_next_record_and_possible_ones_may_stay(workplace: Open) -> None:
    place = opened(workplace)
    first = place.window.case.record_id
    press(place, Key.Key_A)
    press(place, Key.Key_A)
    press(place, Key.Key_Return, CONTROL)
    place.settle()
    assert place.window.case.record_id not in ("", first)
    row = place.ask(lambda store: store.worklist.row(first))
    assert row is not None
    assert row.status is CaseStatus.FINISHED


def test_a_finished_record_is_reopened(workplace: Open) -> None:
    place = opened(workplace)
    first = place.window.case.record_id
    press(place, Key.Key_A)
    press(place, Key.Key_A)
    press(place, Key.Key_Return, CONTROL)
    press(place, Key.Key_Left, ALT)
    assert place.window.case.record_id == first
    assert not place.window.actions_by_name["accept"].isEnabled()
    press(place, Key.Key_O, CONTROL | SHIFT)
    case = place.window.case.case
    assert case is not None
    assert not case.state.finished


def test_ctrl_f_finds_counts_and_goes_on(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_F, CONTROL)
    bar = place.window.review.find_bar
    commit(bar.words, "胸痛")
    assert bar.count.text() == "1 of 3"
    press(place, Key.Key_Return)
    assert bar.count.text() == "2 of 3"
    press(place, Key.Key_Return, SHIFT)
    assert bar.count.text() == "1 of 3"
    press(place, Key.Key_Escape)
    assert QApplication.focusWidget() is place.window.review.codes


def test_letters_are_text_while_somebody_types(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_F, CONTROL)
    place.qtbot.keyClicks(place.window.review.find_bar.words, "arp")
    place.settle()
    assert place.window.review.find_bar.words.text() == "arp"
    assert stored(place) == (None, [])


def test_next_and_previous_record(workplace: Open) -> None:
    place = opened(workplace)
    first = place.window.case.record_id
    press(place, Key.Key_PageDown, CONTROL)
    second = place.window.case.record_id
    press(place, Key.Key_PageUp, CONTROL)
    assert (place.window.case.record_id, second) == (first, "R2")


def test_f1_shows_the_keys(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_F1)
    dialog = place.window.dialog
    assert isinstance(dialog, KeySheet)
    assert "Accept" in dialog.sheet.toPlainText()
    dialog.close()


def commit(field: QWidget, text: str) -> None:
    """Type Chinese the way an input method does."""
    event = QInputMethodEvent()
    event.setCommitString(text)
    QApplication.sendEvent(field, event)


def popup() -> QMenu:
    QApplication.processEvents()  # the offscreen platform activates a popup late
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    return menu


def search(place: Workplace) -> CodeSearch:
    dialog = place.window.review_acts.dialog
    assert isinstance(dialog, CodeSearch)
    return dialog


def test_a_record_that_is_not_on_the_screen_takes_no_decision(workplace: Open) -> None:
    place = opened(workplace)
    press(place, Key.Key_A)
    place.window.show_page(place.window.worklist)
    for key in (Key.Key_Z, Key.Key_Return):
        press(place, key, CONTROL)

    assert stored(place) == (ANGINA.code, [])
    case = place.window.case.case
    assert case is not None
    assert not case.state.finished
    assert not any(place.window.actions_by_name[name].isEnabled() for name in ("finish", "undo", "suggest", "add"))
    press(place, Key.Key_2, CONTROL)
    assert place.window.actions_by_name["undo"].isEnabled()
