"""Bundles in and out of the approval page: the same doing as the headless commands, asked for with file dialogs."""

from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QFileDialog

from app import __version__
from app.exchange.refusal import Refused
from app.review.variant_files import TakenIn, hand_out, take_in
from app.store.database import Store
from app.ui import approval_words
from app.ui.approval_page import ApprovalPage
from app.ui.desk import Desk
from app.ui.error_words import joined
from app.ui.jobs import Operation
from app.ui.notice import Notice

SUFFIX = ".jsonl"
SHOWN = 3
"""Refused rows that are told in words; the others are counted."""


class ApprovalFiles(QObject):
    """Import a bundle of variants, export the approved ones."""

    job_started = Signal()

    def __init__(self, desk: Desk, page: ApprovalPage, notice: Notice) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._notice = notice
        self.dialog: QFileDialog | None = None

    def choose_bundle(self) -> None:
        """Ask for the trainer's bundle."""
        dialog = QFileDialog(self._page, self.tr("Import a bundle of variants"), "", self._kinds())
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self.import_bundle(Path(name)))
        self._open(dialog)

    def import_bundle(self, path: Path) -> None:
        """Take a bundle in as a job."""
        store, actor = self._desk.runner.store, self._desk.actor
        self._desk.jobs.start(
            self.tr("Import {0}").format(path.name),
            lambda _control: store.submit(lambda opened: take_in(opened, path, actor)).result(),
            self._imported,
            otherwise=self._notice.tell,
        )

    def choose_target(self) -> None:
        """Ask where the approved variants of the open case's round and batch go."""
        key = self._page.approving.key
        if key is None:
            self._notice.say(self.tr("There is nothing to export: import the trainer's bundle of variants first (I)."))
            return
        _case, of_round, of_batch = key
        title = self.tr("Export the approved variants of {0}").format(approval_words.handed(of_round, of_batch))
        dialog = QFileDialog(self._page, title, target_name(of_round, of_batch), self._kinds())
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX[1:])
        dialog.fileSelected.connect(lambda chosen: self.export_to(Path(chosen), of_round, of_batch))
        self._open(dialog)

    def export_to(self, path: Path, of_round: int, of_batch: str) -> None:
        """Write the approved variants of a round and batch to a file."""
        approving, about = self._page.approving, {"made_by": f"DxDesk {__version__}"}

        def written(number: int) -> None:
            said = self.tr("{0} approved variant(s) of {1} written to {2}")
            self._notice.say(said.format(number, approval_words.handed(of_round, of_batch), path))

        def write(store: Store) -> int:
            return hand_out(store, approving.session(store), path, about, of_round, of_batch)

        self._desk.runner.submit(Operation(write, written, self._notice.tell))

    def _imported(self, taken: TakenIn) -> None:
        said = self.tr("{0} case(s) and {1} variant(s) taken in, {2} known already.").format(
            taken.cases, taken.variants, taken.same
        )
        if taken.refused:
            told = [_told(each) for each in taken.refused[:SHOWN]]
            said += "\n" + self.tr("{0} row(s) refused:").format(len(taken.refused)) + "\n" + "\n".join(told)
        self._notice.say(said)
        self._page.approving.when_idle(self._page.approving.refresh)

    def _kinds(self) -> str:
        return f"{self.tr('Bundles')} (*{SUFFIX});;{self.tr('All files')} (*)"

    def _open(self, dialog: QFileDialog) -> None:
        self.dialog = dialog
        dialog.open()


def target_name(of_round: int, of_batch: str) -> str:
    """Name the file that a round's approved variants are written to where nobody names another."""
    return "-".join(filter(None, ("approved-round", str(of_round), of_batch))) + SUFFIX


def _told(refused: Refused) -> str:
    return f"{refused.row}: {joined(refused.reason, refused.advice)}"
