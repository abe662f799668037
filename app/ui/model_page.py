"""The model page: which models there are, what each needs, what is here, and which one reads."""

from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFileDialog,
    QHBoxLayout,
    QHeaderView,
    QLabel,
    QLineEdit,
    QTableWidget,
    QTableWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.coding.completion import CompletionModel, Source
from app.errors import DxDeskError
from app.settings import Settings
from app.ui import model_shelf
from app.ui.desk import Desk
from app.ui.model_shelf import RULES, Card, CheckState
from app.ui.notice import Notice
from app.ui.refusals import in_words


class ModelPage(QWidget):
    """List the models and change the one that reads."""

    def __init__(self, desk: Desk, notice: Notice, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._cards: tuple[Card, ...] = ()
        self.notice = notice
        self.current = QLabel(self)
        self.current.setObjectName("title")
        self.memory = QLabel(self)
        self.memory.setObjectName("muted")
        self.table = self._table()
        self.about = QLabel(self)
        self.about.setWordWrap(True)
        self.about.setTextInteractionFlags(
            Qt.TextInteractionFlag.TextSelectableByMouse | Qt.TextInteractionFlag.TextSelectableByKeyboard
        )
        self.server = QLineEdit(desk.settings.server, self)
        self.server.setPlaceholderText("http://10.0.0.5:8080")
        self.server.setAccessibleName(self.tr("Address of a model server on the hospital's network"))
        self.use, self.fetch, self.check = (QToolButton(self) for _ in range(3))
        self._lay_out()
        self._book = desk.settings.book
        desk.settings_changed.connect(self._fit_to_book)
        desk.reading.model_changed.connect(self.refresh)
        self.refresh()

    def refresh(self) -> None:
        """Look again which models are here."""
        settings, places = self._desk.settings, self._desk.places
        self._desk.runner.aside(lambda: model_shelf.look(settings, places), self._show)

    def open_chosen(self) -> None:
        """Open the model the settings name; without it the rules read."""
        self._open(self._desk.settings, keep=False)

    def use_rules(self) -> None:
        """Read with the rules only, from now on."""
        settings = replace(self._desk.settings, model=RULES, server="")
        self._desk.change_settings(settings)
        self._desk.reading.use(model_shelf.rules())

    def _fit_to_book(self) -> None:
        """Open a trained model anew after a switch of book: it answers only from what it was trained for."""
        former, self._book = self._book, self._desk.settings.book
        if former != self._book and self._desk.reading.info.trained:
            self._desk.reading.use(model_shelf.rules())
            self.open_chosen()

    def _table(self) -> QTableWidget:
        table = QTableWidget(0, 6, self)
        table.setHorizontalHeaderLabels(
            [
                self.tr("Model"),
                self.tr("Size"),
                self.tr("Memory"),
                self.tr("Licence"),
                self.tr("Here"),
                self.tr("Checksum"),
            ]
        )
        table.setAccessibleName(self.tr("Models"))
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setShowGrid(False)
        table.setTabKeyNavigation(False)
        table.verticalHeader().hide()
        table.horizontalHeader().setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        table.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        table.itemSelectionChanged.connect(self._choose)
        table.itemActivated.connect(lambda _item: self._use())
        return table

    def _lay_out(self) -> None:
        row = QHBoxLayout()
        buttons = (
            (self.use, self.tr("Use this model"), self._use),
            (self.fetch, self.tr("Fetch"), self._fetch),
            (self.check, self.tr("Check the file"), self._check),
            (QToolButton(self), self.tr("Choose a file (GGUF)…"), self._choose_file),
            (QToolButton(self), self.tr("Use rules only"), self.use_rules),
        )
        for button, text, act in buttons:
            button.setText(text)
            button.clicked.connect(act)
            row.addWidget(button)
        row.addStretch(1)
        server = QHBoxLayout()
        server.addWidget(QLabel(self.tr("Model server on the hospital's network:"), self))
        server.addWidget(self.server, 1)
        connect = QToolButton(self)
        connect.setText(self.tr("Use this server"))
        connect.clicked.connect(self._use_server)
        self.server.returnPressed.connect(self._use_server)
        server.addWidget(connect)
        column = QVBoxLayout(self)
        column.setContentsMargins(14, 12, 14, 10)
        column.addWidget(self.current)
        column.addWidget(self.memory)
        column.addWidget(self.table, 1)
        column.addWidget(self.about)
        column.addLayout(row)
        column.addLayout(server)

    def _show(self, shelf: model_shelf.Shelf) -> None:
        info = self._desk.reading.info
        if info.source is Source.RULES:
            self.current.setText(self.tr("Rules only: suggestions come from names in the text, without a model."))
        else:
            self.current.setText(self.tr("Reading now: {0}").format(info.name))
        free = self.tr("Free memory: {0}").format(size_text(shelf.free)) if shelf.free else ""
        self.memory.setText(free)
        chosen = self._card()
        self._cards = shelf.cards
        self.table.setRowCount(len(self._cards))
        for number, card in enumerate(self._cards):
            for column, text in enumerate(self._cells(card, shelf.free)):
                self.table.setItem(number, column, QTableWidgetItem(text))
        at = next((n for n, card in enumerate(self._cards) if chosen and card.model_id == chosen.model_id), 0)
        if self._cards:
            self.table.selectRow(at)
        self._choose()

    def _cells(self, card: Card, free: int) -> tuple[str, ...]:
        name = f"{card.title}" + (self.tr("  (default)") if card.default else "")
        memory = size_text(card.memory)
        if free and card.memory > free:
            memory = self.tr("⚠ {0}, too much now").format(memory)
        here = self.tr("✓ here") if card.path else self.tr("✗ not here")
        checks = {
            CheckState.ABSENT: "—",
            CheckState.UNKNOWN: self.tr("not checked yet"),
            CheckState.GOOD: self.tr("✓ right"),
            CheckState.BAD: self.tr("✗ wrong"),
        }
        return (name, size_text(card.size), memory, card.licence, here, checks[card.state])

    def _card(self) -> Card | None:
        row = self.table.currentRow()
        return self._cards[row] if 0 <= row < len(self._cards) else None

    def _choose(self) -> None:
        card = self._card()
        self.use.setEnabled(card is not None and card.path is not None)
        self.check.setEnabled(card is not None and card.path is not None)
        self.fetch.setEnabled(card is not None and card.path is None and card.fetchable)
        if card is None:
            self.about.setText("")
        elif card.path:
            self.about.setText(model_note(card) + "\n" + self.tr("File: {0}").format(card.path))
        else:
            self.about.setText(f"{model_note(card)}\n{self._by_hand(card)}".strip())

    def _by_hand(self, card: Card) -> str:
        """Say how a model's file can be had where nothing can be fetched."""
        return self.tr("Get the file {0} of {1} ({2} bytes, SHA-256 {3}) by other means and put it into {4}.").format(
            card.file, card.repository, f"{card.size:,}", card.sha256, self._desk.places.models
        )

    def _use(self) -> None:
        card = self._card()
        if card and card.path:
            self._use_card(card)

    def _use_server(self) -> None:
        address = self.server.text().strip()
        if address:
            self._open(replace(self._desk.settings, server=address), keep=True)

    def _choose_file(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a model file"), "", self.tr("Models") + " (*.gguf)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(
            lambda path: self._open(replace(self._desk.settings, model=path, server=""), keep=True)
        )
        dialog.open()

    def _open(self, settings: Settings, *, keep: bool) -> None:
        """Open and load a model beside the window; only when it can be used, the settings name it."""
        scoping, places = self._desk.reading.scoping, self._desk.places
        self._desk.jobs.start(
            self.tr("Load the model"),
            lambda _control: model_shelf.open_model(settings, places, scoping),
            partial(self._opened, settings if keep else None),
            otherwise=self._not_opened,
        )

    def _opened(self, settings: Settings | None, model: CompletionModel) -> None:
        if settings is not None:
            self._desk.change_settings(settings)
        self._desk.reading.use(model)

    def _not_opened(self, error: DxDeskError) -> None:
        self.notice.say(self.tr("{0}  The rules go on reading.").format(in_words(error)))

    def _fetch(self) -> None:
        card = self._card()
        if card:
            places = self._desk.places
            self._desk.jobs.start(
                self.tr("Fetch {0}").format(card.title),
                lambda control: model_shelf.fetch_model(card.model_id, places, control),
                partial(self._fetched, card),
                otherwise=self._not_fetched,
            )

    def _fetched(self, card: Card, _path: Path) -> None:
        self.notice.say(
            self.tr("{0} is here and its checksum is right.").format(card.title),
            (self.tr("Use this model"), partial(self._use_card, card)),
        )
        self.refresh()

    def _use_card(self, card: Card) -> None:
        self._open(replace(self._desk.settings, model=card.model_id, server=""), keep=True)

    def _not_fetched(self, error: DxDeskError) -> None:
        self.notice.say(in_words(error))
        self.refresh()

    def _check(self) -> None:
        card = self._card()
        if card and card.path:
            places = self._desk.places
            self._desk.jobs.start(
                self.tr("Check {0}").format(card.title),
                lambda _control: model_shelf.check_file(card, places),
                partial(self._was_checked, card),
                otherwise=self._not_fetched,
            )

    def _was_checked(self, card: Card, state: CheckState) -> None:
        said = {
            CheckState.GOOD: self.tr("{0}: the file is the published one."),
            CheckState.BAD: self.tr("{0}: the file is not the published one. Fetch it again."),
        }
        unknown = self.tr("{0}: the file is whole; nothing says what its checksum must be.")
        self.notice.say(said.get(state, unknown).format(card.title))
        self.refresh()


def model_note(card: Card) -> str:
    """Say in the window's language what was seen with a known model, otherwise what the catalogue says."""
    translate = QCoreApplication.translate
    known = {
        "dxdesk-0.5b": translate(
            "models", "Trained for coding from the 55 codes, on invented records alone. Gives quotes as its reasons."
        ),
        "qwen2.5-coder-1.5b-instruct": translate(
            "models", "Not trained for coding. Follows the answer format and picks the principal diagnosis from few."
        ),
        "qwen2.5-coder-0.5b-instruct": translate(
            "models", "Not trained for coding. Fast, but little better than chance; for trying things out."
        ),
        "qwen2.5-7b-instruct": translate(
            "models", "The size the published results were reached with, after training. Wants fast cores or a server."
        ),
        "qwen2.5-1.5b-instruct": translate("models", "The general sibling of Qwen2.5-Coder-1.5B."),
        "qwen2.5-0.5b-instruct": translate("models", "The smallest general one."),
    }
    return known.get(card.model_id, card.note)


def size_text(size: int) -> str:
    """Write a number of bytes the way people read it."""
    if not size:
        return "—"
    return f"{size / 1e9:.1f} GB" if size >= 1e9 else f"{size / 1e6:.0f} MB"
