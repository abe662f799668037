"""The line score = a + b·log(n) through the runs of one arm, and how sure its slope is (DRG-Sapphire, methods M47)."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from trainer.errors import DataError
from trainer.evaluate.intervals import RESAMPLES

_BOUNDS = (0.025, 0.975)


@dataclass(frozen=True, slots=True)
class Point:
    """One run: how many examples it learned from, by which seed, and its score (0–100)."""

    n: int
    seed: int
    score: float
    by_record: Mapping[str, float] = field(default_factory=dict[str, float])
    """The score of each held-out record (0–1), where the metric is their mean."""
    size: int = 0
    """How many were asked for, where whole groups made it a few more; 0: n."""

    @property
    def asked(self) -> int:
        """Return the size the run stands for in tables."""
        return self.size or self.n


@dataclass(frozen=True, slots=True)
class Line:
    """score = intercept + slope · ln(n), by ordinary least squares."""

    intercept: float
    slope: float
    r_squared: float
    """Share of the scores' variance that the line explains; 0 where all scores are equal."""

    @property
    def per_doubling(self) -> float:
        """Return what the score gains when the examples are doubled."""
        return self.slope * math.log(2)

    def at(self, n: float) -> float:
        """Return the line's score for n examples."""
        return self.intercept + self.slope * math.log(n)


@dataclass(frozen=True, slots=True)
class Spread:
    """The 95 % interval of the gain per doubling (percentile bootstrap), and over how many it was drawn."""

    low: float
    high: float
    over: int


def fit_line(points: Sequence[Point]) -> Line:
    """Fit the line; raise DataError where there are not two different numbers of examples."""
    across = np.log([point.n for point in points])
    up = np.asarray([point.score for point in points], dtype=np.float64)
    if len({point.n for point in points}) < 2:
        raise DataError("A line needs runs of at least two sizes.", "Name two or more `sizes` in [scaling].")
    slope = _slopes(across, up[None, :])[0]
    intercept = up.mean() - slope * across.mean()
    left = up - (intercept + slope * across)
    total = float(((up - up.mean()) ** 2).sum())
    explained = 1 - float((left**2).sum()) / total if total > 0 else 0.0
    return Line(float(intercept), float(slope), explained)


def over_seeds(points: Sequence[Point], seed: int, resamples: int = RESAMPLES) -> Spread | None:
    """Return how far the gain per doubling varies with the seed, None for a single one.

    Seeds are drawn with replacement, each with all its runs; of few seeds the interval is too narrow.
    """
    seeds = sorted({point.seed for point in points})
    if len(seeds) < 2:
        return None
    rows = np.asarray([_sums([point for point in points if point.seed == each]) for each in seeds])
    chosen = np.random.default_rng(seed).integers(0, len(seeds), (resamples, len(seeds)))
    count, x, y, xx, xy = rows[chosen].sum(axis=1).T
    return _spread((count * xy - x * y) / (count * xx - x * x), len(seeds))


def over_records(points: Sequence[Point], seed: int, resamples: int = RESAMPLES) -> Spread | None:
    """Return how far the gain per doubling varies with the held-out records.

    They are drawn with replacement, the same for every run; None where the runs were not judged on the same, or on one.
    """
    names = sorted(points[0].by_record) if points else []
    if len(names) < 2 or any(sorted(point.by_record) != names for point in points):
        return None
    scores = np.asarray([[100 * point.by_record[name] for name in names] for point in points])
    across = np.log([point.n for point in points])
    generator = np.random.default_rng(seed)
    slopes = [
        _slopes(across, scores[:, generator.integers(0, len(names), len(names))].mean(axis=1)[None, :])
        for _ in range(resamples)
    ]
    return _spread(np.concatenate(slopes), len(names))


def _slopes(across: NDArray[np.float64], up: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the least-squares slopes of `up` (rows, points) over `across` (points,), shape (rows,)."""
    apart = across - across.mean()
    return (up - up.mean(axis=1, keepdims=True)) @ apart / float(apart @ apart)


def _sums(points: Sequence[Point]) -> tuple[float, float, float, float, float]:
    """Return what the slope of these points is computed from: count, Σx, Σy, Σx², Σxy."""
    pairs = [(math.log(point.n), point.score) for point in points]
    return (
        float(len(pairs)),
        sum(x for x, _ in pairs),
        sum(y for _, y in pairs),
        sum(x * x for x, _ in pairs),
        sum(x * y for x, y in pairs),
    )


def _spread(slopes: NDArray[np.float64], over: int) -> Spread:
    low, high = np.quantile(slopes * math.log(2), _BOUNDS)
    return Spread(float(low), float(high), over)
