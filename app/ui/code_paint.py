"""How one line of the code list is painted: a heading with its count, or a code over two lines."""

from dataclasses import dataclass

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.coding.scope import Task
from app.ui import words
from app.ui.code_rows import Group, Row, Standing
from app.ui.code_words import agreement, counterpart, evidence_count, missing, on_admission, standing
from app.ui.theme import Theme

PAD = 6
LineRole = Qt.ItemDataRole.UserRole


@dataclass(frozen=True, slots=True)
class Line:
    """What one line of the list shows; wrapped, because Qt makes a plain text of an enum."""

    of: Group | Row


class CodeDelegate(QStyledItemDelegate):
    """Paint shape and word together, so that no state is told by colour alone."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give two lines to a code and a third to its counterpart in the second book, one to a heading."""
        line = QFontMetrics(option.font).height()  # type: ignore[attr-defined]
        shown = index.data(LineRole).of
        if not isinstance(shown, Row):
            return QSize(120, line + PAD + 4)
        return QSize(120, (3 if shown.counterpart else 2) * line + 2 * PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one line."""
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        shown = index.data(LineRole).of
        if isinstance(shown, Row):
            self._row(painter, option, shown)
        else:
            self._heading(painter, option, str(index.data()))
        painter.restore()

    def _heading(self, painter: QPainter, option: QStyleOptionViewItem, text: str) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        painter.fillRect(area, QColor(self.theme.window))
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setWeight(QFont.Weight.DemiBold)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted))
        inner = area.adjusted(PAD + 2, 0, -PAD, 0)
        flags = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, flags, text)

    def _row(self, painter: QPainter, option: QStyleOptionViewItem, row: Row) -> None:
        area: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.fillRect(area, QColor(self.theme.selected if selected else self.theme.base))
        painter.setPen(QPen(QColor(self.theme.border)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if selected:
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor(self.theme.accent))
        inner = area.adjusted(PAD + 6, PAD - 1, -PAD - 2, -PAD + 1)
        lines = 3 if row.counterpart else 2
        top = QRect(inner.left(), inner.top(), inner.width(), inner.height() // lines)
        bottom = QRect(inner.left(), top.bottom() + 1, inner.width(), inner.height() // lines)
        if row.counterpart:
            self._counterpart(painter, option, row, bottom.translated(0, bottom.height()))
        self._name(painter, option, row, top)
        self._state(painter, option, row, bottom)

    def _name(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        font = QFont(option.font)  # type: ignore[attr-defined]
        rejected = row.standing is Standing.REJECTED
        font.setStrikeOut(rejected)
        font.setWeight(QFont.Weight.DemiBold if row.group is Group.ASSIGNED else QFont.Weight.Normal)
        painter.setFont(font)
        painter.setPen(QColor(self.theme.muted if rejected else self.theme.text))
        tag = self._tag(row)
        if tag:
            area = self._right(painter, area, tag, self.theme.accent)
            painter.setPen(QColor(self.theme.muted if rejected else self.theme.text))
        metrics = QFontMetrics(font)
        text = metrics.elidedText(f"{row.code.name}", Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _state(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        shape, said = agreement(row)
        lacking = missing(row)
        left = f"{row.code.code}   {lacking or f'{shape} {said}'}"
        state = standing(row) if row.standing is Standing.REJECTED else evidence_count(row)
        if row.standing is Standing.PROVISIONAL:
            state = standing(row)
        area = self._right(painter, area, state, self.theme.muted)
        painter.setPen(QColor(self.theme.bad if lacking else self.theme.muted))
        metrics = QFontMetrics(font)
        painter.drawText(
            area,
            Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft,
            metrics.elidedText(left, Qt.TextElideMode.ElideRight, area.width()),
        )

    def _counterpart(self, painter: QPainter, option: QStyleOptionViewItem, row: Row, area: QRect) -> None:
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setPointSizeF(font.pointSizeF() * 0.9)
        painter.setFont(font)
        missing = row.counterpart is not None and row.counterpart.code is None and row.counterpart.walked
        painter.setPen(QColor(self.theme.bad if missing else self.theme.muted))
        text = QFontMetrics(font).elidedText(counterpart(row), Qt.TextElideMode.ElideRight, area.width())
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, text)

    def _tag(self, row: Row) -> str:
        """Say on the right of the name what the code is or would be: the principal stands out."""
        if row.standing is Standing.PRINCIPAL:
            text = "★ " + words.translate("words", "Principal")
        elif row.standing is Standing.OTHER:
            text = ""
        else:
            text = "☆ " + words.translate("words", "as principal") if row.task is Task.PRINCIPAL else ""
        said = on_admission(row)
        return f"{text}  {said}" if text and said else text or said

    def _right(self, painter: QPainter, area: QRect, text: str, colour: str) -> QRect:
        """Write a text at the right end of an area and return what is left of it."""
        width = painter.fontMetrics().horizontalAdvance(text)
        painter.setPen(QColor(colour))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, text)
        return area.adjusted(0, 0, -width - 10, 0)
