"""The open variant against its original: short sections at once, the rest and what must not change off the thread."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer, Signal

from app.coding.codebook import Code
from app.coding.mentions import Finder
from app.coding.record import Record
from app.errors import DxDeskError
from app.review.approval import Judged, OpenCase
from app.ui.approval_diff import Edit, Pair, compare, pairs
from app.ui.approval_sides import Paint, Span
from app.ui.desk import Desk

if TYPE_CHECKING:
    from app.coding.sameness import Difference, DrugNames, Facts

AT_ONCE = 500
"""Characters of one variant's changed sections that are compared within a frame (about 5 ms)."""

AFTER_MS = 30
"""The page is painted first: a thread that compares slows the painting three times (measured)."""

Edits = Mapping[str, tuple[Edit, ...]]


@dataclass(frozen=True, slots=True)
class Compared:
    """What is known of a variant's differences: by section, and (None while unknown) what must not change and did."""

    edits: Edits
    facts: "tuple[Difference, ...] | None" = None


@dataclass(frozen=True, slots=True)
class Ground:
    """What every variant of a case is held against: the original's facts, read once, and what found them."""

    codes: tuple[Code, ...]
    finder: Finder
    drugs: "DrugNames"
    original: Record
    facts: "Facts"


class Comparing(QObject):
    """Compare the variants of one case; each is compared once, and the one asked for last comes first."""

    known = Signal(str)
    """A variant (by the hash of its text) is compared wholly."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._desk = desk
        self._found: dict[str, Compared] = {}
        self._opened: OpenCase | None = None
        self._ground: Ground | None = None
        self._next: Judged | None = None
        self._running = ""
        self._once_painted = QTimer(self)
        self._once_painted.setSingleShot(True)
        self._once_painted.timeout.connect(self._go_on)

    def open(self, opened: OpenCase) -> None:
        """Begin with another case; the same case after an act keeps what is known."""
        if self._opened is None or self._opened.case != opened.case:
            self._found, self._next = {}, None
        self._opened = opened

    @property
    def busy(self) -> bool:
        """Say whether something is still to be told."""
        return bool(self._running) or self._once_painted.isActive()

    def ask(self, judged: Judged) -> Compared:
        """Return what is known of a variant now; the rest is told by `known`."""
        key = judged.variant.text_hash
        if self._opened is None:
            return Compared({})
        if key not in self._found:
            at_once = _at_once(pairs(self._opened.case.example.record, judged.variant.example.record))
            self._found[key] = Compared({pair.name: compare(pair.original, pair.rewrite) for pair in at_once})
        if self._found[key].facts is None and key != self._running:
            self._next = judged
            self._once_painted.start(AFTER_MS)
        return self._found[key]

    def _go_on(self) -> None:
        judged, opened = self._next, self._opened
        if self._running or judged is None or opened is None:
            return
        key = self._running = judged.variant.text_hash
        self._next = None
        done, known, desk = self._found[key].edits, self._ground, self._desk

        def run() -> tuple[Compared, Ground]:
            from app.coding.sameness import differences, read_facts  # noqa: PLC0415 - a start does not wait for what it needs

            ground = _ground(desk, opened, known)
            original, rewrite = opened.case.example.record, judged.variant.example.record
            left = (pair for pair in pairs(original, rewrite) if not pair.same and pair.name not in done)
            edits = {**done, **{pair.name: compare(pair.original, pair.rewrite) for pair in left}}
            facts = differences(ground.facts, read_facts(rewrite, ground.finder, ground.drugs))
            return Compared(edits, facts), ground

        def then(found: tuple[Compared, Ground]) -> None:
            self._running = ""
            compared, self._ground = found
            if self._opened is not None and self._opened.case == opened.case:
                self._found[key] = compared
                self.known.emit(key)
            self._go_on()

        def otherwise(error: DxDeskError) -> None:
            self._running = ""
            desk.runner.failed.emit(error)

        desk.runner.aside(run, then, otherwise)


def old_spans(edits: Edits) -> dict[str, list[Span]]:
    """Return the marks of the original's side."""
    return {
        name: [
            Span(name, edit.start, edit.end, Paint.REPLACED_OLD if edit.new_end > edit.new_start else Paint.REMOVED)
            for edit in found
            if edit.end > edit.start
        ]
        for name, found in edits.items()
    }


def new_spans(edits: Edits) -> dict[str, list[Span]]:
    """Return the marks of the rewrite's side."""
    return {
        name: [
            Span(name, edit.new_start, edit.new_end, Paint.REPLACED_NEW if edit.end > edit.start else Paint.ADDED)
            for edit in found
            if edit.new_end > edit.new_start
        ]
        for name, found in edits.items()
    }


def _at_once(found: tuple[Pair, ...]) -> tuple[Pair, ...]:
    """Return the sections that are compared within the frame, in reading order for as long as there is time."""
    chosen: list[Pair] = []
    budget = AT_ONCE
    for pair in found:
        cost = pair.length if pair.original and pair.rewrite else 0
        if not pair.same and cost <= budget:
            budget -= cost
            chosen.append(pair)
    return tuple(chosen)


def _ground(desk: Desk, opened: OpenCase, former: Ground | None) -> Ground:
    """Read the original's facts; diagnoses are found by the closed list's codes and this case's own.

    What was made for a former case serves again where it fits: making it takes as long as reading does.
    """
    from app.coding.sameness import read_facts  # noqa: PLC0415 - as above
    from app.knowledge.drugs import load_drugs  # noqa: PLC0415 - as above

    record = opened.case.example.record
    gold, predicted = opened.case.example.gold, opened.case.predicted
    own = (each.code for codes in (gold, predicted) for each in (codes.principal, *codes.others) if each)
    codes = tuple(dict.fromkeys((*desk.reading.scope.all_codes, *own)))
    finder = former.finder if former and former.codes == codes else Finder(codes)
    drugs = former.drugs if former else load_drugs()
    if former and former.finder is finder and former.original == record:
        return former
    return Ground(codes, finder, drugs, record, read_facts(record, finder, drugs))
