"""Stage `samples`: examples become the chat rows that are trained on, in the contract's own prompts and answers.

A row shows one scope (the closed list shuffled and sub-sampled, or codes retrieved from a whole book) and asks one
question; its target quotes the gold spans, gives the free reasons and names the codes.
"""

import json
import random
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal, Self

from pydantic import Field, model_validator

from app.coding.answer import ANSWER_VERSION, Quote
from app.coding.codebook import Code
from app.coding.completion import Message
from app.coding.errors import ScopeError
from app.coding.example import Example
from app.coding.language import Language
from app.coding.marks import Mark, marks_of, render_marks
from app.coding.mentions import Finder
from app.coding.prompt import PROMPT_VERSION, AnswerOrder, Layout, Style, asked_in
from app.coding.record import Section
from app.coding.scope import Scope, Task
from app.coding.suggest import REPLY_TOKENS
from app.knowledge.grouping.titles import drg_scope
from app.knowledge.retrieval import LIMIT
from app.knowledge.scopes import load_scope
from trainer.dataset.coded_from import CodedFrom, read_coded_from, read_folds
from trainer.errors import DataError
from trainer.examples import read_examples
from trainer.jsonfiles import write_json
from trainer.runs import Stage
from trainer.samples.budget import Budget, load_tokenizer
from trainer.samples.knowledge_rows import knowledge_rows
from trainer.samples.made import Row, Tally
from trainer.samples.quotes import quotes_for
from trainer.samples.scope_lists import ListSettings, Shelf, coded_from, gold_in, open_shelf, varied, with_gold
from trainer.samples.targets import Question, Target, reasons_for

_FEW = 0.05
"""Share of rows without any thinking that is not worth a word."""
NO_FOLD = -1
"""The fold of a row that belongs to none."""


class StageSettings(ListSettings):
    """What is asked in which prompts, and how long a row may be."""

    base: Path
    """Base model (folder or .gguf) whose tokenizer counts."""
    dataset: str = ""
    """Folder of a [dataset] other than this recipe's."""
    rationales: bool = False
    """Train on the examples of [rationales] (with reasons) instead of those of [dataset]."""
    rationales_from: str = ""
    """Folder of a [rationales] other than this recipe's."""
    knowledge: bool = False
    """Add MS-DRG's titles, all and by MDC, as rows of their own (methods M35); what does not fit is left out."""
    examples: int = Field(default=0, ge=0)
    """Examples of each part that rows are made of, drawn by the seed, where not all can be trained on; 0: all."""
    tasks: tuple[Literal["principal", "others", "composite", "drg"], ...] = ("principal", "others")
    """Questions each example is asked; composite asks for principal and others at once."""
    layout: Layout = Layout.SHARED_PREFIX
    """Order of instructions, lists and record: shared-prefix, with-mentions, record-first or seed."""
    order: AnswerOrder = AnswerOrder.THINK_FIRST
    """Where the reasoning stands: think-first, answer-first or answer-only."""
    views: int = Field(default=1, ge=1)
    """Rows per example and question, each time with other lists; all questions of a row's view show the same."""
    quotes: bool = True
    """Begin each code with a quote of its gold span."""
    reasons: bool | Literal["unquoted"] = True
    """Give the free reasons of the example's rationale; unquoted: only where there is no code to quote for, so that a
    stay outside the scope says what it is about before it is refused."""
    retrieve: bool = False
    """Ask from the codes of a whole book that fit the record, instead of the closed list."""
    index: Path | None = None
    """Code-book index (codebooks.db, or its folder) to retrieve from; unset, the one [dataset] read."""
    book: str = ""
    """The book's id; unset, the one [dataset] read."""
    limit: int = Field(default=LIMIT, ge=2)
    """Codes of a retrieved scope."""
    add_gold: bool = False
    """Put right codes that retrieval missed into training scopes (never into held-out ones)."""
    max_tokens: int = Field(default=8192, ge=64)
    """Tokens of prompt and answer together; longer records are shortened, section by section."""
    reply_tokens: int = Field(default=REPLY_TOKENS, ge=16)
    """Tokens kept for the answer, as at work; free reasons that exceed it are left out."""

    @model_validator(mode="after")
    def _askable(self) -> Self:
        if not self.tasks or len(set(self.tasks)) != len(self.tasks):
            raise ValueError("tasks must name each question once; write tasks = ['principal', 'others']")
        if self.layout is Layout.SEED and "composite" in self.tasks:
            raise ValueError("the seed layout has no composite question; choose another layout or task")
        if (self.index is not None or self.book or self.add_gold) and not self.retrieve:
            raise ValueError("index, book and add_gold belong to retrieve; set retrieve = true")
        if self.knowledge and "drg" not in self.tasks:
            raise ValueError("knowledge rows are MS-DRG titles; ask tasks = ['drg'] too, or set knowledge = false")
        if self.reply_tokens >= self.max_tokens:
            raise ValueError("reply_tokens leaves no room for the prompt; raise max_tokens")
        return self

    def cautions(self) -> list[str]:
        """Say what the workstation does otherwise."""
        said: list[str] = []
        if self.retrieve and self.layout is not Layout.RECORD_FIRST:
            said.append(f"The workstation asks retrieved scopes in record-first, not in {self.layout}.")
        if self.order is AnswerOrder.ANSWER_ONLY and self.rationales:
            said.append("answer-only trains no reasons: those of [rationales] are not used.")
        return said

    @property
    def style(self) -> Style:
        """Return the prompt's style."""
        return Style(self.layout, self.order)


@dataclass(frozen=True, slots=True)
class Maker:
    """Makes rows: the scopes to ask from, the tokens to stay within, the settings."""

    settings: StageSettings
    budget: Budget
    scope: Scope | None
    shelf: Shelf | None
    drgs: Scope | None
    seed: int
    fold_of: Mapping[str, int]
    finder: Finder | None = None
    """Finds what the with-mentions layout shows."""

    def rows(self, examples: Iterable[Example], part: str, tally: Tally) -> Iterator[Row]:
        """Yield the rows of one part, in the order of examples; list what cannot be asked.

        The questions of one view stand side by side and show the same lists, as at work.
        """
        views = self.settings.views if part == "train" else 1
        met = Counter[str]()  # an example that several rationales were kept for stands there several times
        for example in examples:
            first = met[example.example_id] * views
            met[example.example_id] += 1
            for view in range(first, first + views):
                for question in map(Question, self.settings.tasks):
                    rng = random.Random(f"{self.seed}/{example.example_id}/{view}")  # noqa: S311
                    scope = self._scope(example, question, part, rng, tally)
                    if scope is not None:
                        row = self.row(example, question, scope)
                        completion = row.messages["completion"][0]["content"]
                        tally.add(part, row, example, self.budget.count(completion))
                        yield row

    def row(self, example: Example, question: Question, scope: Scope) -> Row:
        """Make one row; raise PromptTooLongError when instructions and target leave the record no room.

        The target is first written as if the whole record were shown, which makes it no shorter than it becomes.
        """
        style = self.settings.style
        marks = self._marks(example, scope)
        target = self._target(example, question, scope, marks)
        too_long = bool(target.reasons) and self.budget.count(target.text()) > self.budget.reply_tokens
        if too_long:
            target = replace(target, reasons="")
        named = render_marks(marks, asked_in(example.record.sections, style)) if marks is not None else ""
        asked = self.budget.ask(example.record, scope, question, style, target.text(), named)
        language = asked_in(asked.shown if question is Question.COMPOSITE else example.record.sections, style)
        if asked.left_out or language is not target.language:
            quotes = self._quotes(example, question, target, asked.shown, language, marks)
            target = replace(target, quotes=quotes, language=language)
        completion = target.checked()
        tokens = asked.tokens + self.budget.answer(completion)
        assert tokens <= self.budget.max_tokens, example.example_id  # noqa: S101 - a target token is never cut
        prompt = [{"role": message.role, "content": message.content} for message in asked.prompt.messages]
        messages = {"prompt": prompt, "completion": [{"role": "assistant", "content": completion}]}
        fold = self.fold_of.get(example.example_id, NO_FOLD)
        return Row(
            messages, question, example.example_id, fold, style, language, tokens, target, asked.left_out, too_long
        )

    def _marks(self, example: Example, scope: Scope) -> tuple[Mark, ...] | None:
        """Return what the with-mentions layout shows of a record; None in the others."""
        if self.finder is None:
            return None
        language = asked_in(example.record.sections, self.settings.style)
        return marks_of(example.record, self.finder.find(example.record), scope, language)

    def _target(self, example: Example, question: Question, scope: Scope, marks: tuple[Mark, ...] | None) -> Target:
        language = Language.EN if question is Question.DRG else asked_in(example.record.sections, self.settings.style)
        gold = gold_in(example, scope)
        principal: tuple[Code, ...] = gold.codes(Task.PRINCIPAL)
        if question is Question.DRG:
            principal = tuple(code for code in scope.principal if code.code == example.drg)
        target = Target(question, scope, principal, gold.others, (), "", self.settings.order, language)
        if self.settings.order is AnswerOrder.ANSWER_ONLY:
            return target
        quotes = self._quotes(example, question, target, example.record.sections, language, marks)
        wanted = not quotes if self.settings.reasons == "unquoted" else self.settings.reasons
        reasons = reasons_for(example, question, _dropped(example, scope)) if wanted else ""
        return replace(target, quotes=quotes, reasons=reasons)

    def _quotes(
        self,
        example: Example,
        question: Question,
        target: Target,
        shown: Sequence[Section],
        language: Language,
        marks: tuple[Mark, ...] | None,
    ) -> tuple[Quote, ...]:
        if not self.settings.quotes or question is Question.DRG or self.settings.order is AnswerOrder.ANSWER_ONLY:
            return ()
        codes = [code for task in question.tasks for code in target.codes(task)]
        return quotes_for(example, codes, shown, target.scope, language, marks or ())

    def _scope(self, example: Example, question: Question, part: str, rng: random.Random, tally: Tally) -> Scope | None:
        """Return what a row is asked from; None, counted or listed, when the example cannot be asked this."""
        if question is Question.DRG:
            if not example.drg:
                tally.counts["without_drg"] += 1
            return self.drgs if example.drg else None
        if self.shelf is not None:
            return self._retrieved(self.shelf, example, question, part, rng, tally)
        assert self.scope is not None  # noqa: S101 - run() opened a scope or a shelf for the coding questions
        if not coded_from(example, {code.book for code in self.scope.all_codes}):
            tally.counts["other_book"] += 1
            return None
        return varied(self.scope, example, self.settings, rng) if part == "train" else self.scope

    def _retrieved(
        self, shelf: Shelf, example: Example, question: Question, part: str, rng: random.Random, tally: Tally
    ) -> Scope | None:
        try:
            scope = shelf.scope(example)
        except ScopeError as error:
            tally.leave_out(example.example_id, question, part, error.message)
            return None
        codes = shelf.codes(example)
        if not codes and not example.out_of_scope:
            tally.counts["other_book"] += 1
            return None
        return with_gold(scope, example, codes, rng) if self.settings.add_gold and part == "train" else scope


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write train.jsonl, heldout.jsonl and samples.json; return their counts.

    Raises DataError when a question can be put to no example, PromptTooLongError when the context is too small.
    """
    dataset = at.before("dataset", settings.dataset)
    told, folds = read_coded_from(dataset), read_folds(dataset)
    train = dataset / "train.jsonl"
    if settings.rationales:
        train = at.before("rationales", settings.rationales_from) / "examples.jsonl"
    tally = Tally()
    with ExitStack() as stack:
        budget = Budget(load_tokenizer(settings.base), settings.max_tokens, settings.reply_tokens)
        maker = _maker(settings, told, budget, at.seed, folds, stack)
        for part, path in (("train", train), ("heldout", dataset / "heldout.jsonl")):
            asked = _drawn(read_examples(path), settings.examples, at.seed)
            rows = (row.to_json() for row in maker.rows(asked, part, tally))
            known = part == "train" and settings.knowledge
            extra = _knowledge(told.drg_version, settings.style, budget, tally) if known else ()
            _write(at.folder / f"{part}.jsonl", rows, extra)
    _check(settings, tally)
    content = _about(settings, maker, tally)
    write_json(at.folder / "samples.json", content)
    if tally.cut:
        at.say(f"[samples] {len(tally.cut)} rows show a shortened record; samples.json lists what was cut.")
    bare = tally.counts["without_thinking"]
    if bare > _FEW * sum(tally.rows.values()):
        at.say(
            f"[samples] caution: {bare} rows think nothing (no span, no rationale): the model learns an empty <think>. "
            "Use order = 'answer-only', or run [rationales] and set rationales = true."
        )
    at.say(f"[samples] {sum(tally.rows.values())} rows, the longest of {tally.longest_tokens} tokens.")
    return {
        **{name.replace(" ", "_"): n for name, n in sorted(tally.rows.items())},
        "longest_tokens": tally.longest_tokens,
        "shortened": len(tally.cut),
        "left_out": len(tally.left_out),
    }


def _drawn(examples: Sequence[Example], most: int, seed: int) -> Sequence[Example]:
    """Return so many examples at random, in their order, all where most is 0; those of one id stay together."""
    ids = list(dict.fromkeys(example.example_id for example in examples))
    if not most or len(ids) <= most:
        return examples
    kept = set(random.Random(f"{seed}/examples").sample(ids, most))  # noqa: S311
    return [example for example in examples if example.example_id in kept]


def _maker(
    settings: StageSettings,
    told: CodedFrom,
    budget: Budget,
    seed: int,
    folds: Mapping[str, int],
    stack: ExitStack,
) -> Maker:
    """Open the scopes that the questions are asked from."""
    coding = set(settings.tasks) - {"drg"}
    scope = shelf = drgs = None
    if coding and settings.retrieve:
        index, book = settings.index or told.index, settings.book or told.book
        if not index or not book:
            raise DataError("retrieve needs a code book.", "Name index and book in [samples], or in [dataset].")
        shelf = stack.enter_context(open_shelf(Path(index), book, settings.limit))
    elif coding:
        if not told.scope_id:
            raise DataError(
                "The examples are coded from no closed list.", "Set retrieve = true, or ask tasks = ['drg'] only."
            )
        scope = load_scope(told.scope_id)
    if "drg" in settings.tasks:
        if not told.drg_version:
            raise DataError("The examples carry no DRG.", "Set drg_version in [dataset].")
        drgs = drg_scope(told.drg_version)
    finder = Finder(scope.all_codes) if scope is not None and settings.layout is Layout.WITH_MENTIONS else None
    return Maker(settings, budget, scope, shelf, drgs, seed, folds, finder)


def _check(settings: StageSettings, tally: Tally) -> None:
    """Refuse a question that no training example could be asked."""
    for task in settings.tasks:
        if not tally.rows[f"train {task}"]:
            raise DataError(
                f"No training example can be asked for {task}.",
                "Remove the question from `tasks`, or give examples with codes of the scope's book (or a DRG).",
            )


def _about(settings: StageSettings, maker: Maker, tally: Tally) -> dict[str, object]:
    scopes = [scope for scope in (maker.scope, maker.drgs) if scope is not None]
    named = [f"{scope.scope_id}@{scope.version}" for scope in scopes]
    if maker.shelf is not None:
        named.append(f"retrieved@{maker.shelf.book}")
    return {
        "style": settings.style.version,
        "layout": settings.layout.value,
        "order": settings.order.value,
        "prompt_version": PROMPT_VERSION,
        "answer_version": ANSWER_VERSION,
        "scopes": named,
        "scope_digests": {scope.scope_id: scope.digest for scope in scopes},
        "tasks": list(settings.tasks),
        "max_tokens": settings.max_tokens,
        "reply_tokens": settings.reply_tokens,
        "longest_tokens": tally.longest_tokens,
        "longest_completion_tokens": tally.longest_completion_tokens,
        "rows": dict(sorted(tally.rows.items())),
        "counts": dict(sorted(tally.counts.items())),
        "cut": tally.cut,
        "left_out": tally.left_out,
    }


def _knowledge(version: str, style: Style, budget: Budget, tally: Tally) -> Iterator[dict[str, Any]]:
    """Yield the knowledge rows that fit; list those that do not, because a target is never cut."""
    for row in knowledge_rows(version, style):
        prompt = [Message(each["role"], each["content"]) for each in row["prompt"]]
        tokens = budget.prompt(prompt) + budget.answer(row["completion"][0]["content"])
        if tokens > budget.max_tokens:
            reason = f"It takes {tokens} tokens of {budget.max_tokens}."
            tally.leave_out(row["example_id"], Question.DRG, "train", reason)
            continue
        tally.rows["train knowledge"] += 1
        tally.longest_tokens = max(tally.longest_tokens, tokens)
        yield row


def _write(path: Path, *rows: Iterable[Mapping[str, Any]]) -> None:
    with path.open("w", encoding="utf-8", newline="\n") as out:
        for each in rows:
            for row in each:
                out.write(json.dumps(row, ensure_ascii=False) + "\n")


def _dropped(example: Example, scope: Scope) -> Sequence[Code]:
    """Return the right codes that a row's lists leave out."""
    gold = gold_in(example, scope)
    listed = {code.code for code in (*gold.codes(Task.PRINCIPAL), *gold.others)}
    first = (example.gold.principal,) if example.gold.principal else ()
    return [each.code for each in (*first, *example.gold.others) if each.code.code not in listed]
