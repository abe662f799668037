"""The code list: rows of a case under three headings, chosen with ↑ and ↓; letters act only while it has the focus."""

from typing import Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QListView, QWidget

from app.coding.codebook import Code
from app.ui.code_paint import CodeDelegate, Line, LineRole
from app.ui.code_rows import Group, Row
from app.ui.code_words import heading_with_count, spoken
from app.ui.theme import Theme

Index = QModelIndex | QPersistentModelIndex


class CodeModel(QAbstractListModel):
    """Headings and rows; a heading is a Group, a code a Row."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._lines: list[Group | Row] = []

    def set_rows(self, rows: tuple[Row, ...]) -> None:
        """Show these rows, each group under its heading."""
        lines: list[Group | Row] = []
        for group in Group:
            lines.append(group)
            lines.extend(row for row in rows if row.group is group)
        self.beginResetModel()
        self._lines = lines
        self.endResetModel()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows without the headings."""
        return tuple(line for line in self._lines if isinstance(line, Row))

    def rowCount(self, parent: Index | None = None) -> int:
        """Count headings and rows."""
        return 0 if parent is not None and parent.isValid() else len(self._lines)

    def line(self, index: Index) -> Group | Row | None:
        """Return what stands on a line."""
        return self._lines[index.row()] if index.isValid() and index.row() < len(self._lines) else None

    def find(self, code: Code) -> QModelIndex:
        """Return the line of a code."""
        for number, line in enumerate(self._lines):
            if isinstance(line, Row) and line.code == code:
                return self.index(number, 0)
        return QModelIndex()

    def flags(self, index: Index) -> Qt.ItemFlag:
        """Let rows be chosen, headings not."""
        if isinstance(self.line(index), Row):
            return Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable | Qt.ItemFlag.ItemNeverHasChildren
        return Qt.ItemFlag.NoItemFlags

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give the row itself to the painter, and its words to a screen reader."""
        line = self.line(index)
        if line is None:
            return None
        if role == LineRole:
            return Line(line)
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return spoken(line) if isinstance(line, Row) else heading_with_count(line, self.rows)
        if role == Qt.ItemDataRole.ToolTipRole and isinstance(line, Row):
            return f"{line.code.code} {line.code.name}"
        return None


class CodeList(QListView):
    """Show the rows; tell which code is chosen."""

    chosen = Signal(object)

    def __init__(self, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.codes = CodeModel(self)
        self._filling = False
        self.setModel(self.codes)
        self.painter_of_rows = CodeDelegate(theme, self)
        self.setItemDelegate(self.painter_of_rows)
        self.setUniformItemSizes(False)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName(self.tr("Codes of this record"))
        self.selectionModel().currentChanged.connect(lambda now, _before: self._tell(now))

    def set_theme(self, theme: Theme) -> None:
        """Repaint in another theme."""
        self.painter_of_rows.theme = theme
        self.viewport().update()

    def set_rows(self, rows: tuple[Row, ...], prefer: Code | None = None) -> None:
        """Show rows; stay on the preferred code when it is there, otherwise on the first undecided one."""
        self._filling = True
        self.codes.set_rows(rows)
        index = self.codes.find(prefer) if prefer else QModelIndex()
        if not index.isValid():
            first = next((row for row in rows if row.undecided), rows[0] if rows else None)
            index = self.codes.find(first.code) if first else QModelIndex()
        self.setCurrentIndex(index)
        self._filling = False
        self._tell(index)

    def choose(self, code: Code) -> None:
        """Select a code's row."""
        index = self.codes.find(code)
        if index.isValid():
            self.setCurrentIndex(index)
            self.scrollTo(index)

    @property
    def row(self) -> Row | None:
        """Return the chosen row."""
        line = self.codes.line(self.currentIndex())
        return line if isinstance(line, Row) else None

    def next_undecided(self, after: Code | None) -> Code | None:
        """Return the undecided code that follows another in the list, from the top again after the end."""
        rows = self.codes.rows
        at = next((number for number, row in enumerate(rows) if row.code == after), -1)
        ahead = [*rows[at + 1 :], *rows[: max(at, 0)]]
        ordered = [row for row in ahead if row.group is Group.SUGGESTED] + [
            row for row in ahead if row.group is not Group.SUGGESTED
        ]
        return next((row.code for row in ordered if row.undecided), None)

    def keyboardSearch(self, _search: str) -> None:
        """Do not jump by typed letters: letters are acts here."""

    def _tell(self, index: Index) -> None:
        if self._filling:
            return
        line = self.codes.line(index)
        self.chosen.emit(line if isinstance(line, Row) else None)
