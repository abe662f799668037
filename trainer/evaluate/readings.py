"""What one system read in one record: made from a suggestion or from plain codes, kept as a row of predictions.jsonl.

Every figure is counted from these rows alone, so that a killed evaluation goes on and an old one can be counted again.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Any

from app.coding.evidence import verify_quote
from app.coding.example import Example, Span
from app.coding.judged import Answered, Proposed, Said, Truth, said_of
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.coding.suggest import TASKS, Suggestion

FEWEST_QUOTED = 4
"""Characters a quote needs to count as evidence here: shorter ones overlap a gold span by chance."""


@dataclass(frozen=True, slots=True)
class Reading:
    """What a system said of a record, the verified quotes of its suggested codes, and what it cost."""

    record_id: str
    said: Said
    votes_of: int = 0
    """Votes a candidate can have: 3 for TCECP, the members of an ensemble, 0 for what reads once."""
    quotes: tuple[Span, ...] = ()
    rationale: str = ""
    texts: tuple[str, ...] = ()
    logprob: float | None = None
    """Mean log-probability (natural, 0 at most) of the T = 0 principal's answer tokens, where the backend gives it."""
    seconds: float = 0.0
    tokens: int = 0
    shortened: bool = False


def truth_of(example: Example) -> Truth:
    """Return an example's gold as it is judged."""
    return Truth(example.gold.principal_code, example.gold.other_codes, example.out_of_scope)


def reading_of(suggestion: Suggestion, record: Record, scope: Scope, votes_of: int, seconds: float) -> Reading:
    """Take from a suggestion what is judged; its time is what this record's share of the call was."""
    rationale = dict.fromkeys(suggestion.rationale[task] for task in TASKS)
    return Reading(
        record.record_id,
        said_of(suggestion),
        votes_of,
        quotes=_quotes(suggestion, record, scope),
        rationale="\n".join(filter(None, rationale)),
        texts=tuple(vote.completion.text for vote in suggestion.votes),
        logprob=_logprob(suggestion),
        seconds=seconds,
        tokens=sum(vote.completion.tokens for vote in suggestion.votes),
        shortened=bool(suggestion.left_out),
    )


def plain_reading(
    record_id: str, principal: str | None, others: Collection[str], *, out_of_scope: bool = False, seconds: float = 0.0
) -> Reading:
    """Make the reading of a system that answers in codes: well formed by construction, no votes, no evidence."""
    codes = {Task.PRINCIPAL: (principal,) if principal else (), Task.OTHERS: tuple(sorted(set(others) - {principal}))}
    answers = tuple(
        Answered(task, 0, True, True, codes[task], out_of_scope and task is Task.PRINCIPAL) for task in TASKS
    )
    return Reading(record_id, Said(principal, frozenset(codes[Task.OTHERS]), out_of_scope, answers), seconds=seconds)


def to_row(system: str, reading: Reading) -> dict[str, Any]:
    """Write a reading as a row of predictions.jsonl."""
    said = reading.said
    return {
        "id": row_id(system, reading.record_id),
        "system": system,
        "record_id": reading.record_id,
        "principal": said.principal,
        "others": sorted(said.others),
        "out_of_scope": said.out_of_scope,
        "answers": [
            [each.task.value, each.position, each.well_formed, each.readable, list(each.codes), each.out_of_scope]
            for each in said.answers
        ],
        "candidates": [[each.code, each.task.value, each.suggested, each.votes] for each in said.candidates],
        "votes_of": reading.votes_of,
        "quotes": [[span.section, span.start, span.end, span.code] for span in reading.quotes],
        "rationale": reading.rationale,
        "texts": list(reading.texts),
        "logprob": reading.logprob,
        "seconds": round(reading.seconds, 4),
        "tokens": reading.tokens,
        "shortened": reading.shortened,
    }


def from_row(row: Mapping[str, Any]) -> Reading:
    """Read what `to_row` wrote."""
    said = Said(
        principal=row["principal"],
        others=frozenset(row["others"]),
        out_of_scope=row["out_of_scope"],
        answers=tuple(
            Answered(Task(task), position, well_formed, readable, tuple(codes), out_of_scope)
            for task, position, well_formed, readable, codes, out_of_scope in row["answers"]
        ),
        candidates=tuple(
            Proposed(code, Task(task), suggested, votes) for code, task, suggested, votes in row["candidates"]
        ),
    )
    return Reading(
        record_id=row["record_id"],
        said=said,
        votes_of=row["votes_of"],
        quotes=tuple(Span(*span) for span in row["quotes"]),
        rationale=row["rationale"],
        texts=tuple(row["texts"]),
        logprob=row["logprob"],
        seconds=row["seconds"],
        tokens=row["tokens"],
        shortened=row["shortened"],
    )


def row_id(system: str, record_id: str) -> str:
    """Name a row of the log: one system, one record."""
    return f"{system}\t{record_id}"


def _quotes(suggestion: Suggestion, record: Record, scope: Scope) -> tuple[Span, ...]:
    """Return where the quotes of the suggested codes stand; those that overlap a mention too, which `gather` omits."""
    suggested = [*((suggestion.principal,) if suggestion.principal else ()), *suggestion.others]
    found: dict[Span, None] = {}
    for candidate in suggested:
        label = scope.label(candidate.code)
        for vote in suggestion.votes:
            for quote in vote.answer.quotes:
                if vote.task is not candidate.task or quote.label != label:
                    continue
                evidence = verify_quote(record, quote, candidate.code)
                if evidence is not None and evidence.end - evidence.start >= FEWEST_QUOTED:
                    found[Span(evidence.section, evidence.start, evidence.end, candidate.code.code)] = None
    return tuple(found)


def _logprob(suggestion: Suggestion) -> float | None:
    """Return how sure the T = 0 completion was of its principal."""
    for vote in suggestion.votes:
        if vote.task is Task.PRINCIPAL and vote.position == 0 and vote.completion.scores:
            scores = [score.logprob for score in vote.completion.scores]
            return round(sum(scores) / len(scores), 5)
    return None
