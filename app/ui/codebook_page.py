"""The code-book page: which books are here, which is coded from, which shown second, and their maps."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from functools import partial

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut, QShowEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.knowledge.entries import BookInfo
from app.ui import book_words
from app.ui.codebook_acts import CodebookActs
from app.ui.desk import Desk
from app.ui.error_words import told
from app.ui.notice import Notice


@dataclass(frozen=True, slots=True)
class Shelved:
    """One line of the table: a book's id, and what is known of it; None for the codes that DxDesk brings along."""

    book_id: str
    info: BookInfo | None


class CodebookPage(QWidget):
    """List the books; every act has a button that shows its key, which holds on this page."""

    job_started = Signal()

    def __init__(self, desk: Desk, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.books: tuple[Shelved, ...] = ()
        self.acts = CodebookActs(desk, notice, self)
        self.table = self._table()
        self.maps = QLabel(self)
        self.maps.setWordWrap(True)
        self.maps.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.trouble = QLabel(self)
        self.trouble.setWordWrap(True)
        self.buttons: dict[str, QToolButton] = {}
        self._lay_out()
        desk.knowledge.changed.connect(self._changed)
        desk.settings_changed.connect(self._changed)
        self.acts.job_started.connect(self.job_started)

    def showEvent(self, event: QShowEvent) -> None:
        """Look at the books when the page is shown: a start does not wait for it."""
        super().showEvent(event)
        self.refresh()

    def refresh(self) -> None:
        """Write everything anew, on the same book."""
        knowledge = self._desk.knowledge
        former = self.book
        imported = tuple(Shelved(info.book_id, info) for info in knowledge.index.books())
        own = () if any(each.book_id == knowledge.book.book_id for each in imported) else (knowledge.book.book_id,)
        self.books = (*(Shelved(book_id, None) for book_id in own), *imported)
        self.table.setRowCount(len(self.books))
        for number, shelved in enumerate(self.books):
            for column, text in enumerate(self._cells(shelved)):
                self.table.setItem(number, column, QTableWidgetItem(text))
        at = next((n for n, each in enumerate(self.books) if former and each.book_id == former.book_id), 0)
        self.table.selectRow(at)
        self._show_maps()
        self.trouble.setText(f"⚠ {told(knowledge.trouble)}" if knowledge.trouble else "")
        self.trouble.setVisible(knowledge.trouble is not None)
        self._enable()

    @property
    def book(self) -> Shelved | None:
        """Return the chosen book."""
        row = self.table.currentRow()
        return self.books[row] if 0 <= row < len(self.books) else None

    def _changed(self) -> None:
        if self.isVisible():
            self.refresh()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 7, self)
        table.setHorizontalHeaderLabels(
            [
                self.tr("Book"),
                self.tr("Used"),
                self.tr("Version"),
                self.tr("Codes"),
                self.tr("Language"),
                self.tr("From"),
                self.tr("Imported"),
            ]
        )
        table.setAccessibleName(self.tr("Code books"))
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        header = table.horizontalHeader()
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(5, QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._enable)
        return table

    def _lay_out(self) -> None:
        title = QLabel(self.tr("Code books of this workstation"), self)
        title.setObjectName("title")
        hint = QLabel(
            self.tr("Tables come from the hospital's own files; decisions keep the book they were made in."),
            self,
        )
        hint.setObjectName("muted")
        hint.setWordWrap(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.addWidget(title)
        column.addWidget(hint)
        column.addWidget(self.trouble)
        column.addWidget(self.table, 1)
        column.addWidget(self.maps)
        for row in self._acts():
            line = QHBoxLayout()
            for name, label, key, act in row:
                line.addWidget(self._button(name, label, key, act))
            line.addStretch(1)
            column.addLayout(line)

    def _acts(self) -> tuple[tuple[tuple[str, str, str, Callable[[], object]], ...], ...]:
        acts = self.acts
        return (
            (
                ("import", self.tr("Import a table…"), "I", acts.choose_table),
                ("icd10cm", self.tr("Read in ICD-10-CM"), "C", acts.compile),
                ("map", self.tr("Import a map…"), "M", acts.choose_map),
                ("flags", self.tr("Import marks (灰码, CC, MCC)…"), "G", partial(self._on_book, acts.choose_flags)),
            ),
            (
                ("code_from", self.tr("Code from this book"), "B", partial(self._on_book, acts.code_from)),
                ("show_second", self.tr("Show as second book"), "S", partial(self._on_book, acts.show_second)),
                ("remove", self.tr("Remove…"), "Del", partial(self._on_book, acts.ask_to_remove)),
                ("abbreviations", self.tr("Our abbreviations…"), "A", acts.edit_abbreviations),
            ),
        )

    def _button(self, name: str, label: str, key: str, act: Callable[[], object]) -> QToolButton:
        button = QToolButton(self)
        button.setText(f"{label}  {key}")
        button.clicked.connect(lambda _checked: act())
        shortcut = QShortcut(QKeySequence(key), self)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(button.click)
        self.buttons[name] = button
        return button

    def _on_book(self, act: Callable[[str], object]) -> None:
        if self.book is not None:
            act(self.book.book_id)

    def _enable(self) -> None:
        if not self.buttons:
            return
        book, knowledge = self.book, self._desk.knowledge
        chosen = book.book_id if book else ""
        imported = book is not None and book.info is not None
        several = sum(each.info is not None for each in self.books) > 1
        for name in ("flags", "remove"):
            self.buttons[name].setEnabled(imported)
        self.buttons["map"].setEnabled(several)
        self.buttons["code_from"].setEnabled(chosen not in ("", knowledge.coding_book))
        self.buttons["show_second"].setEnabled(imported and chosen != knowledge.coding_book)
        again = imported and chosen == knowledge.second_book
        label = self.tr("Show no second book") if again else self.tr("Show as second book")
        self.buttons["show_second"].setText(f"{label}  S")

    def _cells(self, shelved: Shelved) -> tuple[str, ...]:
        knowledge = self._desk.knowledge
        used = {knowledge.second_book: "◇ " + self.tr("shown second")} | {
            knowledge.coding_book: "★ " + self.tr("coded from")
        }
        role, info = used.get(shelved.book_id, ""), shelved.info
        if info is None:
            own = knowledge.book
            return (own.title, role, own.version, f"{len(own):,}", "", self.tr("comes with DxDesk"), "")
        said = book_words.language(info.language)
        return (info.title, role, info.version, f"{info.rows:,}", said, info.source, _when(info.imported_at))

    def _show_maps(self) -> None:
        walks = self._desk.knowledge.index.crosswalks()
        lines = [
            self.tr("Map {0} → {1}: {2} codes, imported {3}").format(
                walk.source, walk.target, f"{walk.rows:,}", _when(walk.imported_at)
            )
            for walk in walks
        ]
        self.maps.setText("\n".join(lines) or self.tr("No map between books yet: M imports one."))


def _when(stamp: str) -> str:
    """Write a time of the index as this place's day, hour and minute."""
    return datetime.fromisoformat(stamp).astimezone().strftime("%Y-%m-%d %H:%M")
