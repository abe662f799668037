"""The hits of a search, best first: name and code, and below how each was met, its uses here, its book."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QAbstractItemView, QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from app.ui import book_words
from app.ui.searching import Row
from app.ui.theme import Theme

PAD = 5
HitRole = Qt.ItemDataRole.UserRole
Index = QModelIndex | QPersistentModelIndex


class HitsModel(QAbstractListModel):
    """The rows of one answer."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: tuple[Row, ...] = ()

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show another answer."""
        self.beginResetModel()
        self.rows = rows
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the hits."""
        return 0 if parent is not None and parent.isValid() else len(self.rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the row to the painter and its words to a screen reader."""
        if not index.isValid():
            return None
        row = self.rows[index.row()]
        if role == HitRole:
            return row
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return spoken(row)
        return None


class HitsList(QListView):
    """Show hits; ↑ and ↓ choose."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.hits = HitsModel(self)
        self.setModel(self.hits)
        self.setItemDelegate(HitPainter(theme, self))
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Codes found"))
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now))

    @property
    def row(self) -> Row | None:
        """Return the chosen hit."""
        index = self.currentIndex()
        return self.hits.rows[index.row()] if index.isValid() else None

    def show_rows(self, rows: tuple[Row, ...]) -> None:
        """Show an answer with its best hit chosen."""
        self.hits.show_rows(rows)
        self.step(0)

    def step(self, by: int) -> None:
        """Go up or down, round at the ends."""
        if self.hits.rows:
            at = max(self.currentIndex().row(), 0)
            self.setCurrentIndex(self.hits.index((at + by) % len(self.hits.rows), 0))

    def keyboardSearch(self, _search: str) -> None:
        """Do not jump by typed letters: what is typed is searched."""

    def _tell(self, now: Index) -> None:
        if now.isValid():
            self.chosen.emit(self.hits.rows[now.row()])


class HitPainter(QStyledItemDelegate):
    """Paint a hit over two lines."""

    def __init__(self, theme: Theme, parent: QListView) -> None:
        super().__init__(parent)
        self.theme = theme

    def sizeHint(self, option: QStyleOptionViewItem, _index: Index) -> QSize:
        """Give two lines."""
        return QSize(120, 2 * QFontMetrics(option.font).height() + 2 * PAD + 2)  # type: ignore[attr-defined]

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Paint one hit."""
        row: Row = index.data(HitRole)
        area: QRect = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(area, QColor(self.theme.selected if selected else self.theme.base))
        painter.setPen(QPen(QColor(self.theme.border)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        if selected:
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor(self.theme.accent))
        inner = area.adjusted(PAD + 5, PAD, -PAD - 2, -PAD)
        top = QRect(inner.left(), inner.top(), inner.width(), inner.height() // 2)
        bottom = QRect(inner.left(), top.bottom() + 1, inner.width(), inner.height() - top.height())
        font = QFont(option.font)  # type: ignore[attr-defined]
        font.setItalic(not row.entry.leaf)
        code = row.entry.code
        self._line(painter, font, top, (code.name, self.theme.text if row.entry.leaf else self.theme.muted), code.code)
        font.setItalic(False)
        font.setPointSizeF(font.pointSizeF() * 0.9)
        self._line(painter, font, bottom, (about(row), self.theme.muted), code.book)
        painter.restore()

    def _line(self, painter: QPainter, font: QFont, area: QRect, left: tuple[str, str], right: str) -> None:
        painter.setFont(font)
        metrics = QFontMetrics(font)
        width = metrics.horizontalAdvance(right)
        painter.setPen(QColor(self.theme.muted))
        painter.drawText(area, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight, right)
        text, colour = left
        rest = area.adjusted(0, 0, -width - 10, 0)
        painter.setPen(QColor(colour))
        said = metrics.elidedText(text, Qt.TextElideMode.ElideRight, rest.width())
        painter.drawText(rest, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, said)


def about(row: Row) -> str:
    """Say how a hit was met, how often it was coded here, and what it is."""
    uses = book_words.translate("books", "coded {0} × here").format(row.uses) if row.uses else ""
    nature = book_words.kind(row.entry.kind) if row.entry.leaf else book_words.standing(row.entry)
    grey = book_words.translate("books", "grey code") if "grey" in row.entry.flags else ""
    return " · ".join(filter(None, (book_words.why(row.why), uses, nature, grey)))


def spoken(row: Row) -> str:
    """Say a whole hit in words."""
    code = row.entry.code
    return ", ".join(filter(None, (code.code, code.name, about(row), code.book)))
