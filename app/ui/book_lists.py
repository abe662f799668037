"""Lists that go with a code book: between which books a map goes, and what the codes of a list are marked as."""

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

SHOWN = 8
FLAGS = ("grey", "cc", "mcc")


@dataclass(frozen=True, slots=True)
class MapAsked:
    """A map to be imported; `columns` names those of source and target, None to find them."""

    path: Path
    source: str
    target: str
    columns: tuple[str, str] | None


@dataclass(frozen=True, slots=True)
class FlagsAsked:
    """A list of codes to be marked."""

    path: Path
    book: str
    flag: str


class MapDialog(QDialog):
    """Ask from which book to which a map goes; it is never read backwards."""

    asked = Signal(object)

    def __init__(
        self,
        path: Path,
        top: tuple[tuple[str, ...], ...],
        books: list[str],
        second: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self._path = path
        self.setWindowTitle(self.tr("Import {0}").format(path.name))
        self.source, self.target = _box(books, self), _box(books, self)
        self.target.setCurrentIndex(max(self.target.findText(second), min(1, len(books) - 1) if not second else 0))
        header = list(top[0]) if top else []
        found = self.tr("found by its codes")
        self.source_column, self.target_column = (_box([found, *filter(None, header)], self) for _ in range(2))
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&From the book"), self.source)
        form.addRow(self.tr("its column"), self.source_column)
        form.addRow(self.tr("&To the book"), self.target)
        form.addRow(self.tr("its column "), self.target_column)
        _finish(self, form, _preview(top, self.tr("The first rows of the map"), self), self.message)
        for box in (self.source, self.target, self.source_column, self.target_column):
            box.currentIndexChanged.connect(lambda _index: self._judge())
        self._judge()

    def accept(self) -> None:
        """Import the map, when two books are named."""
        if self.source.currentText() != self.target.currentText() and self._columns_fit():
            chosen = (self.source_column.currentText(), self.target_column.currentText())
            columns = chosen if self.source_column.currentIndex() else None
            self.asked.emit(MapAsked(self._path, self.source.currentText(), self.target.currentText(), columns))
            super().accept()

    def _columns_fit(self) -> bool:
        places = (self.source_column.currentIndex(), self.target_column.currentIndex())
        return places == (0, 0) or (all(places) and places[0] != places[1])

    def _judge(self) -> None:
        if self.source.currentText() == self.target.currentText():
            self.message.setText("⚠ " + self.tr("A map goes from one book to another: choose two."))
        elif not self._columns_fit():
            self.message.setText("⚠ " + self.tr("Name both columns, or neither."))
        else:
            self.message.setText(self.tr("A map that is there between these books is replaced."))


class FlagsDialog(QDialog):
    """Ask what the codes of a list are to be marked as."""

    asked = Signal(object)

    def __init__(self, path: Path, top: tuple[tuple[str, ...], ...], book: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._book = book
        self.setWindowTitle(self.tr("Import {0}").format(path.name))
        self.flag = QComboBox(self)
        self.flag.setEditable(True)
        self.flag.addItems(list(FLAGS))
        self.message = QLabel(
            self.tr("grey: 灰码, not for settlement. The list replaces the one of the same mark in {0}.").format(book),
            self,
        )
        self.message.setWordWrap(True)
        form = QFormLayout()
        form.addRow(self.tr("&Mark"), self.flag)
        _finish(self, form, _preview(top, self.tr("The first rows of the list"), self), self.message)

    def accept(self) -> None:
        """Mark the codes, when a word is given."""
        if flag := self.flag.currentText().strip():
            self.asked.emit(FlagsAsked(self._path, self._book, flag))
            super().accept()


def _box(texts: list[str], parent: QWidget) -> QComboBox:
    box = QComboBox(parent)
    box.addItems(texts)
    return box


def _preview(top: tuple[tuple[str, ...], ...], name: str, parent: QWidget) -> QTableWidget:
    shown = top[:SHOWN]
    table = QTableWidget(len(shown), max(map(len, shown), default=0), parent)
    table.setAccessibleName(name)
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setTabKeyNavigation(False)
    table.horizontalHeader().hide()
    for number, row in enumerate(shown):
        for place, text in enumerate(row):
            table.setItem(number, place, QTableWidgetItem(text))
    table.resizeColumnsToContents()
    return table


def _finish(dialog: QDialog, form: QFormLayout, table: QTableWidget, message: QLabel) -> None:
    """Put the parts of a dialog together."""
    buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, dialog)
    buttons.accepted.connect(dialog.accept)
    buttons.rejected.connect(dialog.reject)
    column = QVBoxLayout(dialog)
    column.addLayout(form)
    column.addWidget(table, 1)
    column.addWidget(message)
    column.addWidget(buttons)
    dialog.resize(620, 440)
