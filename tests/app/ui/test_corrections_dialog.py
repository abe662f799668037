"""Corrections leave through a preview: what was taken out is marked, nothing is written unread, errors are in words."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication

from app.coding.bundle import Kind
from app.coding.rewrite import read_corrections
from app.coding.scope import Task
from app.exchange.handover import read_bundle_file
from app.review.corrections import LIMITS
from app.review.session import Session
from app.store.database import Store
from app.ui import corrections_words
from app.ui.approval_sides import Paint
from app.ui.corrections_dialog import CorrectionsDialog, placed_spans
from tests.app.ui.conftest import Open, Workplace
from tests.builders import ANGINA, CODER, DIABETES, record

Key = Qt.Key
CONTROL = Qt.KeyboardModifier.ControlModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
ALT = Qt.KeyboardModifier.AltModifier
NAME, PHONE = "王小明", "13800138000"
PLANTED = f"患者{NAME}，联系电话{PHONE}，反复胸痛3天。"


def finish(store: Store, record_id: str) -> None:
    """Finish a record with other codes than the suggestion's."""
    session = Session(store, CODER)
    session.open(record_id)
    session.add(record_id=record_id, code=ANGINA, task=Task.PRINCIPAL)
    session.add(record_id=record_id, code=DIABETES, task=Task.OTHERS)
    session.finish(record_id=record_id)


def opened(workplace: Open, *names: str) -> tuple[Workplace, CorrectionsDialog]:
    """Finish some records with planted identifiers, and ask for the preview with its keys."""
    place = workplace([record(name, 主诉=PLANTED) for name in names])
    for name in names:
        place.ask(lambda store, name=name: finish(store, name))
    place.window.activateWindow()
    place.qtbot.keyClick(place.window.worklist.table, Key.Key_E, CONTROL | SHIFT)
    place.settle()
    dialog = place.window.corrections.dialog
    assert isinstance(dialog, CorrectionsDialog)
    return place, dialog


def test_nothing_to_export_is_said_and_no_dialog_opens(workplace: Open) -> None:
    place = workplace()
    place.window.actions_by_name["corrections"].trigger()
    place.settle()
    assert place.window.corrections.dialog is None
    assert "nothing to export" in place.window.notice.text.text()


def test_the_first_record_is_shown_before_and_after(workplace: Open) -> None:
    _place, dialog = opened(workplace, "R1", "R2")
    assert NAME in dialog.sides.original.toPlainText()
    assert PHONE in dialog.sides.original.toPlainText()
    assert NAME not in dialog.sides.rewrite.toPlainText()
    assert PHONE not in dialog.sides.rewrite.toPlainText()
    dialog.reject()


def test_what_was_taken_out_is_marked_on_both_sides(workplace: Open) -> None:
    _place, dialog = opened(workplace, "R1")
    case = dialog.shown.cases[0]
    spans = [(old, new) for old, new in placed_spans(case) if old is not None]
    assert {case.before.text(old.section)[old.start : old.end] for old, _ in spans} >= {NAME, PHONE}
    removed = {(each.section, each.start): each.now for each in case.removed}
    for old, new in spans:
        assert new is not None
        assert case.after.text(new.section)[new.start : new.end] == removed[old.section, old.start]
    assert {span.paint for span in dialog.sides.original.facts} == {Paint.REPLACED_OLD}
    assert {span.paint for span in dialog.sides.rewrite.facts} == {Paint.REPLACED_NEW}
    dialog.reject()


def test_nothing_is_written_before_every_record_was_opened(workplace: Open) -> None:
    place, dialog = opened(workplace, "R1", "R2")
    assert not dialog.write.isEnabled()
    place.qtbot.keyClick(dialog.records, Key.Key_Down)
    place.settle()
    assert dialog.read.isChecked()
    assert dialog.write.isEnabled()
    dialog.reject()


def test_who_says_to_have_read_it_may_write(workplace: Open) -> None:
    place, dialog = opened(workplace, "R1", "R2")
    place.qtbot.keyClick(dialog.records, Key.Key_R, ALT)
    assert dialog.write.isEnabled()
    place.qtbot.keyClick(dialog.records, Key.Key_S, CONTROL)
    assert place.window.corrections.asking is not None
    place.window.corrections.asking.reject()
    dialog.reject()


def test_the_bundle_is_what_was_previewed(workplace: Open, tmp_path: Path) -> None:
    place, dialog = opened(workplace, "R1")
    path = tmp_path / "corrections.jsonl"
    place.window.corrections.write_to(dialog.shown, path)
    place.settle()
    [case] = read_corrections(read_bundle_file(path, Kind.CORRECTIONS))
    assert case == dialog.shown.cases[0].case
    assert NAME not in path.read_text(encoding="utf-8")
    assert "1 corrected record(s) written" in place.window.notice.text.text()
    assert place.window.corrections.dialog is None


def test_a_file_that_cannot_be_written_is_told_in_the_dialog(workplace: Open, tmp_path: Path) -> None:
    place, dialog = opened(workplace, "R1")
    place.window.corrections.write_to(dialog.shown, tmp_path / "nowhere" / "corrections.jsonl")
    place.settle()
    assert dialog.notice.isVisible()
    assert "cannot be written" in dialog.notice.text.text()
    dialog.reject()


def test_a_name_the_reader_found_is_taken_out_in_the_next_preview(workplace: Open) -> None:
    place, dialog = opened(workplace, "R1")
    assert "抗血小板" in dialog.sides.rewrite.toPlainText()
    dialog.names.setText("抗血小板")
    place.qtbot.keyClick(dialog.names, Key.Key_Return)
    place.settle()
    again = place.window.corrections.dialog
    assert again is not None
    assert again is not dialog
    assert "抗血小板" not in again.sides.rewrite.toPlainText()
    assert again.names.text() == "抗血小板"
    again.reject()


def test_the_hospitals_own_names_are_asked_for_by_keyboard_and_taken_out(workplace: Open) -> None:
    place, dialog = opened(workplace, "R1")
    assert "胸痛" in dialog.sides.rewrite.toPlainText()
    place.qtbot.keyClick(dialog.records, Key.Key_H, ALT)
    assert dialog.hospitals.hasFocus()
    dialog.hospitals.setText("胸痛；二七院")
    place.qtbot.keyClick(dialog.hospitals, Key.Key_Return)
    place.settle()
    again = place.window.corrections.dialog
    assert again is not None
    assert "胸痛" not in again.sides.rewrite.toPlainText()
    assert "[医院]" in again.sides.rewrite.toPlainText()
    assert again.hospitals.text() == "胸痛; 二七院"
    again.reject()


def test_a_date_that_is_none_is_told(workplace: Open) -> None:
    place, dialog = opened(workplace, "R1")
    dialog.since.setText("last week")
    place.qtbot.keyClick(dialog.since, Key.Key_Return)
    place.settle()
    assert dialog.notice.isVisible()
    assert place.window.corrections.dialog is dialog
    dialog.reject()


def test_enter_in_the_list_goes_to_the_place(workplace: Open) -> None:
    place, dialog = opened(workplace, "R1")
    row = next(n for n, each in enumerate(dialog.shown.cases[0].removed) if each.was == PHONE)
    dialog.removed.setFocus()
    dialog.removed.step(row + 1)
    place.qtbot.keyClick(QApplication.focusWidget(), Key.Key_Return)
    assert dialog.sides.original.here is not None
    assert dialog.sides.rewrite.here is not None
    dialog.reject()


def test_the_limits_are_those_of_the_de_identification(workplace: Open) -> None:
    assert corrections_words.limits() == LIMITS


@pytest.mark.parametrize("kind", list(corrections_words.Kind))
def test_every_kind_has_a_name(kind: corrections_words.Kind) -> None:
    assert corrections_words.kind(kind)
