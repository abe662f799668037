"""Formula (6) of the CCL25 report, the older recall version, and the per-code table."""

from collections.abc import Collection, Iterable, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Outcome:
    """One record's gold and predicted codes; `readable` is false when the prediction could not be read."""

    gold_principal: str | None
    gold_others: frozenset[str]
    principal: str | None
    others: frozenset[str]
    readable: bool = True


@dataclass(frozen=True, slots=True)
class CodeScore:
    """Counts and rates (0–1) of one code over a set of records."""

    code: str
    true_positive: int
    false_positive: int
    false_negative: int

    @property
    def precision(self) -> float:
        """Share of the predictions that were right; 0 when there were none."""
        return _ratio(self.true_positive, self.true_positive + self.false_positive)

    @property
    def recall(self) -> float:
        """Share of the gold codes that were found; 0 when there were none."""
        return _ratio(self.true_positive, self.true_positive + self.false_negative)

    @property
    def f1(self) -> float:
        """Harmonic mean of precision and recall."""
        return _ratio(2 * self.true_positive, 2 * self.true_positive + self.false_positive + self.false_negative)


@dataclass(frozen=True, slots=True)
class Report:
    """Means over records: `composite` and `recall_version` 0–100, the others 0–1."""

    n: int
    composite: float
    principal_accuracy: float
    others_f1: float
    recall_version: float
    per_code: tuple[CodeScore, ...]


def set_f1(gold: AbstractSet[str], predicted: AbstractSet[str]) -> float:
    """Score one record's others: 2|Y∩Ŷ| / (|Y|+|Ŷ|); both empty 1, exactly one empty 0 (0–1)."""
    if not gold and not predicted:
        return 1.0
    return 2 * len(gold & predicted) / (len(gold) + len(predicted))


def record_score(outcome: Outcome) -> float:
    """Score one record by formula (6): half for the principal, half the F1 of the others (0–1)."""
    if not outcome.readable:
        return 0.0
    principal = float(outcome.principal == outcome.gold_principal)
    return 0.5 * principal + 0.5 * set_f1(outcome.gold_others, outcome.others)


def recall_version_score(outcome: Outcome) -> float:
    """Score one record by the competition page's first formula: recall of the others instead of F1 (0–1).

    Listing every code earns the second half for free, so no figure of DxDesk is quoted in it.
    """
    if not outcome.readable:
        return 0.0
    principal = float(outcome.principal == outcome.gold_principal)
    if not outcome.gold_others:
        return 0.5 * principal + 0.5 * float(not outcome.others)
    return 0.5 * principal + 0.5 * len(outcome.gold_others & outcome.others) / len(outcome.gold_others)


def evaluate(outcomes: Sequence[Outcome]) -> Report:
    """Average formula (6) over records ×100 (CCL25 equation 6); an unreadable prediction scores 0."""
    n = len(outcomes)
    readable = [outcome for outcome in outcomes if outcome.readable]
    return Report(
        n=n,
        composite=100 * _mean(map(record_score, outcomes), n),
        principal_accuracy=_mean((float(o.principal == o.gold_principal) for o in readable), n),
        others_f1=_mean((set_f1(o.gold_others, o.others) for o in readable), n),
        recall_version=100 * _mean(map(recall_version_score, outcomes), n),
        per_code=_per_code(outcomes),
    )


def _per_code(outcomes: Iterable[Outcome]) -> tuple[CodeScore, ...]:
    """Count every code that occurs in gold or prediction, principal and others alike."""
    hits: dict[str, list[int]] = {}
    for outcome in outcomes:
        gold = _codes(outcome.gold_principal, outcome.gold_others)
        predicted = _codes(outcome.principal, outcome.others) if outcome.readable else set[str]()
        for code in gold | predicted:
            counts = hits.setdefault(code, [0, 0, 0])
            counts[0 if code in gold and code in predicted else 1 if code in predicted else 2] += 1
    return tuple(CodeScore(code, *hits[code]) for code in sorted(hits))


def _codes(principal: str | None, others: Collection[str]) -> set[str]:
    return {*others, principal} if principal else set(others)


def _ratio(part: float, whole: float) -> float:
    return part / whole if whole else 0.0


def _mean(values: Iterable[float], n: int) -> float:
    return sum(values) / n if n else 0.0
