"""Patient facts: what edits and grouping ask about the patient; each may be missing, all are stated by the coder."""

from datetime import date

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QIntValidator
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLabel, QLineEdit, QWidget

from app.coding.record import Disposition, Patient, Sex
from app.errors import InputError
from app.exchange.facts import read_date
from app.ui import words
from app.ui.error_words import told

OLDEST = 150


class PatientDialog(QDialog):
    """Ask for the five facts; `stated` gives the patient when they differ from what was there."""

    stated = Signal(object)

    def __init__(self, record_id: str, patient: Patient, imported: Patient, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Patient facts of {0}").format(record_id))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._patient = patient
        self._imported = imported
        self.sex = self._box({each: words.sex(each) for each in (None, *Sex)})
        self.age = QLineEdit(self)
        self.age.setValidator(QIntValidator(0, OLDEST, self.age))
        self.admitted, self.discharged = QLineEdit(self), QLineEdit(self)
        for line in (self.admitted, self.discharged):
            line.setPlaceholderText("2026-01-31")
        self.disposition = self._box({each: words.disposition(each) for each in (None, *Disposition)})
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self._lay_out()
        self.show_patient(patient)

    def show_patient(self, patient: Patient) -> None:
        """Fill the fields with these facts."""
        self.sex.setCurrentIndex(self.sex.findData(patient.sex))
        self.age.setText("" if patient.age is None else str(patient.age))
        self.admitted.setText(patient.admitted.isoformat() if patient.admitted else "")
        self.discharged.setText(patient.discharged.isoformat() if patient.discharged else "")
        self.disposition.setCurrentIndex(self.disposition.findData(patient.disposition))

    def begin_at(self, field: str) -> None:
        """Put the focus into the field of a place to mend (`app.knowledge.edits.PlaceField`)."""
        fields: dict[str, QWidget] = {"patient_sex": self.sex, "patient_age": self.age, "dates": self.discharged}
        wanted = fields.get(field, self.sex)
        wanted.setFocus()
        if isinstance(wanted, QLineEdit):
            wanted.selectAll()

    def accept(self) -> None:
        """Tell the facts when every field can be read; otherwise say which cannot."""
        try:
            patient = self._read()
        except InputError as error:
            self.problem.setText(f"⚠ {told(error)}")
            self.problem.show()
            return
        if patient != self._patient:
            self.stated.emit(patient)
        super().accept()

    def _read(self) -> Patient:
        """Read the fields; Qt gives an enum's member back as its plain text."""
        sex, disposition = self.sex.currentData(), self.disposition.currentData()
        return Patient(
            Sex(sex) if sex else None,
            int(self.age.text()) if self.age.text().strip() else None,
            self._date(self.admitted),
            self._date(self.discharged),
            Disposition(disposition) if disposition else None,
        )

    def _date(self, line: QLineEdit) -> date | None:
        try:
            return read_date(line.text())
        except InputError:
            line.setFocus()
            raise

    def _lay_out(self) -> None:
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        self.as_imported = buttons.addButton(self.tr("As &imported"), QDialogButtonBox.ButtonRole.ResetRole)
        self.as_imported.clicked.connect(lambda: self.show_patient(self._imported))
        self.as_imported.setEnabled(self._imported != self._patient)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        about = QLabel(
            self.tr(
                "An empty field is a missing fact. What you state here stands in place of the imported facts, "
                "also after another import, and the audit names who changed which fact."
            ),
            self,
        )
        about.setWordWrap(True)
        about.setObjectName("muted")
        form = QFormLayout(self)
        form.addRow(self.tr("&Sex"), self.sex)
        form.addRow(self.tr("&Age in years"), self.age)
        form.addRow(self.tr("Admi&tted on"), self.admitted)
        form.addRow(self.tr("&Discharged on"), self.discharged)
        form.addRow(self.tr("Dis&position (离院方式)"), self.disposition)
        form.addRow(self.problem)
        form.addRow(about)
        form.addRow(buttons)
        self.setMinimumWidth(440)

    def _box(self, choices: "dict[Sex | None, str] | dict[Disposition | None, str]") -> QComboBox:
        box = QComboBox(self)
        for value, name in choices.items():
            box.addItem(name, value)
        return box
