"""The expert's work by keyboard only: variants and cases, choosing, rejecting, scores, mending, undo."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QFileDialog, QMenu, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from app.coding.bundle import Kind
from app.coding.rewrite import Approval, RejectWhy, Standing, read_approved, variants_bundle
from app.exchange.handover import read_bundle_file, write_bundle_file
from app.review.approval import CaseStanding, Judged
from app.ui import approval_keys
from app.ui.approval_edit import EditDialog
from app.ui.approval_files import target_name
from app.ui.approval_page import ApprovalPage
from app.ui.approval_sides import Paint
from app.ui.theme import DARK
from tests.app.ui.bad_cases import fill, shown, variants
from tests.app.ui.conftest import Open, Workplace
from tests.app.ui.test_actions import describe, unnamed
from tests.builders import BOOK, CODER
from tests.rewrites import bad_case, variant

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier


def press(place: Workplace, key: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    """Press a key where the focus is."""
    target = QApplication.focusWidget()
    assert target is not None
    place.qtbot.keyClick(target, key, modifiers)
    settle(place)


def settle(place: Workplace) -> None:
    """Wait until everything is stored, shown and compared."""
    place.settle()
    place.qtbot.waitUntil(lambda: not place.window.approval.comparing.busy, timeout=20_000)


def choose_in_menu(place: Workplace, opener: Qt.Key, digit: Qt.Key) -> None:
    """Open a menu of reasons with its key, and choose in it with a digit."""
    press(place, opener)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    place.qtbot.keyClick(menu, digit)
    place.settle()


def page_of(workplace: Open, *names: str) -> tuple[Workplace, ApprovalPage]:
    """Go to the page with its key."""
    place = workplace()
    fill(place, names or ("C1", "C2", "C3"))
    place.window.activateWindow()
    place.window.worklist.table.setFocus()
    press(place, Key.Key_5, CONTROL)
    assert place.window.pages.currentWidget() is place.window.approval
    return place, place.window.approval


def said(place: Workplace, case_id: str) -> dict[str, Approval | None]:
    """Ask the store what was said of a case's variants."""
    page = place.window.approval
    opened = place.ask(lambda store: page.approving.session(store).open(case_id))
    return {each.variant.variant_id: each.approval for each in opened.variants}


def standing(place: Workplace, case_id: str) -> CaseStanding:
    page = place.window.approval
    return place.ask(lambda store: page.approving.session(store).open(case_id)).standing


def test_the_page_opens_on_the_first_open_case_with_what_passed(workplace: Open) -> None:
    _place, page = page_of(workplace)
    assert shown(page) == ("C1", "C1.1")
    assert [each.variant.variant_id for each in page.shown_variants] == ["C1.1", "C1.2"]
    assert QApplication.focusWidget() is page.variants
    assert page.progress_words.text() == "0 of 3 decided"
    assert page.sides.original.toPlainText() != page.sides.rewrite.toPlainText()


def test_an_empty_page_says_where_variants_come_from(workplace: Open) -> None:
    place = workplace()
    place.window.show_page(place.window.approval)
    place.settle()
    assert "Import the trainer's bundle" in place.window.approval.cases_title.text()
    assert not place.window.approval.buttons["approve"].isEnabled()


@pytest.mark.parametrize("key", [Key.Key_J, Key.Key_Down])
def test_keys_go_through_the_variants_and_stop_at_the_end(workplace: Open, key: Qt.Key) -> None:
    place, page = page_of(workplace)
    press(place, key)
    press(place, key)
    assert shown(page) == ("C1", "C1.2")
    assert "反复发作胸痛" in page.sides.rewrite.toPlainText()
    press(place, Key.Key_K)
    assert shown(page) == ("C1", "C1.1")


def test_ctrl_arrows_go_through_the_cases(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_Down, CONTROL)
    assert shown(page) == ("C2", "C2.1")
    press(place, Key.Key_Up, CONTROL)
    assert shown(page) == ("C1", "C1.1")


def test_a_chooses_one_and_goes_on_to_the_next_open_case(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_J)
    press(place, Key.Key_A)
    assert standing(place, "C1") is CaseStanding.CHOSEN
    approved = said(place, "C1")["C1.2"]
    assert approved is not None
    assert (approved.standing, approved.reviewer, approved.score) == (Standing.APPROVED, CODER.name, None)
    assert shown(page) == ("C2", "C2.1")
    assert page.progress_words.text() == "1 of 3 decided"


def test_keys_pressed_faster_than_the_store_stay_in_order(workplace: Open) -> None:
    place, page = page_of(workplace)
    for _ in range(3):
        place.qtbot.keyClick(page.variants, Key.Key_A)
    place.settle()
    assert [standing(place, name) for name in ("C1", "C2", "C3")] == [CaseStanding.CHOSEN] * 3


def test_a_digit_is_a_score_for_the_next_approval_and_decides_nothing(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_4)
    assert standing(place, "C1") is CaseStanding.OPEN
    press(place, Key.Key_A)
    approved = said(place, "C1")["C1.1"]
    assert approved is not None
    assert approved.score == 4
    assert page.score is None


def test_zero_takes_the_score_away(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_4)
    press(place, Key.Key_0)
    assert page.score is None
    assert not page.buttons["score:4"].isChecked()


def test_a_score_does_not_go_with_another_variant(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_4)
    press(place, Key.Key_J)
    assert page.score is None


def test_after_r_a_digit_is_a_reason_and_no_score(workplace: Open) -> None:
    place, page = page_of(workplace)
    choose_in_menu(place, Key.Key_R, Key.Key_2)
    rejected = said(place, "C1")["C1.1"]
    assert rejected is not None
    assert (rejected.standing, rejected.why, rejected.score) == (Standing.REJECTED, RejectWhy.NEW_FACT, None)
    assert page.score is None
    assert shown(page) == ("C1", "C1.2")


def test_a_rejected_sibling_of_the_chosen_one_keeps_the_case_on_the_screen(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_A)
    press(place, Key.Key_Up, CONTROL)
    press(place, Key.Key_J)
    choose_in_menu(place, Key.Key_R, Key.Key_1)
    assert standing(place, "C1") is CaseStanding.CHOSEN
    assert shown(page)[0] == "C1"


def test_rejecting_the_last_one_goes_on(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_S)
    for _ in range(3):
        choose_in_menu(place, Key.Key_R, Key.Key_5)
    assert standing(place, "C1") is CaseStanding.NONE
    assert shown(page)[0] == "C2"


def test_n_rejects_all_of_them_and_goes_on(workplace: Open) -> None:
    place, page = page_of(workplace)
    choose_in_menu(place, Key.Key_N, Key.Key_4)
    assert standing(place, "C1") is CaseStanding.NONE
    assert {each.why for each in said(place, "C1").values() if each} == {RejectWhy.IMPLAUSIBLE}
    assert shown(page)[0] == "C2"


@pytest.mark.parametrize(("key", "modifier"), [(Key.Key_U, Qt.KeyboardModifier.NoModifier), (Key.Key_Z, CONTROL)])
def test_undo_takes_the_last_act_back_and_shows_its_case(
    workplace: Open, key: Qt.Key, modifier: Qt.KeyboardModifier
) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_A)
    press(place, key, modifier)
    assert standing(place, "C1") is CaseStanding.OPEN
    assert shown(page)[0] == "C1"


def test_undo_with_nothing_to_take_back_says_so(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_U)
    assert "nothing to take back" in page.notice.text.text()


def test_s_shows_what_did_not_pass_too(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_S)
    assert [each.variant.variant_id for each in page.shown_variants] == ["C1.1", "C1.2", "C1.3"]
    press(place, Key.Key_S)
    assert len(page.shown_variants) == 2


def test_f_lists_the_open_cases_only(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_A)
    press(place, Key.Key_F)
    assert [line.case_id for line in page.shown_cases] == ["C2", "C3"]


def test_what_must_not_change_is_listed_and_d_goes_there(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_S)
    press(place, Key.Key_J)
    press(place, Key.Key_J)
    assert any("30" in line.title for line in page.places.rows.lines)
    assert any(span.paint is Paint.KEPT_FACT for span in page.sides.rewrite.facts)
    press(place, Key.Key_D)
    assert page.sides.rewrite.here is not None
    assert page.sides.rewrite.here.section == "主诉"


def test_enter_in_the_list_goes_to_the_place(workplace: Open) -> None:
    place, page = page_of(workplace)
    press(place, Key.Key_S)
    page.variants.step(2)
    settle(place)
    page.places.setFocus()
    page.places.step(1)
    press(place, Key.Key_Return)
    assert page.sides.rewrite.here is not None


def test_mending_the_text_voids_the_approval_and_says_so(workplace: Open) -> None:
    place, page = page_of(workplace, "C1")
    press(place, Key.Key_A)
    press(place, Key.Key_E)
    dialog = place.window.approval_acts.dialog
    assert isinstance(dialog, EditDialog)
    dialog.editors["主诉"].setPlainText("胸痛3天，反复。")
    place.qtbot.keyClick(dialog, Key.Key_S, CONTROL)
    place.settle()
    assert said(place, "C1")["C1.1"] is None
    assert "void" in page.notice.text.text()
    assert "胸痛3天，反复。" in page.sides.rewrite.toPlainText()
    assert shown(page) == ("C1", "C1.1")


def test_what_an_editor_shows_otherwise_is_not_changed(qtbot: QtBot) -> None:
    dialog = EditDialog(Judged(variant(text="胸痛\u00a03天。\r\n"), None, edited=False))
    qtbot.addWidget(dialog)
    assert dialog.changed == {}


def test_a_section_cannot_be_emptied(workplace: Open) -> None:
    place, _page = page_of(workplace, "C1")
    press(place, Key.Key_E)
    dialog = place.window.approval_acts.dialog
    assert isinstance(dialog, EditDialog)
    dialog.editors["主诉"].setPlainText(" ")
    assert not dialog.ok.isEnabled()
    assert "would be empty" in dialog.message.text()
    dialog.reject()


def test_enter_in_the_sections_throws_nothing_away(workplace: Open) -> None:
    place, _page = page_of(workplace, "C1")
    press(place, Key.Key_E)
    dialog = place.window.approval_acts.dialog
    assert isinstance(dialog, EditDialog)
    place.qtbot.keyClick(dialog.sections, Key.Key_Return)
    assert dialog.isVisible()
    dialog.reject()


def test_letters_typed_into_the_text_are_no_acts(workplace: Open) -> None:
    place, _page = page_of(workplace, "C1")
    press(place, Key.Key_E)
    dialog = place.window.approval_acts.dialog
    assert isinstance(dialog, EditDialog)
    editor = dialog.editors["主诉"]
    assert isinstance(editor, QPlainTextEdit)
    editor.setFocus()
    place.qtbot.keyClick(editor, Key.Key_A)
    place.settle()
    assert standing(place, "C1") is CaseStanding.OPEN
    assert editor.toPlainText().startswith("a")
    dialog.reject()


def test_the_last_case_says_that_all_are_decided(workplace: Open) -> None:
    place, page = page_of(workplace, "C1")
    press(place, Key.Key_A)
    assert "Every case is decided" in page.notice.text.text()


def test_ctrl_z_here_leaves_the_coder_s_decisions(workplace: Open) -> None:
    place, _page = page_of(workplace)
    place.window.open_record("R1")
    place.settle()
    press(place, Key.Key_A)
    press(place, Key.Key_5, CONTROL)
    press(place, Key.Key_Z, CONTROL)
    case = place.window.case.case
    assert case is not None
    assert case.state.principal is not None
    assert case.state.principal.code.book == BOOK


def test_every_widget_that_takes_the_focus_has_a_name(workplace: Open) -> None:
    _place, page = page_of(workplace)
    assert [describe(each) for each in page.findChildren(QWidget) if unnamed(each)] == []


def test_the_page_follows_the_theme(workplace: Open) -> None:
    place, page = page_of(workplace)
    place.desk.theme = DARK
    place.window.set_theme()
    assert page.variants.painter_of_rows.theme is DARK


def test_every_key_stands_on_its_button(workplace: Open) -> None:
    _place, page = page_of(workplace)
    for act in approval_keys.every():
        if act.name != "score":
            assert page.buttons[act.name].text() == f"{act.label}  {act.key}"
    assert [page.buttons[f"score:{number}"].text() for number in range(1, 6)] == ["1", "2", "3", "4", "5"]


def test_a_bundle_is_imported_and_shown(workplace: Open, tmp_path: Path) -> None:
    place, page = page_of(workplace, "C1")
    path = tmp_path / "variants.jsonl"
    write_bundle_file(variants_bundle([(bad_case("N1"), variants("N1"))], {}), path)
    place.window.approval_acts.files.import_bundle(path)
    place.settle()
    assert [line.case_id for line in page.shown_cases] == ["C1", "N1"]
    assert "1 case(s) and 3 variant(s) taken in" in place.window.notice.text.text()


def test_a_file_that_is_no_bundle_is_refused_in_words(workplace: Open, tmp_path: Path) -> None:
    place, page = page_of(workplace, "C1")
    path = tmp_path / "other.jsonl"
    path.write_text("{}\n", encoding="utf-8")
    place.window.approval_acts.files.import_bundle(path)
    place.settle()
    assert "no DxDesk bundle" in place.window.notice.text.text()
    assert len(page.shown_cases) == 1


def test_only_what_is_approved_leaves(workplace: Open, tmp_path: Path) -> None:
    place, _page = page_of(workplace, "C1", "C2")
    press(place, Key.Key_5)
    press(place, Key.Key_A)
    choose_in_menu(place, Key.Key_N, Key.Key_1)
    path = tmp_path / "approved.jsonl"
    export(place, path)
    [(chosen, approval)] = read_approved(read_bundle_file(path, Kind.APPROVED))
    assert (chosen.variant_id, approval.score, approval.reviewer) == ("C1.1", 5, CODER.name)
    assert "1 approved variant(s) of round 1 written" in place.window.notice.text.text()


def export(place: Workplace, path: Path) -> QFileDialog:
    """Ask for the export, and choose this file in the dialog."""
    place.window.approval.buttons["export"].click()
    place.settle()
    dialog = place.window.approval_acts.files.dialog
    assert dialog is not None
    dialog.fileSelected.emit(str(path))
    dialog.reject()
    place.settle()
    return dialog


def test_the_round_and_batch_of_the_open_case_leave(workplace: Open, tmp_path: Path) -> None:
    """Two rounds of a loop and one of another, over the same record, through one store."""
    place, page = page_of(workplace, "C1")
    for of_round, batch in ((1, "b1"), (2, "b1"), (1, "b2")):
        name = f"C1~{of_round}.{batch}.01"
        cases = [(bad_case("C1", of_round, batch), [variant(name, "C1", round=of_round, batch=batch)])]
        write_bundle_file(variants_bundle(cases, {}), tmp_path / "variants.jsonl")
        place.window.approval_acts.files.import_bundle(tmp_path / "variants.jsonl")
        place.settle()
    for _ in page.shown_cases:
        press(place, Key.Key_A)
    for number, line in enumerate(page.shown_cases):
        page.cases.asked_for.emit(number)
        place.settle()
        out = tmp_path / f"{number}.jsonl"
        title = export(place, out).windowTitle()
        assert f"round {line.round}" in title
        assert line.batch in title
        found = {(each.round, each.batch) for each, _ in read_approved(read_bundle_file(out, Kind.APPROVED))}
        assert found == {(line.round, line.batch)}


def test_the_file_is_named_after_the_round(workplace: Open, tmp_path: Path) -> None:
    place, _page = page_of(workplace, "C1")
    assert export(place, tmp_path / "a.jsonl").windowTitle().endswith("of round 1")
    assert target_name(2, "3fa9c1d0") == "approved-round-2-3fa9c1d0.jsonl"
    assert target_name(1, "") == "approved-round-1.jsonl"


def test_nothing_to_export_is_said(workplace: Open) -> None:
    place = workplace()
    place.window.show_page(place.window.approval)
    place.settle()
    place.window.approval_acts.files.choose_target()
    assert "nothing to export" in place.window.notice.text.text()


def test_a_failed_variant_that_was_mended_has_not_passed(workplace: Open) -> None:
    place, page = page_of(workplace, "C1")
    place.ask(lambda store: page.approving.session(store).edit("C1.3", {"主诉": "胸痛3天，反复。"}))
    page.approving.refresh()
    place.settle()
    assert [each.variant.variant_id for each in page.shown_variants] == ["C1.1", "C1.2"]
    press(place, Key.Key_S)
    assert page.variants.rows.lines[2].below.startswith("before the edit: ✕ policy failed")
    assert "2 of 3 passed" in page.cases.rows.lines[0].below
