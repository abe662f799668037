"""Codes and lengths of invented records beside the counted ones: how often, which together, how long."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence

import numpy as np

from app.coding.example import Example
from app.coding.scope import Scope
from trainer.synthesize import facts
from trainer.synthesize.tables import Cell, Table, mean, number, percent
from trainer.synthesize.usage import GIVEN, LENGTHS, PAIRS, PRINCIPALS_OF, Usage

MOST_ROWS = 30
"""Rows of a table that lists the largest differences."""
OFTEN = 20
"""Records with a pair of codes from which its lift is compared."""


def code_tables(examples: Sequence[Example], scope: Scope, usage: Usage) -> list[Table]:
    """Return the tables on codes and lengths of Chinese examples; records outside the scope are left out of them."""
    inside = [example for example in examples if not example.out_of_scope]
    names = {code.code: code.name for code in scope.all_codes}
    return [
        _principals(examples, names),
        _number_of_others(inside),
        _number_by_principal(inside, usage),
        _others(inside, names),
        _given_principal(inside, names, usage),
        _pairs(inside, usage),
        _together(inside),
        _lengths(inside, usage),
    ]


def _principals(examples: Sequence[Example], names: dict[str, str]) -> Table:
    counts = Counter(example.gold.principal_code for example in examples if not example.out_of_scope)
    inside = sum(counts.values())
    rows: list[tuple[Cell, ...]] = [
        (f"{code} {names.get(code, '')}", counts[code], percent(counts[code], inside), percent(real, facts.RECORDS))
        for code, real in facts.PRINCIPAL_COUNTS.items()
    ]
    outside = len(examples) - inside
    rows.append(("outside the scope (of all records)", outside, percent(outside, len(examples)), None))
    return Table("Principals", ("principal", "records", "synthetic %", "real %"), tuple(rows))


def _number_of_others(examples: Sequence[Example]) -> Table:
    counts = Counter(len(example.gold.other_codes) for example in examples)
    numbers = sorted(counts.keys() | facts.NUMBER_OF_OTHERS.keys())
    rows: list[tuple[Cell, ...]] = [
        (str(n), percent(counts[n], len(examples)), percent(facts.NUMBER_OF_OTHERS.get(n, 0), facts.RECORDS))
        for n in numbers
    ]
    found = mean(len(example.gold.other_codes) for example in examples)
    rows.append(("mean", found, 4.54))
    apart = total_variation(counts, facts.NUMBER_OF_OTHERS)
    note = f"Total variation between the two: {apart:.2f} (0 = the same, 1 = nothing in common)."
    return Table("Others per record", ("others", "synthetic %", "real %"), tuple(rows), note)


def _number_by_principal(examples: Sequence[Example], usage: Usage) -> Table:
    real = {row["principal"]: row for row in usage.rows(PRINCIPALS_OF)}
    rows: list[tuple[Cell, ...]] = []
    for principal, average in facts.MEAN_OTHERS.items():
        counts = Counter(len(each.gold.other_codes) for each in examples if each.gold.principal_code == principal)
        known = {int(n): int(count) for n, count in real.get(principal, {}).items() if n.isdigit()}
        whole = sum(counts.values())
        shares = [f"{percent(counts[n], whole) or 0:.0f}" for n in range(1, 8)]
        reals = [f"{percent(known[n], sum(known.values())) or 0:.0f}" for n in range(1, 8)] if known else []
        found = sum(n * count for n, count in counts.items()) / whole if whole else None
        apart = total_variation(counts, known) if known and whole else None
        rows.append((principal, found, average, " ".join(shares), " ".join(reals) or None, apart))
    columns = ("principal", "mean", "real mean", "1 … 7 others, synthetic %", "real %", "total variation")
    return Table("Others per record, by principal", columns, tuple(rows), _absent(usage, PRINCIPALS_OF))


def _others(examples: Sequence[Example], names: dict[str, str]) -> Table:
    counts = Counter(code for example in examples for code in example.gold.other_codes)
    rows: list[tuple[Cell, ...]] = []
    for code in sorted(counts.keys() | facts.OTHER_COUNTS.keys(), key=lambda c: -facts.OTHER_COUNTS.get(c, 0)):
        real = facts.OTHER_COUNTS.get(code, 0)
        far = _far(counts[code], len(examples), real, facts.RECORDS)
        rows.append((f"{code} {names.get(code, '')}", *_shares(counts[code], len(examples), real), far))
    note = (
        f"{sum(1 for row in rows if row[-1])} of {len(rows)} codes are far (≠): more than 3 standard errors "
        "and 2 points apart."
    )
    return Table("Others", ("code", "synthetic %", "real %", ""), tuple(rows), note)


def _given_principal(examples: Sequence[Example], names: dict[str, str], usage: Usage) -> Table:
    known = usage.rows(GIVEN)
    rows: list[tuple[Cell, ...]] = []
    for row in known:
        under = [each for each in examples if each.gold.principal_code == row["principal"]]
        found = sum(row["other"] in each.gold.other_codes for each in under)
        real, whole = int(row["n_together"]), int(row["n_principal"])
        far = _far(found, len(under), real, whole)
        name = f"{row['other']} {names.get(row['other'], '')} under {row['principal']}"
        rows.append((name, percent(found, len(under)), percent(real, whole), far))
    rows = [row for row in rows if row[1] is not None]
    apart = mean(abs(number(row[1]) - number(row[2])) for row in rows)
    listed = {(row["principal"], row["other"]) for row in known}
    invented = sum(
        (example.gold.principal_code, code) not in listed for example in examples for code in example.gold.other_codes
    )
    note = _absent(usage, GIVEN) or (
        f"Mean difference over {len(rows)} pairs of principal and other: {apart or 0:.1f} points; {_marked(rows)} are "
        f"far (≠). {invented} others of synthetic records stand under a principal where they never do in real ones. "
        f"The {MOST_ROWS} largest differences:"
    )
    rows.sort(key=lambda row: -abs(number(row[1]) - number(row[2])))
    return Table("Others given the principal", ("pair", "synthetic %", "real %", ""), tuple(rows[:MOST_ROWS]), note)


def _pairs(examples: Sequence[Example], usage: Usage) -> Table:
    sets = [example.gold.other_codes for example in examples]
    rows: list[tuple[Cell, ...]] = []
    logs: list[tuple[float, float]] = []
    for row in usage.rows(PAIRS):
        if int(row["n_together"]) < OFTEN:
            continue
        a, b = row["other_a"], row["other_b"]
        with_a, with_b = sum(a in codes for codes in sets), sum(b in codes for codes in sets)
        both = sum(a in codes and b in codes for codes in sets)
        lift = both * len(sets) / (with_a * with_b) if with_a and with_b else None
        rows.append((f"{a} + {b}", *_shares(both, len(sets), int(row["n_together"])), lift, float(row["lift"])))
        if lift:
            logs.append((math.log(lift), math.log(float(row["lift"]))))
    likeness = correlation(logs)
    note = _absent(usage, PAIRS) or (
        f"{len(rows)} pairs stand in at least {OFTEN} of the {facts.RECORDS} real records; correlation of their log "
        f"lifts: {likeness:.2f}. The {MOST_ROWS} largest differences in share:"
    )
    rows.sort(key=lambda row: -abs(number(row[1]) - number(row[2])))
    columns = ("pair", "synthetic %", "real %", "synthetic lift", "real lift")
    return Table("Pairs of others", columns, tuple(rows[:MOST_ROWS]), note)


def _together(examples: Sequence[Example]) -> Table:
    sets = [(example.gold.principal_code or "", example.gold.other_codes) for example in examples]
    rows: list[tuple[Cell, ...]] = []
    for name, first, second, real in facts.TOGETHER:
        found = sum(_both(others | {principal}, first, second) for principal, others in sets)
        rows.append((f"{name} (records)", *_shares(found, len(sets), real)))
    repeated = sum(principal in others for principal, others in sets)
    rows.append(("the principal among the others", *_shares(repeated, len(sets), 0)))
    under = [others for principal, others in sets if principal == "I20.800x007"]
    never = sum(bool(others.intersection(facts.NEVER_UNDER_MICROVASCULAR)) for others in under)
    rows.append(("NYHA, Killip II, I50.907, I50.900x018 or Z95.501 under I20.800x007", percent(never, len(under)), 0.0))
    for name, given, wanted, real in facts.BESIDE:
        found = [wanted in {principal, *others} for principal, others in sets if others.intersection(given)]
        rows.append((name, percent(sum(found), len(found)), round(100 * real, 1)))
    return Table("What excludes and what goes with what", ("fact", "synthetic %", "real %"), tuple(rows))


def _lengths(examples: Sequence[Example], usage: Usage) -> Table:
    known = {row["section"]: row for row in usage.rows(LENGTHS)}
    points = ("p5", "p25", "median", "p75", "p95")
    rows: list[tuple[Cell, ...]] = []
    for section, average in facts.MEAN_LENGTHS.items():
        lengths = [len(example.record.text(section)) for example in examples]
        found = " ".join(f"{value:.0f}" for value in np.quantile(lengths or [0], (0.05, 0.25, 0.5, 0.75, 0.95)))
        real = " ".join(known[section][point] for point in points) if section in known else None
        empty = percent(sum(not length for length in lengths), len(lengths))
        rows.append((section, round(mean(lengths) or 0), average, found, real, empty))
    whole = [example.record.length for example in examples] or [0]
    rows += [
        ("whole record, mean", round(float(np.mean(whole))), facts.WHOLE_LENGTH["mean"], None, None, None),
        ("whole record, median", round(float(np.median(whole))), facts.WHOLE_LENGTH["median"], None, None, None),
        ("whole record, least", min(whole), facts.WHOLE_LENGTH["least"], None, None, None),
        ("whole record, most", max(whole), facts.WHOLE_LENGTH["most"], None, None, None),
    ]
    columns = ("section", "mean", "real mean", "p5 p25 p50 p75 p95, synthetic", "real", "empty %")
    return Table("Characters of a section", columns, tuple(rows), _absent(usage, LENGTHS))


def total_variation(found: Mapping[int, int], real: Mapping[int, int]) -> float:
    """Return half the sum of differences between two distributions given as counts (0–1)."""
    a, b = sum(found.values()) or 1, sum(real.values()) or 1
    return sum(abs(found.get(key, 0) / a - real.get(key, 0) / b) for key in found.keys() | real.keys()) / 2


def correlation(pairs: Sequence[tuple[float, float]]) -> float:
    """Return Pearson's correlation, nan of fewer than three pairs or of a constant."""
    if len(pairs) < 3:
        return math.nan
    first, second = np.array(pairs).T
    if not first.std() or not second.std():
        return math.nan
    return float(np.corrcoef(first, second)[0, 1])


def _both(codes: frozenset[str], first: tuple[str, ...], second: tuple[str, ...]) -> bool:
    """Say whether a record has a code of each set; of one set twice, two different codes."""
    if first == second:
        return len(codes.intersection(first)) > 1
    return bool(codes.intersection(first) and codes.intersection(second))


def _shares(found: int, whole: int, real: int) -> tuple[float | None, float | None]:
    return percent(found, whole), percent(real, facts.RECORDS)


def _far(found: int, whole: int, real: int, real_whole: int) -> str:
    """Mark shares more than 3 standard errors and 2 points apart."""
    if not whole or not real_whole:
        return ""
    a, b, pooled = found / whole, real / real_whole, (found + real) / (whole + real_whole)
    error = math.sqrt(pooled * (1 - pooled) * (1 / whole + 1 / real_whole))
    return "≠" if abs(a - b) > max(3 * error, 0.02) else ""


def _marked(rows: Sequence[tuple[Cell, ...]]) -> int:
    return sum(row[-1] == "≠" for row in rows)


def _absent(usage: Usage, name: str) -> str:
    """Say that a counted table was not at hand."""
    return "" if usage.rows(name) else f"{name} was not at hand: the columns that come from it are empty."
