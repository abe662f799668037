"""A record as one shown text: spans go there and come back, whatever the record holds."""

from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot

from app.coding.record import Record
from app.ui.record_text import RecordText
from tests.builders import record

BODIES = st.text(st.sampled_from("痛a𬌗\n\r\u2029\ufdd0\ud800\x00"), min_size=1, max_size=20).filter(str.strip)
RECORDS = st.dictionaries(st.sampled_from(["主诉", "现病史", "既往史"]), BODIES, min_size=1).map(
    lambda texts: Record.of("R", texts)
)


def test_a_span_lies_behind_the_heading() -> None:
    shown = RecordText(Record.of("R", {"主诉": "胸痛3天", "现病史": "错𬌗畸形2年"}))
    span = shown.span("现病史", 0, 4)
    assert span is not None
    assert shown.text.encode("utf-16-le")[span[0] * 2 : span[1] * 2].decode("utf-16-le") == "错𬌗畸形"


def test_a_span_that_is_not_in_the_record_is_none() -> None:
    shown = RecordText(record())
    assert shown.span("家族史", 0, 2) is None
    assert shown.span("主诉", 0, 999) is None


@given(RECORDS)
def test_every_place_comes_back(made: Record) -> None:
    shown = RecordText(made)
    for section in made.sections:
        for start in range(len(section.text)):
            span = shown.span(section.name, start, start + 1)
            assert span is not None
            assert shown.place(span[0]) == (section.name, start)


def test_words_are_found_in_either_case_behind_a_rare_character() -> None:
    shown = RecordText(Record.of("R", {"主诉": "𬌗 TIMI血流，timi 3级"}))
    found = [
        shown.text.encode("utf-16-le")[start * 2 : end * 2].decode("utf-16-le") for start, end in shown.find("timi")
    ]
    assert found == ["TIMI", "timi"]
    assert shown.find("") == ()


def test_a_heading_is_no_place() -> None:
    assert RecordText(record()).place(0) is None


@given(RECORDS)
def test_the_document_is_as_long_as_the_text(qapp: QApplication, made: Record) -> None:
    shown = RecordText(made)
    editor = QPlainTextEdit()
    editor.setPlainText(shown.text)
    assert editor.document().characterCount() - 1 == len(shown.text.encode("utf-16-le")) // 2


def test_the_page_counts_as_qt_counts(qtbot: QtBot) -> None:
    shown = RecordText(Record.of("R", {"主诉": "一\r\n二\r三"}))
    editor = QPlainTextEdit()
    qtbot.addWidget(editor)
    editor.setPlainText(shown.text)
    span = shown.span("主诉", 5, 6)
    assert span is not None
    cursor = editor.textCursor()
    cursor.setPosition(span[0])
    cursor.setPosition(span[1], cursor.MoveMode.KeepAnchor)
    assert cursor.selectedText() == "三"
