"""What a row is trained to answer: quotes, reasons and names, written by the contract and read back before use."""

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from enum import StrEnum

from app.coding.answer import HEADINGS, Answer, Quote, parse, parse_composite, render, render_composite
from app.coding.codebook import Code
from app.coding.example import Example
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Scope, Task
from trainer.errors import DataError
from trainer.samples.quotes import read_quotes

_TAG = re.compile(r"</?(?:think|answer)>", re.IGNORECASE)
_SENTENCE = re.compile(r"(?<=[。！？；\n])|(?<=[.!?])(?=\s)")
_OF_OTHERS = re.compile(r"其他诊断|\b(?:other|secondary) diagnos[ie]s", re.IGNORECASE)


class Question(StrEnum):
    """What one row asks: a task of the contract, or both at once (M10)."""

    PRINCIPAL = "principal"
    OTHERS = "others"
    COMPOSITE = "composite"
    DRG = "drg"

    @property
    def tasks(self) -> tuple[Task, ...]:
        """Return the tasks it puts."""
        return (Task.PRINCIPAL, Task.OTHERS) if self is Question.COMPOSITE else (Task(self.value),)


@dataclass(frozen=True, slots=True)
class Target:
    """The right answer to one row, before it is written."""

    question: Question
    scope: Scope
    principal: tuple[Code, ...]
    """One code, or none for outside the scope; the DRG title of Question.DRG."""
    others: tuple[Code, ...]
    quotes: tuple[Quote, ...]
    reasons: str
    order: AnswerOrder
    language: Language

    def codes(self, task: Task) -> tuple[Code, ...]:
        """Return the codes that answer a task."""
        return self.others if task is Task.OTHERS else self.principal

    def text(self) -> str:
        """Write the completion; `checked` says that it reads back."""
        thinking = self.quotes, self.reasons, self.order
        if self.question is Question.COMPOSITE:
            return render_composite(self.scope, self.principal, self.others, *thinking, self.language)
        (task,) = self.question.tasks
        return render(task, self.scope, self.codes(task), *thinking, self._language(task))

    def checked(self) -> str:
        """Write the completion; raise DataError unless the contract reads exactly these codes and quotes from it."""
        text = self.text()
        for task, answer in zip(self.question.tasks, self.read(text), strict=True):
            same = answer.codes == self.codes(task) and not answer.outside
            quoted = self.order is AnswerOrder.ANSWER_ONLY or answer.quotes == self.quotes
            if not (answer.well_formed and same and quoted):
                raise DataError(
                    f"The target for {task} does not read back: {text[:200]!r}.",
                    "Rename the code whose name breaks the answer's form.",
                )
        return text

    def read(self, text: str) -> tuple[Answer, ...]:
        """Read a completion as an answer to this row, one Answer per task."""
        if self.question is Question.COMPOSITE:
            return parse_composite(text, self.scope, self.order, self.language)
        (task,) = self.question.tasks
        return (parse(text, task, self.scope, self.order, self._language(task)),)

    def _language(self, task: Task) -> Language:
        return Language.EN if task is Task.DRG else self.language


def reasons_for(example: Example, question: Question, left_out: Collection[Code]) -> str:
    """Return the free reasons of an example's rationale that belong to a question.

    Of a rationale in headed parts, the question's own; one without headings is about the principal, and of it the
    others get the sentences that speak of other diagnoses. Without tags, without lines that would read as quotes
    (quotes come from the spans), without the sentences that name a code which this row's list leaves out, and without
    the reasons for a principal that it leaves out.
    """
    principal = example.gold.principal_code
    unlisted = principal is not None and any(code.code == principal for code in left_out)
    tasks = [task for task in question.tasks if not (task is Task.PRINCIPAL and unlisted)]
    parts = headed(example.rationale)
    text = "\n".join(parts[task] for task in tasks if task in parts) if parts else example.rationale
    lines = [line for line in _TAG.sub("", text).splitlines() if line.strip() and not read_quotes(line)]
    names = [code.name for code in left_out]
    kept = [sentence for sentence in _SENTENCE.split("\n".join(lines)) if not any(name in sentence for name in names)]
    if not parts and tasks in ([Task.OTHERS], []):
        kept = [sentence for sentence in kept if Task.OTHERS in tasks and _OF_OTHERS.search(sentence)]
    return "".join(kept).strip()


def headed(rationale: str) -> dict[Task, str]:
    """Return the parts of a rationale that headings give to one task each; empty when it has none."""
    parts: dict[Task, list[str]] = {}
    at: Task | None = None
    for line in rationale.splitlines():
        for headings in HEADINGS.values():
            for task, heading in headings.items():
                if line.startswith(heading.rstrip()):
                    at = task
                    line = line.removeprefix(heading.rstrip()).strip()  # noqa: PLW2901
        if at is None:
            return {}
        parts.setdefault(at, []).append(line)
    return {task: "\n".join(lines).strip() for task, lines in parts.items()}


def with_headings(parts: Mapping[Task, str], language: Language) -> str:
    """Write one rationale of the parts that belong to one task each; `headed` reads it back."""
    return "\n".join(f"{HEADINGS[language][task]}{_unheaded(text)}" for task, text in parts.items() if text)


def _unheaded(text: str) -> str:
    """Take headings off the lines of a part, where they would begin another one."""
    marks = [heading.rstrip() for headings in HEADINGS.values() for heading in headings.values()]
    lines = text.splitlines()
    for mark in marks:
        lines = [line.removeprefix(mark).lstrip() if line.startswith(mark) else line for line in lines]
    return "\n".join(lines)
