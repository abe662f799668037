"""What an import asks and tells: which column is what, what to do with known records, and which rows were refused."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QAbstractItemView,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QHeaderView,
    QLabel,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.coding.language import has_han
from app.coding.record import SECTIONS_EN, SECTIONS_ZH
from app.errors import DxDeskError
from app.exchange.columns import Column, ColumnMapping, Field
from app.exchange.refusal import Refused
from app.ui.error_words import say, told
from app.ui.importing import Header, ImportReport

WRAPPED = 300
"""Most refused rows whose whole text is shown in lines; measuring thousands would hold the window up."""
WIDEST_NAME = 220
"""Pixels a file's name may take from reason and advice."""


class MappingDialog(QDialog):
    """One line per column of the file: what it is, guessed and changeable."""

    mapped = Signal(object)

    def __init__(self, header: Header, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Columns of this file"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._header = header
        self.boxes: list[QComboBox] = []
        self.table = QTableWidget(len(header.names), 2, self)
        self.table.setHorizontalHeaderLabels([self.tr("Column"), self.tr("is")])
        self.table.setAccessibleName(self.tr("Columns of this file"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.horizontalHeader().setSectionResizeMode(QHeaderView.ResizeMode.Stretch)
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(QLabel(self.tr("Remembered for every file with the same columns."), self))
        column.addWidget(self.table, 1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self._fill()
        self.resize(520, 560)

    @property
    def mapping(self) -> ColumnMapping:
        """Return the mapping as it is chosen now."""
        columns: list[Column] = []
        for name, box in zip(self._header.names, self.boxes, strict=True):
            field, section = box.currentData()
            columns.append(Column(name, field, (section or name.strip()) if field is Field.SECTION else ""))
        return ColumnMapping(tuple(columns))

    def accept(self) -> None:
        """Take the mapping when it is complete."""
        mapping = self.mapping
        try:
            mapping.check()
        except DxDeskError as error:
            self.problem.setText(f"⚠ {told(error)}")
            return
        self.mapped.emit(mapping)
        super().accept()

    def _fill(self) -> None:
        for row, column in enumerate(self._header.mapping.columns):
            self.table.setItem(row, 0, QTableWidgetItem(column.name))
            box = QComboBox(self.table)
            box.setAccessibleName(column.name)
            for label, field, section in self._choices(column):
                box.addItem(label, (field, section))
                if field is column.field and section == column.section:
                    box.setCurrentIndex(box.count() - 1)
            self.table.setCellWidget(row, 1, box)
            self.boxes.append(box)

    def _choices(self, column: Column) -> list[tuple[str, Field, str]]:
        facts = [
            (self.tr("not taken in"), Field.IGNORED, ""),
            (self.tr("record id (病案标识)"), Field.RECORD_ID, ""),
            (self.tr("sex"), Field.SEX, ""),
            (self.tr("age"), Field.AGE, ""),
            (self.tr("admission date"), Field.ADMITTED, ""),
            (self.tr("discharge date"), Field.DISCHARGED, ""),
            (self.tr("disposition (离院方式)"), Field.DISPOSITION, ""),
            (self.tr("codes, not read"), Field.LABEL, ""),
        ]
        chinese = any(has_han(name) for name in self._header.names)
        listed = (*SECTIONS_ZH, *SECTIONS_EN) if chinese else (*SECTIONS_EN, *SECTIONS_ZH)
        names = list(dict.fromkeys([*listed, column.section or column.name.strip()]))
        return facts + [(self.tr("section {0}").format(name), Field.SECTION, name) for name in names if name]


class RefusedDialog(QDialog):
    """The report of an import: counts, and every refused row with its reason, to be copied."""

    def __init__(self, report: ImportReport, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Import report"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._report = report
        summary = QLabel(counts(report), self)
        summary.setWordWrap(True)
        self.table = QTableWidget(len(report.refused), 4, self)
        self.table.setHorizontalHeaderLabels(
            [self.tr("File"), self.tr("Row"), self.tr("Reason"), self.tr("What to do")]
        )
        self.table.setAccessibleName(self.tr("Refused rows"))
        self.table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.table.verticalHeader().hide()
        self.table.setWordWrap(True)
        for number, refused in enumerate(report.refused):
            for place, text in enumerate(_cells(refused)):
                cell = QTableWidgetItem(text)
                cell.setToolTip(text)
                self.table.setItem(number, place, cell)
        if len(report.refused) <= WRAPPED:
            self.table.verticalHeader().setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        self.table.resizeColumnsToContents()
        self.table.setColumnWidth(0, min(self.table.columnWidth(0), WIDEST_NAME))
        self.table.horizontalHeader().setSectionResizeMode(2, QHeaderView.ResizeMode.Stretch)
        self.table.horizontalHeader().setSectionResizeMode(3, QHeaderView.ResizeMode.Stretch)
        self.notices = QLabel("\n".join(f"{each.file.name}: {say(each.text)}" for each in report.notices[:8]), self)
        self.notices.setWordWrap(True)
        self.notices.setObjectName("muted")
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        copy = buttons.addButton(self.tr("Copy the list"), QDialogButtonBox.ButtonRole.ActionRole)
        copy.clicked.connect(self.copy)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(summary)
        column.addWidget(self.table, 1)
        column.addWidget(self.notices)
        column.addWidget(buttons)
        self.resize(760, 420)

    def copy(self) -> None:
        """Put the list on the clipboard as a table."""
        lines = ["\t".join(_cells(refused)) for refused in self._report.refused]
        QGuiApplication.clipboard().setText("\n".join(lines))


def counts(report: ImportReport) -> str:
    """Say in one sentence what an import did."""
    translate = QGuiApplication.translate
    return translate("import", "Added {0} · updated {1} · unchanged {2} · skipped {3} · refused {4}").format(
        report.added, report.updated, report.same, len(report.left), len(report.refused)
    )


def _cells(refused: Refused) -> tuple[str, str, str, str]:
    return (refused.file.name, str(refused.row or ""), say(refused.reason), say(refused.advice))
