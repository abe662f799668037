"""The corrections leave through a preview: collected beside the window, read by a person, then written."""

from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import DxDeskError
from app.store.database import Store
from app.ui.desk import Desk
from app.ui.jobs import Control, Operation
from app.ui.notice import Notice

if TYPE_CHECKING:
    from app.knowledge.identifiers import Known
    from app.review.corrections import Preview, Written
    from app.ui.corrections_dialog import CorrectionsDialog

SUFFIX = ".jsonl"


class CorrectionsActs(QObject):
    """Preview and write the corrections of one window."""

    def __init__(self, desk: Desk, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._notice = notice
        self._window = window
        self.dialog: CorrectionsDialog | None = None
        self.asking: QFileDialog | None = None

    def preview(self, names: tuple[str, ...] = (), hospitals: tuple[str, ...] = (), since: date | None = None) -> None:
        """Collect and de-identify the corrections, then show what would leave; names and hospitals go, too."""
        store = self._desk.runner.store

        def collect(_control: Control) -> "tuple[Known, Preview]":
            from app.knowledge.identifiers import Known  # noqa: PLC0415 - a start does not wait for what it needs
            from app.review.corrections import preview  # noqa: PLC0415 - as above

            known = Known(names=names, hospitals=hospitals)
            return known, store.submit(lambda opened: preview(opened, since=since, known=known)).result()

        self._desk.jobs.start(
            self.tr("Collect the corrections"), collect, lambda found: self._show(*found), otherwise=self._tell
        )

    def write_to(self, shown: "Preview", path: Path) -> None:
        """Write what the preview showed."""
        actor = self._desk.actor

        def write(store: Store) -> "Written":
            from app.review.corrections import write  # noqa: PLC0415 - as above

            return write(shown, path, store, actor)

        self._desk.runner.submit(Operation(write, self._written, self._tell))

    def _tell(self, error: DxDeskError) -> None:
        """Show an error where the reader is looking."""
        (self.dialog.notice if self.dialog is not None else self._notice).tell(error)

    def _show(self, known: "Known", shown: "Preview") -> None:
        from app.ui.corrections_dialog import CorrectionsDialog  # noqa: PLC0415 - as above
        from app.ui.corrections_words import summary  # noqa: PLC0415 - as above

        self._close()
        if not shown.cases:
            self._notice.say(self.tr("There is nothing to export.") + " " + summary(shown))
            return
        dialog = CorrectionsDialog(shown, known, self._desk.theme, self._window)
        dialog.wanted.connect(self._ask_where)
        dialog.asked_anew.connect(self.preview)
        dialog.finished.connect(lambda _result: self._forget(dialog))
        self.dialog = dialog
        dialog.open()

    def _ask_where(self) -> None:
        dialog = self.dialog
        if dialog is None:
            return
        kinds = f"{self.tr('Bundles')} (*{SUFFIX});;{self.tr('All files')} (*)"
        asking = QFileDialog(dialog, self.tr("Write the corrections"), "corrections" + SUFFIX, kinds)
        asking.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        asking.setDefaultSuffix(SUFFIX[1:])
        asking.fileSelected.connect(lambda name: self.write_to(dialog.shown, Path(name)))
        self.asking = asking
        asking.open()

    def _written(self, done: "Written") -> None:
        self._close()
        self._notice.say(
            self.tr("{0} corrected record(s) written to {1}. SHA-256: {2}").format(
                done.records, done.path, done.sha256[:16]
            )
        )

    def _close(self) -> None:
        if self.dialog is not None:
            self.dialog.accept()

    def _forget(self, dialog: "CorrectionsDialog") -> None:
        """Let a closed preview go: it holds patients' text."""
        if self.dialog is dialog:
            self.dialog = None
        dialog.deleteLater()
