"""What the policy is asked: the samples' own prompts, each with what is right, in an order that can be gone on with.

The right codes are read from the row's target by the contract's parser, within the list the row shows.
"""

import json
import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import MappingProxyType
from typing import Any

from app.coding.answer import Answer, parse, parse_composite
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.completion import Message
from app.coding.errors import DxDeskError
from app.coding.language import Language
from app.coding.prompt import AnswerOrder
from app.coding.scope import Scope, Task
from app.knowledge.grouping.severity import Standing, base_and_severity
from app.knowledge.grouping.titles import drg_scope
from trainer.errors import DataError
from trainer.rewards.reward import Asked
from trainer.samples.shown import scope_from_json
from trainer.samples.targets import Question


@dataclass(frozen=True, slots=True)
class Prompt:
    """One question to roll out: its messages, what was asked and is right, and the target that says so."""

    prompt_id: str
    example_id: str
    messages: tuple[Message, ...]
    asked: Asked
    target: str

    @property
    def task(self) -> str:
        """Return the question's name."""
        return self.asked.task.value

    @property
    def key(self) -> str:
        """Name example and question: what a difficulty is measured of, whatever list a row shows."""
        return f"{self.example_id}/{self.task}"


Titles = Callable[[str], tuple[Scope, Mapping[str, Standing]]]
"""The titles of an MS-DRG version, and base and severity of each."""


def drg_titles() -> Titles:
    """Return a reader of MS-DRG versions that loads each once."""

    @cache
    def titles(version: str) -> tuple[Scope, Mapping[str, Standing]]:
        return drg_scope(version), base_and_severity(version)

    return titles


def read_prompts(path: Path, tasks: Sequence[str] = (), titles: Titles | None = None) -> list[Prompt]:
    """Read the prompts of the tasks named (all where none is) from a file of samples, in its order.

    Rows that ask from no scope (knowledge rows) are left out. Raises DataError naming the line of what is no sample,
    and where none is left.
    """
    try:
        lines = path.read_text(encoding="utf-8").split("\n")  # splitlines would part a text at U+2028
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path} cannot be read: {error}.", "Run the samples stage again.") from error
    titles = titles or drg_titles()
    scopes: dict[str, Scope] = {}
    prompts: list[Prompt] = []
    for number, line in enumerate(lines, 1):
        try:
            row: dict[str, Any] = json.loads(line) if line.strip() else {}
            if "scope" in row and (not tasks or row["task"] in tasks):
                prompts.append(_prompt(row, number, titles, scopes))
        except (ValueError, KeyError, TypeError, AttributeError, DxDeskError) as error:
            raise DataError(
                f"{path.name}, line {number} is no sample to roll out: {error}.",
                "Run the samples stage again, with --fresh.",
            ) from error
    if not prompts:
        wanted = f" of {', '.join(tasks)}" if tasks else ""
        raise DataError(
            f"{path} holds no prompt{wanted} that says which codes it was asked from.",
            "Run the samples stage again with this version, or name other tasks in the recipe.",
        )
    return prompts


def _prompt(row: Mapping[str, Any], number: int, titles: Titles, scopes: dict[str, Scope]) -> Prompt:
    question = Question(row["task"])
    order, language = AnswerOrder(row["order"]), Language(row["language"])
    standings: Mapping[str, Standing] = MappingProxyType({})
    if question is Question.DRG:
        scope, standings = titles(str(row["scope"]["version"]))
        language = Language.EN
    else:
        written = json.dumps(row["scope"], ensure_ascii=False)
        scope = scopes.setdefault(written, scopes.get(written) or scope_from_json(row["scope"]))
    (completion,) = row["completion"]
    target = str(completion["content"])
    gold, outside, drg = _right(question, _answers(target, question, scope, order, language))
    asked = Asked(question, scope, gold, outside, order, language, drg, standings)
    messages = tuple(Message(each["role"], str(each["content"])) for each in row["prompt"])
    example_id = str(row["example_id"])
    return Prompt(f"{number}:{example_id}:{question}", example_id, messages, asked, target)


def _answers(
    target: str, question: Question, scope: Scope, order: AnswerOrder, language: Language
) -> tuple[Answer, ...]:
    if question is Question.COMPOSITE:
        answers: tuple[Answer, ...] = parse_composite(target, scope, order, language)
    else:
        answers = (parse(target, question.tasks[0], scope, order, language),)
    if not all(answer.well_formed for answer in answers):
        raise ValueError(f"its target is not in the answer's form: {target[:80]!r}")
    return answers


def _right(question: Question, answers: Sequence[Answer]) -> tuple[CodeSet, bool, str]:
    """Return the gold codes, whether the principal is outside the scope, and the DRG."""
    by_task = {answer.task: answer for answer in answers}
    first, others = by_task.get(Task.PRINCIPAL), by_task.get(Task.OTHERS)
    principal = Diagnosis(first.principal) if first and first.principal else None
    gold = CodeSet(principal, tuple(Diagnosis(code) for code in others.codes) if others else ())
    drg = answers[0].codes[0].code if question is Question.DRG else ""
    return gold, bool(first and first.out_of_scope), drg


class Stream:
    """An endless order of prompts by number: each pass shuffled by the seed, or always as they stand.

    `taken` is its whole state: a stream made anew goes on where another was.
    """

    def __init__(self, count: int, seed: int, *, shuffle: bool = True) -> None:
        self._count, self._seed, self._shuffle = count, seed, shuffle
        self.taken = 0
        self._pass: tuple[int, list[int]] = (-1, [])

    @property
    def passes(self) -> float:
        """Return how often every prompt has been taken."""
        return self.taken / self._count

    def take(self, count: int) -> list[int]:
        """Return the numbers of the next prompts."""
        numbers = [self._at(self.taken + place) for place in range(count)]
        self.taken += count
        return numbers

    def _at(self, place: int) -> int:
        turn, place = divmod(place, self._count)
        if self._pass[0] != turn:
            order = list(range(self._count))
            if self._shuffle:
                random.Random(f"{self._seed}/{turn}").shuffle(order)  # noqa: S311 - an order, not a secret
            self._pass = (turn, order)
        return self._pass[1][place]
