"""What a stay's codes are checked against after every act: the rules, the second book, and the grouper.

No window here: one function takes a code set and its patient and says all of it; `edits` alone guards finishing.
"""

from collections.abc import Collection, Mapping
from copy import copy
from dataclasses import dataclass, field, replace
from typing import Protocol

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.coding.record import Patient
from app.knowledge.edits import Edit, Level, Rules, check
from app.knowledge.edits.stay import Index
from app.knowledge.entries import Crosswalk, Entry
from app.knowledge.grouping import Grouped, Grouper, WhatIf
from app.knowledge.grouping.chsdrg import ChsDrg
from app.knowledge.grouping.msdrg import MsDrg
from app.review.guard import ConfirmationNeededError, FinishBlockedError

STATED = frozenset({Level.CRITICAL, Level.WARNING})
"""Levels whose edits the audit names when a stay is finished with them."""


class BookIndex(Index, Protocol):
    """What is asked of the code-book index: the edits' questions, and the crosswalks."""

    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Return the imported crosswalks."""
        ...


@dataclass(frozen=True, slots=True)
class Checks:
    """What was found for one code set; `counterparts` has None for a code the second book has no code for."""

    coded: bool = False
    """Whether there was any code to check."""
    edits: tuple[Edit, ...] = ()
    counterparts: Mapping[Code, Code | None] = field(default_factory=dict[Code, Code | None])
    grouped: Grouped | None = None
    what_if: WhatIf | None = None

    def count(self, level: Level) -> int:
        """Count the edits of one level."""
        return sum(edit.level is level for edit in self.edits)


class Walks:
    """The crosswalks of an index, each question asked of it once."""

    def __init__(self, index: BookIndex) -> None:
        self._index = index
        self._known: tuple[Crosswalk, ...] | None = None
        self._mapped: dict[tuple[str, str, str], Entry | None] = {}

    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Return the imported crosswalks."""
        if self._known is None:
            self._known = self._index.crosswalks()
        return self._known

    def mapped(self, source_book: str, code: str, target_book: str) -> Entry | None:
        """Return the target's entry of a source's code, None where the crosswalk has none."""
        asked = (source_book, code, target_book)
        if asked not in self._mapped:
            self._mapped[asked] = self._index.mapped(*asked)
        return self._mapped[asked]


class Checker:
    """Checks code sets; it belongs to the thread its index was opened on."""

    def __init__(
        self, rules: Rules, index: BookIndex | None = None, second_book: str = "", grouper: Grouper | None = None
    ) -> None:
        self._rules = rules
        self._index = index
        self._second_book = second_book
        self._walks = Walks(index) if index is not None else None
        self._grouper = _reading(grouper, self._walks)

    def edits(self, codes: CodeSet, patient: Patient) -> tuple[Edit, ...]:
        """Return what the rules in force find, gravest first."""
        return check(codes, patient, self._rules, self._index, self._second_book)

    def guard(self, codes: CodeSet, patient: Patient, confirmed: Collection[str]) -> tuple[str, ...]:
        """Let a stay be finished: return the graver edits that stand, as the audit names them.

        Raises FinishBlockedError on an error, ConfirmationNeededError on a critical edit whose rule is not confirmed.
        """
        edits = self.edits(codes, patient)
        if errors := tuple(edit for edit in edits if edit.blocks):
            raise FinishBlockedError(errors)
        if asked := tuple(edit for edit in edits if edit.level is Level.CRITICAL and edit.rule_id not in confirmed):
            raise ConfirmationNeededError(asked)
        return tuple(f"{edit.level.value}: {edit.rule_id}" for edit in edits if edit.level in STATED)

    def check(self, codes: CodeSet, patient: Patient) -> Checks:
        """Return everything the panels show of one code set; an empty one is not grouped."""
        coded = codes.principal is not None or bool(codes.others)
        grouper = self._grouper if coded else None
        return Checks(
            coded,
            self.edits(codes, patient) if coded else (),
            self.counterparts(codes),
            grouper.group(codes, patient) if grouper else None,
            grouper.what_if(codes, patient) if grouper else None,
        )

    def counterparts(self, codes: CodeSet) -> dict[Code, Code | None]:
        """Return each code's counterpart in the second book, nothing where none is chosen."""
        if not self._second_book:
            return {}
        first = (codes.principal,) if codes.principal else ()
        return {each.code: self.counterpart(each.code) for each in (*first, *codes.others)}

    def counterpart(self, code: Code) -> Code | None:
        """Return a code's counterpart in the second book: itself where it is of that book."""
        if code.book == self._second_book:
            return code
        entry = self._walks.mapped(code.book, code.code, self._second_book) if self._walks else None
        return entry.code if entry else None


def _reading(grouper: Grouper | None, walks: Walks | None) -> Grouper | None:
    """Return a grouper that shares the tables of this one and reads codes of other books on this thread."""
    if isinstance(grouper, MsDrg | ChsDrg):
        own = copy(grouper)
        own.reader = replace(own.reader, crosswalks=walks)
        return own
    return grouper
