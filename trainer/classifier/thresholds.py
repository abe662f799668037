"""From scores to a set of others: the threshold that makes the mean F1 per record (formula (6), M3) largest.

A code is answered when its score is above the threshold. Chosen on records the scores were not trained on: folds of
the training data, never held-out ones.
"""

import random
from collections.abc import Sequence

import numpy as np

from trainer.classifier.labels import Bools, Floats

FEWEST_POSITIVES = 5
"""A code with fewer positives keeps the common threshold: its own would be chance."""
PASSES = 2


def mean_f1(gold: Bools, predicted: Bools) -> float:
    """Return the mean over records of 2|Y∩Ŷ|/(|Y|+|Ŷ|), both empty 1 (0–1); both (n, codes)."""
    return float(_f1(np.sum(gold & predicted, axis=1), gold.sum(axis=1) + predicted.sum(axis=1)).mean())


def best_threshold(scores: Floats, gold: Bools) -> float:
    """Return the one threshold with the largest mean F1, exactly; of equals the highest; both (n, codes).

    Going down through all scores, each adds one code to one record: the sum of the F1 changes is the curve.
    """
    rows, columns = scores.shape
    within = np.argsort(-scores, axis=1, kind="stable")
    hits = np.cumsum(np.take_along_axis(gold, within, axis=1), axis=1)
    sizes = gold.sum(axis=1, keepdims=True) + np.arange(1, columns + 1)
    after = 2 * hits / sizes
    before = np.hstack([(gold.sum(axis=1, keepdims=True) == 0).astype(float), after[:, :-1]])
    change = (after - before).ravel()
    ordered = np.take_along_axis(scores, within, axis=1).ravel()
    return _highest_best(ordered, change, float(before[:, 0].sum()), rows)


def own_thresholds(scores: Floats, gold: Bools, common: float) -> Floats:
    """Return a threshold for each code, (codes,): from the common one, each in turn moved to where mean F1 is largest.

    Codes with fewer than FEWEST_POSITIVES positives keep the common one.
    """
    found = np.full(scores.shape[1], common)
    predicted = scores > common
    for _ in range(PASSES):
        for column in np.flatnonzero(gold.sum(axis=0) >= FEWEST_POSITIVES):
            rest = predicted.copy()
            rest[:, column] = False
            hits, sizes = np.sum(gold & rest, axis=1), gold.sum(axis=1) + rest.sum(axis=1)
            without = _f1(hits, sizes)
            change = _f1(hits + gold[:, column], sizes + 1) - without
            found[column] = _highest_best(scores[:, column], change, float(without.sum()), len(scores))
            predicted[:, column] = scores[:, column] > found[column]
    return found


def folds(groups: Sequence[str], count: int, seed: int) -> list[list[int]]:
    """Deal positions into `count` folds (fewer where there are fewer groups); a group is never parted."""
    members: dict[str, list[int]] = {}
    for position, group in enumerate(groups):
        members.setdefault(group, []).append(position)
    names = sorted(members)
    random.Random(seed).shuffle(names)  # noqa: S311 - a repeatable deal, no secret
    dealt: list[list[int]] = [[] for _ in range(min(count, len(names)))]
    for number, name in enumerate(names):
        dealt[number % len(dealt)] += members[name]
    return [sorted(fold) for fold in dealt]


def _f1(hits: Floats, sizes: Floats) -> Floats:
    return np.where(sizes == 0, 1.0, 2 * hits / np.maximum(sizes, 1))


def _highest_best(scores: Floats, change: Floats, start: float, rows: int) -> float:
    """Return the threshold after which the running sum of changes, taken from the highest score down, is largest."""
    order = np.argsort(-scores, kind="stable")
    ordered = scores[order]
    curve = np.concatenate([[start], start + np.cumsum(change[order])])
    ends = np.concatenate([[True], np.append(ordered[1:] != ordered[:-1], True)])
    reached = np.where(ends, np.round(curve / rows, 12), -np.inf)
    best = int(np.argmax(reached))
    if best == 0:
        return float(ordered[0])
    if best == len(ordered):
        return float(np.nextafter(ordered[-1], -np.inf))
    return float((ordered[best - 1] + ordered[best]) / 2)
