"""A record as the one text the window shows: headings and sections, with spans mapped to Qt positions and back."""

import re
from bisect import bisect_right
from dataclasses import dataclass

from app.coding.record import Record
from app.ui.offsets import Utf16

_UNSHOWABLE = re.compile("[\ud800-\udfff\ufdd0\ufdd1\x00]")
"""Lone surrogates and the characters that a Qt document reads as frame marks."""
_BREAKS = str.maketrans({"\r": "\n", "\u2029": "\n", "\u2028": "\n"})


@dataclass(frozen=True, slots=True)
class Placed:
    """Where a section's heading and text stand in the shown text, in code points."""

    name: str
    heading: int
    start: int
    end: int


def showable(text: str) -> str:
    """Return the text with every character kept in its place but those that a Qt document would count otherwise."""
    return _UNSHOWABLE.sub("\ufffd", text.replace("\r\n", " \n").translate(_BREAKS))


class RecordText:
    """The shown text of a record, and where everything stands in it."""

    def __init__(self, record: Record) -> None:
        parts: list[str] = []
        placed: list[Placed] = []
        length = 0
        for section in record.sections:
            heading = showable(section.name).replace("\n", " ") + "\n"
            body = showable(section.text)
            start = length + len(heading)
            placed.append(Placed(section.name, length, start, start + len(body)))
            parts.append(heading + body + "\n")
            length += len(parts[-1])
        self.text = "".join(parts).removesuffix("\n")
        self.sections = tuple(placed)
        self._starts = [each.heading for each in placed]
        self._units = Utf16(self.text)

    def span(self, section: str, start: int, end: int) -> tuple[int, int] | None:
        """Return the Qt positions of a span of a section (code points), None when the record has no such span."""
        at = next((each for each in self.sections if each.name == section), None)
        if at is None or not 0 <= start < end <= at.end - at.start:
            return None
        return self._units.to_qt(at.start + start), self._units.to_qt(at.start + end)

    def place(self, unit: int) -> tuple[str, int] | None:
        """Return section and offset (code points) of a Qt position, None on a heading or outside."""
        position = self._units.to_text(unit)
        index = bisect_right(self._starts, position) - 1
        if index < 0:
            return None
        at = self.sections[index]
        return (at.name, position - at.start) if at.start <= position <= at.end else None

    def find(self, words: str) -> tuple[tuple[int, int], ...]:
        """Return the Qt spans of every place of some words, upper and lower case alike."""
        if not words:
            return ()
        to_qt = self._units.to_qt
        places = re.finditer(re.escape(words), self.text, re.IGNORECASE)
        return tuple((to_qt(place.start()), to_qt(place.end())) for place in places)

    def heading(self, section: str) -> int | None:
        """Return the Qt position of a section's heading."""
        at = next((each for each in self.sections if each.name == section), None)
        return None if at is None else self._units.to_qt(at.heading)

    @property
    def headings(self) -> tuple[tuple[int, int], ...]:
        """Return the Qt spans of all headings."""
        to_qt = self._units.to_qt
        return tuple((to_qt(each.heading), to_qt(each.start - 1)) for each in self.sections)
