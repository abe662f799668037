"""The left column of the review page: who the patient is, and the record's sections with their evidence counts."""

from collections import Counter

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from app.coding.record import Patient, Record
from app.ui import words
from app.ui.code_rows import Row


class SectionsPanel(QWidget):
    """List the sections; choosing one scrolls the record there."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.patient = QLabel(self)
        self.patient.setWordWrap(True)
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Sections of the record"))
        self.list.itemActivated.connect(self._tell)
        self.list.itemClicked.connect(self._tell)
        self._column = column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.addWidget(self.patient)
        column.addWidget(self.list, 1)

    def show_record(self, record: Record) -> None:
        """List a record's sections."""
        self.show_patient(record.patient)
        self.list.clear()
        for section in record.sections:
            item = QListWidgetItem(section.name, self.list)
            item.setData(Qt.ItemDataRole.UserRole, section.name)

    def show_patient(self, patient: Patient) -> None:
        """Write the patient's facts below one another."""
        self.patient.setText("\n".join(words.patient(patient).split(" · ")))

    def put_below_facts(self, button: QWidget) -> None:
        """Put the act that states the facts where they stand."""
        self._column.insertWidget(1, button)

    def count_evidence(self, rows: tuple[Row, ...]) -> None:
        """Write behind each section how many pieces of evidence stand in it."""
        counts = Counter(evidence.section for row in rows for evidence in row.evidence)
        for number in range(self.list.count()):
            item = self.list.item(number)
            name = str(item.data(Qt.ItemDataRole.UserRole))
            item.setText(f"{name}  ({counts[name]})" if counts[name] else name)
            item.setData(Qt.ItemDataRole.AccessibleTextRole, self.tr("{0}, evidence {1}").format(name, counts[name]))

    def mark_section(self, name: str) -> None:
        """Put the cursor on the section that is being read, without scrolling to it."""
        for number in range(self.list.count()):
            if self.list.item(number).data(Qt.ItemDataRole.UserRole) == name:
                self.list.setCurrentRow(number)

    def _tell(self, item: QListWidgetItem) -> None:
        self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))
