"""The edits of the open record: level, words, clause; Enter goes to the place to mend."""

from html import escape
from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QKeyEvent, QPainter, QPen, QResizeEvent, QTextDocument
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from app.ui import edit_words
from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.knowledge.edits import Edit

EditRole = Qt.ItemDataRole.UserRole
PAD = 6


class EditsPanel(QListWidget):
    """List the edits, gravest first; `chosen` tells the one to mend."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, language: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._language = language
        self.edits: tuple[Edit, ...] = ()
        self.painter_of_edits = EditDelegate(theme, language, self)
        self.setItemDelegate(self.painter_of_edits)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Edits of this record"))
        self.itemActivated.connect(self._go)
        self.show_edits(None)

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.painter_of_edits.theme = theme
        self.viewport().update()

    def show_edits(self, checked: "tuple[Edit, ...] | None") -> None:
        """List these edits, None while nothing was checked; stay on the one chosen before when it is still there."""
        before = self.current
        edits = self.edits = checked or ()
        self.clear()
        for edit in edits:
            item = QListWidgetItem(spoken(edit, self._language), self)
            item.setData(EditRole, [edit])
        if not edits:
            nothing = "✓ " + self.tr("The rules find nothing to mend.")
            none = QListWidgetItem(self.tr("No code is assigned yet.") if checked is None else nothing, self)
            none.setFlags(Qt.ItemFlag.NoItemFlags)
        same = next((n for n, edit in enumerate(edits) if before and _key(edit) == _key(before)), 0)
        self.setCurrentRow(same if edits else -1)

    @property
    def current(self) -> "Edit | None":
        """Return the chosen edit."""
        item = self.currentItem()
        held = item.data(EditRole) if item else None
        return held[0] if held else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go to the place to mend on Enter."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.current is not None:
            self.chosen.emit(self.current)
            return
        super().keyPressEvent(event)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """Wrap the texts anew."""
        super().resizeEvent(event)
        self.scheduleDelayedItemsLayout()

    def _go(self, item: QListWidgetItem) -> None:
        held = item.data(EditRole)
        if held:
            self.chosen.emit(held[0])


class EditDelegate(QStyledItemDelegate):
    """Paint an edit: sign and word of its level, the text, the clause below."""

    def __init__(self, theme: Theme, language: str, parent: QListWidget) -> None:
        super().__init__(parent)
        self.theme = theme
        self._language = language
        self._list = parent

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex) -> QSize:
        """Give the lines the text takes at this width."""
        width = self._list.viewport().width()
        document = self._document(index, option.font, width)  # type: ignore[attr-defined]
        return QSize(width, int(document.size().height()) + 2 * PAD)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        """Paint one edit."""
        area = option.rect  # type: ignore[attr-defined]
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        painter.save()
        painter.fillRect(area, QColor(self.theme.selected if selected else self.theme.base))
        if selected:
            painter.fillRect(area.left(), area.top(), 3, area.height(), QColor(self.theme.accent))
        painter.setPen(QPen(QColor(self.theme.border)))
        painter.drawLine(area.bottomLeft(), area.bottomRight())
        painter.translate(area.topLeft() + QPoint(PAD + 4, PAD))
        document = self._document(index, option.font, area.width())  # type: ignore[attr-defined]
        document.drawContents(painter, QRectF(0, 0, area.width(), area.height()))
        painter.restore()

    def _document(self, index: QModelIndex | QPersistentModelIndex, font: QFont, width: int) -> QTextDocument:
        document = QTextDocument()
        document.setDefaultFont(font)
        document.setDocumentMargin(0)
        document.setTextWidth(max(80, width - 2 * PAD - 8))
        held = index.data(EditRole)
        document.setHtml(self._html(held[0]) if held else self._plain(str(index.data())))
        return document

    def _plain(self, text: str) -> str:
        return f"<p style='color:{self.theme.muted}'>{escape(text)}</p>"

    def _html(self, edit: "Edit") -> str:
        level = edit_words.colour(edit.level, self.theme)
        head = f"{edit_words.sign(edit.level)} {edit_words.word(edit.level)}"
        source = escape(edit_words.source(edit))
        return (
            f"<p style='margin:0; color:{self.theme.text}'><b style='color:{level}'>{escape(head)}</b>&nbsp; "
            f"{escape(edit.text(self._language))}</p>"
            f"<p style='margin:2px 0 0 0; color:{self.theme.muted}'><small>{source}</small></p>"
        )


def spoken(edit: "Edit", language: str) -> str:
    """Say a whole edit in words, for a screen reader and for tests."""
    return f"{edit_words.word(edit.level)}, {edit.text(language)}, {edit_words.source(edit)}"


def _key(edit: "Edit") -> tuple[object, ...]:
    return (edit.rule_id, edit.place, edit.codes)
