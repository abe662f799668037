"""What the File menu does: import with its questions and report, export in a chosen format."""

from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject
from PySide6.QtWidgets import QFileDialog, QWidget

from app.errors import DxDeskError
from app.exchange.columns import ColumnMapping
from app.exchange.delivery import Format
from app.ui.desk import Desk
from app.ui.exporting import SUFFIXES, Exported, Wanted, run_export
from app.ui.import_dialogs import MappingDialog, RefusedDialog, counts
from app.ui.importing import Asked, Header, ImportReport, look_at, remember, run_import
from app.ui.notice import Notice


class FileActs(QObject):
    """Import and export for one window."""

    def __init__(self, desk: Desk, notice: Notice, window: QWidget) -> None:
        super().__init__(window)
        self._desk = desk
        self._notice = notice
        self._window = window
        self.dialog: QWidget | None = None

    def choose_files(self) -> None:
        """Ask for files and import them."""
        kinds = self.tr("Records") + " (*.json *.jsonl *.csv *.tsv *.xlsx *.txt *.docx *.pdf)"
        every = self.tr("All files") + " (*)"
        dialog = QFileDialog(self._window, self.tr("Import records"), "", f"{kinds};;{every}")
        dialog.setFileMode(QFileDialog.FileMode.ExistingFiles)
        dialog.filesSelected.connect(lambda names: self.import_paths(tuple(map(Path, names))))
        self._open(dialog)

    def choose_folder(self) -> None:
        """Ask for a folder and import what is in it."""
        dialog = QFileDialog(self._window, self.tr("Import a folder of records"))
        dialog.setFileMode(QFileDialog.FileMode.Directory)
        dialog.filesSelected.connect(lambda names: self.import_paths(tuple(map(Path, names))))
        self._open(dialog)

    def import_paths(self, paths: tuple[Path, ...]) -> None:
        """Look at the files' columns, ask about them where they are not certain, then import."""
        if paths:
            self._desk.runner.aside(
                lambda: look_at(paths, self._memory), partial(self._looked, paths), partial(self._unreadable, paths)
            )

    def choose_export(self) -> None:
        """Ask for a format and a file, then export the finished records."""
        names = {form: f"{self._format_name(form)} (*{SUFFIXES[form]})" for form in Format}
        dialog = QFileDialog(self._window, self.tr("Export finished records"), "", ";;".join(names.values()))
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)

        def chosen(path: str) -> None:
            form = next(each for each, name in names.items() if name == dialog.selectedNameFilter())
            target = Path(path)
            self.export_to(form, target if target.suffix else target.with_name(target.name + SUFFIXES[form]))

        dialog.fileSelected.connect(chosen)
        self._open(dialog)

    def export_to(self, form: Format, path: Path) -> None:
        """Export the finished records to a file."""
        actor, store = self._desk.actor, self._desk.runner.store
        wanted = Wanted(form, path, self._desk.places.codebooks, self._desk.knowledge.second_book)
        self._desk.jobs.start(
            self.tr("Export to {0}").format(path.name),
            lambda control: run_export(store, wanted, actor, control),
            self._exported,
        )

    @property
    def _memory(self) -> Path:
        return self._desk.places.home / "columns.json"

    def _unreadable(self, paths: tuple[Path, ...], _error: DxDeskError) -> None:
        """Import all the same: the report then names what is wrong with which file."""
        self._import(paths, None)

    def _looked(self, paths: tuple[Path, ...], header: Header | None) -> None:
        if header is None or header.certain:
            self._import(paths, header.mapping if header else None)
            return
        dialog = MappingDialog(header, self._window)

        def mapped(mapping: ColumnMapping) -> None:
            remember(header, mapping, self._memory)
            self._import(paths, mapping)

        dialog.mapped.connect(mapped)
        self._open(dialog)

    def _import(
        self, paths: tuple[Path, ...], mapping: ColumnMapping | None, only: frozenset[str] | None = None
    ) -> None:
        asked = Asked(paths, mapping, self._desk.actor, only)
        store = self._desk.runner.store
        self._desk.jobs.start(
            self.tr("Import {0}").format(paths[0].name + (" …" if len(paths) > 1 else "")),
            lambda control: run_import(store, asked, control),
            partial(self._imported, asked),
            can_pause=True,
        )

    def _imported(self, asked: Asked, report: ImportReport) -> None:
        self._desk.records_changed.emit()
        if report.refused:
            self._open(RefusedDialog(report, self._window))
        if report.left and asked.only is None:
            left = frozenset(report.left)
            asked_for = self.tr(
                "{0} record(s) are already here with other content. Update them from the file, or keep them?"
            ).format(len(left))
            if report.entered:
                asked_for += " " + self.tr(
                    "For {0} of them a coder has stated patient facts: these stay in force either way."
                ).format(len(report.entered))
            self._notice.say(
                asked_for,
                (self.tr("Update"), partial(self._import, asked.paths, asked.mapping, left)),
                (self.tr("Keep as they are"), lambda: None),
            )
        else:
            self._notice.say(counts(report))

    def _exported(self, done: Exported) -> None:
        self._notice.say(self.tr("{0} finished record(s) written to {1}").format(done.number, done.path))

    def _open(self, dialog: QWidget) -> None:
        self.dialog = dialog
        if isinstance(dialog, QFileDialog | MappingDialog | RefusedDialog):
            dialog.open()

    def _format_name(self, form: Format) -> str:
        return {
            Format.XLSX: self.tr("Front page, Excel"),
            Format.CSV: self.tr("Front page, CSV"),
            Format.JSON: self.tr("JSON with evidence and provenance"),
            Format.FHIR: self.tr("FHIR R4 bundle"),
            Format.CCL25: self.tr("CCL25 submission"),
        }[form]
