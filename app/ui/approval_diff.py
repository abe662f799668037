"""Where a rewrite's text differs from the original's: the spans that the two sides of the approval page mark.

Texts are compared character by character, nothing taken for junk; a Latin word or a number counts as one character,
because half a word or half a number that differs says nothing.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from app.coding.record import Record

_LETTER = re.compile(r"[A-Za-z]+|\d+(?:\.\d+)*|.", re.DOTALL)


class Change(StrEnum):
    """What happened to a span."""

    REMOVED = "removed"
    ADDED = "added"
    REPLACED = "replaced"


@dataclass(frozen=True, slots=True)
class Edit:
    """One difference: a span of the original and the span of the rewrite that stands for it, either may be empty."""

    start: int
    end: int
    new_start: int
    new_end: int

    @property
    def change(self) -> Change:
        """Say what kind of difference it is."""
        if self.start == self.end:
            return Change.ADDED
        return Change.REMOVED if self.new_start == self.new_end else Change.REPLACED


@dataclass(frozen=True, slots=True)
class Pair:
    """A section's text in the original and in the rewrite, empty where one of them has it not."""

    name: str
    original: str
    rewrite: str

    @property
    def same(self) -> bool:
        """Say whether there is nothing to compare."""
        return self.original == self.rewrite

    @property
    def length(self) -> int:
        """Count the characters of the longer side."""
        return max(len(self.original), len(self.rewrite))


def pairs(original: Record, rewrite: Record) -> tuple[Pair, ...]:
    """Pair the sections of two records by name, in the original's order; those only the rewrite has come last."""
    names = dict.fromkeys([section.name for section in (*original.sections, *rewrite.sections)])
    return tuple(Pair(name, original.text(name), rewrite.text(name)) for name in names)


def compare(original: str, rewrite: str) -> tuple[Edit, ...]:
    """Return the differences in reading order; offsets count code points."""
    return tuple(_edits(_letters(original), _letters(rewrite)))


def _edits(old: list[str], new: list[str]) -> Iterator[Edit]:
    head, tail = _common(old, new)
    at, new_at = _offsets(old), _offsets(new)
    matcher = SequenceMatcher(None, old[head : len(old) - tail], new[head : len(new) - tail], autojunk=False)
    for kind, start, end, new_start, new_end in matcher.get_opcodes():
        if kind != "equal":
            yield Edit(at[head + start], at[head + end], new_at[head + new_start], new_at[head + new_end])


def _letters(text: str) -> list[str]:
    return _LETTER.findall(text)


def _offsets(letters: list[str]) -> list[int]:
    """Return where each letter begins, and the end behind the last."""
    found = [0]
    for letter in letters:
        found.append(found[-1] + len(letter))
    return found


def _common(old: list[str], new: list[str]) -> tuple[int, int]:
    """Count the letters both begin with, and then those both end with."""
    least = min(len(old), len(new))
    head = next((n for n in range(least) if old[n] != new[n]), least)
    tail = next((n for n in range(least - head) if old[-1 - n] != new[-1 - n]), least - head)
    return head, tail
