"""Iterative stratification: groups that must not be parted are dealt to parts so that every label is spread evenly.

Both the held-out split and the folds of `dataset` are made here.
"""

import random
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from trainer.errors import DataError


@dataclass(frozen=True, slots=True)
class Unit:
    """Examples that stay together, and how many of them carry each label."""

    members: tuple[str, ...]
    labels: Mapping[str, int] = field(default_factory=dict[str, int])


def stratify(units: Sequence[Unit], shares: Sequence[float], seed: int) -> list[int]:
    """Deal units to parts of these shares and return each unit's part (Sechidis et al. 2011, algorithm 1).

    The label with the fewest examples left is dealt first, each of its units to the part that lacks most of that label,
    then to the part that lacks most examples, then at random. A unit counts as often as it has members; larger units
    go first within a label. Shares sum to 1. Raises DataError when a share is not above 0.
    """
    if not shares or min(shares) <= 0 or abs(sum(shares) - 1) > 1e-6:
        raise DataError(f"Parts of {list(shares)} cannot be made.", "Give shares above 0 that sum to 1.")
    return _Dealing(units, shares, random.Random(seed)).deal()  # noqa: S311 - a split repeats, it hides nothing


def thin_labels(units: Sequence[Unit], parts: int) -> dict[str, int]:
    """Return the labels with fewer units than parts, with that number: they cannot stand in every part."""
    counts = Counter(label for unit in units for label, n in unit.labels.items() if n)
    return {label: n for label, n in sorted(counts.items()) if n < parts}


class _Dealing:
    """One dealing: what each part still wants of every label and of examples at all."""

    def __init__(self, units: Sequence[Unit], shares: Sequence[float], rng: random.Random) -> None:
        self.units = units
        self.rng = rng
        order = list(range(len(units)))
        rng.shuffle(order)
        self.order = sorted(order, key=lambda n: -len(units[n].members))
        self.holders: dict[str, list[int]] = defaultdict(list)
        self.left = Counter[str]()
        for n in self.order:
            for label, count in units[n].labels.items():
                if count:
                    self.holders[label].append(n)
                    self.left[label] += count
        total = sum(len(unit.members) for unit in units)
        self.wanted = [share * total for share in shares]
        self.wanted_of = {label: [share * count for share in shares] for label, count in self.left.items()}
        self.part: dict[int, int] = {}

    def deal(self) -> list[int]:
        """Deal label by label, then what carries no label."""
        while label := self._scarcest():
            for n in self.holders[label]:
                if n not in self.part:
                    self._give(n, self._part_for(label))
            del self.left[label]
        for n in self.order:
            if n not in self.part:
                self._give(n, self._part_for(None))
        return [self.part[n] for n in range(len(self.units))]

    def _scarcest(self) -> str | None:
        """Return the label with the fewest examples left, the first by name of several; None when all are dealt."""
        counts = ((count, label) for label, count in self.left.items() if count > 0)
        return min(counts, default=(0, None))[1]

    def _part_for(self, label: str | None) -> int:
        best = list(range(len(self.wanted)))
        for wanted in ([self.wanted_of[label]] if label is not None else []) + [self.wanted]:
            most = max(wanted[part] for part in best)
            best = [part for part in best if wanted[part] >= most - 1e-9]
        return best[0] if len(best) == 1 else self.rng.choice(best)

    def _give(self, n: int, part: int) -> None:
        self.part[n] = part
        unit = self.units[n]
        self.wanted[part] -= len(unit.members)
        for label, count in unit.labels.items():
            if count:
                self.wanted_of[label][part] -= count
                if label in self.left:
                    self.left[label] -= count
