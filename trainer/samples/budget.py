"""How many tokens a row may take: records are shortened as at work, instructions and targets never."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from transformers import AutoTokenizer

from app.coding.completion import Message
from app.coding.errors import PromptTooLongError
from app.coding.fit import Shortened, fit
from app.coding.prompt import Prompt, Style, asked_in, build, build_composite, render_sections
from app.coding.record import Record, Section
from app.coding.scope import Scope
from app.coding.suggest import TASKS, TEMPLATE_TOKENS
from trainer.errors import BaseModelError
from trainer.samples.targets import Question

_ATTEMPTS = 4
_SLACK = 8
"""Tokens that joining two texts may add."""


def load_tokenizer(base: Path) -> Any:
    """Load the tokenizer of a base model, a folder or a GGUF; raise BaseModelError when it has none or no template."""
    where, extra = (base.parent, {"gguf_file": base.name}) if base.is_file() else (base, {})
    if not base.exists():
        raise BaseModelError(f"There is no base model {base}.", "Correct the path of `base` in the recipe.")
    try:
        tokenizer: Any = AutoTokenizer.from_pretrained(str(where), local_files_only=True, **extra)
    except (OSError, ValueError, KeyError, TypeError, RuntimeError) as error:
        first = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise BaseModelError(
            f"{base} holds no tokenizer that can be loaded: {first}", "Copy the model again, all of its files."
        ) from error
    if not tokenizer.chat_template:
        raise BaseModelError(
            f"{base} has no chat template, so it was not made to answer questions.", "Choose an instruction model."
        )
    return tokenizer


@dataclass(frozen=True, slots=True)
class Asked:
    """One row's prompt with its tokens, the sections it shows, and what was cut from the record."""

    prompt: Prompt
    tokens: int
    shown: tuple[Section, ...]
    left_out: tuple[Shortened, ...]


@dataclass(slots=True)
class Budget:
    """The context a row must fit into, counted by the base model's own tokenizer."""

    tokenizer: Any
    max_tokens: int
    reply_tokens: int
    _known: dict[str, int] = field(default_factory=dict[str, int])

    def count(self, text: str) -> int:
        """Count the tokens of a text."""
        known = self._known.get(text)
        if known is None:
            known = self._known[text] = len(self.tokenizer(text, add_special_tokens=False)["input_ids"])
            if len(self._known) > 2000:
                self._known.clear()
        return known

    def prompt(self, messages: Sequence[Message]) -> int:
        """Count the tokens of a prompt as at inference, in the base model's chat template."""
        rows = [{"role": message.role, "content": message.content} for message in messages]
        text = self.tokenizer.apply_chat_template(rows, tokenize=False, add_generation_prompt=True)
        return len(self.tokenizer(text, add_special_tokens=False)["input_ids"])

    def answer(self, completion: str) -> int:
        """Count the tokens of an answer with the mark that ends it."""
        return self.count(completion) + 1

    def ask(
        self, record: Record, scope: Scope, question: Question, style: Style, target: str, named: str = ""
    ) -> Asked:
        """Build a row's prompt, the record shortened until prompt and target fit (as `app.coding.suggest.ask` does).

        `named` are the marks of the with-mentions layout; `target` is the longest completion the row may be given.
        Raises PromptTooLongError when instructions, lists and target leave the record no room.
        """
        reply = max(self.reply_tokens, self.count(target) + _SLACK)
        headings = sum(self.count(f"【{section.name}】\n") for section in record.sections)
        room = (
            self.max_tokens
            - self._instructions(record, scope, question, style, named)
            - headings
            - reply
            - TEMPLATE_TOKENS
        )
        for _ in range(_ATTEMPTS):
            fitted = fit(record.sections, self.count, room)
            prompt = _prompt(fitted.sections, scope, question, style, record, named)
            tokens = self.prompt(prompt.messages)
            over = tokens + self.answer(target) - self.max_tokens
            if over <= 0:
                return Asked(prompt, tokens, fitted.sections, fitted.left_out)
            room -= over + _SLACK
        raise PromptTooLongError(
            f"Record {record.record_id} cannot be shortened to {self.max_tokens} tokens.",
            "Choose a longer context (max_tokens).",
        )

    def _instructions(self, record: Record, scope: Scope, question: Question, style: Style, named: str) -> int:
        """Count what stands around the record: for the coding tasks the longer of the two, as at work."""
        if question is Question.COMPOSITE:
            whole = build_composite(record.sections, scope, style, named)
            sections = render_sections(record.sections, asked_in(record.sections, style))
            return sum(self.count(each.content) for each in whole.messages) - self.count(sections) + _SLACK
        language = asked_in(record.sections, style)
        tasks = question.tasks if question is Question.DRG else [task for task in TASKS if scope.codes(task)]
        return max(
            sum(self.count(each.content) for each in build((), scope, task, style, language, named).messages)
            for task in tasks
        )


def _prompt(
    sections: tuple[Section, ...], scope: Scope, question: Question, style: Style, record: Record, named: str
) -> Prompt:
    if question is Question.COMPOSITE:
        return build_composite(sections, scope, style, named)
    (task,) = question.tasks
    return build(sections, scope, task, style, asked_in(record.sections, style), named)
