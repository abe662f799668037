"""Reasons for codes that are known: written by a model, stripped of what tells the label, tested by asking again."""

import random
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Literal

from pydantic import Field

from app.coding.answer import Quote, parse, render_quote
from app.coding.codebook import Code
from app.coding.completion import Completion, CompletionModel, Finish, Request, Sampling, vote_seed
from app.coding.errors import ScopeError
from app.coding.example import Example
from app.coding.fit import fit
from app.coding.language import Language
from app.coding.metric import set_f1
from app.coding.prompt import Style, asked_in
from app.coding.scope import Scope, Task, empty_answer
from app.coding.suggest import REPLY_TOKENS, TEMPLATE_TOKENS
from trainer.rationales.filtering import Draft, draft_of, thought, too_short, weighs_three, without_leaks
from trainer.rationales.prompts import CHECK_STYLE, from_reasons, given_label
from trainer.recipe import Settings
from trainer.samples.scope_lists import Shelf, coded_from, gold_in, with_gold

_UNUSABLE = {Finish.LENGTH: "unfinished", Finish.LOOP: "looped", Finish.ERROR: "failed", Finish.CANCELLED: "failed"}


class WritingSettings(Settings):
    """How reasons are written, and what is kept."""

    thinking: Literal["plain", "differential"] = "plain"
    """Straight reasons, or three bracketed candidates weighed first (M36)."""
    filtering: Literal["none", "strip", "check"] = "check"
    """Keep all; leave out what tells the label; and keep only what leads to the same codes again."""
    samples: int = Field(default=4, ge=1)
    """Rationales written per record and task."""
    keep: int = Field(default=1, ge=1)
    """Rationales kept per record and task; more than one repeats the record in examples.jsonl."""
    temperature: float = Field(default=0.7, gt=0)
    """Sampling temperature of the writing; the test is greedy."""
    max_tokens: int = Field(default=512, ge=32)
    """Tokens of one rationale; one that is not finished by then is dropped."""
    context: int = Field(default=8192, ge=256)
    """Tokens of record, instructions and rationale together."""
    agreement: float = Field(default=1.0, gt=0, le=1)
    """F1 that the others answered again must reach; a principal or DRG must be the same."""


@dataclass(frozen=True, slots=True)
class Item:
    """One record and task whose codes are known."""

    example: Example
    task: Task
    scope: Scope
    codes: tuple[Code, ...]
    language: Language

    @property
    def item_id(self) -> str:
        """Name it in the log."""
        return f"{self.example.example_id}/{self.task}"

    def told(self, draft: Draft) -> str:
        """Write a draft as it will be learned: quotes, then reasons."""
        by_code = {code.code: code for code in self.codes}
        lines = [
            render_quote(
                Quote(self.scope.label(by_code[span.code]), self.example.words(span), span.section), self.language
            )
            for span in draft.spans
        ]
        return "\n".join([*lines, draft.reasons] if draft.reasons else lines)


@dataclass(frozen=True, slots=True)
class Scoping:
    """Where the codes of a question come from: a closed list, a book, MS-DRG titles."""

    scope: Scope | None = None
    shelf: Shelf | None = None
    drgs: Scope | None = None
    seed: int = 0

    def item(self, example: Example, task: Task) -> Item | None:
        """Return the item, None when there is nothing to give reasons for."""
        if task is Task.DRG:
            titles = self.drgs.principal if self.drgs else ()
            codes = tuple(code for code in titles if code.code == example.drg)
            return Item(example, task, self.drgs, codes, Language.EN) if codes and self.drgs else None
        scope = self._scope(example)
        if scope is None or not coded_from(example, {code.book for code in scope.all_codes}):
            return None
        codes = gold_in(example, scope).codes(task)
        if not codes and (task is Task.OTHERS or not example.out_of_scope):
            return None
        return Item(example, task, scope, codes, asked_in(example.record.sections, Style()))

    def _scope(self, example: Example) -> Scope | None:
        if self.shelf is None:
            return self.scope
        rng = random.Random(f"{self.seed}/{example.example_id}")  # noqa: S311 - a run repeats, it hides nothing
        try:
            return with_gold(self.shelf.scope(example), example, self.shelf.codes(example), rng)
        except ScopeError:
            return None


@dataclass(frozen=True, slots=True)
class Writer:
    """Writes, filters and tests the rationales of one batch after another."""

    settings: WritingSettings
    model: CompletionModel
    seed: int

    def write(self, items: Sequence[Item]) -> Iterator[dict[str, Any]]:
        """Yield each item's log row: the drafts kept, and what was counted on the way."""
        completions = self.model.complete([self._request(item) for item in items])
        drafts: list[list[Draft]] = []
        tallies: list[Counter[str]] = []
        for item, answered in zip(items, completions, strict=True):
            tally = Counter({"samples": len(answered)})
            drafts.append(self._filtered(item, answered, tally))
            tallies.append(tally)
        if self.settings.filtering == "check":
            self._check(items, drafts, tallies)
        for item, passed, tally in zip(items, drafts, tallies, strict=True):
            kept = passed[: self.settings.keep]
            tally["kept"] = len(kept)
            tally["dropped: more than are kept"] = len(passed) - len(kept)
            yield {
                "id": item.item_id,
                "task": item.task.value,
                "drafts": [draft.to_json() for draft in kept],
                "tally": dict(tally),
            }

    def _request(self, item: Item) -> Request:
        """Ask for an item's rationales, the record shortened to the context if it must be."""
        count, record = self.model.count_tokens, item.example.record
        three = self.settings.thinking == "differential"
        bare = given_label((), item.scope, item.task, item.codes, item.language, three=three)
        instructions = sum(count(message.content) for message in bare)
        headings = sum(count(f"【{section.name}】\n") for section in record.sections)
        context = min(self.settings.context, self.model.context_length)
        room = context - instructions - headings - self.settings.max_tokens - TEMPLATE_TOKENS
        shown = fit(record.sections, count, room).sections
        messages = given_label(shown, item.scope, item.task, item.codes, item.language, three=three)
        samplings = tuple(
            Sampling(self.settings.temperature, self._seed(item, n), self.settings.max_tokens)
            for n in range(self.settings.samples)
        )
        return Request(item.task, messages, samplings, (), record, item.scope)

    def _filtered(self, item: Item, completions: Sequence[Completion], tally: Counter[str]) -> list[Draft]:
        """Return the drafts that may be learned, each once; count the others by reason."""
        found: list[Draft] = []
        for completion in completions:
            draft, reason = self._draft(item, completion, tally)
            if not reason and draft in found:
                reason = "said before"
            if reason:
                tally[f"dropped: {reason}"] += 1
            else:
                found.append(draft)
        return found

    def _draft(self, item: Item, completion: Completion, tally: Counter[str]) -> tuple[Draft, str]:
        """Return one draft, and why it is not used."""
        text = thought(completion.text)
        if self.settings.filtering == "none":
            draft = Draft(text) if item.task is Task.DRG else self._parted(item, text, tally)
            return draft, "empty" if draft.empty else ""
        if reason := _UNUSABLE.get(completion.finish):
            return Draft(text), reason
        if self.settings.thinking == "differential" and not weighs_three(text, self._labels(item)):
            return Draft(text), "not three candidates"
        draft = self._parted(item, without_leaks(text, tally), tally)
        return draft, "too short" if too_short(draft, item.language) else ""

    def _parted(self, item: Item, text: str, tally: Counter[str]) -> Draft:
        return draft_of(text, item.example.record, item.scope, item.codes, tally)

    def _labels(self, item: Item) -> list[str]:
        return [item.scope.label(code) for code in item.codes] or [empty_answer(item.task, item.language)]

    def _check(self, items: Sequence[Item], drafts: list[list[Draft]], tallies: Sequence[Counter[str]]) -> None:
        """Answer again from each draft alone; keep those that lead to the codes that were given."""
        places = [(n, draft) for n, each in enumerate(drafts) for draft in each]
        requests = [self._again(items[n], draft) for n, draft in places]
        fitting = [n for n, request in enumerate(requests) if self._fits(request)]
        completions = self.model.complete([requests[n] for n in fitting])
        answered = {n: completion[0] for n, completion in zip(fitting, completions, strict=True)}
        kept: list[list[Draft]] = [[] for _ in drafts]
        for place, (n, draft) in enumerate(places):
            if place not in answered:
                tallies[n]["dropped: too long to be tested"] += 1
            elif self._agrees(items[n], answered[place].text):
                kept[n].append(draft)
            else:
                tallies[n]["dropped: leads elsewhere"] += 1
        drafts[:] = kept

    def _again(self, item: Item, draft: Draft) -> Request:
        messages = from_reasons(item.told(draft), item.scope, item.task, item.language)
        empty = () if item.task is Task.DRG else (empty_answer(item.task, item.language),)
        closed = (*item.scope.labels(item.task), *empty)
        greedy = Sampling(0.0, self._seed(item, 0), REPLY_TOKENS)
        return Request(item.task, messages, (greedy,), closed, item.example.record, item.scope)

    def _fits(self, request: Request) -> bool:
        size = sum(self.model.count_tokens(message.content) for message in request.messages)
        return size + REPLY_TOKENS + TEMPLATE_TOKENS <= self.model.context_length

    def _agrees(self, item: Item, text: str) -> bool:
        """Say whether an answer names the codes that were given."""
        answer = parse(text, item.task, item.scope, CHECK_STYLE.order, item.language)
        if not answer.readable or answer.outside:
            return False
        if item.task is Task.OTHERS:
            gold, again = ({code.code for code in codes} for codes in (item.codes, answer.codes))
            return set_f1(gold, again) >= self.settings.agreement - 1e-9
        return answer.codes == item.codes and answer.out_of_scope == (not item.codes)

    def _seed(self, item: Item, n: int) -> int:
        return vote_seed(f"{self.seed}/{item.example.example_id}", item.task, n)
