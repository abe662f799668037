"""What the expert's keys do on the approval page: each act waits for the one before, then the page moves on."""

from collections.abc import Callable, Mapping
from functools import partial

from PySide6.QtCore import QObject, QPoint
from PySide6.QtWidgets import QDialog, QWidget

from app.coding.rewrite import RejectWhy, Standing
from app.review.approval import Judged
from app.ui import approval_words
from app.ui.approval_case import key_of_line
from app.ui.approval_edit import EditDialog
from app.ui.approval_files import ApprovalFiles
from app.ui.approval_page import ApprovalPage
from app.ui.desk import Desk
from app.ui.key_menu import KeyMenu
from app.ui.notice import Notice


class ApprovalActs(QObject):
    """Connect the page's acts with the case."""

    def __init__(self, desk: Desk, page: ApprovalPage, notice: Notice) -> None:
        super().__init__(page)
        self.page = page
        self._case = page.approving
        self.files = ApprovalFiles(desk, page, notice)
        self.dialog: QWidget | None = None
        page.acted.connect(self._act)

    def _table(self) -> dict[str, Callable[[], object]]:
        page = self.page
        table: dict[str, Callable[[], object]] = {
            "approve": self._approve,
            "reject": self._ask_why,
            "none": self._ask_why_none,
            "edit": self._edit,
            "undo": self._undo,
            "previous_variant": partial(page.variants.step, -1),
            "next_variant": partial(page.variants.step, 1),
            "previous_case": partial(self._step_case, -1),
            "next_case": partial(self._step_case, 1),
            "next_fact": self._next_fact,
            "passed": lambda: page.filter_passed(page.buttons["passed"].isChecked()),
            "open_only": lambda: page.filter_open(page.buttons["open_only"].isChecked()),
            "import": self.files.choose_bundle,
            "export": self.files.choose_target,
        }
        return table | {f"score:{number}": partial(page.set_score, number or None) for number in range(6)}

    def _act(self, name: str) -> None:
        self._case.when_idle(self._table()[name])

    def _approve(self) -> None:
        """Choose the variant on the screen, with the score held for it."""
        judged = self.page.variant
        if judged is not None:
            self.page.notice.hide()
            self._case.approve(judged.variant.variant_id, self.page.score)

    def _ask_why(self) -> None:
        judged = self.page.variant
        if judged is not None:
            number = self.page.variants.rows.lines[self.page.variants.row].title
            self._ask(self.tr("Why not {0}?").format(number), partial(self._reject, judged))

    def _ask_why_none(self) -> None:
        if self.page.opened is not None and self.page.opened.variants:
            self._ask(self.tr("Why none of them?"), self._none)

    def _ask(self, question: str, then: Callable[[RejectWhy], object]) -> None:
        """Open the menu of reasons: while it is open the digits choose in it, and only then."""
        menu = KeyMenu(self.page)
        menu.setAccessibleName(question)
        menu.addSection(question)
        for number, why in enumerate(RejectWhy, 1):
            menu.addAction(f"&{number}   {approval_words.why(why)}", partial(then, why))
        menu.aboutToHide.connect(menu.deleteLater)
        self.dialog = menu
        variants = self.page.variants
        area = variants.visualRect(variants.currentIndex())
        menu.popup(variants.viewport().mapToGlobal(QPoint(area.left() + 24, area.bottom())))

    def _reject(self, judged: Judged, why: RejectWhy) -> None:
        self.page.notice.hide()
        self.page.prefer(self._next_pending(judged))
        self._case.reject(judged.variant.variant_id, why)

    def _none(self, why: RejectWhy) -> None:
        self.page.notice.hide()
        self._case.none_of_them(why)

    def _edit(self) -> None:
        judged = self.page.variant
        if judged is None:
            return
        dialog = EditDialog(judged, self.page.section, self.page)
        dialog.saved.connect(partial(self._save, judged))
        dialog.finished.connect(lambda _result: self.page.variants.setFocus())
        self.dialog = dialog
        dialog.open()

    def _save(self, judged: Judged, sections: Mapping[str, str]) -> None:
        self.page.prefer(judged.variant.variant_id)
        self._case.edit(judged.variant.variant_id, sections)
        if judged.standing is Standing.APPROVED:
            self.page.notice.say(self.tr("The text has changed, so its approval is void: approve it again with A."))

    def _undo(self) -> None:
        page = self.page
        page.notice.hide()
        self._case.undo(lambda: page.notice.say(self.tr("There is nothing to take back.")))

    def _step_case(self, by: int) -> None:
        page = self.page
        at = page.cases.row
        row = min(len(page.shown_cases) - 1, max(0, at + by))
        if page.shown_cases and row != at:
            page.notice.hide()
            self._case.open(key_of_line(page.shown_cases[row]))

    def _next_fact(self) -> None:
        page = self.page
        if page.facts:
            row = (page.places.row + 1) % len(page.facts)
            page.places.setCurrentIndex(page.places.rows.index(row, 0))
            page.go_to_fact(row)

    def _next_pending(self, judged: Judged) -> str:
        """Name the undecided variant that follows in the list, this one when there is none."""
        shown = self.page.shown_variants
        at = shown.index(judged)
        ahead = (*shown[at + 1 :], *shown[:at])
        following = next((each for each in ahead if each.standing is Standing.PENDING), judged)
        return following.variant.variant_id

    def close_dialog(self) -> None:
        """Close what is open over the page."""
        if isinstance(self.dialog, QDialog):
            self.dialog.reject()
        elif self.dialog is not None:
            self.dialog.close()
        self.dialog = None
