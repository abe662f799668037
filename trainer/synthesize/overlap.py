"""How alike invented records are: near-duplicates among them, and the 8-grams that writers share."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

import numpy as np

from app.coding.example import Example
from trainer.shingles import GRAM, NEAR, Hashes, near_duplicates, shingles
from trainer.synthesize.tables import Cell, Table, mean, percent

MOST_PAIRS = 10
MOST_OF_A_WRITER = 60
"""Records of a writer whose 8-grams are compared, the same number for each writer."""


def overlap_tables(examples: Sequence[Example]) -> list[Table]:
    """Return the table of near-duplicates and the one of shared 8-grams."""
    return [_duplicates(examples), _writers(examples)]


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


def _percent(share: float | None) -> float | None:
    return None if share is None else round(100 * share, 1)
