"""A model codes rewrites anew: one passes when enough of its answers give the case's whole code set (M26, phase 2)."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

from app.coding.answer import parse_composite
from app.coding.completion import Completion, CompletionModel, ModelInfo, OnText, Request, Sampling, vote_seed
from app.coding.example import Example
from app.coding.judged import Answered, Said, first_pass, outcome
from app.coding.prompt import asked_in
from app.coding.record import Record
from app.coding.rewrite import Judge, Verdict
from app.coding.suggest import TASKS, read_votes
from trainer.augment.settings import FilterSettings
from trainer.badcases.library import faults_of
from trainer.badcases.scoping import Coding
from trainer.evaluate.asking import Asking, Plan, read
from trainer.evaluate.opening import OpenModel, Shared, about_model, open_model, open_system
from trainer.evaluate.readings import truth_of
from trainer.runs import Stage

Samples = list[Said]
"""What a model said of one record, answer by answer."""


@dataclass(frozen=True, slots=True)
class Answering:
    """An opened filter: gives the answers on some records, so many at once."""

    answers: Callable[[Sequence[Record]], list[Samples]]
    at_once: int
    model: str


@contextmanager
def open_filter(settings: FilterSettings, coding: Coding, at: Stage) -> Iterator[Answering]:
    """Open what judges rewrites; raises as opening a system of an evaluation does."""
    if settings.kind in ("model", "gguf", "rules"):
        with open_model(settings, coding.scope, at) as opened:
            name = str(about_model(opened)["model"])
            yield Answering(lambda records: draw(records, opened, settings, coding), opened.at_once, name)
    else:
        shared = Shared(coding.scoping, coding.scope, Plan.SINGLE, settings.reply_tokens)
        with open_system(settings, shared, at) as plain:
            name = str(plain.about.get("model", settings.kind))
            yield Answering(lambda records: [[each.said] for each in plain.read(records)], plain.at_once, name)


def verdict_of(by: Judge, example: Example, samples: Sequence[Said], settings: FilterSettings) -> Verdict:
    """Judge a rewrite by the answers to it: the whole code set must come back often enough."""
    found = [_disagreement(example, said, settings.others_f1) for said in samples]
    agreed = sum(not each for each in found)
    share = agreed / len(found) if found else 0.0
    passed = bool(found) and agreed >= min(settings.least, len(found))
    return Verdict(by, passed, "" if passed else next((each for each in found if each), "no answer"), round(share, 4))


def samples_row(variant_id: str, samples: Sequence[Said]) -> dict[str, Any]:
    """Write answers as the log keeps them."""
    answers = [
        {
            "principal": said.principal,
            "others": sorted(said.others),
            "out_of_scope": said.out_of_scope,
            "readable": _readable(said),
        }
        for said in samples
    ]
    return {"id": variant_id, "answers": answers}


def samples_from(row: dict[str, Any]) -> Samples:
    """Read what `samples_row` writes."""
    return [
        Said(
            each["principal"],
            frozenset(each["others"]),
            each["out_of_scope"],
            tuple(Answered(task, 0, each["readable"], each["readable"]) for task in TASKS),
        )
        for each in row["answers"]
    ]


def _disagreement(example: Example, said: Said, others_f1: float) -> str:
    """Say how an answer differs from the gold, empty when it agrees."""
    if not _readable(said):
        return "unreadable"
    truth = truth_of(example)
    found = outcome(truth, said)
    faults = faults_of(found, others_f1)
    if not faults:
        return ""
    parts = [f"principal {found.principal or '–'}"] if found.principal != found.gold_principal else []
    missed, added = sorted(found.gold_others - found.others), sorted(found.others - found.gold_others)
    parts += [f"missed {', '.join(missed)}"] if missed else []
    parts += [f"added {', '.join(added)}"] if added else []
    return "; ".join(parts)


def _readable(said: Said) -> bool:
    """Say whether every task was answered readably."""
    return {answer.task for answer in said.answers if answer.readable} >= set(TASKS)


@dataclass(slots=True)
class _Drawing:
    """Passes requests on with more samplings, and keeps what came back; who asks sees the first completion."""

    inner: CompletionModel
    settings: FilterSettings
    drawn: list[tuple[Request, tuple[Completion, ...]]] = field(
        default_factory=list[tuple[Request, tuple[Completion, ...]]]
    )

    @property
    def info(self) -> ModelInfo:
        """Name the model."""
        return self.inner.info

    @property
    def context_length(self) -> int:
        """Give the model's context."""
        return self.inner.context_length

    def count_tokens(self, text: str) -> int:
        """Count as the model does."""
        return self.inner.count_tokens(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Draw every sample of every request."""
        asked = [replace(request, samplings=self._plan(request)) for request in requests]
        found = self.inner.complete(asked, on_text)
        self.drawn += zip(asked, found, strict=True)
        return tuple(completions[:1] for completions in found)

    def _plan(self, request: Request) -> tuple[Sampling, ...]:
        first = request.samplings[0]
        further = (
            Sampling(
                self.settings.temperature, vote_seed(request.record.record_id, request.task, number), first.max_tokens
            )
            for number in range(1, self.settings.samples)
        )
        return (first, *further)


def draw(records: Sequence[Record], opened: OpenModel, settings: FilterSettings, coding: Coding) -> list[Samples]:
    """Ask a model about records as the contract does, with as many samples as the settings say."""
    drawing = _Drawing(opened.model, settings)
    read(records, drawing, Asking(coding.scoping, opened.style, Plan.SINGLE, settings.reply_tokens, opened.composite))
    answers: dict[str, list[list[Answered]]] = {record.record_id: [] for record in records}
    for request, completions in drawing.drawn:
        mine = answers[request.record.record_id]
        for number, found in enumerate(_read(request, completions, opened)):
            if number == len(mine):
                mine.append([])
            mine[number] += found
    return [
        [first_pass(Said(None, frozenset(), answers=tuple(each))) for each in answers[record.record_id]]
        for record in records
    ]


def _read(request: Request, completions: Sequence[Completion], opened: OpenModel) -> Iterator[list[Answered]]:
    """Read a request's completions, each as if it were the only one."""
    if not opened.composite:
        for vote in read_votes([request], [completions], opened.style):
            codes = tuple(code.code for code in vote.answer.codes)
            outside = vote.answer.out_of_scope
            yield [Answered(vote.task, 0, vote.answer.well_formed, vote.answer.readable, codes, outside)]
        return
    language = asked_in(request.record.sections, opened.style)
    for completion in completions:
        both = parse_composite(completion.text, request.scope, opened.style.order, language)
        yield [
            Answered(
                task,
                0,
                answer.well_formed,
                answer.readable,
                tuple(code.code for code in answer.codes),
                answer.out_of_scope,
            )
            for task, answer in zip(TASKS, both, strict=True)
        ]
