"""The error library (M7): what a policy confuses, misses and adds, counted over the records it read."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from app.coding.codebook import Code
from app.coding.example import Example
from app.coding.judged import code_rows, main_figures, outcome
from app.coding.metric import Outcome, evaluate, set_f1
from app.coding.scope import OUT_OF_SCOPE
from trainer.evaluate.readings import Reading, truth_of

_MOST_LISTED = 30
"""Rows of a list in report.md; errors.json holds all."""
EXACT = 1.0 - 1e-9


class Fault(StrEnum):
    """What is wrong with a prediction."""

    UNREADABLE = "unreadable"
    PRINCIPAL = "principal"
    OTHERS = "others"


@dataclass(frozen=True, slots=True)
class Judged:
    """An example, what was read in it, and what is wrong with that."""

    example: Example
    outcome: Outcome
    faults: tuple[Fault, ...]


def judge(example: Example, reading: Reading, others_f1: float = 1.0) -> Judged:
    """Hold a reading against the gold by the contract's metric; the others are wrong below this F1 (0–1)."""
    found = outcome(truth_of(example), reading.said)
    return Judged(example, found, faults_of(found, others_f1))


def faults_of(found: Outcome, others_f1: float = 1.0) -> tuple[Fault, ...]:
    """Return what is wrong with an outcome; nothing where the principal is right and the others' F1 suffices."""
    if not found.readable:
        return (Fault.UNREADABLE,)
    wrong: list[Fault] = []
    if found.principal != found.gold_principal:
        wrong.append(Fault.PRINCIPAL)
    if set_f1(found.gold_others, found.others) < min(others_f1, EXACT):
        wrong.append(Fault.OTHERS)
    return tuple(wrong)


def library(judged: Sequence[Judged], names: Mapping[str, Code]) -> dict[str, Any]:
    """Count the faults of all records read, as errors.json holds them."""
    outcomes = [each.outcome for each in judged]
    readable = [each for each in outcomes if each.readable]
    confused = Counter(
        (each.gold_principal or "", each.principal or "") for each in readable if each.principal != each.gold_principal
    )
    missed = Counter(code for each in readable for code in sorted(each.gold_others - each.others))
    added = Counter(code for each in readable for code in sorted(each.others - each.gold_others))
    report = evaluate(outcomes)
    return {
        "read": len(judged),
        "bad": sum(bool(each.faults) for each in judged),
        "faults": dict(sorted(Counter(" + ".join(each.faults) for each in judged if each.faults).items())),
        "figures": main_figures(report),
        "confusions": [
            {"gold": gold, "predicted": predicted, "n": n} for (gold, predicted), n in confused.most_common()
        ],
        "missed": dict(missed.most_common()),
        "added": dict(added.most_common()),
        "codes": code_rows(report, leave_out=(OUT_OF_SCOPE,)),
        "names": {code: entry.name for code, entry in names.items() if code in {*missed, *added, *_codes(confused)}},
    }


def markdown(found: Mapping[str, Any], model: str, corrections: int) -> str:
    """Lay the library out to be read."""
    names: Mapping[str, str] = found["names"]
    figures: Mapping[str, float] = found["figures"]
    lines = ["# Bad cases", "", f"{model} read {found['read']} training records and got {found['bad']} wrong."]
    if corrections:
        lines.append(f"{corrections} more were corrected by coders.")
    if found["read"]:
        lines.append(
            f"Formula (6) on them: {figures['composite']:.2f}; principal {100 * figures['principal_accuracy']:.1f} %, "
            f"F1 of the others {figures['others_f1']:.3f}."
        )
    lines += ["", "| wrong | records |", "|---|---|"]
    lines += [f"| {fault} | {n} |" for fault, n in found["faults"].items()]
    lines += ["", "## Principals confused", "", "| gold | predicted | records |", "|---|---|---|"]
    for row in found["confusions"][:_MOST_LISTED]:
        lines.append(f"| {_named(row['gold'], names)} | {_named(row['predicted'], names)} | {row['n']} |")
    for key in ("missed", "added"):
        lines += ["", f"## Others {key}", "", "| code | records |", "|---|---|"]
        lines += [f"| {_named(code, names)} | {n} |" for code, n in list(found[key].items())[:_MOST_LISTED]]
    return "\n".join(lines) + "\n"


def _codes(confused: Mapping[tuple[str, str], int]) -> set[str]:
    return {code for pair in confused for code in pair}


def _named(code: str, names: Mapping[str, str]) -> str:
    return f"{names[code]} ({code})" if code in names else code or "–"
