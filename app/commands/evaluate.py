"""`dxdesk evaluate GOLD`: formula (6) of what the workstation's own reading gives, per code and in whole."""

import argparse
import json
import time
from pathlib import Path

from app.coding.judged import (
    Truth,
    bands,
    code_rows,
    format_rate,
    main_figures,
    outcome,
    said_of,
    shown_outcome,
    strict_outcome,
)
from app.coding.metric import evaluate
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


def _read(desk: Desk, gold: Gold, number: int, count: int) -> Suggestion:
    assert gold.record is not None  # noqa: S101  run() keeps only golds with a record
    started = time.perf_counter()
    made = desk.suggest(gold.record)
    say(f"{number}/{count} {gold.record_id} {time.perf_counter() - started:.1f} s")
    return made


def _figures(golds: list[Gold], suggestions: list[Suggestion], seconds: float) -> dict[str, object]:
    judged = [(_truth(gold), said_of(made)) for gold, made in zip(golds, suggestions, strict=True)]
    report = evaluate([outcome(truth, said) for truth, said in judged])
    strict = evaluate([strict_outcome(truth, said) for truth, said in judged])
    first = suggestions[0]
    return {
        "n": report.n,
        **main_figures(report),
        "format_rate": round(format_rate(said for _, said in judged), 4),
        "seconds_per_record": round(seconds, 3),
        "per_code": code_rows(report),
        "composite_strict": round(strict.composite, 2),
        "composite_recall_version": round(report.recall_version, 2),
        "shown": main_figures(evaluate([shown_outcome(truth, said) for truth, said in judged])),
        "out_of_scope": sum(made.out_of_scope for made in suggestions),
        "bands": {str(votes): {"n": band.n, "right": round(band.rate, 4)} for votes, band in bands(judged).items()},
        "model": first.model.name,
        "prompt": first.versions.prompt,
        "scope": first.versions.scope,
    }


def _truth(gold: Gold) -> Truth:
    return Truth(gold.principal or None, frozenset(gold.others))


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
