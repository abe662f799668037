"""The record's text: read only, evidence marked without touching the document, a click on a mark names its codes."""

from types import MappingProxyType

from PySide6.QtCore import QEvent, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QPlainTextEdit, QWidget

from app.coding.codebook import Code
from app.coding.record import Record
from app.ui.code_rows import Group
from app.ui.mark_paint import Look, SeenLine, Stroke, Strokes, seen_lines
from app.ui.marks import Marks
from app.ui.record_text import RecordText
from app.ui.theme import Theme

_UNDERLINES = MappingProxyType(
    {
        Group.ASSIGNED: Qt.PenStyle.SolidLine,
        Group.SUGGESTED: Qt.PenStyle.SolidLine,
        Group.POSSIBLE: Qt.PenStyle.DotLine,
    }
)


class RecordView(QPlainTextEdit):
    """Show one record; underlined solid: assigned or suggested, dotted: possible, filled: the current code."""

    mark_clicked = Signal(object)
    section_changed = Signal(str)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._theme = theme
        self.text = RecordText(Record("-", ()))
        self.marks = Marks()
        self._current: Code | None = None
        self._step = -1
        self._found: tuple[tuple[int, int], ...] = ()
        self._pressed_at: tuple[int, int] | None = None
        self.strokes = Strokes()
        self._bands: frozenset[int] = frozenset()
        self._band_colour = QColor(theme.window)
        self.setReadOnly(True)
        self.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.setTabChangesFocus(True)
        self.setMouseTracking(True)
        self.setAccessibleName(self.tr("Record text"))
        self.document().setDocumentMargin(12)
        self.verticalScrollBar().valueChanged.connect(lambda _value: self._tell_section())

    def show_record(self, record: Record) -> None:
        """Show a record from its beginning, without marks."""
        self.text = RecordText(record)
        self.marks, self._current, self._step, self._found = Marks(), None, -1, ()
        self.setPlainText(self.text.text)
        self._style_document()
        self._repaint_marks()

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self._theme = theme
        self._style_document()
        self._repaint_marks()

    def set_marks(self, marks: Marks) -> None:
        """Mark the evidence of all codes."""
        self.marks = marks
        self._repaint_marks()

    def show_code(self, code: Code | None) -> None:
        """Fill the marks of one code and, when it is another one than before, scroll to its first evidence."""
        other, self._current = code != self._current, code
        if other:
            self._step = -1
        if other and self.marks.of_code(code):
            self.step_evidence(1)
        else:
            self._repaint_marks()

    def step_evidence(self, by: int) -> tuple[int, int]:
        """Go to the current code's next (1) or previous (-1) evidence; return which of how many, (0, 0) for none."""
        marks = self.marks.of_code(self._current)
        if not marks:
            return 0, 0
        self._step = (self._step + by) % len(marks) if self._step >= 0 else 0
        self._reveal(marks[self._step].start, marks[self._step].end)
        self._repaint_marks()
        return self._step + 1, len(marks)

    def show_evidence(self, number: int) -> None:
        """Go to the current code's evidence of that number (from 0)."""
        self._step = number - 1 if number else -1
        self.step_evidence(1)

    def show_section(self, name: str) -> None:
        """Scroll so that a section's heading stands at the top."""
        at = self.text.heading(name)
        if at is None:
            return
        cursor = QTextCursor(self.document())
        cursor.setPosition(at)
        self.setTextCursor(cursor)
        self.verticalScrollBar().setValue(cursor.block().firstLineNumber())

    def find_all(self, words: str) -> tuple[tuple[int, int], ...]:
        """Mark every place of some words and return their Qt spans."""
        self._found = self.text.find(words)
        self._repaint_marks()
        return self._found

    def reveal_found(self, number: int) -> None:
        """Select and show the found place of that number (from 0)."""
        if self._found:
            start, end = self._found[number % len(self._found)]
            self._reveal(start, end, select=True)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        """Remember where the button went down, so that dragging a selection is no click."""
        self._pressed_at = (event.position().toPoint().x(), event.position().toPoint().y())
        super().mousePressEvent(event)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Tell which marks were clicked."""
        super().mouseReleaseEvent(event)
        point = event.position().toPoint()
        still = self._pressed_at == (point.x(), point.y())
        if event.button() is Qt.MouseButton.LeftButton and still and not self.textCursor().hasSelection():
            self._click(self.cursorForPosition(point).position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """Show a hand and the names of the codes over a mark."""
        super().mouseMoveEvent(event)
        over = self.marks.at(self.cursorForPosition(event.position().toPoint()).position())
        shape = Qt.CursorShape.PointingHandCursor if over else Qt.CursorShape.IBeamCursor
        self.viewport().setCursor(shape)
        self.viewport().setToolTip("\n".join(f"{mark.code.code} {mark.code.name}" for mark in over))

    def changeEvent(self, event: QEvent) -> None:
        """Follow a change of font."""
        super().changeEvent(event)
        if event.type() is QEvent.Type.FontChange and hasattr(self, "text"):
            self._style_document()

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the bands of the headings and the marks, then the text over them."""
        painter = QPainter(self.viewport())
        seen = QRectF(event.rect())
        block, offset = self.firstVisibleBlock(), self.contentOffset()
        lines: list[SeenLine] = []
        while block.isValid():
            area = self.blockBoundingGeometry(block).translated(offset)
            if area.top() > seen.bottom():
                break
            if block.position() in self._bands:
                painter.fillRect(QRectF(0, area.top(), self.viewport().width(), area.height()), self._band_colour)
            lines.extend(seen_lines(block, area.topLeft(), seen))
            block = block.next()
        self.strokes.paint(painter, lines)
        painter.end()
        super().paintEvent(event)

    def _click(self, position: int) -> None:
        over = self.marks.at(position)
        if over:
            codes = [mark.code for mark in over]
            following = codes[(codes.index(self._current) + 1) % len(codes)] if self._current in codes else codes[0]
            self.mark_clicked.emit(following)

    def _tell_section(self) -> None:
        cursor = self.cursorForPosition(self.viewport().rect().topLeft())
        starts = [each for each in self.text.sections if (self.text.heading(each.name) or 0) <= cursor.position()]
        if starts:
            self.section_changed.emit(starts[-1].name)

    def _reveal(self, start: int, end: int, *, select: bool = False) -> None:
        """Show a span: where it stands if it is in view, otherwise in the middle."""
        cursor = QTextCursor(self.document())
        cursor.setPosition(end if not select else start)
        if select:
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
        else:
            cursor.setPosition(start)
        at = self.cursorRect(cursor)
        line = self.fontMetrics().height()
        inside = self.viewport().rect().adjusted(0, line, 0, -2 * line).contains(at)
        if inside:
            bar = self.verticalScrollBar()
            place = bar.value()
            self.setTextCursor(cursor)
            bar.setValue(place)
        else:
            self.setTextCursor(cursor)
            self.centerCursor()

    def _style_document(self) -> None:
        """Make the headings stand out; done once per record and theme."""
        self._bands = frozenset(start for start, _ in self.text.headings)
        self._band_colour = QColor(self._theme.window)
        heading = QTextCharFormat()
        heading.setFontWeight(QFont.Weight.DemiBold)
        heading.setForeground(QColor(self._theme.accent))
        cursor = QTextCursor(self.document())
        for start, end in self.text.headings:
            cursor.setPosition(start)
            cursor.setPosition(end, QTextCursor.MoveMode.KeepAnchor)
            cursor.setCharFormat(heading)

    def _repaint_marks(self) -> None:
        """Lay all marks under the text: others first, the current code's above them, found words on top."""
        current = self.marks.of_code(self._current)
        shown = current[self._step] if 0 <= self._step < len(current) else None
        looks = {group: self._look(group) for group in Group}
        mine = Look(QColor(self._theme.mark_current), QPen(QColor(self._theme.text), 1.5))
        here = Look(QColor(self._theme.mark_current), QPen(QColor(self._theme.bad), 3))
        found = Look(QColor(self._theme.mark_found))
        others = (mark for mark in self.marks.all if mark.code != self._current)
        self.strokes = Strokes(
            (Stroke(mark.start, mark.end, looks[mark.group]) for mark in others),
            (Stroke(mark.start, mark.end, here if mark == shown else mine) for mark in current),
            (Stroke(start, end, found) for start, end in self._found),
        )
        self.viewport().update()

    def _look(self, group: Group) -> Look:
        faint = self._theme.mark_faint if group is Group.POSSIBLE else self._theme.mark
        return Look(QColor(faint), QPen(QColor(self._theme.muted), 1.5, _UNDERLINES[group]))
