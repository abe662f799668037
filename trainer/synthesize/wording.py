"""The clauses of invented records beside the counted ones: how many of the real ones occur, and which tell a label."""

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence

from app.coding.example import Example
from trainer.synthesize.realism import correlation
from trainer.synthesize.tables import Cell, Table, mean, number, percent
from trainer.synthesize.usage import CLAUSES, LABEL_CLAUSES, Row, Usage

_BETWEEN = re.compile(r"[^\w/\-~%+↑↓\s]|_")
_SHORTEST, _LONGEST = 3, 18
MOST_ROWS = 40
"""Clauses that are listed by name."""
COMMON = 4
"""Records of 100 from which a clause was counted as common."""
CHANCE = 0.3
"""Difference of shares above which a clause counts as telling of a label."""

Clauses = dict[str, frozenset[str]]
"""The clauses of one record, by section."""


def clauses(text: str) -> Iterator[str]:
    """Yield the stretches of 3 to 18 characters between punctuation, blanks left out."""
    for stretch in _BETWEEN.split(text):
        clause = "".join(stretch.split())
        if _SHORTEST <= len(clause) <= _LONGEST:
            yield clause


def wording_tables(examples: Sequence[Example], usage: Usage) -> list[Table]:
    """Return the tables on clauses of Chinese examples; records outside the scope are left out."""
    inside = [example for example in examples if not example.out_of_scope]
    said = [{part.name: frozenset(clauses(part.text)) for part in example.record.sections} for example in inside]
    return [*_common(said, usage), _telling(inside, said, usage)]


def _common(said: Sequence[Clauses], usage: Usage) -> list[Table]:
    """Return two tables: how many of the common clauses occur, by section; and the commonest that differ."""
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for record in said:
        for section, found in record.items():
            counts[section].update(found)
    real: dict[str, dict[str, int]] = defaultdict(dict)
    for row in usage.rows(CLAUSES):
        real[row["section"]][row["clause"]] = int(row["records_of_100"])
    note = "" if real else f"{CLAUSES} was not at hand."
    rows = [_of_section(section, known, counts[section], len(said)) for section, known in real.items()]
    if real:
        rows.append(_all_sections(real, counts, len(said)))
    columns = ("section", "common in real", "of these, occur", "%", "weighed by rate %", "mean rate", "real", "r")
    by_section = Table(
        "Common clauses",
        columns,
        tuple(rows),
        note
        or "Clauses that stand in at least 4 of 100 real records. Rates in % of records; r: correlation of the rates.",
    )
    return [by_section, _missing(real, counts, len(said)), _own(real, counts, len(said))]


def _of_section(section: str, known: dict[str, int], counts: Counter[str], whole: int) -> tuple[Cell, ...]:
    rates = [(100 * counts[clause] / max(whole, 1), float(rate)) for clause, rate in known.items()]
    return (section, *_compared(rates))


def _all_sections(real: dict[str, dict[str, int]], counts: dict[str, Counter[str]], whole: int) -> tuple[Cell, ...]:
    rates = [
        (100 * counts[section][clause] / max(whole, 1), float(rate))
        for section, known in real.items()
        for clause, rate in known.items()
    ]
    return ("all", *_compared(rates))


def _compared(rates: Sequence[tuple[float, float]]) -> tuple[Cell, ...]:
    occur = [(found, rate) for found, rate in rates if found]
    weight = percent(sum(rate for _, rate in occur), sum(rate for _, rate in rates))
    means = (mean(found for found, _ in rates), mean(rate for _, rate in rates))
    return (len(rates), len(occur), percent(len(occur), len(rates)), weight, *means, _known(correlation(rates)))


def _missing(real: dict[str, dict[str, int]], counts: dict[str, Counter[str]], whole: int) -> Table:
    """List the common clauses whose rates lie farthest apart."""
    rows: list[tuple[Cell, ...]] = [
        (f"{section} {clause}", percent(counts[section][clause], whole), float(rate))
        for section, known in real.items()
        for clause, rate in known.items()
    ]
    rows.sort(key=lambda row: -abs(number(row[1]) - number(row[2])))
    note = f"The {MOST_ROWS} common clauses whose rates differ most."
    columns = ("clause", "synthetic %", "real %")
    return Table("Common clauses, largest differences", columns, tuple(rows[:MOST_ROWS]), note)


def _own(real: dict[str, dict[str, int]], counts: dict[str, Counter[str]], whole: int) -> Table:
    """List the synthetic records' own common clauses that are none of the real ones: worn phrases of the writers."""
    rows: list[tuple[Cell, ...]] = [
        (f"{section} {clause}", percent(count, whole))
        for section, found in counts.items()
        for clause, count in found.items()
        if clause not in real.get(section, {}) and 100 * count >= COMMON * whole
    ]
    rows.sort(key=lambda row: -number(row[1]))
    note = (
        f"{len(rows)} clauses stand in at least {COMMON} % of the synthetic records and are not in the counted list "
        f"(which holds at most the 80 commonest of a section). The {MOST_ROWS} commonest:"
    )
    columns = ("clause", "synthetic %")
    return Table("Common clauses of the synthetic records alone", columns, tuple(rows[:MOST_ROWS]), note)


def _telling(examples: Sequence[Example], said: Sequence[Clauses], usage: Usage) -> Table:
    """Compare the clauses that go with a label: their share under the label and elsewhere."""
    rows: list[tuple[Cell, ...]] = []
    apart: list[tuple[float, float]] = []
    occur = 0
    for row in usage.rows(LABEL_CLAUSES):
        shares = _shares(row, examples, said)
        if shares is not None:
            positives = int(row["positives"])
            reals = (int(row["records_with_label"]) / positives, int(row["records_without_label"]) / (100 - positives))
            apart.append((shares[0] - shares[1], reals[0] - reals[1]))
            occur += shares[0] > 0
            rows.append((_title(row), *(round(100 * share) for share in (*shares, *reals))))
    rows.sort(key=lambda row: -abs((number(row[1]) - number(row[2])) - (number(row[3]) - number(row[4]))))
    telling = [found for found, real in apart if real > CHANCE]
    note = f"{LABEL_CLAUSES} was not at hand."
    if rows:
        note = (
            f"{occur} of {len(rows)} label clauses occur in a synthetic record with the label; correlation of the "
            f"differences (share with the label − share without): {correlation(apart):.2f}. Of {len(telling)} that "
            f"tell a label in the real records (difference above {CHANCE}), {sum(each > CHANCE for each in telling)} "
            "do so here. Small counts: hints, not rules."
        )
    columns = ("label, section, clause", "with label %", "without %", "real, with %", "real, without %")
    return Table("Clauses that go with a label", columns, tuple(rows[:MOST_ROWS]), note)


def _shares(row: Row, examples: Sequence[Example], said: Sequence[Clauses]) -> tuple[float, float] | None:
    """Return the share of the records with the label that hold a clause, and of those without; None of none."""
    holds: dict[bool, list[bool]] = {True: [], False: []}
    for example, record in zip(examples, said, strict=True):
        others, principal = example.gold.other_codes, example.gold.principal_code
        carries = row["code"] == principal if row["role"] == "principal" else row["code"] in others
        holds[carries].append(row["clause"] in record.get(row["section"], ()))
    if not holds[True] or not holds[False]:
        return None
    return sum(holds[True]) / len(holds[True]), sum(holds[False]) / len(holds[False])


def _title(row: Row) -> str:
    return f"{row['code']} ({row['role']}), {row['section']}, {row['clause']}"


def _known(value: float) -> float | None:
    return None if math.isnan(value) else value
