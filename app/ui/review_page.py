"""The review page: sections · record text · codes, kept in step with the open case and with the words streaming in."""

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import (
    QFrame,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSizePolicy,
    QSplitter,
    QTabWidget,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.coding.codebook import Code
from app.coding.completion import Source
from app.coding.suggest import Suggestion
from app.review.session import Case
from app.ui import edit_words
from app.ui.actions import key_text
from app.ui.code_detail import CodeDetail
from app.ui.code_list import CodeList
from app.ui.code_rows import Counterpart, Row, rows_of
from app.ui.desk import Desk
from app.ui.drg_panel import DrgPanel
from app.ui.edits_panel import EditsPanel
from app.ui.find_bar import FindBar
from app.ui.marks import Marks
from app.ui.notes_panel import SIGN, NotesPanel
from app.ui.notice import Notice
from app.ui.record_view import RecordView
from app.ui.sections_panel import SectionsPanel
from app.ui.stream import VOTES, Glimpse

if TYPE_CHECKING:
    from app.review.checks import Checks

BUTTONS = ("accept", "reject", "replace", "add", "promote")


class ReviewPage(QWidget):
    """Show one case; what the coder does goes through `ReviewActs`."""

    row_chosen = Signal(object)

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.case: Case | None = None
        self._partial: Suggestion | None = None
        self.sections = SectionsPanel(self)
        self.record = RecordView(desk.theme, self)
        self.find_bar = FindBar(self.record, self)
        self.codes = CodeList(desk.theme, self)
        self.detail = CodeDetail(desk.knowledge, desk.theme, self)
        self.notice = Notice(self)
        self.notes = NotesPanel(self)
        self.title = QLabel(self)
        self.title.setObjectName("title")
        self.about = QLabel(self)
        self.about.setObjectName("muted")
        self.place = QLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setMaximumWidth(140)
        self.progress.setTextVisible(False)
        self.progress_words = QLabel(self)
        self.edits = EditsPanel(desk.theme, desk.knowledge.language, self)
        self.drg = DrgPanel(desk.theme, desk.knowledge.language, self)
        self.tabs = QTabWidget(self)
        self.counts = QToolButton(self)
        self.remarks = QLabel(self)
        self.remarks.setWordWrap(True)
        self._prefer: Code | None = None
        self._actions: dict[str, QAction] = {}
        self._counterparts: dict[Code, Counterpart] = {}
        self._missing: dict[Code, str] = {}
        self._connect()

    def lay_out(self, actions: dict[str, QAction]) -> None:
        """Put the parts together, with the acts as buttons."""
        self._actions = actions
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(self._banner(actions))
        column.addWidget(self.notice)
        column.addWidget(self.notes)
        self.splitter = QSplitter(Qt.Orientation.Horizontal, self)
        self.sections.put_below_facts(_button(actions["patient"], self.sections))
        self.splitter.addWidget(self.sections)
        self.splitter.addWidget(self._middle())
        self.splitter.addWidget(self._right(actions))
        self.splitter.setStretchFactor(0, 0)
        self.splitter.setStretchFactor(1, 5)
        self.splitter.setStretchFactor(2, 4)
        self.splitter.setSizes([150, 640, 500])
        column.addWidget(self.splitter, 1)

    def show_case(self, case: Case) -> None:
        """Show another record from its beginning."""
        self.case, self._partial, self._prefer = case, None, None
        self.notice.hide()
        self.sections.show_record(case.record)
        self.record.show_record(case.record)
        self.notes.show_record(case.record.record_id, case.notes)
        self.stop_progress()
        self.forget_checks()
        self._show_rows()
        self.find_bar.refresh()
        self.codes.setFocus()

    def update_case(self, case: Case) -> None:
        """Show what changed in the open record; stay on the preferred code."""
        self.case, self._partial = case, None
        self.notes.show_notes(case.notes)
        self._show_rows()

    def prefer(self, code: Code | None) -> None:
        """Name the code to stand on after the next change."""
        self._prefer = code

    def show_place(self, number: int, total: int) -> None:
        """Say which record of how many this is."""
        self.place.setText(self.tr("{0} of {1}").format(number, total) if number else "")

    def set_theme(self) -> None:
        """Repaint everything in the desk's theme."""
        for part in (self.record, self.codes, self.detail, self.edits, self.drg):
            part.set_theme(self._desk.theme)

    def begin_progress(self) -> None:
        """Say that the model reads."""
        self.progress.setRange(0, 0)
        self.progress.show()
        self.progress_words.setText(self.tr("reading the record…"))
        self._partial = None

    def show_preparing(self, book_id: str) -> None:
        """Say that the code book is being prepared, or (empty) that the model reads."""
        said = self.tr("preparing the code book {0}…").format(book_id) if book_id else self.tr("reading the record…")
        self.progress_words.setText(said)

    def show_glimpse(self, glimpse: Glimpse) -> None:
        """Show how far the reading is, and what the votes so far would give."""
        self.progress.setRange(0, VOTES)
        self.progress.setValue(glimpse.votes)
        tail = " ".join(glimpse.text.split())[-24:]
        self.progress_words.setText(self.tr("votes {0} of {1}").format(glimpse.votes, VOTES) + f"  …{tail}")
        if glimpse.partial is not None and glimpse.partial is not self._partial:
            self._partial = glimpse.partial
            self._prefer = self.codes.row.code if self.codes.row else None
            self._show_rows()

    def stop_progress(self) -> None:
        """Say that nothing is being read."""
        self.progress.hide()
        self.progress_words.clear()
        if self._partial is not None:
            self._partial = None
            self._show_rows()

    @property
    def rows(self) -> tuple[Row, ...]:
        """Return the rows shown."""
        return self.codes.codes.rows

    @property
    def suggestion(self) -> Suggestion | None:
        """Return the suggestion shown: the one in the making, otherwise the stored one."""
        if self._partial is not None:
            return self._partial
        return self.case.stored.suggestion if self.case and self.case.stored else None

    def _show_rows(self) -> None:
        if self.case is None:
            return
        rows = rows_of(
            self.case.state,
            self.suggestion,
            provisional=self._partial is not None,
            counterpart=self._counterpart if self._desk.knowledge.second_book else None,
        )
        rows = tuple(replace(row, missing_from=self._missing_from(row.code)) for row in rows)
        self.record.set_marks(Marks.of(self.record.text, rows))
        self.sections.count_evidence(rows)
        prefer, self._prefer = self._prefer, None
        self.codes.set_rows(rows, prefer)
        self._show_about(self.case)
        self._show_remarks()

    def _counterpart(self, code: Code) -> Counterpart:
        """Look a code's counterpart in the second book up, each code once."""
        if code not in self._counterparts:
            knowledge = self._desk.knowledge
            second = knowledge.second_book
            entry = knowledge.second(code)
            found = code if code.book == second else entry.code if entry else None
            walked = found is not None or any(
                (walk.source, walk.target) == (code.book, second) for walk in knowledge.index.crosswalks()
            )
            self._counterparts[code] = Counterpart(second, found, walked)
        return self._counterparts[code]

    def _missing_from(self, code: Code) -> str:
        """Ask whether the book in force has a code, each code once."""
        if code not in self._missing:
            self._missing[code] = self._desk.knowledge.missing_from(code)
        return self._missing[code]

    def _books_changed(self) -> None:
        self._counterparts.clear()
        self._missing.clear()
        if self.case is not None:
            self._prefer = self.codes.row.code if self.codes.row else None
            self._show_rows()

    def show_tab(self, panel: QWidget) -> None:
        """Show a panel beside the code's own and give it the focus; of the code's own only show it."""
        self.tabs.setCurrentWidget(panel)
        (self.codes if panel is self.detail else panel).setFocus()

    def forget_checks(self) -> None:
        """Show nothing of another record while this one is checked."""
        self.edits.show_edits(None)
        self.drg.show_checks(None, self._desk.settings.grouper)
        self.counts.hide()
        self._name_tabs()

    def show_checks(self, checks: "Checks") -> None:
        """Show what the rules and the grouper found for the codes as they are now."""
        self.edits.show_edits(checks.edits if checks.coded else None)
        self.drg.show_checks(checks, self._desk.settings.grouper)
        named = edit_words.counted(checks.edits)
        self.counts.setText(named or ("✓" if checks.coded else ""))
        self.counts.setAccessibleName(named or self.tr("The rules find nothing to mend."))
        self.counts.setToolTip(f"{self.counts.accessibleName()}  Alt+2")
        self.counts.setVisible(bool(self.counts.text()))
        grouped = checks.grouped
        self._name_tabs(len(checks.edits), grouped.drg if grouped and grouped.drg else "")

    def _name_tabs(self, edits: int = 0, drg: str = "") -> None:
        """Write the tabs with how many edits there are, the group, and their keys."""
        names = (
            (self.detail, self.tr("Code"), "about_code"),
            (self.edits, f"{self.tr('Edits')} {edits}" if edits else self.tr("Edits"), "edits"),
            (self.drg, f"{self.tr('DRG')} {drg}".strip(), "drg"),
        )
        for panel, name, act in names:
            self.tabs.setTabText(self.tabs.indexOf(panel), f"{name}  {key_text(self._actions[act])}")

    def _show_about(self, case: Case) -> None:
        self.sections.show_patient(case.record.patient)
        self.title.setText(case.record.record_id)
        state = self.tr("● Finished") if case.state.finished else self.tr("◑ Open")
        counts = self.tr("{0} assigned").format(len(case.state.others) + (1 if case.state.principal else 0))
        self.about.setText(f"{state} · {counts}")

    def _show_remarks(self) -> None:
        """Say what the coder must know of the whole suggestion: out of scope, unreadable votes, shortened sections."""
        suggestion = self.suggestion
        lines: list[str] = []
        if suggestion is None:
            lines.append(self.tr("No suggestion yet. F5 makes one; + adds a code by hand."))
        else:
            lines += self._doubts(suggestion)
        self.remarks.setText("\n".join(lines))
        self.remarks.setVisible(bool(lines))

    def _doubts(self, suggestion: Suggestion) -> list[str]:
        lines: list[str] = []
        if suggestion.out_of_scope:
            lines.append(
                self.tr(
                    "⚠ Outside this scope (不在范围内): none of the listed principal diagnoses fits. Add it with +."
                )
            )
        if suggestion.unreadable and suggestion.model.source is Source.MODEL:
            lines.append(
                self.tr("⚠ {0} of {1} votes could not be read and were not counted.").format(
                    suggestion.unreadable, len(suggestion.votes)
                )
            )
        if suggestion.left_out:
            cut = "、".join(f"{each.section} {each.kept}/{each.total}" for each in suggestion.left_out)
            lines.append(self.tr("⚠ Shortened for the model (characters kept): {0}").format(cut))
        return lines

    def _choose(self, row: Row | None) -> None:
        self.detail.show_row(row, self.suggestion, self.case.record if self.case else None)
        self.record.show_code(row.code if row else None)
        self.row_chosen.emit(row)

    def _follow_mark(self, code: Code) -> None:
        self.codes.choose(code)
        self.codes.setFocus()

    def _connect(self) -> None:
        self.sections.chosen.connect(self.record.show_section)
        self.record.section_changed.connect(self.sections.mark_section)
        self.record.mark_clicked.connect(self._follow_mark)
        self.codes.chosen.connect(self._choose)
        self.detail.evidence_chosen.connect(self.record.show_evidence)
        self.find_bar.closed.connect(self.codes.setFocus)
        self.notes.left.connect(self.codes.setFocus)
        self._desk.knowledge.changed.connect(self._books_changed)

    def _banner(self, actions: dict[str, QAction]) -> QHBoxLayout:
        row = QHBoxLayout()
        row.addWidget(_button(actions["worklist"], self, sign="☰"))
        row.addWidget(_button(actions["previous"], self, sign="‹"))
        row.addWidget(_button(actions["next"], self, sign="›"))
        row.addWidget(self.place)
        row.addSpacing(8)
        row.addWidget(self.title)
        row.addWidget(self.about)
        row.addWidget(self.counts)
        row.addWidget(_button(actions["note"], self, sign=SIGN))
        row.addStretch(1)
        row.addWidget(self.progress_words)
        row.addWidget(self.progress)
        row.addWidget(_button(actions["cancel"], self, hides=True))
        row.addWidget(_button(actions["suggest"], self))
        row.addWidget(_button(actions["reopen"], self, hides=True))
        row.addWidget(_button(actions["finish"], self, primary=True))
        self.progress.hide()
        self.counts.hide()
        self.counts.clicked.connect(actions["edits"].trigger)
        return row

    def _middle(self) -> QWidget:
        middle = QWidget(self)
        column = QVBoxLayout(middle)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(2)
        column.addWidget(self.find_bar)
        column.addWidget(self.record, 1)
        return middle

    def _right(self, actions: dict[str, QAction]) -> QWidget:
        upper = QFrame(self)
        column = QVBoxLayout(upper)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addWidget(self.remarks)
        column.addWidget(self.codes, 1)
        grid = QGridLayout()
        grid.setSpacing(4)
        for number, name in enumerate(BUTTONS):
            button = _button(actions[name], self)
            button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
            grid.addWidget(button, number // 5, number % 5)
        column.addLayout(grid)
        split = QSplitter(Qt.Orientation.Vertical, self)
        split.addWidget(upper)
        for panel in (self.detail, self.edits, self.drg):
            self.tabs.addTab(panel, "")
        self.tabs.setDocumentMode(True)
        self._name_tabs()
        split.addWidget(self.tabs)
        split.setStretchFactor(0, 3)
        split.setStretchFactor(1, 2)
        split.setSizes([430, 310])
        return split


def _button(
    action: QAction, parent: QWidget, *, sign: str = "", primary: bool = False, hides: bool = False
) -> QToolButton:
    """Show an act as a button with its key; `hides` takes it away while the act is not possible."""
    button = QToolButton(parent)
    button.setDefaultAction(action)
    button.setAccessibleName(action.text())
    if primary:
        button.setObjectName("primary")

    def follow() -> None:
        keys = key_text(action).split(" / ")[0]
        button.setText(sign or f"{action.text()}  {keys}")
        button.setToolTip(f"{action.text()}  {key_text(action)}")
        button.setVisible(not hides or action.isEnabled())

    action.changed.connect(follow)
    follow()
    return button
