"""Iterative stratification against a straightforward transcription of the paper's algorithm, and over groups."""

import random
from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from trainer.dataset.folds import Unit, stratify, thin_labels
from trainer.errors import DataError

LABELS = st.frozensets(st.sampled_from("abcdefg"), max_size=4)


def plain(labels: list[frozenset[str]], shares: list[float], seed: int) -> list[int]:
    """Transcribe Sechidis et al. 2011, algorithm 1, with nothing kept between its steps."""
    rng = random.Random(seed)
    order = list(range(len(labels)))
    rng.shuffle(order)
    part: dict[int, int] = {}

    def lacking(folds: list[int], label: str | None) -> list[int]:
        def lack(j: int) -> float:
            whole = [n for n in order if label is None or label in labels[n]]
            return shares[j] * len(whole) - sum(part.get(n) == j for n in whole)

        most = max(map(lack, folds))
        return [j for j in folds if lack(j) >= most - 1e-9]

    while len(part) < len(labels):
        left = Counter(label for n in order if n not in part for label in labels[n])
        label = min(left, key=lambda each: (left[each], each)) if left else None
        for n in order:
            if n not in part and (label is None or label in labels[n]):
                folds = list(range(len(shares)))
                if label is not None:
                    folds = lacking(folds, label)
                if len(folds) > 1:
                    folds = lacking(folds, None)
                part[n] = folds[0] if len(folds) == 1 else rng.choice(folds)
    return [part[n] for n in range(len(labels))]


@given(st.lists(LABELS, max_size=25), st.sampled_from([[0.2] * 5, [0.5, 0.5], [0.9, 0.1]]), st.integers(0, 5))
def test_single_records_are_dealt_as_in_the_paper(labels, shares, seed):
    units = [Unit((f"r{n}",), Counter(each)) for n, each in enumerate(labels)]

    assert stratify(units, shares, seed) == plain(labels, shares, seed)


def test_every_label_is_spread_evenly():
    rng = random.Random(3)
    chance = {"a": 0.5, "b": 0.3, "c": 0.1, "d": 0.05}
    units = [Unit((f"r{n}",), {label: 1 for label, p in chance.items() if rng.random() < p}) for n in range(400)]

    parts = stratify(units, [0.2] * 5, 42)

    for label in chance:
        counts = Counter(part for part, unit in zip(parts, units, strict=True) if label in unit.labels)
        assert max(counts.values()) - min(counts[part] for part in range(5)) <= 2
    assert max(Counter(parts).values()) - min(Counter(parts).values()) <= 6


def test_large_groups_are_balanced_by_their_members():
    units = [Unit(tuple(f"g{n}-{k}" for k in range(size)), {"a": size}) for n, size in enumerate([6, 1, 1, 1, 1, 1, 1])]

    parts = stratify(units, [0.5, 0.5], 0)

    assert [part for part in parts[1:] if part == parts[0]] == []


def test_the_same_seed_deals_the_same_way():
    units = [Unit((f"r{n}",), {}) for n in range(30)]

    assert stratify(units, [0.2] * 5, 7) == stratify(units, [0.2] * 5, 7)
    assert stratify(units, [0.2] * 5, 7) != stratify(units, [0.2] * 5, 8)


def test_labels_with_fewer_groups_than_folds_are_named_and_spread_as_far_as_they_go():
    units = [Unit((f"r{n}",), {"common": 1} | ({"rare": 1} if n < 3 else {})) for n in range(20)]

    parts = stratify(units, [0.2] * 5, 1)

    assert thin_labels(units, 5) == {"rare": 3}
    assert len(set(parts[:3])) == 3


@pytest.mark.parametrize("shares", [[], [1.0, 0.0], [0.5, 0.4]])
def test_shares_that_are_none(shares):
    with pytest.raises(DataError, match="cannot be made"):
        stratify([], shares, 0)
