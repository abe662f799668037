"""Which examples a run learns from: each seed has one order of the training part, of which the sizes are prefixes.

So the smaller draws of a seed lie within its larger ones, groups (patients, rewrites, equal texts) stay whole, and a
stratified order gives every prefix the classes in about the shares of the whole.
"""

import random
from collections.abc import Sequence
from dataclasses import dataclass

from app.coding.example import Example
from trainer.dataset.kin import class_of, units_of
from trainer.errors import DataError


@dataclass(frozen=True, slots=True)
class Draw:
    """What one run learns from: its own examples, and those it leaves to what comes after supervised tuning."""

    learned: tuple[Example, ...]
    left: tuple[Example, ...]


def ordered(examples: Sequence[Example], seed: int, *, stratified: bool = True) -> list[tuple[Example, ...]]:
    """Return the groups of examples in the order in which a seed draws them.

    Stratified, the groups of each class are spread evenly over the order (its i-th of m at a random place within
    i/m … (i+1)/m), so that no prefix has more than one group too many or too few of a class.
    """
    chance = random.Random(f"{seed}/draws")  # noqa: S311 - a repeatable order, no secret
    of = {example.example_id: example for example in examples}
    groups = [tuple(of[member] for member in unit.members) for unit in units_of(examples)]
    chance.shuffle(groups)
    if not stratified:
        return groups
    classes: dict[str, list[tuple[Example, ...]]] = {}
    for group in groups:
        classes.setdefault(class_of(group[0]), []).append(group)
    placed = [
        ((number + chance.random()) / len(members), group)
        for _, members in sorted(classes.items())
        for number, group in enumerate(members)
    ]
    return [group for _, group in sorted(placed, key=lambda each: each[0])]


def drawn(groups: Sequence[Sequence[Example]], size: int, spare: int = 0) -> Draw:
    """Return the first groups that hold `size` examples (the last one whole, so it may be a few more), and the rest.

    The last `spare` examples of the order, by whole groups, belong to no draw; with them `left` is the same for every
    size. Raises DataError where the order does not hold so many.
    """
    end = _reaching(list(reversed(groups)), spare)
    kept = groups[: len(groups) - end]
    count = _reaching(kept, size)
    learned = tuple(example for group in kept[:count] for example in group)
    if len(learned) < size:
        raise DataError(
            f"A run of {size} examples is asked for, and {len(learned)} are there"
            + (f" beside the {spare} kept for what comes after." if spare else "."),
            "Lower the largest of `sizes` in [scaling], or give [dataset] more records.",
        )
    rest = groups[len(groups) - end :] if spare else groups[count:]
    return Draw(learned, tuple(example for group in rest for example in group))


def _reaching(groups: Sequence[Sequence[Example]], size: int) -> int:
    """Return how many of the first groups it takes to hold so many examples; all where they do not."""
    held = 0
    for count, group in enumerate(groups):
        if held >= size:
            return count
        held += len(group)
    return len(groups)
