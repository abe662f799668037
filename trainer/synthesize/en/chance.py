"""Draws named by what they decide: each depends on its own name alone, so leaving one thing out moves nothing else.

Two records of a contrast pair therefore differ in what belongs to the condition they differ by, and nowhere else.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import TypeVar

T = TypeVar("T")
_WHOLE = float(1 << 64)


@dataclass(slots=True)
class Chance:
    """A named stream of draws; `of` names a stream of its own."""

    key: str
    _drawn: int = field(default=0, init=False)

    def of(self, *names: object) -> "Chance":
        """Return the stream of a name below this one."""
        return Chance("/".join((self.key, *map(str, names))))

    def number(self) -> float:
        """Draw a number from 0 up to 1."""
        self._drawn += 1
        digest = blake2b(f"{self.key}#{self._drawn}".encode(), digest_size=8).digest()
        return int.from_bytes(digest, "big") / _WHOLE

    def maybe(self, probability: float) -> bool:
        """Say yes with this probability."""
        return self.number() < probability

    def whole(self, low: int, high: int) -> int:
        """Draw a whole number from low to high, both included."""
        return low + int(self.number() * (high - low + 1))

    def between(self, low: float, high: float) -> float:
        """Draw a number from low to high."""
        return low + self.number() * (high - low)

    def pick(self, among: Sequence[T]) -> T:
        """Draw one."""
        return among[int(self.number() * len(among))]

    def weighted(self, weights: Mapping[T, float]) -> T:
        """Draw a key by its weight."""
        mark = self.number() * sum(weights.values())
        last: T | None = None
        for last, weight in weights.items():  # noqa: B007  the last key is the answer when rounding eats the rest
            mark -= weight
            if mark < 0:
                break
        if last is None:
            raise ValueError("there is nothing to draw from")
        return last

    def some(self, among: Sequence[T], least: int, most: int) -> list[T]:
        """Draw least to most different ones, in their order of drawing."""
        count = min(len(among), self.whole(least, most))
        return sorted(among, key=lambda _: self.number())[:count]
