"""Original and rewrite stay side by side: scrolled together by section, marked without the text being touched."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from app.coding.record import Record
from app.ui.approval_sides import Paint, Sides, Span, looks_of
from app.ui.theme import DARK, LIGHT

Show = Callable[[Record, Record], Sides]
SHORT, LONG = "胸痛。\n" * 30, "胸痛，反复发作。\n" * 60


@pytest.fixture
def show(qtbot: QtBot) -> Show:
    def show(original: Record, rewrite: Record) -> Sides:
        sides = Sides(LIGHT, ("Original", "Rewrite"))
        qtbot.addWidget(sides)
        sides.resize(800, 300)
        sides.show()
        sides.show_original(original)
        sides.show_rewrite(rewrite)
        return sides

    return show


def records() -> tuple[Record, Record]:
    """Build two records whose first sections differ in length."""
    return (
        Record.of("R", {"现病史": SHORT, "既往史": SHORT, "诊疗经过": SHORT}),
        Record.of("V", {"现病史": LONG, "既往史": SHORT, "诊疗经过": SHORT}),
    )


@pytest.mark.parametrize("name", ["既往史", "诊疗经过"])
def test_the_other_side_shows_the_same_section(show: Show, name: str) -> None:
    sides = show(*records())
    sides.original.verticalScrollBar().setValue(sides.original.headings_by_line[name])
    assert sides.rewrite.verticalScrollBar().value() == sides.rewrite.headings_by_line[name]


def test_either_side_leads(show: Show) -> None:
    sides = show(*records())
    sides.rewrite.verticalScrollBar().setValue(sides.rewrite.headings_by_line["既往史"])
    assert sides.original.verticalScrollBar().value() == sides.original.headings_by_line["既往史"]


def test_both_reach_their_ends(show: Show) -> None:
    sides = show(*records())
    sides.original.verticalScrollBar().setValue(sides.original.verticalScrollBar().maximum())
    assert sides.rewrite.verticalScrollBar().value() == sides.rewrite.verticalScrollBar().maximum()


def test_another_rewrite_is_shown_at_the_same_place(show: Show) -> None:
    original, rewrite = records()
    sides = show(original, rewrite)
    line = sides.original.headings_by_line["既往史"]
    sides.original.verticalScrollBar().setValue(line)
    sides.show_rewrite(Record.of("V2", {"现病史": LONG * 2, "既往史": SHORT, "诊疗经过": SHORT}))
    assert sides.original.verticalScrollBar().value() == line
    assert sides.rewrite.verticalScrollBar().value() == sides.rewrite.headings_by_line["既往史"]


def test_marks_stand_where_the_spans_are_and_leave_the_text(show: Show) -> None:
    sides = show(Record.of("R", {"主诉": "𬌗痛3天"}), Record.of("V", {"主诉": "𬌗痛3日"}))
    before = sides.rewrite.toPlainText()
    sides.rewrite.set_spans({"主诉": [Span("主诉", 3, 4, Paint.REPLACED_NEW)]})
    [stroke] = sides.rewrite.strokes.all
    assert (stroke.start, stroke.end) == (7, 8)
    assert sides.rewrite.toPlainText() == before


@pytest.mark.parametrize("theme", [LIGHT, DARK])
def test_no_mark_is_told_by_colour_alone(theme: object) -> None:
    assert isinstance(theme, type(LIGHT))
    lines = {
        paint: tuple((pen.style(), pen.widthF()) if pen else None for pen in (look.under, look.through))
        for paint, look in looks_of(theme).items()
        if paint is not Paint.HERE
    }
    assert len(set(lines.values())) == len(lines)
