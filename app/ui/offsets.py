"""The one place where code points (Python, the contract) and UTF-16 units (Qt) are converted into each other."""

from bisect import bisect_left

_LAST_NARROW = 0xFFFF


class Utf16:
    """Convert positions of one text; a rare character such as 𬌗 is one code point and two units."""

    __slots__ = ("_units", "_wide", "length")

    def __init__(self, text: str) -> None:
        self._wide = [at for at, letter in enumerate(text) if ord(letter) > _LAST_NARROW]
        self._units = [at + before for before, at in enumerate(self._wide)]
        self.length = len(text) + len(self._wide)

    def to_qt(self, position: int) -> int:
        """Return the UTF-16 position of a code point position."""
        return position + bisect_left(self._wide, position)

    def to_text(self, unit: int) -> int:
        """Return the code point position of a UTF-16 position; the middle of a character counts as its start."""
        return unit - bisect_left(self._units, unit)
