"""The faces a row is found by (code, name, initials, pinyin): sorted places in one text, so typing is a bisection.

A face is a suffix array: every place where a search may begin, sorted by what follows it. Whatever is typed is one
contiguous slice of it; a slice's rows are already in the book's own rank order when sorted.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

Numbers = NDArray[np.uint32]

_SORTED = 32
"""Characters the places are sorted by; a longer part is compared with the text itself."""
_END = "\n"


class FaceName(StrEnum):
    """What a line of a face holds."""

    CODE = "code"
    NAME = "name"
    INITIALS = "initials"
    PINYIN = "pinyin"


class Line(NamedTuple):
    """One spelling a row is found by, and where in it a search may begin."""

    row: int
    text: str
    places: Iterable[int]


@dataclass(frozen=True, slots=True)
class Met:
    """The rows one part meets."""

    whole: Numbers
    """A line of theirs is the part."""
    begun: Numbers
    """A line of theirs starts with it; in the order of the sorted lines."""
    holding: Numbers
    """A line of theirs has it at one of its places."""


@dataclass(frozen=True, slots=True)
class Face:
    """All lines of one kind of a book."""

    text: str
    """The lines, each ended by a line feed."""
    starts: Numbers
    """Where each line starts in the text."""
    rows: Numbers
    """The row of each line."""
    places: Numbers
    """Where a search may begin, sorted by what follows."""
    lines: Numbers
    """The line of each place."""
    lengths: Numbers
    """The characters of each line."""
    opening: NDArray[np.bool_]
    """Whether each place starts its line."""

    @classmethod
    def of(cls, lines: Iterable[Line]) -> Self:
        """Sort the places of these lines."""
        texts: list[str] = []
        starts: list[int] = []
        rows: list[int] = []
        places: list[int] = []
        position = 0
        for line in lines:
            starts.append(position)
            rows.append(line.row)
            places += [position + place for place in line.places]
            texts.append(line.text)
            position += len(line.text) + 1
        text = _END.join((*texts, ""))
        places.sort(key=lambda place: text[place : place + _SORTED])
        return cls.laid(text, _numbers(starts), _numbers(rows), _numbers(places))

    @classmethod
    def laid(cls, text: str, starts: Numbers, rows: Numbers, places: Numbers) -> Self:
        """Take a face as it was stored; lines and lengths follow from the starts."""
        spans = np.diff(starts, append=np.uint32(len(text)))
        line_at = np.repeat(np.arange(len(starts), dtype=np.uint32), spans)
        lines = line_at[places]
        return cls(text, starts, rows, places, lines, (spans - 1).astype(np.uint32), starts[lines] == places)

    def meet(self, part: str) -> Met:
        """Return the rows the part meets, by how; a row may be met twice."""
        found = self._slice(part)
        lines = self.lines[found]
        begun = lines[self.opening[found]]
        return Met(
            whole=self.rows[begun[self.lengths[begun] == len(part)]],
            begun=self.rows[begun],
            holding=self.rows[lines],
        )

    def holding(self, part: str) -> Numbers:
        """Return the rows with a line that has the part at one of its places; a row may be in it twice."""
        return self.rows[self.lines[self._slice(part)]]

    def worded(self, part: str) -> Numbers:
        """Return the rows with a line that has the part as whole words."""
        return np.concatenate((self.holding(part + " "), self.holding(part + _END)))

    def within(self, part: str) -> Numbers:
        """Return the rows that have the part anywhere, even within a word: a scan of the text."""
        lines = list(self._scanned(part))
        return self.rows[np.searchsorted(self.starts, lines, side="right") - 1] if lines else self.rows[:0]

    def _scanned(self, part: str) -> Iterator[int]:
        position = self.text.find(part)
        while position >= 0:
            yield position
            position = self.text.find(part, position + 1)

    def _slice(self, part: str) -> slice | Numbers:
        """Return where in `places` the part is found."""
        start = self._bound(part[:_SORTED], after=False)
        stop = self._bound(part[:_SORTED], after=True)
        if len(part) <= _SORTED:
            return slice(start, stop)
        text = self.text
        return _numbers([n for n in range(start, stop) if text.startswith(part, int(self.places[n]))])

    def _bound(self, part: str, *, after: bool) -> int:
        """Return the first of the sorted places whose text is not before the part, or is after all that begin so."""
        text, places, length = self.text, self.places, len(part)
        low, high = 0, len(places)
        while low < high:
            middle = (low + high) // 2
            place = int(places[middle])
            here = text[place : place + length]
            if here < part or (after and here == part):
                low = middle + 1
            else:
                high = middle
        return low


def _numbers(values: list[int]) -> Numbers:
    return np.array(values, dtype=np.uint32)
