"""A record is coded: record → prompt → model → answer → consensus → candidates with evidence."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum

from app.coding.answer import Answer, Quote, parse
from app.coding.codebook import Code
from app.coding.completion import (
    Completion,
    CompletionModel,
    ModelInfo,
    OnText,
    Request,
    Sampling,
    Source,
    tcecp_plan,
)
from app.coding.consensus import (
    MAJORITY,
    PrincipalVerdict,
    others_consensus,
    principal_consensus,
)
from app.coding.evidence import Evidence, from_mentions, gather
from app.coding.fit import Shortened, fit
from app.coding.marks import marks_of, render_marks
from app.coding.mentions import Finder, Mention
from app.coding.prompt import Layout, Style, asked_in, build
from app.coding.record import Record
from app.coding.scope import Scope, Task, empty_answer
from app.coding.versions import Versions, versions_of

REPLY_TOKENS = 512
"""Tokens set aside for one completion unless the caller says otherwise."""
TEMPLATE_TOKENS = 64
"""Tokens set aside for the chat template's own marks."""
TASKS = (Task.PRINCIPAL, Task.OTHERS)


class Tier(StrEnum):
    """Put before the coder as to be coded, or as possible."""

    SUGGESTED = "suggested"
    POSSIBLE = "possible"


@dataclass(frozen=True, slots=True)
class Candidate:
    """One code put before the coder for one task, with its votes (0–3) and verified evidence."""

    code: Code
    task: Task
    tier: Tier
    votes: int
    evidence: tuple[Evidence, ...] = ()


@dataclass(frozen=True, slots=True)
class Vote:
    """One completion of one task with its reading: kept whole, so that nothing about a suggestion is lost."""

    task: Task
    position: int
    sampling: Sampling
    completion: Completion
    answer: Answer


@dataclass(frozen=True, slots=True)
class Suggestion:
    """What is put before the coder for one record."""

    record_id: str
    principal: Candidate | None
    others: tuple[Candidate, ...]
    possible: tuple[Candidate, ...]
    out_of_scope: bool
    rationale: dict[Task, str]
    votes: tuple[Vote, ...]
    left_out: tuple[Shortened, ...]
    model: ModelInfo
    versions: Versions
    agreed_principal: Code | None = None
    """TCECP's result whatever its evidence: what the metric scores and a submission states."""
    agreed_others: tuple[Code, ...] = ()

    @property
    def unreadable(self) -> int:
        """Count the completions that could not be read and so were no vote."""
        return sum(not vote.answer.readable for vote in self.votes)

    @property
    def candidates(self) -> tuple[Candidate, ...]:
        """Return every candidate, the principal first."""
        first = (self.principal,) if self.principal else ()
        return (*first, *self.others, *self.possible)


@dataclass(frozen=True, slots=True)
class Asked:
    """The requests made from one record, and what did not fit into them."""

    requests: tuple[Request, ...]
    left_out: tuple[Shortened, ...] = field(default=())


def suggest(
    record: Record,
    scope: Scope,
    model: CompletionModel,
    finder: Finder,
    *,
    style: Style | None = None,
    reply_tokens: int = REPLY_TOKENS,
    on_text: OnText | None = None,
) -> Suggestion:
    """Ask both tasks with TCECP's three votes in one call and weigh what comes back.

    Raises PromptTooLongError when the instructions alone exceed the model's context.
    """
    style = style or Style()
    asked = ask(record, scope, model, style, reply_tokens, finder=finder)
    completions = model.complete(asked.requests, on_text)
    votes = read_votes(asked.requests, completions, style)
    return weigh(record, scope, votes, finder, model.info, asked.left_out, versions_of(scope, style))


def ask(
    record: Record,
    scope: Scope,
    model: CompletionModel,
    style: Style,
    reply_tokens: int,
    tasks: Sequence[Task] = TASKS,
    finder: Finder | None = None,
) -> Asked:
    """Build the tasks' requests, the record shortened to the model's context if it must be.

    `finder` finds what the with-mentions layout shows; the other layouts need none.
    """
    language = asked_in(record.sections, style)
    named = named_in(record, scope, style, finder)
    instructions = max(
        sum(model.count_tokens(message.content) for message in build((), scope, task, style, language, named).messages)
        for task in tasks
    )
    headings = sum(model.count_tokens(f"【{section.name}】\n") for section in record.sections)
    room = model.context_length - instructions - headings - reply_tokens - TEMPLATE_TOKENS
    fitted = fit(record.sections, model.count_tokens, room)
    requests: list[Request] = []
    for task in tasks:
        prompt = build(fitted.sections, scope, task, style, language, named)
        empty = () if task is Task.DRG else (empty_answer(task, language),)
        closed = (*scope.labels(task), *empty)
        plan = tcecp_plan(record.record_id, task, reply_tokens)
        requests.append(Request(task, prompt.messages, plan, closed, record, scope, prompt.static_length))
    return Asked(tuple(requests), fitted.left_out)


def named_in(record: Record, scope: Scope, style: Style, finder: Finder | None) -> str:
    """Write where the whole record names the scope's codes, for the layout that shows it; else nothing."""
    if style.layout is not Layout.WITH_MENTIONS or finder is None:
        return ""
    language = asked_in(record.sections, style)
    return render_marks(marks_of(record, finder.find(record), scope, language), language)


def read_votes(
    requests: Sequence[Request], completions: Sequence[Sequence[Completion]], style: Style
) -> tuple[Vote, ...]:
    """Parse every completion; a backend that reads only once gives one completion per request."""
    return tuple(
        Vote(
            request.task,
            position,
            request.samplings[position],
            completion,
            parse(
                completion.text,
                request.task,
                request.scope,
                style.order,
                asked_in(request.record.sections, style),
            ),
        )
        for request, answered in zip(requests, completions, strict=True)
        for position, completion in enumerate(answered)
    )


def weigh(
    record: Record,
    scope: Scope,
    votes: Sequence[Vote],
    finder: Finder,
    model: ModelInfo,
    left_out: tuple[Shortened, ...],
    versions: Versions,
) -> Suggestion:
    """Turn votes and verified evidence into tiers.

    *suggested*: at least two votes and verified evidence; *possible*: one vote, votes without verified evidence, or a
    verified mention without a vote. The rules read once, without votes: what they answer with evidence is suggested.
    """
    mentions = finder.find(record)
    answers = {task: [vote.answer for vote in votes if vote.task is task] for task in TASKS}
    principal = principal_consensus(answers[Task.PRINCIPAL])
    others = others_consensus(answers[Task.OTHERS])
    agreed = tuple(others.votes) if model.source is Source.RULES else others.codes
    judge = _Judge(record, scope, mentions, votes, model.source)
    placed = judge.place(principal, others.votes, agreed)
    return Suggestion(
        record_id=record.record_id,
        principal=placed.principal,
        others=placed.others,
        possible=placed.possible,
        out_of_scope=principal.out_of_scope,
        rationale={task: _shown_rationale(votes, task) for task in TASKS},
        votes=tuple(votes),
        left_out=left_out,
        model=model,
        versions=versions,
        agreed_principal=principal.code,
        agreed_others=tuple(code for code in agreed if code != principal.code),
    )


@dataclass(frozen=True, slots=True)
class _Placed:
    principal: Candidate | None
    others: tuple[Candidate, ...]
    possible: tuple[Candidate, ...]


@dataclass(frozen=True, slots=True)
class _Judge:
    """Place candidates in tiers with what one record gives: its mentions and the votes' quotes."""

    record: Record
    scope: Scope
    mentions: tuple[Mention, ...]
    votes: Sequence[Vote]
    source: Source

    def place(self, principal: PrincipalVerdict, others: dict[Code, int], agreed: tuple[Code, ...]) -> _Placed:
        """Place the agreed codes, then every code with a single vote or a mere mention."""
        possible: dict[Code, Candidate] = {}
        first: Candidate | None = None
        for code, n in _by_votes(principal.votes):
            candidate = self.candidate(code, Task.PRINCIPAL, n, agreed=code == principal.code)
            if candidate.tier is Tier.SUGGESTED:
                first = candidate
            else:
                possible[code] = candidate
        suggested: list[Candidate] = []
        for code, n in others.items():
            if first is not None and code == first.code:
                continue
            candidate = self.candidate(code, Task.OTHERS, n, agreed=code in agreed)
            if candidate.tier is Tier.SUGGESTED:
                suggested.append(candidate)
            else:
                possible.setdefault(code, candidate)
        taken = {candidate.code for candidate in suggested} | ({first.code} if first else set[Code]())
        for candidate in self.mentioned():
            if candidate.code not in taken:
                possible.setdefault(candidate.code, candidate)
        rest = tuple(candidate for code, candidate in possible.items() if code not in taken)
        return _Placed(first, tuple(suggested), rest)

    def candidate(self, code: Code, task: Task, votes: int, *, agreed: bool) -> Candidate:
        """Make one candidate; it is suggested when it was agreed on and its evidence verified."""
        evidence = gather(self.record, code, self.mentions, self._quotes(task), self.scope.label(code))
        enough = votes >= (1 if self.source is Source.RULES else MAJORITY)
        tier = Tier.SUGGESTED if agreed and enough and evidence else Tier.POSSIBLE
        return Candidate(code, task, tier, 0 if self.source is Source.RULES else votes, evidence)

    def mentioned(self) -> list[Candidate]:
        """Return every code of the scope that the record affirms, as possible, without votes."""
        listed = dict.fromkeys(mention.code for mention in self.mentions)
        found: list[Candidate] = []
        for code in listed:
            evidence = from_mentions(self.mentions, code)
            if evidence:
                task = Task.OTHERS if code in self.scope.others else Task.PRINCIPAL
                found.append(Candidate(code, task, Tier.POSSIBLE, 0, evidence))
        return found

    def _quotes(self, task: Task) -> list[Quote]:
        return [quote for vote in self.votes if vote.task is task for quote in vote.answer.quotes]


def _by_votes(votes: dict[Code, int]) -> list[tuple[Code, int]]:
    return sorted(votes.items(), key=lambda item: -item[1])


def _shown_rationale(votes: Sequence[Vote], task: Task) -> str:
    """Return the T = 0 completion's rationale, or the first one there is."""
    texts = [vote.answer.rationale for vote in votes if vote.task is task]
    return next((text for text in texts if text), "")
