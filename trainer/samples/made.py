"""One chat row, and what samples.json says of all of them."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any

from app.coding.answer import Quote
from app.coding.evidence import verify_quote
from app.coding.example import Example
from app.coding.fit import Shortened
from app.coding.language import Language
from app.coding.prompt import AnswerOrder, Style
from app.coding.scope import Task
from trainer.samples.shown import scope_to_json
from trainer.samples.targets import Question, Target


@dataclass(frozen=True, slots=True)
class Row:
    """One chat row with what is kept of how it was made."""

    messages: Mapping[str, list[dict[str, str]]]
    question: Question
    example_id: str
    fold: int
    style: Style
    language: Language
    tokens: int
    target: Target
    left_out: tuple[Shortened, ...]
    reasons_left_out: bool

    def to_json(self) -> dict[str, Any]:
        """Write the row as the training stages read it."""
        return {
            **self.messages,
            "task": self.question.value,
            "example_id": self.example_id,
            "fold": self.fold,
            "layout": self.style.layout.value,
            "order": self.style.order.value,
            "language": self.language.value,
            "scope": scope_to_json(self.target.scope, self.question),
        }


@dataclass(slots=True)
class Tally:
    """What samples.json says of the rows."""

    rows: Counter[str] = field(default_factory=Counter[str])
    longest_tokens: int = 0
    longest_completion_tokens: int = 0
    counts: Counter[str] = field(default_factory=Counter[str])
    cut: list[dict[str, Any]] = field(default_factory=list[dict[str, Any]])
    left_out: list[dict[str, str]] = field(default_factory=list[dict[str, str]])

    def add(self, part: str, row: Row, example: Example, completion_tokens: int) -> None:
        """Count one row."""
        target = row.target
        self.rows[f"{part} {row.question}"] += 1
        self.longest_tokens = max(self.longest_tokens, row.tokens)
        self.longest_completion_tokens = max(self.longest_completion_tokens, completion_tokens)
        self.counts["quotes"] += len(target.quotes)
        self.counts["quotes_not_verified"] += sum(not _verified(example, quote, target) for quote in target.quotes)
        asked = [code for task in row.question.tasks for code in target.codes(task)]
        if row.question is not Question.DRG:
            self.counts["codes_asked"] += len(asked)
            self.counts["codes_listed_out"] += _gold_size(example, row.question) - len(asked)
        self.counts["rows_outside_scope"] += Task.PRINCIPAL in row.question.tasks and not target.principal
        silent = row.style.order is not AnswerOrder.ANSWER_ONLY and not (target.quotes or target.reasons)
        self.counts["without_thinking"] += silent and bool(asked)
        self.counts["reasons_left_out"] += row.reasons_left_out
        if row.left_out:
            cuts = [asdict(cut) for cut in row.left_out]
            self.cut.append({"example_id": row.example_id, "task": row.question.value, "part": part, "cut": cuts})

    def leave_out(self, example_id: str, question: Question, part: str, reason: str) -> None:
        """List a row that was not made."""
        self.left_out.append({"example_id": example_id, "task": question.value, "part": part, "reason": reason})


def _gold_size(example: Example, question: Question) -> int:
    sizes = {Task.PRINCIPAL: int(example.gold.principal is not None), Task.OTHERS: len(example.gold.others)}
    return sum(sizes.get(task, 0) for task in question.tasks)


def _verified(example: Example, quote: Quote, target: Target) -> bool:
    code = target.scope.find(quote.label)
    return code is not None and verify_quote(example.record, quote, code) is not None
