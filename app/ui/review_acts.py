"""What the coder's keys do on the review page: each act goes to the open case, then the selection moves on."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, QPoint, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from app.coding.codebook import Code
from app.coding.codeset import OnAdmission
from app.coding.decision import RejectReason
from app.coding.scope import Task
from app.ui import words
from app.ui.case import OpenCase
from app.ui.code_rows import Group, Row, Standing, undecided
from app.ui.code_search import CodeSearch, Found, Purpose
from app.ui.desk import Desk
from app.ui.key_menu import KeyMenu
from app.ui.review_page import ReviewPage


class ReviewActs(QObject):
    """Connect the acts with the page and the case."""

    finished = Signal(str)

    def __init__(self, desk: Desk, page: ReviewPage, case: OpenCase, actions: dict[str, QAction]) -> None:
        super().__init__(page)
        self._desk = desk
        self._page = page
        self._case = case
        self._actions = actions
        self.dialog: QWidget | None = None
        self._in_front = False
        for name, act in self._table().items():
            actions[name].triggered.connect(partial(self._queue, act))
        actions["note"].triggered.connect(lambda _checked=False: page.notes.open_field())
        page.notes.kept.connect(self._keep_note)
        case.noted.connect(page.notes.show_notes)
        case.refused.connect(lambda _error: page.notes.refresh())
        page.row_chosen.connect(self.enable)
        case.changed.connect(lambda _case: self.enable(page.codes.row))
        self.enable(None)

    def set_in_front(self, in_front: bool) -> None:  # noqa: FBT001 - a state
        """Take keys only while the record is on the screen: no hidden record is decided on or finished."""
        self._in_front = in_front
        self.enable(self._page.codes.row)

    def enable(self, row: Row | None) -> None:
        """Let only those acts be chosen that are possible for the chosen row; say what undo would undo."""
        case = self._case.case
        state = case.state if case else None
        open_ = state is not None and not state.finished
        assigned = row is not None and row.group is Group.ASSIGNED
        decidable = open_ and row is not None and row.standing is not Standing.PROVISIONAL
        possible = {
            "accept": decidable and not assigned,
            "reject": decidable and not (row and row.standing is Standing.REJECTED),
            "replace": decidable,
            "promote": decidable and not (row and row.standing is Standing.PRINCIPAL),
            "up": open_ and row is not None and row.standing is Standing.OTHER,
            "down": open_ and row is not None and row.standing is Standing.OTHER,
            "add": open_,
            "finish": open_,
            "reopen": state is not None and state.finished,
            "undo": state is not None and state.can_undo is not None,
            "redo": state is not None and state.can_redo is not None,
        }
        possible |= {f"on_admission_{value}": open_ and assigned for value in range(5)}
        possible["patient"] = open_
        of_any_record = ("find", "next_evidence", "previous_evidence", "reason", "suggest", "note")
        possible |= dict.fromkeys(of_any_record, state is not None)
        for name, can in possible.items():
            self._actions[name].setEnabled(bool(can) and self._in_front)
        self._name_undo()

    def _table(self) -> dict[str, Callable[[], object]]:
        page = self._page
        table: dict[str, Callable[[], object]] = {
            "accept": self._accept,
            "reject": self._ask_reason,
            "replace": self._replace,
            "add": self._add,
            "promote": self._promote,
            "up": partial(self._move, -1),
            "down": partial(self._move, 1),
            "undo": self._case.undo,
            "redo": self._case.redo,
            "finish": self._finish,
            "reopen": self._case.reopen,
            "find": page.find_bar.open_bar,
            "next_evidence": partial(page.record.step_evidence, 1),
            "previous_evidence": partial(page.record.step_evidence, -1),
            "reason": page.detail.toggle_reason,
        }
        table["on_admission_0"] = partial(self._state_on_admission, None)
        return table | {
            f"on_admission_{value.value}": partial(self._state_on_admission, value) for value in OnAdmission
        }

    def _queue(self, act: Callable[[], object], _checked: bool = False) -> None:  # noqa: FBT001, FBT002 - Qt's signal
        if self._case.case is not None:
            self._case.when_idle(act)

    def _keep_note(self, record_id: str, text: str) -> None:
        self._case.add_note(record_id, text, partial(self._page.notes.forget, record_id, text))

    def _accept(self) -> None:
        row = self._page.codes.row
        if row and row.group is not Group.ASSIGNED and row.standing is not Standing.PROVISIONAL:
            self._go_on_after(row)
            self._case.accept(row.code, row.task)

    def _ask_reason(self) -> None:
        row = self._page.codes.row
        if row is None or row.standing in (Standing.REJECTED, Standing.PROVISIONAL):
            return
        menu = KeyMenu(self._page)
        menu.setAccessibleName(self.tr("Why is it rejected?"))
        menu.addSection(self.tr("Why? {0}").format(row.code.name))
        plain = menu.addAction("&0   " + self.tr("Without a reason"), partial(self._reject, row, None))
        for number, reason in enumerate(RejectReason, 1):
            menu.addAction(f"&{number}   {words.reason(reason)}", partial(self._reject, row, reason))
        menu.setActiveAction(plain)
        menu.aboutToHide.connect(menu.deleteLater)
        self.dialog = menu
        codes = self._page.codes
        area = codes.visualRect(codes.currentIndex())
        menu.popup(codes.viewport().mapToGlobal(QPoint(area.left() + 40, area.bottom())))

    def _reject(self, row: Row, reason: RejectReason | None) -> None:
        self._go_on_after(row)
        self._case.reject(row.code, row.task, reason)

    def _promote(self) -> None:
        row = self._page.codes.row
        if row is None or row.standing in (Standing.PRINCIPAL, Standing.PROVISIONAL):
            return
        self._go_on_after(row)
        if row.standing is Standing.OTHER:
            self._case.promote(row.code)
        elif row.candidate:
            self._case.accept(row.code, Task.PRINCIPAL)

    def _move(self, by: int) -> None:
        case, row = self._case.case, self._page.codes.row
        if case is None or row is None or row.standing is not Standing.OTHER:
            return
        order = [each.code.code for each in case.state.others]
        at = order.index(row.code.code)
        if 0 <= at + by < len(order):
            order[at], order[at + by] = order[at + by], order[at]
            self._page.prefer(row.code)
            self._case.reorder(tuple(order))

    def _state_on_admission(self, value: OnAdmission | None) -> None:
        row = self._page.codes.row
        nothing = row is not None and value is None and row.on_admission is None
        if row and row.group is Group.ASSIGNED and not nothing:
            self._page.prefer(row.code)
            self._case.state_on_admission(row.code, None if row.on_admission is value else value)

    def _replace(self) -> None:
        row = self._page.codes.row
        if row is None or row.standing is Standing.PROVISIONAL:
            return
        title = self.tr("Replace {0} {1}").format(row.code.code, row.code.name)
        dialog = self._search(title, Purpose.REPLACE, None if row.missing_from else row.code)
        dialog.found.connect(partial(self._replaced, row))
        if row.missing_from:
            dialog.words.setText(row.code.name)
            dialog.words.selectAll()

    def _replaced(self, row: Row, found: Found) -> None:
        self._page.prefer(found.code)
        if row.group is Group.ASSIGNED:
            self._case.replace(row.code, found.code)
            return
        note = f"→ {found.code.code} {found.code.name}"
        if row.standing is not Standing.REJECTED:
            self._case.reject(row.code, row.task, RejectReason.OTHER, note)
        self._case.when_idle(partial(self._replace_candidate, found, row.task))

    def _replace_candidate(self, found: Found, task: Task) -> None:
        self._page.prefer(found.code)
        self._case.add(found.code, task)

    def _add(self) -> None:
        self._search(self.tr("Add a code"), Purpose.ADD).found.connect(self._added)

    def _added(self, found: Found) -> None:
        self._page.prefer(found.code)
        self._case.add(found.code, found.task)

    def _search(self, title: str, purpose: Purpose, start: Code | None = None) -> CodeSearch:
        dialog = CodeSearch(self._desk, title, purpose, self._page, start)
        dialog.setModal(True)
        dialog.finished.connect(lambda _result: self._page.codes.setFocus())
        self.dialog = dialog
        dialog.open()
        return dialog

    def _finish(self) -> None:
        """Finish when nothing is missing; otherwise say what is, and go there."""
        case = self._case.case
        if case is None or case.state.finished:
            return
        still = undecided(self._page.rows)
        if still:
            names = "、".join(row.code.name for row in still)
            self._block(
                self.tr("Not finished: {0} suggested code(s) need a decision (accept, reject or replace): {1}").format(
                    len(still), names
                ),
                still[0].code,
            )
        elif case.state.principal is None:
            first = next((row for row in self._page.rows if row.task is Task.PRINCIPAL), None)
            assigned = next((row for row in self._page.rows if row.group is Group.ASSIGNED), None)
            target = first or assigned
            self._block(
                self.tr(
                    "Not finished: the principal diagnosis is missing. Choose a code and press P, or add one with +."
                ),
                target.code if target else None,
            )
        else:
            record_id = self._case.record_id
            self._case.finish(lambda: self.finished.emit(record_id))

    def _block(self, text: str, code: Code | None) -> None:
        self._page.notice.say(text)
        self._page.codes.setFocus()
        if code:
            self._page.codes.choose(code)

    def _go_on_after(self, row: Row) -> None:
        """Stand on the next undecided candidate after this act."""
        self._page.notice.hide()
        self._page.prefer(self._page.codes.next_undecided(row.code) or row.code)

    def _name_undo(self) -> None:
        case = self._case.case
        state = case.state if case else None
        undo, redo = self._actions["undo"], self._actions["redo"]
        undone = words.decision(state.can_undo) if state and state.can_undo else ""
        redone = words.decision(state.can_redo) if state and state.can_redo else ""
        undo.setText(self.tr("Undo: {0}").format(undone) if undone else self.tr("Undo"))
        redo.setText(self.tr("Redo: {0}").format(redone) if redone else self.tr("Redo"))
