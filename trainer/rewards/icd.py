"""What an answer to the ICD questions is worth: the contract's metric, and F-beta of code sets."""

from collections.abc import Set as AbstractSet

from app.coding.answer import Answer
from app.coding.metric import set_f1


def principal_right(answer: Answer, gold: str | None, *, out_of_scope: bool) -> float:
    """Score a PRINCIPAL answer 1 or 0: the gold code itself, or 不在范围内 where that is right."""
    if out_of_scope:
        return float(answer.readable and answer.out_of_scope)
    return float(gold is not None and answer.principal is not None and answer.principal.code == gold)


def others_score(answer: Answer, gold: AbstractSet[str]) -> float:
    """Score an OTHERS answer by F1 of the two sets (0-1, CCL25 equation 6); what cannot be read scores 0."""
    return set_f1(gold, predicted(answer)) if answer.readable else 0.0


def others_f_beta(answer: Answer, gold: AbstractSet[str], beta: float) -> float:
    """Score an OTHERS answer by F-beta of the two sets (0-1); what cannot be read scores 0."""
    return set_f_beta(gold, predicted(answer), beta) if answer.readable else 0.0


def set_f_beta(gold: AbstractSet[str], found: AbstractSet[str], beta: float) -> float:
    """Return (1+β²)·TP / ((1+β²)·TP + β²·FN + FP); both sets empty 1, exactly one empty 0.

    With beta 1 it is F1; above 1 recall weighs more (LLM4ICD's option).
    """
    if not gold and not found:
        return 1.0
    square = beta * beta
    hits = (1 + square) * len(gold & found)
    return hits / (hits + square * len(gold - found) + len(found - gold))


def predicted(answer: Answer) -> frozenset[str]:
    """Return the codes an answer names; a name outside the list stands for itself, as a wrong prediction."""
    return frozenset(code.code for code in answer.codes) | frozenset(answer.outside)
