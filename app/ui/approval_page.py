"""The approval page: bad cases · original beside rewrite · variants, what must not change, codes."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent, QKeySequence, QShowEvent
from PySide6.QtWidgets import (
    QHBoxLayout,
    QLabel,
    QProgressBar,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.coding.rewrite import Standing
from app.review.approval import CaseLine, CaseStanding, Judged, OpenCase
from app.ui import approval_keys, approval_words
from app.ui.approval_buttons import ActButtons
from app.ui.approval_case import Approving, CaseKey, Stand, key_of, key_of_line
from app.ui.approval_compare import Comparing, new_spans, old_spans
from app.ui.approval_lists import LineList
from app.ui.approval_sides import Paint, Sides, Span
from app.ui.desk import Desk
from app.ui.notice import Notice

if TYPE_CHECKING:
    from app.coding.sameness import Difference


class ApprovalPage(QWidget):
    """Show the cases and one of them; what the expert does goes through `ApprovalActs`."""

    acted = Signal(str)
    """An act of `approval_keys` was asked for by key or button, the score as `score:4`."""

    def __init__(self, desk: Desk, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self.approving = Approving(desk, self)
        self.comparing = Comparing(desk, self)
        self.shown_cases: tuple[CaseLine, ...] = ()
        self.shown_variants: tuple[Judged, ...] = ()
        self.facts: tuple[Difference, ...] = ()
        self.score: int | None = None
        self.section = ""
        """The section at the top of the rewrite."""
        self.passed_only = True
        self.open_only = False
        self.cases = LineList(desk.theme, self.tr("Bad cases"), self)
        self.variants = LineList(desk.theme, self.tr("Variants of this case"), self)
        self.places = LineList(desk.theme, self.tr("What must not change and did"), self)
        self.sides = Sides(desk.theme, (self.tr("Original"), self.tr("Rewrite")), self)
        self.codes = QTextBrowser(self)
        self.codes.setAccessibleName(self.tr("Gold codes and what was answered"))
        self.notice = Notice(self)
        self._acts = ActButtons(self)
        self._shown_text, self._prefer = "", ""
        self._shown_case: CaseKey | None = None
        self._done = 0
        self.setFocusProxy(self.variants)
        self._lay_out()
        self._connect()
        self._show_nothing()

    def showEvent(self, event: QShowEvent) -> None:
        """Read the cases when the page is shown: a start does not wait for it."""
        super().showEvent(event)
        self.approving.refresh()

    def event(self, event: QEvent) -> bool:
        """Keep Ctrl+Z from the window, whose undo is the coder's."""
        if event.type() is QEvent.Type.ShortcutOverride and _is_undo(event):
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Undo here with Ctrl+Z."""
        if _is_undo(event):
            self.acted.emit("undo")
        else:
            super().keyPressEvent(event)

    @property
    def buttons(self) -> dict[str, QToolButton]:
        """Return the buttons by the names of their acts."""
        return self._acts.by_name

    @property
    def opened(self) -> OpenCase | None:
        """Return the case on the screen."""
        return self.approving.opened

    @property
    def variant(self) -> Judged | None:
        """Return the variant on the screen."""
        row = self.variants.row
        return self.shown_variants[row] if 0 <= row < len(self.shown_variants) else None

    def set_theme(self) -> None:
        """Repaint everything in the desk's theme."""
        for part in (self.cases, self.variants, self.places, self.sides):
            part.set_theme(self._desk.theme)

    def set_score(self, score: int | None) -> None:
        """Hold a score for the next approval; None takes it away."""
        self.score = score
        self._acts.show_score(score)

    def filter_passed(self, passed_only: bool) -> None:  # noqa: FBT001 - the state of a button
        """Show only what the filters let pass, or all variants."""
        self.passed_only = passed_only
        self._show_variants()

    def filter_open(self, open_only: bool) -> None:  # noqa: FBT001 - the state of a button
        """List only the open cases, or all."""
        self.open_only = open_only
        self._show_cases(self.approving.stand)

    def go_to_fact(self, row: int) -> None:
        """Show the place of something that must not change, on both sides where it has one."""
        found = self.facts[row]
        for view, place in ((self.sides.original, found.in_original), (self.sides.rewrite, found.in_rewrite)):
            if place is None:
                view.clear_here()
            else:
                view.go_to(Span(place.section, place.start, place.end, Paint.HERE))

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(8, 6, 8, 6)
        column.setSpacing(6)
        column.addLayout(self._banner())
        column.addWidget(self.notice)
        splitter = QSplitter(Qt.Orientation.Horizontal, self)
        for part in (self._left(), self._middle(), self._right()):
            splitter.addWidget(part)
        for number, share in enumerate((0, 1, 0)):
            splitter.setStretchFactor(number, share)
        splitter.setSizes([230, 780, 350])
        column.addWidget(splitter, 1)
        for line in (self._acts.line(approval_keys.deciding()), self._acts.line(approval_keys.moving())):
            line.addStretch(1)
            column.addLayout(line)

    def _banner(self) -> QHBoxLayout:
        title = QLabel(self.tr("Variants for approval"), self)
        title.setObjectName("title")
        self.progress_words = QLabel(self)
        self.progress = QProgressBar(self)
        self.progress.setMaximumWidth(160)
        self.progress.setTextVisible(False)
        row = self._acts.line(approval_keys.files())
        for number, part in enumerate((title, self.progress, self.progress_words)):
            row.insertWidget(number, part)
        row.insertSpacing(1, 16)
        row.insertStretch(4, 1)
        return row

    def _left(self) -> QWidget:
        self.cases_title = QLabel(self)
        self.cases_title.setObjectName("muted")
        return _stacked(self, self.cases_title, self.cases)

    def _middle(self) -> QWidget:
        legend = QLabel(
            self.tr(
                "Struck through: only in the original · underlined: only in the rewrite · dotted: replaced · "
                "thick red line: must not change, and did"
            ),
            self,
        )
        legend.setObjectName("muted")
        legend.setWordWrap(True)
        return _stacked(self, self.sides, legend, stretch=(1, 0))

    def _right(self) -> QWidget:
        self.variants_title = QLabel(self)
        self.places_title = QLabel(self)
        for label in (self.variants_title, self.places_title):
            label.setObjectName("muted")
            label.setWordWrap(True)
        parts = QSplitter(Qt.Orientation.Vertical, self)
        parts.addWidget(_stacked(self, self.variants_title, self.variants))
        parts.addWidget(_stacked(self, self.places_title, self.places))
        parts.addWidget(self.codes)
        for number, share in enumerate((4, 3, 3)):
            parts.setStretchFactor(number, share)
        parts.setSizes([320, 200, 200])
        return parts

    def _connect(self) -> None:
        self._acts.pressed.connect(self.acted)
        self.buttons["passed"].setChecked(self.passed_only)
        self._desk.records_changed.connect(self._refresh)
        self.approving.stands.connect(self._show)
        self.approving.refused.connect(self.notice.tell)
        self.comparing.known.connect(self._learn)
        self.cases.asked_for.connect(self._ask_case)
        self.variants.stood_on.connect(lambda _row: self._show_variant())
        self.places.asked_for.connect(self.go_to_fact)
        self.sides.rewrite.section_changed.connect(self._note_section)

    def _note_section(self, name: str) -> None:
        self.section = name

    def _refresh(self) -> None:
        if self.isVisible():
            self.approving.when_idle(self.approving.refresh)

    def _ask_case(self, row: int) -> None:
        key = key_of_line(self.shown_cases[row])
        self.approving.when_idle(lambda: self.approving.open(key))
        self.variants.setFocus()

    def _show(self, stand: Stand) -> None:
        """Show how everything stands: all of it after another case, what changed after an act."""
        if self._done < stand.done == len(stand.lines):
            self.notice.say(self.tr("Every case is decided. Export the approved variants with X."))
        self._done = stand.done
        self._show_cases(stand)
        if stand.opened is None:
            self._show_nothing()
            return
        case = stand.opened.case
        self.comparing.open(stand.opened)
        if key_of(stand.opened) != self._shown_case:
            self._shown_case, self._shown_text, self._prefer = key_of(stand.opened), "", ""
            self.sides.show_original(case.example.record)
            self.codes.setHtml(approval_words.codes_html(case))
            handed = approval_words.handed(case.round, case.batch)
            self.sides.headings[0].setText(self.tr("Original: {0}, {1}").format(case.case_id, handed))
        self._show_variants()

    def _show_cases(self, stand: Stand) -> None:
        now = key_of(stand.opened) if stand.opened else None
        self.shown_cases = tuple(
            line
            for line in stand.lines
            if not self.open_only or line.standing is CaseStanding.OPEN or key_of_line(line) == now
        )
        keys = [key_of_line(line) for line in self.shown_cases]
        self.cases.set_lines([*map(approval_words.case_line, self.shown_cases)], keys.index(now) if now in keys else -1)
        self.cases_title.setText(
            self.tr("{0} cases, {1} shown").format(len(stand.lines), len(self.shown_cases))
            if stand.lines
            else self.tr("No bad cases here. Import the trainer's bundle of variants (I).")
        )
        self.cases_title.setWordWrap(True)
        self.progress.setRange(0, max(1, len(stand.lines)))
        self.progress.setValue(stand.done)
        self.progress_words.setText(self.tr("{0} of {1} decided").format(stand.done, len(stand.lines)))

    def prefer(self, variant_id: str) -> None:
        """Name the variant to stand on after the next change."""
        self._prefer = variant_id

    def _show_variants(self) -> None:
        opened = self.opened
        if opened is None:
            return
        numbered = [*enumerate(opened.variants, 1)]
        passed = [(n, each) for n, each in numbered if each.variant.passed]
        kept = [(n, each) for n, each in numbered if each.variant.passed or each is opened.chosen]
        shown = kept if self.passed_only and passed else numbered
        wanted = self._prefer or (self.variant.variant.variant_id if self.variant and self._shown_text else "")
        self._prefer = ""
        self.shown_variants = tuple(each for _, each in shown)
        row = _row_to_stand_on(self.shown_variants, wanted)
        self.variants.set_lines([approval_words.variant_line(n, each) for n, each in shown], row)
        self.variants_title.setText(self._named(len(passed), len(numbered), len(shown)))
        self._show_variant()

    def _named(self, passed: int, whole: int, shown: int) -> str:
        if not passed:
            return self.tr("Variants: none of {0} passed the filters, all are shown").format(whole)
        if shown < whole:
            return self.tr("Variants: {0} of {1} passed the filters (S shows all)").format(passed, whole)
        return self.tr("Variants: all {1} shown, {0} passed the filters").format(passed, whole)

    def _show_variant(self) -> None:
        judged = self.variant
        self._enable()
        if judged is None:
            return
        variant = judged.variant
        if variant.text_hash != self._shown_text:
            self._shown_text = variant.text_hash
            self.set_score(judged.approval.score if judged.approval else None)
            self.sides.show_rewrite(variant.example.record)
        number = self.opened.variants.index(judged) + 1 if self.opened else 0
        self.sides.headings[1].setText(self.tr("Rewrite {0} by {1}").format(number, variant.rewriter))
        self.comparing.ask(judged)
        self._show_marks(judged)

    def _learn(self, key: str) -> None:
        if self.variant is not None and self.variant.variant.text_hash == key:
            self._show_marks(self.variant)

    def _show_marks(self, judged: Judged) -> None:
        """Mark what is known of the variant's differences; the rest follows."""
        compared = self.comparing.ask(judged)
        self.sides.original.set_spans(old_spans(compared.edits))
        self.sides.rewrite.set_spans(new_spans(compared.edits))
        self.facts = compared.facts or ()
        before = [each.in_original for each in self.facts if each.in_original]
        after = [each.in_rewrite for each in self.facts if each.in_rewrite]
        for view, places in ((self.sides.original, before), (self.sides.rewrite, after)):
            view.set_facts(Span(each.section, each.start, each.end, Paint.KEPT_FACT) for each in places)
        self.places.set_lines([*map(approval_words.fact_line, self.facts)])
        if compared.facts is None:
            self.places_title.setText(self.tr("What must not change: comparing…"))
        elif self.facts:
            said = self.tr("⚠ {0} of what must not change did (Enter goes there, D to the next)")
            self.places_title.setText(said.format(len(self.facts)))
        else:
            self.places_title.setText(self.tr("✓ No number, date, side, negation, drug or diagnosis found changed"))

    def _show_nothing(self) -> None:
        self._shown_case, self._shown_text, self._prefer = None, "", ""
        self.shown_variants, self.facts = (), ()
        self.variants.set_lines(())
        self.places.set_lines(())
        self.variants_title.setText(self.tr("Variants"))
        self.places_title.setText(self.tr("What must not change"))
        self.codes.clear()
        self._enable()

    def _enable(self) -> None:
        """Let only those acts be chosen that are possible now."""
        for name in ("approve", "reject", "edit", *(f"score:{number}" for number in range(1, 6))):
            self.buttons[name].setEnabled(self.variant is not None)
        self.buttons["none"].setEnabled(self.opened is not None and bool(self.opened.variants))


def _is_undo(event: QEvent) -> bool:
    return isinstance(event, QKeyEvent) and event.matches(QKeySequence.StandardKey.Undo)


def _row_to_stand_on(shown: Sequence[Judged], wanted: str) -> int:
    """Return the row of the wanted variant, otherwise of the chosen one, otherwise of the first undecided."""
    for fits in (
        lambda each: each.variant.variant_id == wanted,
        lambda each: each.standing is Standing.APPROVED,
        lambda each: each.standing is Standing.PENDING,
    ):
        found = next((row for row, each in enumerate(shown) if fits(each)), None)
        if found is not None:
            return found
    return 0 if shown else -1


def _stacked(parent: QWidget, *parts: QWidget, stretch: tuple[int, ...] = (0, 1)) -> QWidget:
    box = QWidget(parent)
    column = QVBoxLayout(box)
    column.setContentsMargins(0, 0, 0, 0)
    column.setSpacing(3)
    for part, share in zip(parts, stretch, strict=True):
        column.addWidget(part, share)
    return box
