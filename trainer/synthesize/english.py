"""Counts over invented English records: DRGs, contrast pairs, codes and lengths. No counted real facts stand beside."""

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np

from app.coding.example import Example
from trainer.synthesize.tables import Cell, Table, percent

MOST_ROWS = 30


def english_tables(examples: Sequence[Example]) -> list[Table]:
    """Return the tables on English examples."""
    return [_groups(examples), _drgs(examples), _codes(examples), _lengths(examples)]


def _groups(examples: Sequence[Example]) -> Table:
    """Count contrast pairs: records of one group, the same stay but for what moves the DRG."""
    members: dict[str, list[Example]] = defaultdict(list)
    for example in examples:
        if example.group:
            members[example.group].append(example)
    pairs = [group for group in members.values() if len(group) > 1]
    parted = sum(len({example.drg for example in group}) > 1 for group in pairs)
    same = sum(len({example.gold.principal_code for example in group}) == 1 for group in pairs)
    rows: tuple[tuple[Cell, ...], ...] = (
        ("contrast groups with more than one record", len(pairs), None),
        ("… with the same principal", same, percent(same, len(pairs))),
        ("… with different DRGs", parted, percent(parted, len(pairs))),
    )
    return Table("Contrast pairs", ("what", "groups", "%"), rows)


def _drgs(examples: Sequence[Example]) -> Table:
    counts = Counter(example.drg for example in examples)
    rows: list[tuple[Cell, ...]] = [
        (drg or "none", count, percent(count, len(examples))) for drg, count in counts.most_common(MOST_ROWS)
    ]
    note = f"{len(counts)} different DRGs; the {len(rows)} most frequent:"
    return Table("MS-DRGs", ("DRG", "records", "%"), tuple(rows), note)


def _codes(examples: Sequence[Example]) -> Table:
    others = [len(example.gold.other_codes) for example in examples] or [0]
    named = {code for example in examples for code in example.gold.other_codes}
    first = {example.gold.principal_code for example in examples}
    rows: tuple[tuple[Cell, ...], ...] = (
        ("different principals", len(first)),
        ("different others", len(named)),
        ("others per record, mean", round(float(np.mean(others)), 2)),
        ("others per record, 5 % – 95 %", f"{np.quantile(others, 0.05):.0f}–{np.quantile(others, 0.95):.0f}"),
    )
    return Table("Codes", ("what", "number"), rows)


def _lengths(examples: Sequence[Example]) -> Table:
    lengths: dict[str, list[int]] = defaultdict(list)
    for example in examples:
        for section in example.record.sections:
            lengths[section.name].append(len(section.text))
    rows: list[tuple[Cell, ...]] = [
        (name, percent(len(found), len(examples)), *(round(float(q)) for q in np.quantile(found, (0.05, 0.5, 0.95))))
        for name, found in lengths.items()
    ]
    whole = np.quantile([example.record.length for example in examples] or [0], (0.05, 0.5, 0.95))
    rows.append(("whole record", 100.0, *(round(float(q)) for q in whole)))
    return Table("Characters of a section", ("section", "has it %", "5 %", "median", "95 %"), tuple(rows))
