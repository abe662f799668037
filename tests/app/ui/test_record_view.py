"""The record's text: evidence is marked without touching it, marks lead to codes and codes to marks."""

from PySide6.QtCore import QPoint, Qt
from pytestqt.qtbot import QtBot

from app.coding.evidence import Evidence, Kind
from app.coding.record import Record
from app.coding.scope import Task
from app.coding.suggest import Candidate, Tier
from app.review.decide import CaseState
from app.ui.code_rows import Group, rows_of
from app.ui.marks import Mark, Marks
from app.ui.record_view import RecordView
from app.ui.theme import DARK, LIGHT
from tests.builders import ANGINA, DIABETES, HYPERTENSION, suggestion

RECORD = Record.of("R", {"主诉": "错𬌗畸形，不稳定性心绞痛。", "既往史": "2型糖尿病，不稳定性心绞痛。" + "\n无。" * 80})
QUOTES = (
    Evidence("主诉", 5, 12, "不稳定性心绞痛", Kind.MENTION),
    Evidence("既往史", 6, 13, "不稳定性心绞痛", Kind.QUOTE),
)


def view(qtbot: QtBot) -> RecordView:
    shown = RecordView(LIGHT)
    qtbot.addWidget(shown)
    shown.resize(500, 300)
    shown.show_record(RECORD)
    made = suggestion(
        principal=Candidate(ANGINA, Task.PRINCIPAL, Tier.SUGGESTED, 3, QUOTES),
        others=(),
        possible=(
            Candidate(DIABETES, Task.OTHERS, Tier.POSSIBLE, 1, (Evidence("既往史", 0, 5, "2型糖尿病", Kind.MENTION),)),
        ),
    )
    shown.set_marks(Marks.of(shown.text, rows_of(CaseState(), made)))
    shown.show()
    return shown


def test_marks_stand_on_the_words_even_behind_a_rare_character(qtbot: QtBot) -> None:
    shown = view(qtbot)
    text = shown.toPlainText().encode("utf-16-le")
    marked = {text[stroke.start * 2 : stroke.end * 2].decode("utf-16-le") for stroke in shown.strokes.all}
    assert marked == {"不稳定性心绞痛", "2型糖尿病"}


def test_marking_leaves_the_document_as_it_is(qtbot: QtBot) -> None:
    shown = view(qtbot)
    before = (shown.toPlainText(), shown.document().revision())
    shown.show_code(ANGINA)
    assert (shown.toPlainText(), shown.document().revision()) == before


def test_tiers_differ_by_their_underline_not_by_colour_alone(qtbot: QtBot) -> None:
    shown = view(qtbot)
    styles = {stroke.end - stroke.start: stroke.look.under.style() for stroke in shown.strokes.all if stroke.look.under}
    assert styles == {7: Qt.PenStyle.SolidLine, 5: Qt.PenStyle.DotLine}


def test_the_mark_is_painted_where_the_words_stand(qtbot: QtBot) -> None:
    shown = view(qtbot)
    start, end = shown.text.span("既往史", 0, 5) or (0, 0)
    cursor = shown.textCursor()
    cursor.setPosition(start)
    left = shown.cursorRect(cursor)
    cursor.setPosition(end)
    right = shown.cursorRect(cursor)
    picture = shown.viewport().grab().toImage()
    assert picture.pixelColor(left.left() + 1, left.top() + 1).name() == LIGHT.mark_faint
    assert picture.pixelColor(right.left() - 2, right.top() + 1).name() == LIGHT.mark_faint
    assert picture.pixelColor(shown.viewport().width() - 3, right.top() + 1).name() != LIGHT.mark_faint


def test_a_click_on_a_mark_names_its_code(qtbot: QtBot) -> None:
    shown = view(qtbot)
    start, _ = shown.text.span("既往史", 0, 5) or (0, 0)
    cursor = shown.textCursor()
    cursor.setPosition(start + 2)
    with qtbot.waitSignal(shown.mark_clicked, timeout=2000) as clicked:
        at = shown.cursorRect(cursor).center()
        qtbot.mouseClick(shown.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at.x(), at.y()))
    assert clicked.args == [DIABETES]


def test_next_evidence_goes_round(qtbot: QtBot) -> None:
    shown = view(qtbot)
    shown.show_code(ANGINA)
    first = shown.textCursor().position()
    assert shown.step_evidence(1) == (2, 2)
    assert shown.textCursor().position() > first
    assert shown.step_evidence(1) == (1, 2)
    assert shown.step_evidence(-1) == (2, 2)


def test_the_same_code_shown_again_stays_where_it_is(qtbot: QtBot) -> None:
    shown = view(qtbot)
    shown.show_code(ANGINA)
    at = shown.textCursor().position()
    shown.show_code(ANGINA)
    assert shown.textCursor().position() == at


def test_a_code_without_evidence_moves_nothing(qtbot: QtBot) -> None:
    shown = view(qtbot)
    shown.show_code(HYPERTENSION)
    assert shown.step_evidence(1) == (0, 0)


def test_overlapping_marks_are_found_the_shortest_first() -> None:
    wide, narrow = Mark(0, 20, ANGINA, Group.SUGGESTED), Mark(5, 8, DIABETES, Group.POSSIBLE)
    late = Mark(30, 33, HYPERTENSION, Group.SUGGESTED)
    marks = Marks([late, wide, narrow])
    assert marks.at(6) == (narrow, wide)
    assert marks.at(19) == (wide,)
    assert marks.at(20) == ()


def test_another_theme_keeps_the_marks(qtbot: QtBot) -> None:
    shown = view(qtbot)
    count = len(shown.strokes.all)
    shown.set_theme(DARK)
    assert len(shown.strokes.all) == count
