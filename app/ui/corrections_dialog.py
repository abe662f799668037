"""Before corrections leave: every record as it is beside what would be written, what was taken out marked on both."""

import re
from collections.abc import Iterator

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFrame,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPushButton,
    QSplitter,
    QTextBrowser,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.errors import InputError
from app.exchange.facts import read_date
from app.knowledge.identifiers import FACE, Known
from app.review.corrections import Preview, PreviewCase
from app.ui import approval_words, corrections_words
from app.ui.approval_lists import LineList
from app.ui.approval_sides import Paint, Sides, Span
from app.ui.notice import Notice
from app.ui.theme import Theme


class CorrectionsDialog(QDialog):
    """Nothing is written before the reader has opened every record, or says to have read what leaves."""

    wanted = Signal()
    """The bundle is to be written."""
    asked_anew = Signal(object, object, object)
    """Another preview is wanted: names and hospitals to take out besides, and the first day (None for all)."""

    def __init__(self, shown: Preview, asked: Known, theme: Theme, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Corrections for the trainer"))
        self.shown = shown
        self._opened: set[int] = set()
        self._places: tuple[tuple[Span | None, Span | None], ...] = ()
        self.records = LineList(theme, self.tr("Records that would leave"), self)
        self.removed = LineList(theme, self.tr("What was taken out of this record"), self)
        self.sides = Sides(theme, (self.tr("As it is here"), self.tr("As it would leave")), self)
        self.read = QToolButton(self)
        self.read.setCheckable(True)
        QShortcut(QKeySequence("Alt+R"), self).activated.connect(self.read.toggle)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.write = QPushButton(self.tr("Write file…  Ctrl+S"), self)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.write.click)
        self.buttons.addButton(self.write, QDialogButtonBox.ButtonRole.ActionRole)
        for button in self.buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter is pressed in fields and lists, and must not cancel
        self.codes = QTextBrowser(self)
        self.codes.setAccessibleName(self.tr("Final codes and what was suggested"))
        self.names = QLineEdit("; ".join(asked.names), self)
        self.names.setPlaceholderText(self.tr("Zhang San; Li Si"))
        self.hospitals = QLineEdit("; ".join(asked.hospitals), self)
        self.hospitals.setPlaceholderText(self.tr("Riverside Hospital; Riverside Clinic"))
        self.since = QLineEdit(shown.since.isoformat() if shown.since else "", self)
        self.since.setPlaceholderText("2026-01-31")
        self.again = QPushButton(self.tr("Preview anew  F5"), self)
        self.again.setAutoDefault(False)
        QShortcut(QKeySequence("F5"), self).activated.connect(self._ask_anew)
        self.place = QLabel(self)
        self.notice = Notice(self)
        self._lay_out()
        self._connect()
        self.resize(1240, 780)
        self._list()
        self.records.step(1)
        self.records.setFocus()

    def show_case(self, row: int) -> None:
        """Show one record, and note that it was opened."""
        case = self.shown.cases[row]
        self._opened.add(row)
        self.sides.show_original(case.before)
        self.sides.show_rewrite(case.after)
        placed = tuple(placed_spans(case))
        self._places = placed
        before, after = zip(*placed, strict=True) if placed else ((), ())
        self.sides.original.set_facts(span for span in before if span)
        self.sides.rewrite.set_facts(span for span in after if span)
        self.codes.setHtml(approval_words.codes_html(case.case, self.tr("Final codes")))
        self.removed.set_lines([*map(corrections_words.removed_line, case.removed)])
        self._list()
        if len(self._opened) == len(self.shown.cases):
            self.read.setChecked(True)

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        for text in (corrections_words.summary(self.shown), corrections_words.counts(self.shown)):
            label = QLabel(text, self)
            label.setWordWrap(True)
            column.addWidget(label)
        column.addWidget(self._warning())
        column.addLayout(self._known())
        column.addWidget(self.notice)
        lists = QSplitter(Qt.Orientation.Vertical, self)
        lists.addWidget(self.records)
        lists.addWidget(self.removed)
        lists.addWidget(self.codes)
        middle = QSplitter(Qt.Orientation.Horizontal, self)
        middle.addWidget(lists)
        middle.addWidget(self.sides)
        middle.setStretchFactor(1, 1)
        middle.setSizes([280, 940])
        column.addWidget(middle, 1)
        legend = QLabel(
            self.tr("Struck through: taken out · dotted: what stands there instead · Enter in the list goes to it"),
            self,
        )
        legend.setObjectName("muted")
        self.place.setObjectName("muted")
        for part in (legend, self.place, self.read, self.buttons):
            column.addWidget(part)

    def _known(self) -> QHBoxLayout:
        """Ask for what was left in the text, for what this hospital is called, and from which day on records count."""
        row = QHBoxLayout()
        for text, field, share in (
            (self.tr("Take these &names out, too:"), self.names, 3),
            (self.tr("names of this &hospital:"), self.hospitals, 3),
            (self.tr("finished &since:"), self.since, 1),
        ):
            label = QLabel(text, self)
            label.setBuddy(field)
            row.addWidget(label)
            row.addWidget(field, share)
        row.addWidget(self.again)
        return row

    def _ask_anew(self) -> None:
        """Ask for another preview; what was read before no longer counts."""
        names, hospitals = listed(self.names.text()), listed(self.hospitals.text())
        try:
            since = read_date(self.since.text()) if self.since.text().strip() else None
        except InputError as error:
            self.notice.tell(error)
            self.since.setFocus()
            return
        self.asked_anew.emit(names, hospitals, since)

    def _warning(self) -> QFrame:
        frame = QFrame(self)
        frame.setObjectName("notice")
        text = QLabel("⚠ " + " ".join(corrections_words.limits()), frame)
        text.setWordWrap(True)
        QVBoxLayout(frame).addWidget(text)
        return frame

    def _connect(self) -> None:
        self.records.stood_on.connect(self.show_case)
        self.removed.asked_for.connect(self._go_to)
        self.read.toggled.connect(self._enable)
        self.write.clicked.connect(lambda _checked: self.wanted.emit())
        self.again.clicked.connect(lambda _checked: self._ask_anew())
        for field in (self.names, self.hospitals, self.since):
            field.returnPressed.connect(self._ask_anew)
        self.buttons.rejected.connect(self.reject)
        self._enable(False)

    def _enable(self, read: bool) -> None:  # noqa: FBT001 - Qt's signal
        sign = "☑" if read else "☐"
        self.read.setText(f"{sign} {self.tr('I have read what leaves')}  Alt+R")
        self.write.setEnabled(read and bool(self.shown.cases))

    def _list(self) -> None:
        lines = [
            corrections_words.case_line(number + 1, case, read=number in self._opened)
            for number, case in enumerate(self.shown.cases)
        ]
        self.records.set_lines(lines, self.records.row)
        said = self.tr("{0} of {1} records opened; the box is ticked when all are.")
        self.place.setText(said.format(len(self._opened), len(self.shown.cases)))

    def _go_to(self, row: int) -> None:
        for view, span in zip(self.sides.views, self._places[row], strict=True):
            if span:
                view.go_to(span)


def listed(text: str) -> tuple[str, ...]:
    """Return the names in a field, parted by semicolons, commas or 、."""
    return tuple(filter(None, map(str.strip, re.split(r"[;；,，、]", text))))


def placed_spans(case: PreviewCase) -> Iterator[tuple[Span | None, Span | None]]:
    """Yield where each replacement stands, in the text as it is and as it would leave; None beside the text."""
    names = {old.name: new.name for old, new in zip(case.before.sections, case.after.sections, strict=True)}
    shifts: dict[str, int] = {}
    for each in case.removed:
        if each.section == FACE or each.section not in names:
            yield None, None
            continue
        start = each.start + shifts.get(each.section, 0)
        shifts[each.section] = shifts.get(each.section, 0) + len(each.now) - len(each.was)
        old = Span(each.section, each.start, each.end, Paint.REPLACED_OLD)
        new = Span(names[each.section], start, start + len(each.now), Paint.REPLACED_NEW)
        yield old, new if each.now else None
