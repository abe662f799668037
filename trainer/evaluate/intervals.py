"""How sure a figure is: bootstrap over records for means and differences, Wilson's interval for shares."""

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

RESAMPLES = 2000
_AT_ONCE = 100
"""Resamples drawn together, which bounds the memory."""
_Z = 1.959964
"""The normal quantile of a two-sided 95 % interval."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean with its 95 % interval (percentile bootstrap, records drawn with replacement)."""

    mean: float
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Difference:
    """The mean of paired differences with its 95 % interval; `below` is the share of resamples at or below 0."""

    mean: float
    low: float
    high: float
    below: float

    @property
    def clear(self) -> bool:
        """Say whether 0 lies outside the interval."""
        return self.low > 0 or self.high < 0


def bootstrap(values: Sequence[float], seed: int, resamples: int = RESAMPLES) -> Interval:
    """Return the mean of per-record scores with its interval; of no values 0, of one value itself."""
    if len(values) < 2:
        mean = float(sum(values))
        return Interval(mean, mean, mean)
    low, high = np.quantile(_means(values, seed, resamples), [0.025, 0.975])
    return Interval(float(np.mean(values)), float(low), float(high))


def paired(left: Sequence[float], right: Sequence[float], seed: int, resamples: int = RESAMPLES) -> Difference:
    """Compare two systems on the same records: left − right, records drawn together (paired bootstrap)."""
    differences = [a - b for a, b in zip(left, right, strict=True)]
    if len(differences) < 2:
        mean = float(sum(differences))
        return Difference(mean, mean, mean, float(mean <= 0))
    means = _means(differences, seed, resamples)
    low, high = np.quantile(means, [0.025, 0.975])
    return Difference(float(np.mean(differences)), float(low), float(high), float(np.mean(means <= 0)))


def wilson(right: int, n: int) -> tuple[float, float]:
    """Return the 95 % interval of a share (Wilson 1927): it stays within 0–1 and is honest for few."""
    if n == 0:
        return 0.0, 1.0
    share, square = right / n, _Z * _Z
    middle = (share + square / (2 * n)) / (1 + square / n)
    half = _Z / (1 + square / n) * math.sqrt(share * (1 - share) / n + square / (4 * n * n))
    return max(0.0, middle - half), min(1.0, middle + half)


def _means(values: Sequence[float], seed: int, resamples: int) -> np.ndarray:
    """Return the means of `resamples` draws with replacement, shape (resamples,)."""
    given = np.asarray(values, dtype=np.float64)
    generator = np.random.default_rng(seed)
    found: list[np.ndarray] = []
    for start in range(0, resamples, _AT_ONCE):
        count = min(_AT_ONCE, resamples - start)
        found.append(given[generator.integers(0, len(given), (count, len(given)))].mean(axis=1))
    return np.concatenate(found)
