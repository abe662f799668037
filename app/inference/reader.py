"""The model-free reader: rules read the record once and answer in the contract's own format, with their quotes."""

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import islice
from types import MappingProxyType

from app.coding.answer import Quote, render
from app.coding.codebook import Code
from app.coding.completion import Completion, Finish, Fragment, ModelInfo, OnText, Request, Source
from app.coding.evidence import MIN_QUOTE, from_mentions, verify_quote
from app.coding.language import Language
from app.coding.mentions import Finder
from app.coding.prompt import Style, asked_in
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.inference.rules.beyond import put_brain, put_findings, put_lungs, put_metabolism
from app.inference.rules.chart import Chart, Passage
from app.inference.rules.findings import Findings, read_findings
from app.inference.rules.general import lead_general, read_general
from app.inference.rules.heart import put_coronary, put_failure, put_valves
from app.inference.rules.others import Ballot, Choice, choose_others, likely_number, put_hypertension
from app.inference.rules.principal import PRINCIPALS, UNSTABLE, Score, rank_principals
from app.inference.rules.rhythm import put_rhythm
from app.inference.rules.weights import Weights, load_weights

RULES_NAME = "rules"
_CONTEXT = 1_000_000_000
"""The rules read any length; the contract is told so in tokens of one character."""
_QUOTES = 2
"""Quotes shown for one code."""
_TRIED = 12
"""Different quotes tried for one code."""
_PUT_UP = (
    put_hypertension,
    put_coronary,
    put_valves,
    put_rhythm,
    put_failure,
    put_metabolism,
    put_brain,
    put_lungs,
    put_findings,
)
_RUN_ON = 8
_STEM = 3
"""Characters of a category."""
_GENERAL_REASONS = MappingProxyType(
    {
        Language.ZH: {
            Task.PRINCIPAL: "规则：按诊断列表与诊疗经过的先后。",
            Task.OTHERS: "规则：病案中肯定陈述的诊断。",
        },
        Language.EN: {
            Task.PRINCIPAL: "Rules: by the order of the diagnosis list and the hospital course.",
            Task.OTHERS: "Rules: conditions that the record states.",
        },
    }
)
_NOT_QUOTABLE = re.compile("\n|」|</?(?:think|answer)>")
"""What would end a quote or a block of the answer format."""
_CLAUSE_ENDS = "。；;，,、\n「」"


@dataclass(frozen=True, slots=True)
class Reading:
    """What the rules read: the principal (None: outside the scope), the others, the quotes and reasons of each task."""

    principal: Code | None
    others: tuple[Code, ...]
    quotes: dict[Task, tuple[Quote, ...]]
    reasons: dict[Task, str]


class RuleReader:
    """A CompletionModel without a model: every request is answered once, by rules."""

    def __init__(self, weights: Weights | None = None) -> None:
        """Load the weights; a scope's names are compiled when it is first asked about."""
        self._weights = weights or load_weights()
        self._finders: dict[str, Finder] = {}

    @property
    def info(self) -> ModelInfo:
        """Name the reader as rules, so that nobody takes its answers for votes."""
        return ModelInfo(RULES_NAME, Source.RULES)

    @property
    def context_length(self) -> int:
        """Return a context no record exceeds."""
        return _CONTEXT

    def count_tokens(self, text: str) -> int:
        """Count characters."""
        return len(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request with one completion; requests about one record are read together."""
        readings: dict[int, Reading] = {}
        answered: list[tuple[Completion, ...]] = []
        for request in requests:
            reading = readings.get(id(request.record))
            if reading is None:
                reading = readings[id(request.record)] = self.read(request.record, request.scope)
            text = self._text(reading, request)
            if on_text is not None:
                on_text(Fragment(request.task, 0, text))
            answered.append((Completion(text, Finish.STOP, len(text)),))
        return tuple(answered)

    def read(self, record: Record, scope: Scope) -> Reading:
        """Read one record by the rules that know its codes.

        A fixed scope with the five cardiology principals is read by their rules alone; any other by what the record
        states, and those of its codes that the cardiology rules know by these.
        """
        chart = Chart(record, self._finder(scope))
        if set(PRINCIPALS) <= {code.code for code in scope.principal} and scope.fixed:
            return self._by_rules(chart, scope)
        known = {code for code in scope.all_codes if code.code in self._weights.often or code.code in PRINCIPALS}
        if not known:
            return _by_statements(chart, scope)
        return _joined(chart, scope, self._by_rules(chart, scope), known)

    def _finder(self, scope: Scope) -> Finder:
        if not scope.fixed:
            return Finder(scope.all_codes)
        key = f"{scope.scope_id}@{scope.version}/{scope.digest}"
        if key not in self._finders:
            self._finders[key] = Finder(scope.all_codes)
        return self._finders[key]

    def _by_rules(self, chart: Chart, scope: Scope) -> Reading:
        findings = read_findings(chart)
        number = likely_number(self._ballot(findings, UNSTABLE))
        principal, quotes, reasons = _led_by(chart, scope, rank_principals(findings, number))
        ballot = self._ballot(findings, principal.code if principal else None)
        others = _with_evidence(chart, scope, choose_others(ballot))
        why = "；".join(f"{scope.label(code)}：{choice.reason}" for code, choice, _ in others)
        return Reading(
            principal,
            tuple(code for code, _, _ in others),
            {Task.PRINCIPAL: quotes, Task.OTHERS: tuple(quote for _, _, found in others for quote in found)},
            {Task.PRINCIPAL: f"规则：{reasons}。", Task.OTHERS: f"规则：{why or '未见可编码的其他诊断'}。"},
        )

    def _ballot(self, findings: Findings, principal: str | None) -> Ballot:
        """Put up every other code the record states, weighed under a principal."""
        ballot = Ballot(findings, principal, self._weights)
        for put in _PUT_UP:
            put(ballot)
        return ballot

    def _text(self, reading: Reading, request: Request) -> str:
        """Write the completion of one task."""
        task = request.task
        codes = reading.others if task is Task.OTHERS else (reading.principal,) if reading.principal else ()
        return render(
            task,
            request.scope,
            codes,
            reading.quotes.get(task, ()),
            _NOT_QUOTABLE.sub("", reading.reasons.get(task, "")),
            language=asked_in(request.record.sections, Style()),
        )


def _by_statements(chart: Chart, scope: Scope, not_leading: Collection[str] = ()) -> Reading:
    """Answer a scope by what the record states of its codes and where; some codes may be known not to lead."""
    stated = read_general(chart, scope.all_codes)
    leading = [each for each in stated if each.code in scope.principal and each.code.code not in not_leading]
    lead = lead_general(chart, leading)
    others = [each for each in stated if each.code in scope.others and each is not lead]
    return Reading(
        lead.code if lead else None,
        tuple(each.code for each in others),
        {
            Task.PRINCIPAL: _verified(chart, scope, lead.code, lead.passages) if lead else (),
            Task.OTHERS: tuple(q for each in others for q in _verified(chart, scope, each.code, each.passages)),
        },
        dict(_GENERAL_REASONS[asked_in(chart.record.sections, Style())]),
    )


def _joined(chart: Chart, scope: Scope, rules: Reading, known: set[Code]) -> Reading:
    """Take the rules' word for the codes they know, and the record's statements for all others."""
    stated = _by_statements(chart, scope, PRINCIPALS if rules.principal is None else ())
    principal = rules.principal or stated.principal
    categories = {code.code[:_STEM] for code in (*rules.others, rules.principal) if code}
    others = dict.fromkeys(code for code in rules.others if code != principal)
    for code in stated.others:
        if code not in known and code != principal and code.code[:_STEM] not in categories:
            others[code] = None
    led = rules if rules.principal else stated
    quotes = (*rules.quotes[Task.OTHERS], *stated.quotes[Task.OTHERS])
    labels = {scope.label(code) for code in others}
    return Reading(
        principal,
        tuple(others),
        {
            Task.PRINCIPAL: led.quotes[Task.PRINCIPAL],
            Task.OTHERS: tuple(dict.fromkeys(quote for quote in quotes if quote.label in labels)),
        },
        {Task.PRINCIPAL: led.reasons[Task.PRINCIPAL], Task.OTHERS: rules.reasons[Task.OTHERS]},
    )


def _led_by(
    chart: Chart, scope: Scope, ranked: Sequence[tuple[str | None, Score]]
) -> tuple[Code | None, tuple[Quote, ...], str]:
    """Return the first of the ranked principals that the record bears out, with its quotes and reasons."""
    listed = {code.code: code for code in scope.principal}
    for chosen, score in ranked:
        reasons = "；".join(dict.fromkeys(score.reasons)) or "病案中没有足以支持列表内诊断的依据"
        if chosen is None:
            return None, (), reasons
        principal = listed.get(chosen)
        if principal is None:
            continue
        quotes = _verified(chart, scope, principal, score.passages)
        if quotes or _mentioned(chart, principal):
            return principal, quotes, reasons
    return None, (), "有倾向而病案中没有可引用的依据，不作判断"


def _with_evidence(
    chart: Chart, scope: Scope, choices: Sequence[Choice]
) -> list[tuple[Code, Choice, tuple[Quote, ...]]]:
    """Keep the choices the scope lists and the record bears out, each with its quotes."""
    listed = {code.code: code for code in scope.others}
    kept: list[tuple[Code, Choice, tuple[Quote, ...]]] = []
    for choice in choices:
        code = listed.get(choice.code)
        if code is not None:
            quotes = _verified(chart, scope, code, choice.passages)
            if quotes or _mentioned(chart, code):
                kept.append((code, choice, quotes))
    return kept


def _mentioned(chart: Chart, code: Code) -> bool:
    """Say whether the record itself names the code's condition in a way that counts as evidence."""
    return bool(from_mentions(chart.mentions, code))


def _verified(chart: Chart, scope: Scope, code: Code, passages: Sequence[Passage]) -> tuple[Quote, ...]:
    """Return quotes of the passages that hold as evidence for the code, each place once."""
    words = dict.fromkeys(
        (_quotable(chart.record.text(passage.section), passage), passage.section) for passage in passages
    )
    quotes = (Quote(scope.label(code), text, section) for text, section in islice(words, _TRIED))
    return tuple(islice((quote for quote in quotes if verify_quote(chart.record, quote, code)), _QUOTES))


def _quotable(text: str, passage: Passage) -> str:
    """Return the passage as one line that the answer format can hold; a very short one runs on to its clause's end."""
    start, end = passage.start, passage.end
    short = end - start < MIN_QUOTE
    while short and end < len(text) and end - start < _RUN_ON and text[end] not in _CLAUSE_ENDS:
        end += 1
    while end - start < MIN_QUOTE and start > 0 and text[start - 1] not in _CLAUSE_ENDS:
        start -= 1
    return _NOT_QUOTABLE.split(text[start:end], maxsplit=1)[0].strip()
