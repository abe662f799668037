"""Task.DRG judged by DRG-Sapphire's protocol (M48): n sampled answers a record, Pass@1, Pass@n, Maj@n, base and CC/MCC.

Titles are compared by the grouper's numbers, never as text: base group and severity come from its tables.
"""

import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from app.coding.completion import CompletionModel, Request, Sampling, vote_seed
from app.coding.example import Example
from app.coding.prompt import Style
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.coding.suggest import ask, read_votes
from app.knowledge.grouping.severity import Standing
from trainer.errors import DataError
from trainer.evaluate.figures import mean
from trainer.evaluate.intervals import bootstrap
from trainer.evaluate.readings import row_id


@dataclass(frozen=True, slots=True)
class DrgAsking:
    """How the DRG is asked: the titles of one version, and the sampling of M48."""

    titles: Scope
    style: Style
    samples: int
    temperature: float
    reply_tokens: int


@dataclass(frozen=True, slots=True)
class DrgReading:
    """The group numbers a system answered for one record (None: no title of the version), and what they cost."""

    record_id: str
    answers: tuple[str | None, ...]
    well_formed: tuple[bool, ...]
    rationale: str = ""
    seconds: float = 0.0
    tokens: int = 0


def read_drg(records: Sequence[Record], model: CompletionModel, asking: DrgAsking) -> list[DrgReading]:
    """Ask for the DRG of records in one call; raises PromptTooLongError as `suggest` does."""
    started = time.perf_counter()
    requests = [_request(record, model, asking) for record in records]
    completions = model.complete(requests)
    seconds = (time.perf_counter() - started) / max(1, len(records))
    found: list[DrgReading] = []
    for record, request, answered in zip(records, requests, completions, strict=True):
        answers = [vote.answer for vote in read_votes([request], [answered], asking.style)]
        found.append(
            DrgReading(
                record.record_id,
                tuple(answer.principal.code if answer.principal else None for answer in answers),
                tuple(answer.well_formed for answer in answers),
                next((answer.rationale for answer in answers if answer.rationale), ""),
                seconds,
                sum(completion.tokens for completion in answered),
            )
        )
    return found


def _request(record: Record, model: CompletionModel, asking: DrgAsking) -> Request:
    asked = ask(record, asking.titles, model, asking.style, asking.reply_tokens, (Task.DRG,))
    plan = tuple(
        Sampling(asking.temperature, vote_seed(record.record_id, Task.DRG, number), asking.reply_tokens)
        for number in range(asking.samples)
    )
    return replace(asked.requests[0], samplings=plan)


def drg_figures(
    examples: Sequence[Example], readings: Mapping[str, DrgReading], standings: Mapping[str, Standing], seed: int
) -> dict[str, Any]:
    """Count the figures of one system (0–100); `standings` are those of the version asked about.

    Pass@1 is the mean over the samples, Maj@n the most frequent answer (of equals the first given; an answer that is
    no title is no vote). Base DRG and CC/MCC are right where base and severity are those of the gold group.
    """
    golds = {example.example_id: gold_number(example, standings) for example in examples}
    judged = [(golds[record_id], readings[record_id]) for record_id in golds]
    samples = max((len(reading.answers) for _, reading in judged), default=0)
    first = [_share(reading.answers, lambda answer, g=gold: answer == g) for gold, reading in judged]
    votes = [_majority(reading.answers) for _, reading in judged]
    by_majority = [float(vote == gold) for vote, (gold, _) in zip(votes, judged, strict=True)]
    sure = bootstrap([100 * score for score in first], seed)
    return {
        "n": len(judged),
        "samples": samples,
        "pass@1": round(sure.mean, 2),
        "interval": [round(sure.low, 2), round(sure.high, 2)],
        f"pass@{samples}": _percent([float(gold in reading.answers) for gold, reading in judged]),
        f"maj@{samples}": _percent(by_majority),
        "base@1": _percent([_share(r.answers, lambda a, g=g: _same_base(a, g, standings)) for g, r in judged]),
        "severity@1": _percent([_share(r.answers, lambda a, g=g: _same_severity(a, g, standings)) for g, r in judged]),
        "errors": _errors([(vote, gold) for vote, (gold, _) in zip(votes, judged, strict=True)], standings),
        "format_rate": {"drg": round(mean([float(f) for _, r in judged for f in r.well_formed]), 4)},
        "no_title": round(mean([float(answer is None) for _, r in judged for answer in r.answers]), 4),
        "seconds_per_record": round(mean([reading.seconds for _, reading in judged]), 3),
        "tokens_per_record": round(mean([reading.tokens for _, reading in judged]), 1),
        "scores": {example_id: round(score, 5) for example_id, score in zip(golds, first, strict=True)},
    }


def gold_number(example: Example, standings: Mapping[str, Standing]) -> str:
    """Return an example's group number in three digits; raise DataError when the version has no such group."""
    number = example.drg.zfill(3)
    if not example.drg or number not in standings:
        raise DataError(
            f"{example.example_id} has the DRG {example.drg or '(none)'}, which the version asked about does not know.",
            "Judge records with a DRG, and name their version as drg_version.",
        )
    return number


def drg_row(system: str, reading: DrgReading) -> dict[str, Any]:
    """Write a reading as a row of predictions.jsonl."""
    return {
        "id": row_id(system, reading.record_id),
        "system": system,
        "record_id": reading.record_id,
        "drg": list(reading.answers),
        "well_formed": list(reading.well_formed),
        "rationale": reading.rationale,
        "seconds": round(reading.seconds, 4),
        "tokens": reading.tokens,
    }


def drg_from_row(row: Mapping[str, Any]) -> DrgReading:
    """Read what `drg_row` wrote."""
    return DrgReading(
        row["record_id"],
        tuple(row["drg"]),
        tuple(row["well_formed"]),
        row["rationale"],
        row["seconds"],
        row["tokens"],
    )


def _majority(answers: Sequence[str | None]) -> str | None:
    counted = Counter(answer for answer in answers if answer is not None)
    return counted.most_common(1)[0][0] if counted else None


def _same_base(answer: str | None, gold: str, standings: Mapping[str, Standing]) -> bool:
    return answer is not None and answer in standings and standings[answer].base == standings[gold].base


def _same_severity(answer: str | None, gold: str, standings: Mapping[str, Standing]) -> bool:
    return answer is not None and answer in standings and standings[answer].severity is standings[gold].severity


def _errors(votes: Sequence[tuple[str | None, str]], standings: Mapping[str, Standing]) -> dict[str, int]:
    """Part the wrong majorities as M48 does: base wrong, CC/MCC wrong, both."""
    counted = Counter[str]()
    for vote, gold in votes:
        if vote == gold:
            continue
        base, severity = _same_base(vote, gold, standings), _same_severity(vote, gold, standings)
        counted["severity only" if base else "base only" if severity else "both"] += 1
    return {kind: counted[kind] for kind in ("base only", "severity only", "both")}


def _share(answers: Sequence[str | None], right: Any) -> float:
    return mean([float(right(answer)) for answer in answers])


def _percent(shares: Sequence[float]) -> float:
    return round(100 * mean(shares), 2)
