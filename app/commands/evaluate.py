"""`dxdesk evaluate GOLD`: formula (6) of what the workstation's own reading gives, per code and in whole."""

import argparse
import json
import time
from collections import Counter
from dataclasses import replace
from pathlib import Path

from app.coding.metric import Outcome, Report, evaluate
from app.coding.scope import Task
from app.coding.suggest import Suggestion
from app.commands.reading import Desk, add_model_options, open_desk, say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.exchange.golds import Gold, read_gold


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the gold, its records and the model options."""
    parser.add_argument("gold", help="CCL25 JSON with labels, a folder of gold files, or a submission file")
    parser.add_argument("--records", help="where the records are, if the gold does not hold them")
    parser.add_argument("--limit", type=int, help="evaluate the first N records only")
    parser.add_argument("--json", action="store_true", help="print one JSON object")
    add_model_options(parser)


def run(args: argparse.Namespace) -> int:
    """Code every gold record, score it and print the report."""
    golds = read_gold(Path(args.gold), Path(args.records) if args.records else None)
    usable = [gold for gold in golds if gold.record is not None][: args.limit]
    if not usable:
        raise InputError(f"No record texts belong to {args.gold}.", "Name them with --records.")
    for gold in golds:
        if gold.record is None:
            say(f"left out: {gold.record_id} has gold codes but no record.")
    with open_desk(args) as desk:
        started = time.perf_counter()
        suggestions = [_read(desk, gold, number, len(usable)) for number, gold in enumerate(usable, 1)]
        seconds = time.perf_counter() - started
        figures = _figures(usable, suggestions, seconds / len(usable))
    if args.json:
        print(json.dumps(figures, ensure_ascii=False))
    else:
        _print(figures)
    return EXIT_SOME_REFUSED if len(usable) < len(golds) and args.limit is None else EXIT_DONE


def outcome(gold: Gold, suggestion: Suggestion) -> Outcome:
    """Set a gold beside what was agreed on; a record with no readable completion for a task is unreadable."""
    readable = {vote.task for vote in suggestion.votes if vote.answer.readable}
    principal = suggestion.agreed_principal
    return Outcome(
        gold_principal=gold.principal or None,
        gold_others=frozenset(gold.others),
        principal=principal.code if principal else None,
        others=frozenset(code.code for code in suggestion.agreed_others),
        readable=bool(readable),
    )


def _read(desk: Desk, gold: Gold, number: int, count: int) -> Suggestion:
    assert gold.record is not None  # noqa: S101  run() keeps only golds with a record
    started = time.perf_counter()
    made = desk.suggest(gold.record)
    say(f"{number}/{count} {gold.record_id} {time.perf_counter() - started:.1f} s")
    return made


def _figures(golds: list[Gold], suggestions: list[Suggestion], seconds: float) -> dict[str, object]:
    agreed = [outcome(gold, made) for gold, made in zip(golds, suggestions, strict=True)]
    report = evaluate(agreed)
    strict = evaluate([_strict(one, made) for one, made in zip(agreed, suggestions, strict=True)])
    votes = [vote for made in suggestions for vote in made.votes]
    first = suggestions[0]
    return {
        "n": report.n,
        "composite": round(report.composite, 2),
        "principal_accuracy": round(report.principal_accuracy, 4),
        "others_f1": round(report.others_f1, 4),
        "format_rate": round(sum(vote.answer.well_formed for vote in votes) / max(1, len(votes)), 4),
        "seconds_per_record": round(seconds, 3),
        "per_code": _per_code(report),
        "composite_strict": round(strict.composite, 2),
        "composite_recall_version": round(report.recall_version, 2),
        "shown": _shown(golds, suggestions),
        "out_of_scope": sum(made.out_of_scope for made in suggestions),
        "bands": _bands(golds, suggestions),
        "model": first.model.name,
        "prompt": first.versions.prompt,
        "scope": first.versions.scope,
    }


def _strict(one: Outcome, made: Suggestion) -> Outcome:
    """Count a record as unreadable unless its T = 0 completions of both tasks are well formed."""
    formed = {vote.task for vote in made.votes if vote.position == 0 and vote.answer.well_formed}
    whole = formed >= {Task.PRINCIPAL, Task.OTHERS}
    return replace(one, readable=one.readable and whole)


def _shown(golds: list[Gold], suggestions: list[Suggestion]) -> dict[str, float]:
    """Score the suggested tier alone: what a coder sees put forward, every code with verified evidence."""
    outcomes = [
        Outcome(
            gold.principal or None,
            frozenset(gold.others),
            made.principal.code.code if made.principal else None,
            frozenset(candidate.code.code for candidate in made.others),
        )
        for gold, made in zip(golds, suggestions, strict=True)
    ]
    report = evaluate(outcomes)
    return {
        "composite": round(report.composite, 2),
        "principal_accuracy": round(report.principal_accuracy, 4),
        "others_f1": round(report.others_f1, 4),
    }


def _bands(golds: list[Gold], suggestions: list[Suggestion]) -> dict[str, dict[str, float]]:
    """Count per vote band how many candidates there were and what share of them the gold holds (0–1)."""
    seen = Counter[int]()
    right = Counter[int]()
    for gold, made in zip(golds, suggestions, strict=True):
        for candidate in made.candidates:
            held = (gold.principal,) if candidate.task is Task.PRINCIPAL else gold.others
            seen[candidate.votes] += 1
            right[candidate.votes] += candidate.code.code in held
    return {str(votes): {"n": n, "right": round(right[votes] / n, 4)} for votes, n in sorted(seen.items())}


def _per_code(report: Report) -> dict[str, dict[str, float]]:
    return {
        score.code: {
            "precision": round(score.precision, 4),
            "recall": round(score.recall, 4),
            "f1": round(score.f1, 4),
            "true_positive": score.true_positive,
            "false_positive": score.false_positive,
            "false_negative": score.false_negative,
        }
        for score in report.per_code
    }


def _print(figures: dict[str, object]) -> None:
    for key, value in figures.items():
        if key == "per_code":
            continue
        print(f"{key:<26} {value}")
    print("\ncode              P      R      F1     tp  fp  fn")
    for code, row in figures["per_code"].items():  # type: ignore[union-attr]
        print(
            f"{code:<14} {row['precision']:6.2f} {row['recall']:6.2f} {row['f1']:6.2f} "
            f"{row['true_positive']:4} {row['false_positive']:3} {row['false_negative']:3}"
        )
