"""What must not change between a record and its rewrite: facts as the workstation compares them, and identifiers."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from app.coding.mentions import Finder
from app.coding.record import Record, Section
from app.coding.rewrite import Judge, Verdict
from app.coding.sameness import Change, DrugNames, Facts, differences, read_facts
from app.knowledge.identifiers import FACE, Kind, Known, deidentify

_MOST_TOLD = 6
"""Changes that a verdict names one by one."""
_FACTS = (Kind.DATE, Kind.AGE)
"""Identifiers that are compared as facts already."""
Sections = tuple[Section, ...]


@dataclass(frozen=True, slots=True)
class Changed:
    """One thing that a rewrite does not keep."""

    kind: str
    change: Change
    what: str


@dataclass(frozen=True, slots=True)
class _Read:
    """What a text states: its facts, and what names somebody."""

    facts: Facts
    identifiers: frozenset[str]


class Guard:
    """Compares one record with its rewrites; `finder` finds the conditions whose names must stay."""

    def __init__(self, original: Record, finder: Finder, drugs: DrugNames) -> None:
        self.original = original
        self.finder = finder
        self._drugs = drugs
        self._originals: dict[Sections, _Read] = {}

    def of_section(self, section: Section, text: str) -> tuple[Changed, ...]:
        """Return what a section's new text lost, added or changed, looked at by itself."""
        return tuple(self._changes((section,), (Section(section.name, text),)))

    def verdict(self, rewrite: Record) -> Verdict:
        """Judge a rewrite of the whole record: it passes when nothing has changed."""
        found = tuple(self._changes(self.original.sections, rewrite.sections))
        return Verdict(Judge.GUARD, not found, told(found))

    def _changes(self, was: Sections, now: Sections) -> Iterator[Changed]:
        before = self._originals.get(was)
        if before is None:
            before = self._originals[was] = self._read(was)
        after = self._read(now)
        for each in differences(before.facts, after.facts):
            yield Changed(each.kind.value, each.change, each.what)
        for change, names in (
            (Change.LOST, before.identifiers - after.identifiers),
            (Change.ADDED, after.identifiers - before.identifiers),
        ):
            yield from (Changed("identifier", change, name) for name in sorted(names))

    def _read(self, sections: Sections) -> _Read:
        record = Record("-", sections)
        removed = deidentify(record, Known(), b"guard").removed
        named = {each.was for each in removed if each.section != FACE and each.kind not in _FACTS}
        return _Read(read_facts(record, self.finder, self._drugs), frozenset(named))


def told(found: Sequence[Changed]) -> str:
    """Say what has changed, in words."""
    named = [f"{each.kind} {each.change.value}: {each.what}" for each in found[:_MOST_TOLD]]
    more = len(found) - len(named)
    return "; ".join([*named, f"{more} more"] if more else named)


def counted(found: Sequence[Changed]) -> Counter[str]:
    """Count the kinds of changes."""
    return Counter(f"{each.kind} {each.change.value}" for each in found)
