"""A list of two-line rows, as the approval page shows cases, variants and places: sign and word, no colour alone."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QKeyEvent, QPainter
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex
PAD = 5
LineRole = Qt.ItemDataRole.UserRole


class Tone(StrEnum):
    """How a row's tag is written."""

    PLAIN = "plain"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Line:
    """One row: what it is, how it stands (at the right), and one line below."""

    title: str
    tag: str = ""
    below: str = ""
    tone: Tone = Tone.PLAIN
    hint: str = ""

    @property
    def spoken(self) -> str:
        """Return the row as a screen reader says it."""
        return ", ".join(filter(None, (self.title, self.tag, self.below)))


class LineModel(QAbstractListModel):
    """The rows."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.lines: tuple[Line, ...] = ()

    def set_lines(self, lines: Sequence[Line]) -> None:
        """Show these rows; as many as before are written over, so that the view stays where it is."""
        if len(lines) == len(self.lines):
            self.lines = tuple(lines)
            if lines:
                self.dataChanged.emit(self.index(0, 0), self.index(len(lines) - 1, 0))
            return
        self.beginResetModel()
        self.lines = tuple(lines)
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the rows."""
        return 0 if parent is not None and parent.isValid() else len(self.lines)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the row itself to the painter, and its words to a screen reader."""
        if not index.isValid() or index.row() >= len(self.lines):
            return None
        line = self.lines[index.row()]
        if role == LineRole:
            return line
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return line.spoken
        if role == Qt.ItemDataRole.ToolTipRole:
            return line.hint or line.spoken
        return None


class LineDelegate(QStyledItemDelegate):
    """Paint a row over two lines."""

    def __init__(self, theme: Theme, parent: QWidget) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Give every row two lines."""
        return QSize(100, 2 * QFontMetrics(option.font).height() + 2 * PAD)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one row."""
        line: Line = index.data(LineRole)
        area: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(area, QColor(self.theme.selected if selected else self.theme.base))
        if selected:
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor(self.theme.accent))
        painter.setPen(QColor(self.theme.border))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        inner = area.adjusted(PAD + 6, PAD - 1, -PAD - 2, -PAD)
        upper = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        font = QFont(option.font)  # type: ignore[attr-defined]
        painter.setFont(font)
        tones = {Tone.PLAIN: self.theme.muted, Tone.GOOD: self.theme.good, Tone.BAD: self.theme.bad}
        width = painter.fontMetrics().horizontalAdvance(line.tag)
        _write(painter, upper, line.tag, tones[line.tone], Qt.AlignmentFlag.AlignRight)
        _write(painter, upper.adjusted(0, 0, -width - 8 if width else 0, 0), line.title, self.theme.text)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        _write(painter, upper.translated(0, upper.height()), line.below, self.theme.muted)
        painter.restore()


class LineList(QListView):
    """Show rows; tell which one is current, and which one is asked for with Enter or a click."""

    stood_on = Signal(int)
    asked_for = Signal(int)

    def __init__(self, theme: Theme, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows = LineModel(self)
        self._filling = False
        self.setModel(self.rows)
        self.painter_of_rows = LineDelegate(theme, self)
        self.setItemDelegate(self.painter_of_rows)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(name)
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now))
        self.clicked.connect(lambda index: self.asked_for.emit(index.row()))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.painter_of_rows.theme = theme
        self.viewport().update()

    def set_lines(self, lines: Sequence[Line], current: int = -1) -> None:
        """Show rows and stand on one without telling."""
        self._filling = True
        self.rows.set_lines(lines)
        self.setCurrentIndex(self.rows.index(current, 0) if 0 <= current < len(lines) else QModelIndex())
        self._filling = False

    @property
    def row(self) -> int:
        """Return the current row, -1 for none."""
        return self.currentIndex().row()

    def step(self, by: int) -> None:
        """Stand on the next or a former row, not beyond the ends."""
        count = self.rows.rowCount()
        if count:
            self.setCurrentIndex(self.rows.index(min(count - 1, max(0, self.row + by)), 0))

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Ask for the current row with Enter; everything else moves about."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and not event.modifiers():
            if self.row >= 0:
                self.asked_for.emit(self.row)
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, _search: str) -> None:
        """Do not jump by typed letters: letters are acts here."""

    def _tell(self, index: QModelIndex) -> None:
        if not self._filling and index.isValid():
            self.stood_on.emit(index.row())


def _write(
    painter: QPainter, area: QRect, text: str, colour: str, side: Qt.AlignmentFlag = Qt.AlignmentFlag.AlignLeft
) -> None:
    painter.setPen(QColor(colour))
    fitting = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, area.width())
    painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | side, fitting)
