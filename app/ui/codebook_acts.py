"""What is done to the code books: each act asks what it must, works beside the window, and tells what came of it."""

from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QMessageBox, QWidget

from app.errors import DxDeskError
from app.exchange.shelving import TableAsked
from app.knowledge.entries import ImportReport
from app.ui import book_work
from app.ui.abbreviations_dialog import AbbreviationsDialog
from app.ui.book_lists import FlagsAsked, FlagsDialog, MapAsked, MapDialog
from app.ui.book_report import BookReport, summed
from app.ui.book_work import Looked
from app.ui.desk import Desk
from app.ui.error_words import told
from app.ui.jobs import Control
from app.ui.notice import Notice
from app.ui.table_preview import TablePreviewDialog

Work = Callable[[Control], ImportReport | None]
Take = Callable[[Path], object]


class CodebookActs(QObject):
    """The acts of the code-book page."""

    job_started = Signal()

    def __init__(self, desk: Desk, notice: Notice, page: QWidget) -> None:
        super().__init__(page)
        self._desk = desk
        self._notice = notice
        self._page = page
        self.dialog: QDialog | None = None

    def choose_table(self) -> None:
        """Ask for a table's file."""
        self._choose(self.tr("Import a code table"), self.look_at)

    def look_at(self, path: Path) -> None:
        """Look at a table beside the window, then ask about it."""
        self._desk.runner.aside(lambda: book_work.look_at_table(path, self._memory), self._ask_about, self._notice.tell)

    def import_table(self, asked: TableAsked) -> None:
        """Import a table as a job."""
        index, memory = self._desk.places.codebooks, self._memory
        self._start(
            self.tr("Import {0}").format(asked.path.name),
            lambda control: book_work.run_table_import(index, asked, memory, control),
        )

    def compile(self) -> None:
        """Compile ICD-10-CM as a job."""
        index = self._desk.places.codebooks
        self._start(self.tr("Read in ICD-10-CM"), lambda control: book_work.run_icd10cm(index, control))

    def choose_map(self) -> None:
        """Ask for a map's file."""
        self._choose(self.tr("Import a map between two books"), self.ask_about_map)

    def ask_about_map(self, path: Path) -> None:
        """Ask which books a map goes between, its first rows shown."""

        def looked(top: tuple[tuple[str, ...], ...]) -> None:
            knowledge = self._desk.knowledge
            books = [info.book_id for info in knowledge.books()]
            dialog = MapDialog(path, top, books, knowledge.second_book, self._page)
            dialog.asked.connect(self.import_map)
            self._open(dialog)

        self._desk.runner.aside(lambda: book_work.first_rows(path), looked, self._notice.tell)

    def import_map(self, asked: MapAsked) -> None:
        """Import a map as a job."""
        index = self._desk.places.codebooks
        self._start(
            self.tr("Import {0}").format(asked.path.name),
            lambda _control: book_work.run_map(index, asked.path, (asked.source, asked.target), asked.columns),
        )

    def choose_flags(self, book: str) -> None:
        """Ask for the file of a list of codes that are to be marked."""
        self._choose(self.tr("Import marks of {0}").format(book), partial(self.ask_about_flags, book))

    def ask_about_flags(self, book: str, path: Path) -> None:
        """Ask what the codes of a list are to be marked as."""

        def looked(top: tuple[tuple[str, ...], ...]) -> None:
            dialog = FlagsDialog(path, top, book, self._page)
            dialog.asked.connect(self.import_flags)
            self._open(dialog)

        self._desk.runner.aside(lambda: book_work.first_rows(path), looked, self._notice.tell)

    def import_flags(self, asked: FlagsAsked) -> None:
        """Mark codes as a job."""
        index = self._desk.places.codebooks
        self._start(
            self.tr("Import {0}").format(asked.path.name),
            lambda _control: book_work.run_flags(index, asked.path, asked.book, asked.flag),
        )

    def code_from(self, book: str) -> None:
        """Code from this book from now on; the codes decided so far keep theirs."""
        settings, knowledge = self._desk.settings, self._desk.knowledge
        shipped = book == knowledge.book.book_id and all(info.book_id != book for info in knowledge.books())
        second = "" if settings.second_book == book else settings.second_book
        self._desk.change_settings(replace(settings, book="" if shipped else book, second_book=second))

    def show_second(self, book: str) -> None:
        """Show this book's codes beside the others, or no longer."""
        settings = self._desk.settings
        self._desk.change_settings(replace(settings, second_book="" if settings.second_book == book else book))

    def ask_to_remove(self, book: str) -> None:
        """Ask before a book is removed."""
        box = QMessageBox(self._page)
        box.setIcon(QMessageBox.Icon.Question)
        box.setWindowTitle(self.tr("Remove a code book"))
        box.setText(self.tr("Remove {0} with its maps and marks? Decisions keep their codes and names.").format(book))
        box.setStandardButtons(QMessageBox.StandardButton.Cancel)
        self.removing = box.addButton(self.tr("&Remove"), QMessageBox.ButtonRole.DestructiveRole)
        box.setDefaultButton(QMessageBox.StandardButton.Cancel)
        self.removing.clicked.connect(partial(self._remove, book))
        self._open(box)

    def edit_abbreviations(self) -> None:
        """Show the hospital's own abbreviations to be changed."""
        dialog = AbbreviationsDialog(self._desk.places.abbreviations, self._desk.runner, self._page)
        dialog.saved.connect(self._desk.knowledge.reload)
        self._open(dialog)

    @property
    def _memory(self) -> Path:
        return self._desk.places.home / "table-columns.json"

    def _ask_about(self, looked: Looked) -> None:
        dialog = TablePreviewDialog(looked, self._desk.knowledge.books(), self._page)
        dialog.asked.connect(self.import_table)
        self._open(dialog)

    def _start(self, title: str, run: Work) -> None:
        self._desk.jobs.start(title, run, self._imported, otherwise=self._not_imported)
        self.job_started.emit()

    def _imported(self, report: ImportReport | None) -> None:
        if report is None:
            self._desk.knowledge.reload()
            self._notice.say(self.tr("Cancelled; the code books are as they were."))
            return
        self._desk.knowledge.reload()
        self._notice.say(summed(report), (self.tr("See the report"), partial(self._show_report, report)))
        self._show_report(report)

    def _not_imported(self, error: DxDeskError) -> None:
        self._notice.say(self.tr("{0}  The code books are as they were.").format(told(error)))

    def _show_report(self, report: ImportReport) -> None:
        self._open(BookReport(report, self._page))

    def _remove(self, book: str, _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        index = self._desk.places.codebooks
        self._desk.runner.aside(lambda: book_work.remove(index, book), partial(self._removed, book), self._notice.tell)

    def _removed(self, book: str, _none: None) -> None:
        settings = self._desk.settings
        if book in (settings.book, settings.second_book):
            left = {name: "" for name in ("book", "second_book") if getattr(settings, name) == book}
            self._desk.change_settings(replace(settings, **left))
        self._desk.knowledge.reload()
        self._notice.say(self.tr("{0} is removed.").format(book))

    def _choose(self, title: str, then: Take) -> None:
        kinds = self.tr("Tables") + " (*.csv *.tsv *.xlsx *.txt)"
        dialog = QFileDialog(self._page, title, "", f"{kinds};;{self.tr('All files')} (*)")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: then(Path(name)))
        self._open(dialog)

    def _open(self, dialog: QDialog) -> None:
        self.dialog = dialog
        dialog.open()
