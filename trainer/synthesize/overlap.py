"""How alike invented records are: near-duplicates among them, and the 8-grams that writers share."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from app.coding.example import Example
from trainer.synthesize.tables import Cell, Table, mean, percent

GRAM = 8
"""Characters of a shingle."""
HASHES, BANDS = 64, 16
"""Minimal hashes of a record, and the bands of which one must agree for two records to be compared."""
NEAR = 0.5
"""Jaccard similarity from which two records are near-duplicates."""
MOST_PAIRS = 10
MOST_OF_A_WRITER = 60
"""Records of a writer whose 8-grams are compared, the same number for each writer."""
_BASE = np.uint64(1_000_003)

Hashes = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Pair:
    """Two records and the Jaccard similarity of their shingles (0–1)."""

    first: str
    second: str
    likeness: float


def overlap_tables(examples: Sequence[Example]) -> list[Table]:
    """Return the table of near-duplicates and the one of shared 8-grams."""
    return [_duplicates(examples), _writers(examples)]


def shingles(texts: Iterable[str]) -> Hashes:
    """Return the hashes of all 8-grams of some texts, each once, sorted; blanks are left out, texts are not joined."""
    return np.unique(np.concatenate([np.zeros(0, np.uint64), *map(_grams, texts)]))


def near_duplicates(shingled: Mapping[str, Hashes], least: float = NEAR) -> list[Pair]:
    """Return the pairs at least so alike, most alike first.

    Candidates come from banded minimal hashes (Broder 1997) and are then compared exactly: of the pairs with Jaccard
    0.5, 64 % are found, with 0.7, 99 %.
    """
    signatures = {name: _signature(hashes) for name, hashes in shingled.items() if len(hashes)}
    found = [Pair(a, b, jaccard(shingled[a], shingled[b])) for a, b in sorted(_candidates(signatures))]
    return sorted((pair for pair in found if pair.likeness >= least), key=lambda pair: -pair.likeness)


def jaccard(first: Hashes, second: Hashes) -> float:
    """Return the share of two sets' members that are in both (0–1); of two empty sets 0."""
    both = len(np.intersect1d(first, second, assume_unique=True))
    return both / max(len(first) + len(second) - both, 1)


def shared(by_writer: Mapping[str, Hashes]) -> dict[tuple[str, str], float]:
    """Return, for each ordered pair of writers, the share of the first one's 8-grams that the second also has."""
    return {
        (a, b): len(np.intersect1d(by_writer[a], by_writer[b], assume_unique=True)) / max(len(by_writer[a]), 1)
        for a in by_writer
        for b in by_writer
        if a != b
    }


def _duplicates(examples: Sequence[Example]) -> Table:
    home = {example.example_id: example.group or example.parent_id or example.example_id for example in examples}
    shingled = {example.example_id: shingles(_texts(example)) for example in examples}
    pairs = near_duplicates(shingled)
    foreign = [pair for pair in pairs if home[pair.first] != home[pair.second]]
    alike = {name for pair in foreign for name in (pair.first, pair.second)}
    rows: list[tuple[Cell, ...]] = [
        (f"records with another at Jaccard ≥ {NEAR}", len(alike), percent(len(alike), len(examples))),
        ("pairs of them", len(foreign), None),
        ("pairs within a contrast group (wanted)", len(pairs) - len(foreign), None),
        *((f"{pair.first} and {pair.second}", round(pair.likeness, 3), None) for pair in foreign[:MOST_PAIRS]),
    ]
    note = f"Shingles of {GRAM} characters; candidates by minimal hashes, compared exactly. The most alike are listed."
    return Table("Near-duplicates", ("records", "number or likeness", "%"), tuple(rows), note)


def _writers(examples: Sequence[Example]) -> Table:
    texts: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        texts[example.writer or "no writer"].append(example)
    each = min([len(written) for written in texts.values()] + [MOST_OF_A_WRITER])
    by_writer = {
        writer: shingles(text for example in written[:each] for text in _texts(example))
        for writer, written in sorted(texts.items())
    }
    found = shared(by_writer)
    rows: list[tuple[Cell, ...]] = []
    for writer, hashes in by_writer.items():
        with_others = {b: share for (a, b), share in found.items() if a == writer}
        most = max(with_others, key=lambda b: with_others[b], default="")
        least = min(with_others, key=lambda b: with_others[b], default="")
        rows.append(
            (
                writer,
                len(texts[writer]),
                len(hashes),
                _percent(mean(with_others.values())),
                f"{most} {100 * with_others[most]:.0f}" if most else None,
                f"{least} {100 * with_others[least]:.0f}" if least else None,
            )
        )
    overall = _percent(mean(found.values()))
    note = (
        f"Share of a writer's distinct {GRAM}-grams that also occur in another writer, over {each} records of each; "
        f"mean over all pairs: {overall if overall is not None else '–'} %."
    )
    columns = ("writer", "records", "distinct 8-grams", "shared, mean %", "most with %", "least with %")
    return Table("8-grams that writers share", columns, tuple(rows), note)


def _texts(example: Example) -> Iterator[str]:
    return (section.text for section in example.record.sections)


def _grams(text: str) -> Hashes:
    """Hash each 8-gram of a text by one polynomial, modulo 2⁶⁴."""
    points = np.frombuffer("".join(text.split()).encode("utf-32-le", "surrogatepass"), dtype=np.uint32)
    count = len(points) - GRAM + 1
    if count <= 0:
        return np.zeros(0, np.uint64)
    hashes = np.zeros(count, np.uint64)
    for offset in range(GRAM):
        hashes = hashes * _BASE + points[offset : offset + count]
    return hashes ^ (hashes >> np.uint64(29))


def _signature(hashes: Hashes) -> Hashes:
    """Return the smallest value of each of 64 random permutations of the hashes."""
    chance = np.random.default_rng(0)
    factors = chance.integers(0, 2**63, HASHES, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
    terms = chance.integers(0, 2**63, HASHES, dtype=np.uint64)
    return np.array(
        [np.min((hashes * factor + term) >> np.uint64(1)) for factor, term in zip(factors, terms, strict=True)]
    )


def _candidates(signatures: Mapping[str, Hashes]) -> set[tuple[str, str]]:
    """Return the pairs that agree in every hash of one band."""
    rows = HASHES // BANDS
    found: set[tuple[str, str]] = set()
    for band in range(BANDS):
        buckets: dict[bytes, list[str]] = defaultdict(list)
        for name, signature in signatures.items():
            buckets[signature[band * rows : (band + 1) * rows].tobytes()].append(name)
        for names in buckets.values():
            found.update(combinations(sorted(names), 2))
    return found


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
