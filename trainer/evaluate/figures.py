"""The figures of one system: formula (6) in its readings, per group and per code, with calibration and evidence."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any

from app.coding.evidence import overlaps
from app.coding.example import Example
from app.coding.judged import (
    Said,
    Truth,
    bands,
    code_rows,
    first_pass,
    format_rate,
    holds,
    main_figures,
    outcome,
    shown_outcome,
    strict_outcome,
)
from app.coding.metric import Outcome, evaluate, record_score
from app.coding.scope import OUT_OF_SCOPE, Task
from app.coding.suggest import TASKS
from trainer.evaluate.intervals import bootstrap, wilson
from trainer.evaluate.readings import Reading, truth_of

NO_ANSWER = "no answer"
"""The column of a confusion table for records whose principal could not be read or names no listed code."""


@dataclass(frozen=True, slots=True)
class Judged:
    """One example with what a system read in it."""

    example: Example
    reading: Reading

    @property
    def pair(self) -> tuple[Truth, Said]:
        """Return gold and what was said, as the contract judges them."""
        return truth_of(self.example), self.reading.said


def figures_of(judged: Sequence[Judged], seen_writers: AbstractSet[str], seed: int) -> dict[str, Any]:
    """Count every figure of one system; `seen_writers` are those it was trained on (none: not known)."""
    pairs = [each.pair for each in judged]
    report = evaluate([outcome(*pair) for pair in pairs])
    scores = {each.example.example_id: record_score(outcome(*each.pair)) for each in judged}
    sure = bootstrap([100 * score for score in scores.values()], seed)
    return {
        "n": report.n,
        **main_figures(report),
        "interval": [round(sure.low, 2), round(sure.high, 2)],
        "recall_version": round(report.recall_version, 2),
        "strict": _main(pairs, strict_outcome),
        "shown": _main(pairs, shown_outcome),
        "first_pass": _main(pairs, lambda truth, said: outcome(truth, first_pass(said))),
        "format_rate": {task.value: round(format_rate((said for _, said in pairs), task), 4) for task in TASKS},
        "unreadable": sum(not said.readable for _, said in pairs),
        "refusals": _refusals(pairs),
        "bands": {task.value: _bands(judged, task) for task in TASKS},
        "suggested_bands": _suggested_bands(judged),
        "evidence": _evidence(judged),
        "confusion": _confusion(pairs),
        "by": _groups(judged, seen_writers),
        "per_code": code_rows(report, (OUT_OF_SCOPE,)),
        "seconds_per_record": round(mean([each.reading.seconds for each in judged]), 3),
        "tokens_per_record": round(mean([each.reading.tokens for each in judged]), 1),
        "shortened": sum(each.reading.shortened for each in judged),
        "scores": {record_id: round(score, 5) for record_id, score in scores.items()},
    }


def _main(pairs: Sequence[tuple[Truth, Said]], read: Callable[[Truth, Said], Outcome]) -> dict[str, float]:
    return main_figures(evaluate([read(truth, said) for truth, said in pairs]))


def _refusals(pairs: Sequence[tuple[Truth, Said]]) -> dict[str, Any]:
    """Count 不在范围内 where it is right and where it is not."""
    right = [said.out_of_scope for truth, said in pairs if truth.out_of_scope]
    wrong = [said.out_of_scope for truth, said in pairs if not truth.out_of_scope]
    return {
        "out_of_scope": len(right),
        "out_of_scope_refused": round(mean(right), 4),
        "in_scope": len(wrong),
        "in_scope_refused": round(mean(wrong), 4),
    }


def _bands(judged: Sequence[Judged], task: Task) -> dict[str, dict[str, float]]:
    """Count candidates per number of votes, with the share that was right and its interval: the reliability table."""
    found = bands([each.pair for each in judged], task)
    total = sum(band.n for band in found.values())
    rows: dict[str, dict[str, float]] = {}
    for votes, band in found.items():
        low, high = wilson(band.right, band.n)
        rows[str(votes)] = {
            "n": band.n,
            "share": round(band.n / total, 4),
            "right": round(band.rate, 4),
            "low": round(low, 4),
            "high": round(high, 4),
        }
    return rows


def _suggested_bands(judged: Sequence[Judged]) -> dict[str, dict[str, float]]:
    """Count the suggested candidates alone per number of votes: what share of suggestions each band is."""
    seen, right = Counter[int](), Counter[int]()
    for each in judged:
        truth, said = each.pair
        for candidate in said.candidates:
            if candidate.suggested:
                seen[candidate.votes] += 1
                right[candidate.votes] += holds(truth, candidate)
    total = sum(seen.values())
    return {
        str(votes): {"n": n, "share": round(n / total, 4), "right": round(right[votes] / n, 4)}
        for votes, n in sorted(seen.items())
    }


def _evidence(judged: Sequence[Judged]) -> dict[str, float]:
    """Count suggested codes whose verified quote overlaps a gold span of that very code.

    Only records with gold spans count, and only quotes of at least 4 characters. A suggested code that the gold does
    not hold has no span and counts against the first rate; the second is of those that have one.
    """
    suggested = quoted = met = spanned = 0
    for each in judged:
        if not each.example.spans:
            continue
        for code in {candidate.code for candidate in each.reading.said.candidates if candidate.suggested}:
            quotes = [span for span in each.reading.quotes if span.code == code]
            spans = [span for span in each.example.spans if span.code == code]
            suggested += 1
            quoted += bool(quotes)
            spanned += bool(spans)
            met += any(overlaps(quote, span) for quote in quotes for span in spans)
    return {
        "suggested": suggested,
        "with_quote": round(quoted / suggested, 4) if suggested else 0.0,
        "on_gold_span": round(met / suggested, 4) if suggested else 0.0,
        "with_gold_span": spanned,
        "on_gold_span_where_there_is_one": round(met / spanned, 4) if spanned else 0.0,
    }


def _confusion(pairs: Sequence[tuple[Truth, Said]]) -> dict[str, dict[str, int]]:
    """Count per gold principal what was said instead; 不在范围内 is a row and a column like the others."""
    table: dict[str, Counter[str]] = {}
    for truth, said in pairs:
        gold = OUT_OF_SCOPE if truth.out_of_scope else truth.principal or NO_ANSWER
        chosen = said.principal or (OUT_OF_SCOPE if said.out_of_scope else NO_ANSWER)
        table.setdefault(gold, Counter())[chosen] += 1
    return {gold: dict(sorted(row.items())) for gold, row in sorted(table.items())}


def _groups(judged: Sequence[Judged], seen_writers: AbstractSet[str]) -> dict[str, dict[str, Any]]:
    """Score groups of records: in and outside the scope, by writer, by whether the writer was trained on, by origin."""
    parts: dict[str, list[Judged]] = {}
    for each in judged:
        example = each.example
        parts.setdefault("outside the scope" if example.out_of_scope else "in the scope", []).append(each)
        parts.setdefault(f"origin {example.origin}", []).append(each)
        if example.writer:
            parts.setdefault(f"writer {example.writer}", []).append(each)
            if seen_writers:
                known = example.writer in seen_writers
                parts.setdefault("writers seen in training" if known else "writers held out", []).append(each)
    return {name: _group(parts[name]) for name in sorted(parts)}


def _group(part: Sequence[Judged]) -> dict[str, Any]:
    return {"n": len(part), **_main([each.pair for each in part], outcome)}


def mean(values: Sequence[float]) -> float:
    """Return the mean, 0 of nothing."""
    return sum(values) / len(values) if values else 0.0


def columns(table: Mapping[str, Mapping[str, int]], golds: Sequence[str]) -> list[str]:
    """Return what was said in the shown rows of a confusion table: in the rows' own order first, then the rest."""
    said = {code for gold in golds for code in table[gold]}
    return [*(gold for gold in golds if gold in said), *sorted(said - set(golds))]
