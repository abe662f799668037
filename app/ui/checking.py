"""The checks of the open case: made on the store's thread after every act, and before a record is finished."""

from collections.abc import Collection
from contextlib import suppress
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.coding.codeset import CodeSet
from app.coding.record import Patient
from app.errors import DxDeskError
from app.paths import Places, resources
from app.ui.jobs import Operation, Runner
from app.ui.knowledge import Knowledge

if TYPE_CHECKING:
    from app.knowledge.tables.index import CodeIndex
    from app.review.checks import Checker, Checks


class Checking(QObject):
    """Check code sets beside the window; only the newest question is answered, and again when the rules change."""

    checked = Signal(object)

    def __init__(self, knowledge: Knowledge, places: Places, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._knowledge = knowledge
        self._places = places
        self._runner = runner
        self._asked = 0
        self._last: tuple[CodeSet, Patient] | None = None
        self._checker: Checker | None = None
        self._index: CodeIndex | None = None
        """Both are made, used and closed on the store's thread only."""
        knowledge.changed.connect(self._renew)

    def ask(self, codes: CodeSet, patient: Patient) -> None:
        """Check a code set; `checked` tells what was found, unless another was asked about meanwhile."""
        self._asked += 1
        self._last = (codes, patient)
        number = self._asked
        self._runner.submit(
            Operation(lambda _store: self._answer(number, codes, patient), partial(self._answered, number))
        )

    def guard(self, codes: CodeSet, patient: Patient, confirmed: Collection[str]) -> tuple[str, ...]:
        """Let a record be finished or say why not (on the store's thread, within the finishing transaction)."""
        return self._made().guard(codes, patient, confirmed)

    def close(self) -> None:
        """Close the index on its thread."""
        self._asked += 1
        self._runner.store.submit(lambda _store: self._forget()).result()

    def _answer(self, number: int, codes: CodeSet, patient: Patient) -> "Checks | None":
        return self._made().check(codes, patient) if number == self._asked else None

    def _answered(self, number: int, checks: "Checks | None") -> None:
        if checks is not None and number == self._asked:
            self.checked.emit(checks)

    def _renew(self) -> None:
        """Check with the new rules, books and grouper."""
        self._runner.submit(Operation(lambda _store: self._forget(), lambda _none: None))
        if self._last is not None:
            self.ask(*self._last)

    def _made(self) -> "Checker":
        """Make the checker where it is used."""
        from app.knowledge.edits import Rules  # noqa: PLC0415 - a start does not wait for what it needs
        from app.review.checks import Checker  # noqa: PLC0415 - as above

        if self._checker is None:
            rules = Rules.load(resources() / "rules" / "edits.toml", self._places.site_rules)
            knowledge = self._knowledge
            self._checker = Checker(rules, self._opened(), knowledge.second_book, knowledge.grouper)
        return self._checker

    def _opened(self) -> "CodeIndex | None":
        """Open the index; one that cannot be used is told where books are looked up, and left out here."""
        from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - as above

        if self._index is None and self._places.codebooks.exists():
            with suppress(DxDeskError):
                self._index = CodeIndex.open(self._places.codebooks)
        return self._index

    def _forget(self) -> None:
        if self._index is not None:
            self._index.close()
        self._index = self._checker = None
