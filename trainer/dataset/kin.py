"""Which examples must not be parted by a split, and the labels by which a split is balanced.

Together stay: a record and its rewrites, a patient or a contrast pair (`Example.group`), and the same text twice.
"""

import hashlib
from collections import Counter
from collections.abc import Iterable, Sequence

from app.coding.example import Example
from app.coding.scope import OUT_OF_SCOPE
from trainer.dataset.folds import Unit

NO_PRINCIPAL = OUT_OF_SCOPE
"""How a record outside the scope counts among the classes."""


def units_of(examples: Sequence[Example]) -> list[Unit]:
    """Return what stays together, in the order of its first example."""
    joined = _Joined()
    for example in examples:
        joined.join(_marks(example))
    members: dict[str, list[Example]] = {}
    for example in examples:
        members.setdefault(joined.root(f"id {example.example_id}"), []).append(example)
    return [Unit(tuple(each.example_id for each in group), _counted(group)) for group in members.values()]


def class_of(example: Example) -> str:
    """Return the principal's code, the DRG of a record that has one, or 不在范围内."""
    return example.drg or example.gold.principal_code or NO_PRINCIPAL


def labels_of(example: Example) -> frozenset[str]:
    """Return the labels a split is balanced by: the class, and every other diagnosis."""
    others = () if example.drg else example.gold.other_codes
    return frozenset({f"class {class_of(example)}", *(f"other {code}" for code in others)})


def text_digest(example: Example) -> str:
    """Hash what a record says, blanks left out: two records of one digest are the same text."""
    text = "\x1f".join(f"{section.name}\x1e{''.join(section.text.split())}" for section in example.record.sections)
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _marks(example: Example) -> list[str]:
    """Return what an example shares with those it must stay with."""
    marks = [f"id {example.example_id}", f"text {text_digest(example)}"]
    if example.parent_id:
        marks.append(f"id {example.parent_id}")
    if example.group:
        marks.append(f"group {example.group}")
    return marks


def _counted(examples: Iterable[Example]) -> Counter[str]:
    return Counter(label for example in examples for label in sorted(labels_of(example)))


class _Joined:
    """Sets that are joined by what their members share (union by the first root)."""

    def __init__(self) -> None:
        self._above: dict[str, str] = {}

    def root(self, mark: str) -> str:
        """Return what stands for the set of a mark."""
        path = [mark]
        while (above := self._above.setdefault(path[-1], path[-1])) != path[-1]:
            path.append(above)
        for each in path:
            self._above[each] = path[-1]
        return path[-1]

    def join(self, marks: Sequence[str]) -> None:
        """Make one set of the sets these marks are in."""
        first = self.root(marks[0])
        for mark in marks[1:]:
            self._above[self.root(mark)] = first
