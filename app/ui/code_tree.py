"""The hierarchy of one book as a tree: chapters, categories, codes; a branch is read when it is first unfolded."""

from dataclasses import dataclass, field
from typing import Any

from PySide6.QtCore import QAbstractItemModel, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal
from PySide6.QtWidgets import QAbstractItemView, QTreeView, QWidget

from app.coding.codebook import Code
from app.knowledge.entries import Entry
from app.ui import book_words
from app.ui.knowledge import Knowledge

Index = QModelIndex | QPersistentModelIndex


@dataclass(slots=True, eq=False)
class _Branch:
    """One entry of the tree; its children are None until they are asked for."""

    entry: Entry | None
    parent: "_Branch | None" = None
    row: int = 0
    children: "list[_Branch] | None" = field(default=None, repr=False)


class TreeModel(QAbstractItemModel):
    """The entries of one book; `show_book` changes it."""

    def __init__(self, knowledge: Knowledge, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._knowledge = knowledge
        self.book = ""
        self._root = _Branch(None, children=[])

    def show_book(self, book: str) -> None:
        """Show another book's chapters."""
        self.beginResetModel()
        self.book = book
        self._root = _Branch(None)
        self.endResetModel()

    def entry(self, index: Index) -> Entry | None:
        """Return the entry of a line."""
        return self._branch(index).entry

    def find(self, code: Code) -> QModelIndex:
        """Return a code's line, reading the branches above it; an invalid one when the book has it not."""
        above = [each.code.code for each in self._knowledge.index.ancestors(code.book, code.code)]
        place: _Branch | None = self._root
        for wanted in (*reversed(above), code.code):
            found = next(
                (each for each in self._children(place) if each.entry and each.entry.code.code == wanted), None
            )
            if found is None:
                return QModelIndex()
            place = found
        return self.createIndex(place.row, 0, place)

    def index(self, row: int, column: int, parent: Index | None = None) -> QModelIndex:
        """Return the line at a place below another."""
        children = self._children(self._branch(parent))
        if column or not 0 <= row < len(children):
            return QModelIndex()
        return self.createIndex(row, column, children[row])

    def parent(self, child: Index | None = None) -> QModelIndex:  # type: ignore[override]
        """Return the line above."""
        above = self._branch(child).parent
        if above is None or above is self._root:
            return QModelIndex()
        return self.createIndex(above.row, 0, above)

    def rowCount(self, parent: Index | None = None) -> int:
        """Count the lines right below, reading them now."""
        return len(self._children(self._branch(parent)))

    def columnCount(self, parent: Index | None = None) -> int:  # noqa: ARG002 - Qt's signature
        """One column."""
        return 1

    def hasChildren(self, parent: Index | None = None) -> bool:
        """Say whether there is anything below, without reading it."""
        branch = self._branch(parent)
        return bool(self._children(branch)) if branch.entry is None else not branch.entry.leaf

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Give code and name; a heading is told from a code by its sign."""
        entry = self.entry(index)
        if entry is None:
            return None
        if role == Qt.ItemDataRole.DisplayRole:
            sign = "" if entry.leaf else "▤ "
            return f"{sign}{entry.code.code}  {entry.code.name}"
        if role in (Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole):
            return f"{entry.code.code} {entry.code.name}, {book_words.standing(entry)}"
        return None

    def _branch(self, index: Index | None) -> _Branch:
        branch = index.internalPointer() if index is not None and index.isValid() else None
        return branch if isinstance(branch, _Branch) else self._root

    def _children(self, branch: _Branch) -> list[_Branch]:
        if branch.children is None:
            found = self._knowledge.below(self.book, branch.entry.code.code if branch.entry else None)
            branch.children = [_Branch(entry, branch, row) for row, entry in enumerate(found)]
        return branch.children


class CodeTree(QTreeView):
    """Walk a book: ↑ ↓ go, → unfolds, ← folds or goes up; `stood_on` tells where one is."""

    stood_on = Signal(object)

    def __init__(self, knowledge: Knowledge, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.codes = TreeModel(knowledge, self)
        self._following = False
        self.setModel(self.codes)
        self.setHeaderHidden(True)
        self.setUniformRowHeights(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTextElideMode(Qt.TextElideMode.ElideRight)
        self.setAccessibleName(self.tr("Hierarchy"))

    def show_code(self, code: Code) -> None:
        """Stand on a code, its branch unfolded, without telling."""
        self._following = True
        if self.codes.book != code.book:
            self.codes.show_book(code.book)
        index = self.codes.find(code)
        self.setCurrentIndex(index)
        if index.isValid():
            self.scrollTo(index, QAbstractItemView.ScrollHint.PositionAtCenter)
        self._following = False

    def show_book(self, book: str) -> None:
        """Show a book's chapters, none chosen."""
        if self.codes.book != book:
            self._following = True
            self.codes.show_book(book)
            self._following = False

    def currentChanged(self, current: Index, previous: Index) -> None:
        """Tell where one stands now, when it was the user who went there."""
        super().currentChanged(current, previous)  # type: ignore[arg-type]
        entry = self.codes.entry(current) if current.isValid() else None
        if entry is not None and not self._following:
            self.stood_on.emit(entry)
