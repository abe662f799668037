"""Two records side by side: one view each with its own marks, scrolled together section by section."""

from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QObject, Qt, QTimer
from PySide6.QtGui import QColor, QPen, QResizeEvent
from PySide6.QtWidgets import QLabel, QSplitter, QVBoxLayout, QWidget

from app.coding.record import Record
from app.ui.mark_paint import Look, Stroke, Strokes
from app.ui.record_text import RecordText
from app.ui.record_view import RecordView
from app.ui.theme import Theme


class Paint(StrEnum):
    """What a mark of a side says; each differs from the others in its line, too, not in colour alone."""

    REMOVED = "removed"
    ADDED = "added"
    REPLACED_OLD = "replaced_old"
    REPLACED_NEW = "replaced_new"
    KEPT_FACT = "kept_fact"
    """A place of something that must not change and did."""
    HERE = "here"
    """The place that was jumped to."""


@dataclass(frozen=True, slots=True)
class Span:
    """A marked span of a section, in code points of its text."""

    section: str
    start: int
    end: int
    paint: Paint


class SideView(RecordView):
    """One side: a record's text with marks of its own in place of evidence."""

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        self.spans: Mapping[str, Sequence[Span]] = {}
        self.facts: tuple[Span, ...] = ()
        self.here: Span | None = None
        super().__init__(theme, parent)
        self.setAccessibleName(name)

    def show_record(self, record: Record) -> None:
        """Show a record without marks; the place in the text is kept where the text is as long."""
        self.spans, self.facts, self.here = {}, (), None
        super().show_record(record)

    def set_spans(self, spans: Mapping[str, Sequence[Span]]) -> None:
        """Mark the differences, by section."""
        self.spans = spans
        self._repaint_marks()

    def set_facts(self, facts: Iterable[Span]) -> None:
        """Mark what must not change and did."""
        self.facts, self.here = tuple(facts), None
        self._repaint_marks()

    def go_to(self, span: Span) -> None:
        """Show a span and mark it as the place that was asked for."""
        self.here = Span(span.section, span.start, span.end, Paint.HERE)
        found = self.text.span(span.section, span.start, span.end)
        if found:
            self._reveal(*found)
        self._repaint_marks()

    def clear_here(self) -> None:
        """Mark no place as asked for."""
        self.here = None
        self._repaint_marks()

    def lay_out_whole(self) -> None:
        """Lay every paragraph out, so that the bar counts lines and not paragraphs that were never seen."""
        layout, block = self.document().documentLayout(), self.document().begin()
        while block.isValid():
            layout.blockBoundingRect(block)
            block = block.next()

    @property
    def headings_by_line(self) -> dict[str, int]:
        """Return the line of the bar on which each section's heading stands."""
        document, places = self.document(), zip(self.text.sections, self.text.headings, strict=True)
        return {placed.name: document.findBlock(at).firstLineNumber() for placed, (at, _) in places}

    def _repaint_marks(self) -> None:
        looks = looks_of(self._theme)
        edits = (span for spans in self.spans.values() for span in spans)
        here = (self.here,) if self.here else ()
        self.strokes = Strokes(*(_strokes(self.text, spans, looks) for spans in (edits, self.facts, here)))
        self.viewport().update()


class Sides(QSplitter):
    """The original on the left, the rewrite on the right; where one is scrolled the other follows."""

    def __init__(self, theme: Theme, names: tuple[str, str], parent: QWidget | None = None) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.original = SideView(theme, names[0], self)
        self.rewrite = SideView(theme, names[1], self)
        self.headings = (QLabel(names[0], self), QLabel(names[1], self))
        for label, view in zip(self.headings, self.views, strict=True):
            side = QWidget(self)
            column = QVBoxLayout(side)
            column.setContentsMargins(0, 0, 0, 0)
            column.setSpacing(3)
            label.setObjectName("muted")
            column.addWidget(label)
            column.addWidget(view, 1)
            self.addWidget(side)
        self.setChildrenCollapsible(False)
        self.together = Together(self.original, self.rewrite, self)

    @property
    def views(self) -> tuple[SideView, SideView]:
        """Return both sides."""
        return self.original, self.rewrite

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        for view in self.views:
            view.set_theme(theme)

    def show_original(self, record: Record) -> None:
        """Show another original from its beginning."""
        with self.together.still():
            self.original.show_record(record)

    def show_rewrite(self, record: Record) -> None:
        """Show another rewrite at the place where the original stands."""
        with self.together.still():
            self.rewrite.show_record(record)
        self.together.measure()
        self.together.follow_first()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Count the lines anew when they break elsewhere."""
        super().resizeEvent(event)
        self.together.measure_later()


class Together(QObject):
    """Scroll two sides together: the same section at the top of both, as far into it."""

    def __init__(self, first: SideView, second: SideView, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._views = (first, second)
        self._lines: tuple[tuple[int, ...], tuple[int, ...]] = ((), ())
        self._following = False
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.timeout.connect(self.measure)
        first.verticalScrollBar().valueChanged.connect(lambda value: self._follow(0, value))
        second.verticalScrollBar().valueChanged.connect(lambda value: self._follow(1, value))

    @contextmanager
    def still(self) -> Iterator[None]:
        """Let one side be filled without the other following."""
        self._following = True
        yield
        self._following = False

    def follow_first(self) -> None:
        """Put the second side where the first stands."""
        self._follow(0, self._views[0].verticalScrollBar().value())

    def measure_later(self) -> None:
        """Measure once everything asked for now is done."""
        self._timer.start(0)

    def measure(self) -> None:
        """Note on which line each common section begins, on both sides."""
        self._timer.stop()
        for view in self._views:
            view.lay_out_whole()
        first, second = (view.headings_by_line for view in self._views)
        common: list[tuple[int, int]] = []
        for name, line in first.items():
            other = second.get(name)
            if other is not None and (not common or (line > common[-1][0] and other > common[-1][1])):
                common.append((line, other))
        ends = tuple(view.document().lineCount() for view in self._views)
        self._lines = (
            (*(line for line, _ in common), ends[0]),
            (*(line for _, line in common), ends[1]),
        )

    def _follow(self, side: int, value: int) -> None:
        """Put the other side where this one has been put."""
        if self._following or not all(self._lines):
            return
        self._following = True
        bar, other = (self._views[each].verticalScrollBar() for each in (side, 1 - side))
        mapped = _mapped(value, self._lines[side], self._lines[1 - side])
        other.setValue(other.maximum() if value == bar.maximum() else mapped)
        self._following = False


def looks_of(theme: Theme) -> dict[Paint, Look]:
    """Return how each mark is painted: grounds by colour, and lines by shape."""
    bad, good, text = QColor(theme.bad), QColor(theme.good), QColor(theme.text)
    removed, added = QColor(theme.mark_removed), QColor(theme.mark_added)
    dotted = Qt.PenStyle.DotLine
    return {
        Paint.REMOVED: Look(removed, through=QPen(bad, 1.5)),
        Paint.REPLACED_OLD: Look(removed, through=QPen(bad, 1.5, dotted)),
        Paint.ADDED: Look(added, QPen(good, 2)),
        Paint.REPLACED_NEW: Look(added, QPen(good, 2, dotted)),
        Paint.KEPT_FACT: Look(QColor(theme.mark), QPen(bad, 3)),
        Paint.HERE: Look(QColor(theme.mark_current), QPen(text, 3)),
    }


def _strokes(text: RecordText, spans: Iterable[Span], looks: Mapping[Paint, Look]) -> list[Stroke]:
    placed = ((span, text.span(span.section, span.start, span.end)) for span in spans)
    return [Stroke(*found, looks[span.paint]) for span, found in placed if found]


def _mapped(value: int, mine: Sequence[int], others: Sequence[int]) -> int:
    """Map a line of one side to the other's: as far into the same section."""
    at = bisect_right(mine, value) - 1
    if at < 0:
        return value
    if at >= len(mine) - 1:
        return others[-1] + value - mine[-1]
    share = (value - mine[at]) / max(1, mine[at + 1] - mine[at])
    return others[at] + round(share * (others[at + 1] - others[at]))
