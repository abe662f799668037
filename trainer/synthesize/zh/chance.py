"""Draws by weight and by probability, from one Random per record: the same seed and number give the same record."""

from collections.abc import Mapping, Sequence
from random import Random
from typing import TypeVar

T = TypeVar("T")


def weighted(rng: Random, weights: Mapping[T, float]) -> T:
    """Draw a key by its weight."""
    return rng.choices(tuple(weights), tuple(weights.values()))[0]


def maybe(rng: Random, probability: float) -> bool:
    """Say yes with this probability."""
    return rng.random() < probability


def some(rng: Random, among: Sequence[T], least: int, most: int) -> list[T]:
    """Draw least to most different ones."""
    count = min(len(among), rng.randint(least, most))
    return rng.sample(list(among), count)


def between(rng: Random, low: float, high: float, digits: int = 0) -> str:
    """Draw a number and write it with this many digits."""
    return f"{rng.uniform(low, high):.{digits}f}"
