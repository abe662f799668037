"""The hospital's own abbreviations: a term and the words the code books have for it, in force as soon as saved."""

import re
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import DxDeskError
from app.ui.book_work import load_abbreviations, save_abbreviations
from app.ui.error_words import told
from app.ui.jobs import Runner

_BETWEEN = re.compile("[;；]")


class AbbreviationsDialog(QDialog):
    """Two columns, one row a term; several words are parted by semicolons."""

    saved = Signal()

    def __init__(self, path: Path, runner: Runner, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._path = path
        self._runner = runner
        self.setWindowTitle(self.tr("Our abbreviations"))
        self.table = QTableWidget(0, 2, self)
        self.table.setHorizontalHeaderLabels([self.tr("Written as"), self.tr("stands for (several: a; b)")])
        self.table.setAccessibleName(self.tr("Abbreviations of this hospital"))
        self.table.verticalHeader().hide()
        self.table.setTabKeyNavigation(False)
        header = self.table.horizontalHeader()
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Interactive)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.table.setColumnWidth(0, 180)
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self._lay_out()
        self._key("Ins", self.add_row)
        self._key("Ctrl+Del", self.delete_row)
        self._key("Ctrl+S", self.accept)
        self._fill()
        self.resize(620, 480)

    @property
    def terms(self) -> dict[str, tuple[str, ...]]:
        """Return the terms as they stand, rows without any text left out."""
        found: dict[str, tuple[str, ...]] = {}
        for row in range(self.table.rowCount()):
            term, words = self._text(row, 0), self._text(row, 1)
            if term or words:
                found[term] = (*found.get(term, ()), *filter(None, map(str.strip, _BETWEEN.split(words))))
        return found

    def accept(self) -> None:
        """Save, and close when that was possible."""
        self.table.setCurrentCell(-1, -1)  # what is being typed counts
        terms, path = self.terms, self._path
        self._runner.aside(lambda: save_abbreviations(path, terms), lambda _none: self._saved(), self._refused)

    def add_row(self) -> None:
        """Begin another term."""
        row = self.table.rowCount()
        self.table.insertRow(row)
        term = QTableWidgetItem("")
        self.table.setItem(row, 0, term)
        self.table.setItem(row, 1, QTableWidgetItem(""))
        self.table.setFocus()
        self.table.setCurrentCell(row, 0)
        self.table.editItem(term)

    def delete_row(self) -> None:
        """Take the chosen term away."""
        if self.table.currentRow() >= 0:
            self.table.removeRow(self.table.currentRow())

    def _lay_out(self) -> None:
        hint = QLabel(self.tr("Found in searches and in records besides the ones that come with DxDesk."), self)
        hint.setObjectName("muted")
        hint.setWordWrap(True)
        add, delete = QToolButton(self), QToolButton(self)
        add.setText(self.tr("Add  Ins"))
        delete.setText(self.tr("Delete  Ctrl+Del"))
        add.clicked.connect(self.add_row)
        delete.clicked.connect(self.delete_row)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.save = buttons.addButton(self.tr("Save  Ctrl+S"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.save.setAutoDefault(False)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        row = QHBoxLayout()
        row.addWidget(add)
        row.addWidget(delete)
        row.addStretch(1)
        row.addWidget(buttons)
        column = QVBoxLayout(self)
        column.addWidget(hint)
        column.addWidget(self.table, 1)
        column.addWidget(self.message)
        column.addLayout(row)

    def _key(self, keys: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(keys), self)
        shortcut.setContext(Qt.ShortcutContext.WindowShortcut)
        shortcut.activated.connect(act)

    def _fill(self) -> None:
        try:
            terms = load_abbreviations(self._path)
        except DxDeskError as error:
            terms = {}
            self.message.setText(f"⚠ {told(error)} " + self.tr("Saving replaces the whole file."))
        self.table.setRowCount(len(terms))
        for row, (term, words) in enumerate(terms.items()):
            self.table.setItem(row, 0, QTableWidgetItem(term))
            self.table.setItem(row, 1, QTableWidgetItem("; ".join(words)))

    def _text(self, row: int, column: int) -> str:
        item = self.table.item(row, column)
        return " ".join(item.text().split()) if item else ""

    def _saved(self) -> None:
        self.saved.emit()
        super().accept()

    def _refused(self, error: DxDeskError) -> None:
        self.message.setText(f"✗ {told(error)}")
