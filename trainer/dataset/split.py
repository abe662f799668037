"""Examples are parted: held out or trained on, and what is trained on into folds; what would leak is refused."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from app.coding.example import Example, Origin
from trainer.dataset.folds import stratify, thin_labels
from trainer.dataset.kin import class_of, text_digest, units_of
from trainer.errors import DataError

_BY_ANOTHER = "It belongs with a record that is held out, or that shares its text or group with a held-out one."
"""Why what is kin to a held-out record by others alone is refused."""


@dataclass(frozen=True, slots=True)
class Refusal:
    """A row or an example that was not taken in, why, and what to do."""

    where: str
    reason: str
    advice: str


@dataclass(slots=True)
class Split:
    """The two parts, each training example's fold, and what was refused on the way."""

    train: list[Example]
    heldout: list[Example]
    refused: list[Refusal] = field(default_factory=list[Refusal])
    folds: int = 0
    fold_of: dict[str, int] = field(default_factory=dict[str, int])
    thin: dict[str, int] = field(default_factory=dict[str, int])
    """Labels in fewer groups than there are folds: spread as far as they go."""
    empty: dict[str, list[int]] = field(default_factory=dict[str, list[int]])
    """Classes that some folds do not hold, with those folds."""


def hold_out(examples: Sequence[Example], given: Sequence[Example], share: float, seed: int) -> Split:
    """Hold out the given examples and this share of the rest, by groups and labels.

    A variant is held out with its parent and then neither trained on nor judged by; a record that shares its text or
    its group with a given held-out one is not trained on, and neither is what belongs with such a record (its rewrites,
    its patient's other stays). All of these are listed as refused.
    """
    split = Split([], [])
    held, kin = Held(given), _kin(given, examples)
    free: list[Example] = []
    for example in examples:
        reason = held.leak(example) or (_BY_ANOTHER if example.example_id in kin else "")
        if reason:
            split.refused.append(Refusal(example.example_id, reason, "Nothing to do: it would have been a leak."))
        else:
            free.append(example)
    drawn = _drawn(free, share, seed)
    for example in (*given, *(each for each in free if each.example_id in drawn)):
        if example.origin is Origin.VARIANT:
            reason = "It is a variant of a held-out record."
            split.refused.append(Refusal(example.example_id, reason, "Nothing to do: it would have been a leak."))
        else:
            split.heldout.append(example)
    split.train.extend(example for example in free if example.example_id not in drawn)
    if not split.train:
        raise DataError("No example is left to train on.", "Give more records or hold out fewer (heldout_share).")
    return split


def part_into_folds(split: Split, folds: int, seed: int) -> None:
    """Part the training examples into folds; none when folds is 0. Raises DataError when there are too few groups."""
    if not folds:
        return
    units = units_of(split.train)
    if len(units) < folds:
        raise DataError(
            f"{len(units)} groups of records cannot make {folds} folds.", "Give more records or ask for fewer folds."
        )
    parts = stratify(units, [1 / folds] * folds, seed)
    split.folds = folds
    split.fold_of = {member: part for unit, part in zip(units, parts, strict=True) for member in unit.members}
    split.thin = thin_labels(units, folds)
    split.empty = _empty_classes(split)


def _kin(given: Sequence[Example], examples: Sequence[Example]) -> frozenset[str]:
    """Return the ids of all that must stay together with a given held-out record, directly or by others between."""
    ids = {example.example_id for example in given}
    units = units_of([*given, *examples]) if ids else []
    return frozenset(member for unit in units if not ids.isdisjoint(unit.members) for member in unit.members)


def _drawn(examples: Sequence[Example], share: float, seed: int) -> frozenset[str]:
    """Return the ids to hold out."""
    if not share or not examples:
        return frozenset()
    units = units_of(examples)
    parts = stratify(units, [1 - share, share], seed)
    return frozenset(member for unit, part in zip(units, parts, strict=True) if part for member in unit.members)


def _empty_classes(split: Split) -> dict[str, list[int]]:
    held = Counter((class_of(example), split.fold_of[example.example_id]) for example in split.train)
    empty: dict[str, list[int]] = {}
    for name in sorted({name for name, _ in held}):
        without = [fold for fold in range(split.folds) if not held[name, fold]]
        if without:
            empty[name] = without
    return empty


class Held:
    """What held-out records are known by: id, group, text."""

    def __init__(self, given: Iterable[Example]) -> None:
        kept = list(given)
        self._ids = {example.example_id for example in kept}
        self._groups = {example.group for example in kept if example.group}
        self._texts = {text_digest(example) for example in kept}

    def leak(self, example: Example) -> str:
        """Say why an example must not be trained on, empty when it may."""
        if example.example_id in self._ids:
            return "Its record is held out."
        if example.parent_id in self._ids:
            return f"It is a variant of {example.parent_id}, which is held out."
        if example.group and example.group in self._groups:
            return f"Its group {example.group} is held out."
        if text_digest(example) in self._texts:
            return "Its text is that of a held-out record."
        return ""
