"""How much of a held-out record's text stands in a training record: leaks are found before anything is trained."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from app.coding.example import Example
from trainer.shingles import GRAM, Hashes, shingles


@dataclass(frozen=True, slots=True)
class Overlap:
    """A training and a held-out record, and the share (0–1) of the shorter one's 8-grams that both hold."""

    train: str
    heldout: str
    share: float


def joined(example: Example) -> Hashes:
    """Return the sorted distinct hashes of a record's 8-grams, its sections joined; shape (n,), at least one."""
    text = "".join("".join(section.text.split()) for section in example.record.sections)
    return shingles([text.ljust(GRAM, "\0")])


def overlaps(train: Sequence[Example], heldout: Sequence[Example], least: float) -> Iterator[Overlap]:
    """Yield the pairs of which both hold at least this share of the shorter one's 8-grams, in training order."""
    if not train or not heldout:
        return
    against = [joined(example) for example in heldout]
    sizes = np.array([len(grams) for grams in against])
    grams = np.concatenate(against)
    owners = np.repeat(np.arange(len(heldout)), sizes)
    order = np.argsort(grams, kind="stable")
    grams, owners = grams[order], owners[order]
    for example in train:
        mine = joined(example)
        both = np.bincount(_owners(grams, owners, mine), minlength=len(heldout))
        shares = both / np.minimum(sizes, len(mine))
        for n in np.flatnonzero(shares >= least).tolist():
            yield Overlap(example.example_id, heldout[n].example_id, round(float(shares[n]), 3))


def _owners(grams: Hashes, owners: NDArray[np.intp], mine: Hashes) -> NDArray[np.intp]:
    """Return who holds each of these hashes, once for every hash held."""
    first = np.searchsorted(grams, mine, side="left")
    counts = np.searchsorted(grams, mine, side="right") - first
    starts = np.repeat(first - np.concatenate(([0], np.cumsum(counts)[:-1])), counts)
    return owners[starts + np.arange(counts.sum())]
