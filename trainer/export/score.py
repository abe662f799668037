"""The task metric of parity: the same held-out examples, answered greedily by the reference and by the exported file.

Neither side is held to the list of codes: what is compared is what each says of itself.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from app.coding.completion import Completion, CompletionModel, ModelInfo, OnText, Request
from app.coding.example import Example
from app.coding.judged import outcome
from app.coding.metric import Outcome, evaluate
from trainer.evaluate.asking import Asking, read
from trainer.evaluate.readings import truth_of


@dataclass(frozen=True, slots=True)
class Free:
    """A model asked without the closed list, in a context of its own size; otherwise the model itself."""

    model: CompletionModel
    context_length: int

    @property
    def info(self) -> ModelInfo:
        """Name the model."""
        return self.model.info

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text as the model reads it."""
        return self.model.count_tokens(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request freely."""
        return self.model.complete([replace(request, closed_list=()) for request in requests], on_text)


def points(
    model: CompletionModel, examples: Sequence[Example], asking: Asking, context: int, say: Callable[[str], None]
) -> float:
    """Return formula (6) of a model's greedy answers to examples (0–100)."""
    free = Free(model, context)
    outcomes: list[Outcome] = []
    for number, example in enumerate(examples, 1):
        (reading,) = read([example.record], free, asking)
        outcomes.append(outcome(truth_of(example), reading.said))
        if number % 10 == 0:
            say(f"  {number} of {len(examples)} answered")
    return evaluate(outcomes).composite
