"""Records are put to a model: the contract's own requests, in TCECP's three votes or in one pass at T = 0.

Both tasks go in one call, for several records at once where the backend gains by it. A model trained on the composite
answer (MTL) is asked its one question, and its answer is read as one answer for each task.
"""

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from app.coding.answer import parse_composite
from app.coding.completion import Completion, CompletionModel, Request, Source, tcecp_plan
from app.coding.errors import ScopeError
from app.coding.fit import fit
from app.coding.judged import Said
from app.coding.mentions import Finder
from app.coding.prompt import Style, asked_in, build_composite, render_sections
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.coding.suggest import TASKS, TEMPLATE_TOKENS, Asked, Vote, ask, named_in, read_votes, weigh
from app.coding.versions import versions_of
from trainer.evaluate.readings import Reading, reading_of

VOTES = 3
"""Completions of TCECP."""


class Plan(StrEnum):
    """How often a question is put."""

    SINGLE = "single"
    """Once, at T = 0."""
    TCECP = "tcecp"
    """Three times, as the workstation does (CCL25 §2.5)."""


Scoping = Callable[[Record], tuple[Scope, Finder]]
"""Gives the scope a record is coded from, and what finds its names; raises ScopeError when there is none."""


@dataclass(frozen=True, slots=True)
class Asking:
    """How a model is asked."""

    scoping: Scoping
    style: Style
    plan: Plan
    reply_tokens: int
    composite: bool = False
    """Whether the model answers both tasks at once (M10)."""


@dataclass(frozen=True, slots=True)
class _Question:
    """What was asked about one record."""

    record: Record
    scope: Scope
    finder: Finder
    asked: Asked


def read(records: Sequence[Record], model: CompletionModel, asking: Asking) -> list[Reading]:
    """Ask about records in one call and weigh each one's votes; raises PromptTooLongError as `suggest` does.

    A record that names nothing of a whole book has no scope: its reading is without an answer.
    """
    started = time.perf_counter()
    questions = [_question(record, model, asking) for record in records]
    requests = [request for each in questions if each for request in each.asked.requests]
    completions = iter(model.complete(requests))
    votes = [_votes(each, completions, asking) if each else () for each in questions]
    seconds = (time.perf_counter() - started) / max(1, len(records))
    return [
        _weighed(each, found, model, asking, seconds) if each else Reading(record.record_id, Said(None, frozenset()))
        for record, each, found in zip(records, questions, votes, strict=True)
    ]


def _question(record: Record, model: CompletionModel, asking: Asking) -> _Question | None:
    try:
        scope, finder = asking.scoping(record)
    except ScopeError:
        return None
    if asking.composite:
        asked = _ask_composite(record, scope, finder, model, asking)
    else:
        asked = ask(record, scope, model, asking.style, asking.reply_tokens, finder=finder)
    if asking.plan is Plan.SINGLE:
        asked = replace(asked, requests=tuple(replace(each, samplings=each.samplings[:1]) for each in asked.requests))
    return _Question(record, scope, finder, asked)


def _ask_composite(record: Record, scope: Scope, finder: Finder, model: CompletionModel, asking: Asking) -> Asked:
    """Build the one request for both tasks, the record shortened to the model's context as `ask` does."""
    language = asked_in(record.sections, asking.style)
    named = named_in(record, scope, asking.style, finder)
    whole = build_composite(record.sections, scope, asking.style, named).messages
    text = render_sections(record.sections, language)
    instructions = sum(model.count_tokens(message.content.replace(text, "")) for message in whole)
    headings = sum(model.count_tokens(f"【{section.name}】\n") for section in record.sections)
    room = model.context_length - instructions - headings - asking.reply_tokens - TEMPLATE_TOKENS
    fitted = fit(record.sections, model.count_tokens, room)
    prompt = build_composite(fitted.sections, scope, asking.style, named)
    plan = tcecp_plan(record.record_id, Task.OTHERS, asking.reply_tokens)
    request = Request(Task.OTHERS, prompt.messages, plan, (), record, scope, prompt.static_length)
    return Asked((request,), fitted.left_out)


def _votes(question: _Question, completions: Iterator[tuple[Completion, ...]], asking: Asking) -> tuple[Vote, ...]:
    """Read the completions of one record's requests, which are the next ones."""
    requests = question.asked.requests
    answered = [next(completions) for _ in requests]
    if not asking.composite:
        return read_votes(requests, answered, asking.style)
    return tuple(
        vote
        for position, completion in enumerate(answered[0])
        for vote in _composite_votes(requests[0], position, completion, asking)
    )


def _composite_votes(request: Request, position: int, completion: Completion, asking: Asking) -> Iterator[Vote]:
    """Read one composite completion as a vote in each task; its tokens are counted once."""
    language = asked_in(request.record.sections, asking.style)
    answers = parse_composite(completion.text, request.scope, asking.style.order, language)
    counted = completion
    for task, answer in zip(TASKS, answers, strict=True):
        yield Vote(task, position, request.samplings[position], counted, answer)
        counted = replace(completion, tokens=0)


def _weighed(
    question: _Question, votes: tuple[Vote, ...], model: CompletionModel, asking: Asking, seconds: float
) -> Reading:
    """Weigh the votes as the workstation does; a single pass is weighed as what reads once, by its evidence alone."""
    once = asking.plan is Plan.SINGLE or model.info.source is Source.RULES
    info = replace(model.info, source=Source.RULES) if once else model.info
    record, scope = question.record, question.scope
    versions = versions_of(scope, asking.style)
    suggestion = weigh(record, scope, votes, question.finder, info, question.asked.left_out, versions)
    return reading_of(suggestion, record, scope, 0 if once else VOTES, seconds)
