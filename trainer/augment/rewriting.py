"""A model rewrites bad cases: its completions go to the log as they are, one by one; what becomes of them is later."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from app.coding.codebook import Code
from app.coding.completion import CompletionModel, Finish, Request, Sampling, vote_seed
from app.coding.language import Language, language_of
from app.coding.mentions import Finder
from app.coding.record import Section
from app.coding.rewrite import BadCase
from app.coding.scope import Scope, Task
from app.coding.suggest import TEMPLATE_TOKENS
from trainer.augment.prompts import rewrite_messages
from trainer.augment.settings import StageSettings
from trainer.runs import ItemLog, Stage

WHOLE = "*"
"""The part of a case that is rewritten at once."""
_ROOM = 64
"""Tokens a rewrite may have beyond the multiple of its original's."""
_LONGEST_FACT = 24
"""Characters of words that are named as a fact: a whole sentence could not be put otherwise."""
_TOLD = 20
"""Lines of progress."""
TOO_LONG = "too long"
"""How a part ends that instructions and context leave no room for."""
UNUSABLE = {
    Finish.LENGTH.value: "unfinished",
    Finish.LOOP.value: "looped",
    Finish.ERROR.value: "failed",
    Finish.CANCELLED.value: "failed",
    TOO_LONG: "too long for the context",
}
"""Why a completion is no rewrite, by how it ended."""
_FIGURE = re.compile(r"\d[\d.,:/×x*-]*\d\s?(?:%|[A-Za-zμ℃/²]+)?|\d+\s?(?:%|mmHg|mg|ml|cm|mm|次|天|年|月|周|小时|岁)?")


@dataclass(frozen=True, slots=True)
class Part:
    """What is rewritten at once of a case: one section, or all that may be."""

    case: BadCase
    name: str
    sections: tuple[Section, ...]

    def item_id(self, number: int) -> str:
        """Name one of its rewrites in the log."""
        return f"{self.case.case_id}\t{self.name}\t{number}"


def seed_of(case: BadCase, number: int, seed: int) -> int:
    """Return a rewrite's sampling seed: it follows from the run's seed, the round, the case and the number."""
    return vote_seed(f"{seed}/{case.round}/{case.case_id}", Task.OTHERS, number)


def parts_of(case: BadCase, settings: StageSettings) -> tuple[Part, ...]:
    """Return what is rewritten of a case, in reading order; nothing where every section is short or stays as it is."""
    sections = tuple(
        section
        for section in case.example.record.sections
        if section.name not in settings.untouched and len(section.text.strip()) >= settings.least_characters
    )
    if settings.form == "whole":
        return (Part(case, WHOLE, sections),) if sections else ()
    return tuple(Part(case, section.name, (section,)) for section in sections)


def facts_of(part: Part, finder: Finder) -> list[str]:
    """Return the words a rewrite must hold as they are: gold evidence, named conditions, figures with their units."""
    names = {section.name for section in part.sections}
    example = part.case.example
    spans = [example.words(span) for span in example.spans if span.section in names]
    mentions = [each.text for section in part.sections for each in finder.find_in(section.text, section.name)]
    figures = [found.group().strip() for section in part.sections for found in _FIGURE.finditer(section.text)]
    short = [words for words in (*mentions, *spans) if len(words) <= _LONGEST_FACT]
    return list(dict.fromkeys((*short, *(figure for figure in figures if len(figure) > 1))))


def unwritten(cases: Sequence[BadCase], settings: StageSettings, log: ItemLog) -> int:
    """Count the texts that the log lacks."""
    ids = (part.item_id(n) for case in cases for part in parts_of(case, settings) for n in range(settings.rewrites))
    return sum(item_id not in log.done for item_id in ids)


def rewrite_all(
    cases: Sequence[tuple[BadCase, Finder]],
    settings: StageSettings,
    model: CompletionModel,
    log: ItemLog,
    at: Stage,
) -> None:
    """Write every rewrite that the log lacks, some at once; a part that does not fit the context is logged as such."""
    whole = left = unwritten([case for case, _ in cases], settings, log)
    for case, finder in cases:
        for part in parts_of(case, settings):
            numbers = [number for number in range(settings.rewrites) if part.item_id(number) not in log.done]
            for start in range(0, len(numbers), settings.rewriter.batch):
                batch = numbers[start : start + settings.rewriter.batch]
                for row in _rows(part, batch, finder, settings, model, at):
                    log.add(row)
                if left * _TOLD // whole > (left - len(batch)) * _TOLD // whole:
                    at.say(f"[augment] {whole - left + len(batch)} of {whole} texts rewritten")
                left -= len(batch)


def _rows(
    part: Part, numbers: Sequence[int], finder: Finder, settings: StageSettings, model: CompletionModel, at: Stage
) -> Iterator[dict[str, Any]]:
    """Yield the log's rows of some rewrites of a part."""
    record = part.case.example.record
    language = language_of("\n".join(section.text for section in record.sections))
    messages = rewrite_messages(part.sections, facts_of(part, finder), language)
    size = sum(model.count_tokens(section.text) for section in part.sections)
    longest = int(size * settings.longest) + _ROOM
    asked = sum(model.count_tokens(message.content) for message in messages) + TEMPLATE_TOKENS
    if asked + longest > model.context_length:
        for number in numbers:
            yield {"id": part.item_id(number), "text": "", "finish": TOO_LONG, "tokens": 0}
        return
    samplings = tuple(
        Sampling(settings.at_temperature(number), seed_of(part.case, number, at.seed), longest) for number in numbers
    )
    request = Request(Task.OTHERS, messages, samplings, (), record, _scope_of(part.case, language))
    (completions,) = model.complete([request])
    for number, completion in zip(numbers, completions, strict=True):
        yield {
            "id": part.item_id(number),
            "text": completion.text,
            "finish": completion.finish.value,
            "tokens": completion.tokens,
        }


def _scope_of(case: BadCase, language: Language) -> Scope:
    """Return a scope of the case's own codes: a rewrite is asked for without any list."""
    gold = case.example.gold
    first = (gold.principal,) if gold.principal else ()
    codes = tuple(dict.fromkeys(diagnosis.code for diagnosis in (*first, *gold.others)))
    return Scope("rewrite", "1", codes or (Code("-", f"no code ({language})", ""),), ())
