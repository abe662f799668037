"""What the coder does with the checks: go to the place to mend, state patient facts, confirm what stands."""

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMessageBox, QWidget

from app.coding.codebook import Code
from app.coding.record import Patient
from app.coding.scope import Task
from app.review.guard import ConfirmationNeededError, FinishBlockedError
from app.review.session import Case
from app.ui import edit_words
from app.ui.case import OpenCase
from app.ui.code_rows import Group
from app.ui.desk import Desk
from app.ui.jobs import Operation
from app.ui.patient_dialog import PatientDialog
from app.ui.review_acts import ReviewActs
from app.ui.review_page import ReviewPage

if TYPE_CHECKING:
    from app.knowledge.edits import Edit, Place
    from app.review.checks import Checks

FACTS = frozenset({"patient_sex", "patient_age", "dates"})


class CheckActs(QObject):
    """Keep the checks in step with the open case, and lead from them to what they are about."""

    def __init__(
        self, desk: Desk, page: ReviewPage, case: OpenCase, acts: ReviewActs, actions: dict[str, QAction]
    ) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._case = case
        self._acts = acts
        self._confirmed: tuple[str, frozenset[str]] = ("", frozenset())
        self.checks: Checks | None = None
        self.dialog: QWidget | None = None
        case.opened.connect(self._ask)
        case.changed.connect(self._ask)
        desk.checking.checked.connect(self._show)
        page.edits.chosen.connect(lambda edit: self.go_to(edit.place))
        page.drg.code_chosen.connect(self._choose)
        page.drg.facts_wanted.connect(self.open_patient)
        actions["patient"].triggered.connect(lambda _checked=False: self.open_patient())
        for name, panel in (("about_code", page.detail), ("edits", page.edits), ("drg", page.drg)):
            actions[name].triggered.connect(lambda _checked=False, panel=panel: page.show_tab(panel))

    def go_to(self, place: "Place") -> None:
        """Go to the place to mend: a row of the code list, its 入院病情, or the patient facts."""
        field = place.field.value
        if field in FACTS:
            self.open_patient(field)
            return
        if place.code is not None:
            self._choose(place.code)
        else:
            self._choose_principal()
        if field == "on_admission":
            self._page.notice.say(
                self.tr("On admission of this code: keys 1 present, 2 undetermined, 3 unknown, 4 absent, 0 not stated.")
            )
            self._page.codes.setFocus()

    def open_patient(self, field: str = "") -> None:
        """Ask for the patient facts, beginning at one of them."""
        case = self._case.case
        if case is None or case.state.finished:
            return
        record = case.record
        self._desk.runner.submit(
            Operation(
                lambda store: store.records.imported_patient(record.record_id),
                partial(self._open_patient, record.record_id, record.patient, field),
            )
        )

    def stopped(self, error: FinishBlockedError | ConfirmationNeededError) -> None:
        """Say why the record is not finished and lead there, or ask whether what stands may stand."""
        self._page.tabs.setCurrentWidget(self._page.edits)
        first = error.edits[0]
        if isinstance(error, ConfirmationNeededError):
            self._confirm(error)
            return
        if first.place.field.value not in FACTS:
            self.go_to(first.place)
        self._page.notice.say(
            self.tr("Not finished: {0} (rule {1})").format(first.text(self._language), first.rule_id),
            (self.tr("Go there"), partial(self.go_to, first.place)),
        )

    @property
    def _language(self) -> str:
        return self._desk.knowledge.language

    def _ask(self, case: Case) -> None:
        self._desk.checking.ask(case.state.code_set, case.record.patient)

    def _show(self, checks: "Checks") -> None:
        self.checks = checks
        self._page.show_checks(checks)

    def _choose(self, code: Code) -> None:
        self._page.codes.choose(code)
        self._page.codes.setFocus()

    def _choose_principal(self) -> None:
        """Stand on the principal, else on what could become it."""
        rows = self._page.rows
        wanted = next((row for row in rows if row.task is Task.PRINCIPAL), None)
        wanted = wanted or next((row for row in rows if row.group is Group.ASSIGNED), None)
        if wanted:
            self._page.codes.choose(wanted.code)
        self._page.codes.setFocus()

    def _open_patient(self, record_id: str, patient: Patient, field: str, imported: Patient) -> None:
        if record_id != self._case.record_id:
            return
        dialog = PatientDialog(record_id, patient, imported, self._page)
        dialog.stated.connect(self._state_patient)
        dialog.finished.connect(lambda _result: self._page.codes.setFocus())
        self.dialog = dialog
        dialog.open()
        dialog.begin_at(field)

    def _state_patient(self, patient: Patient) -> None:
        row = self._page.codes.row
        self._page.prefer(row.code if row else None)
        self._case.state_patient(patient)

    def _confirm(self, error: ConfirmationNeededError) -> None:
        """Ask about the critical edits; the safe answer is the one Enter gives."""
        box = QMessageBox(self._page)
        box.setIcon(QMessageBox.Icon.Warning)
        box.setWindowTitle(self.tr("Critical edits"))
        box.setText(self.tr("These edits are critical. Finish the record with them all the same?"))
        box.setInformativeText("\n\n".join(self._line(edit) for edit in error.edits))
        finish = box.addButton(self.tr("&Finish with them"), QMessageBox.ButtonRole.DestructiveRole)
        mend = box.addButton(self.tr("Go and &mend"), QMessageBox.ButtonRole.RejectRole)
        box.setDefaultButton(mend)
        box.setEscapeButton(mend)

        def answered() -> None:
            if box.clickedButton() is finish:
                self._finish(frozenset(edit.rule_id for edit in error.edits))
            else:
                self.go_to(error.edits[0].place)
            box.deleteLater()

        box.finished.connect(lambda _result: answered())
        self.dialog = box
        box.open()

    def _finish(self, confirmed: frozenset[str]) -> None:
        """Finish with every edit that was confirmed for this record."""
        record_id = self._case.record_id
        before = self._confirmed[1] if self._confirmed[0] == record_id else frozenset[str]()
        self._confirmed = (record_id, before | confirmed)
        self._case.finish(lambda: self._acts.finished.emit(record_id), self._confirmed[1])

    def _line(self, edit: "Edit") -> str:
        return f"{edit_words.sign(edit.level)} {edit.text(self._language)}\n{edit_words.source(edit)}"
