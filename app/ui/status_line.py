"""The status bar: what a coder must always see: encrypted or not, offline, which model reads, who acts, what runs."""

from PySide6.QtWidgets import QLabel, QStatusBar, QToolButton, QWidget

from app.coding.completion import Source
from app.ui.desk import Desk


class StatusLine(QStatusBar):
    """Show the desk's standing facts."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.setSizeGripEnabled(False)
        self.setContentsMargins(8, 0, 10, 0)
        self.jobs = QToolButton(self)
        self.book = QToolButton(self)
        self.model = QToolButton(self)
        self.actor = QToolButton(self)
        self.encryption = QLabel(self)
        self.network = QLabel(self)
        for part in (self.jobs, self.book, self.model, self.actor, self.network, self.encryption):
            self.addPermanentWidget(part)
        for button in (self.jobs, self.book, self.model, self.actor):
            button.setAutoRaise(True)
        self._preparing = False
        self.refresh()
        desk.reading.preparing.connect(self._prepare)
        desk.knowledge.changed.connect(self.refresh)
        desk.settings_changed.connect(self.refresh)
        desk.reading.model_changed.connect(self.refresh)
        desk.jobs.changed.connect(self.refresh)

    def refresh(self) -> None:
        """Write everything anew."""
        desk = self._desk
        info = desk.reading.info
        rules = info.source is Source.RULES
        self.model.setText(self.tr("Model: rules only") if rules else self.tr("Model: {0}").format(info.name))
        self.model.setToolTip(self.tr("Open the model page (Ctrl+3)"))
        self.actor.setText(self.tr("Coder: {0}").format(desk.actor.name))
        self.actor.setToolTip(self.tr("Change your name in the settings"))
        self._show_book()
        running = desk.jobs.running
        self.jobs.setText(self.tr("Jobs: {0} running").format(running) if running else self.tr("Jobs"))
        self.jobs.setToolTip(self.tr("Show or hide the jobs panel (Ctrl+J)"))
        server = desk.settings.server
        self.network.setText(self.tr("LAN server: {0}").format(server) if server else self.tr("Offline"))
        self.network.setToolTip(self.tr("DxDesk never uses the internet by itself."))
        self.encryption.setText(self.tr("Encrypted") if desk.encrypted else self.tr("⚠ Not encrypted"))
        self.encryption.setToolTip(
            ""
            if desk.encrypted
            else self.tr("The store's file is not encrypted: protect this computer and its backups.")
        )

    def _prepare(self, _book: str, begun: bool) -> None:  # noqa: FBT001 - Qt's signal
        self._preparing = begun
        self.refresh()

    def _show_book(self) -> None:
        """Name what records are coded from."""
        book = self._desk.settings.book
        if self._preparing:
            self.book.setText(self.tr("Preparing the code book {0}…").format(book))
        elif book:
            self.book.setText(self.tr("Codes: {0}").format(book))
        else:
            self.book.setText(
                self.tr("Codes: {0} of {1}").format(len(self._desk.knowledge.book), self._desk.knowledge.book.title)
            )
        self.book.setToolTip(self.tr("Choose the code book in the settings (Ctrl+,)"))
