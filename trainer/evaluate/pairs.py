"""Two models behind one protocol: one answers the principal, the other the others (M11)."""

from collections.abc import Sequence
from dataclasses import dataclass

from app.coding.completion import Completion, CompletionModel, ModelInfo, OnText, Request
from app.coding.scope import Task


@dataclass(frozen=True, slots=True)
class PairModel:
    """A CompletionModel that passes each request to the model of its task."""

    principal: CompletionModel
    others: CompletionModel

    @property
    def info(self) -> ModelInfo:
        """Name both."""
        first, second = self.principal.info, self.others.info
        return ModelInfo(f"{first.name} + {second.name}", sha256=f"{first.sha256} {second.sha256}".strip())

    @property
    def context_length(self) -> int:
        """Return the shorter context, so that both are shown the same record."""
        return min(self.principal.context_length, self.others.context_length)

    def count_tokens(self, text: str) -> int:
        """Count as the one that needs more."""
        return max(self.principal.count_tokens(text), self.others.count_tokens(text))

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer each task's requests by its model, in the order asked."""
        found: dict[int, tuple[Completion, ...]] = {}
        for model, first in ((self.principal, True), (self.others, False)):
            mine = [number for number, request in enumerate(requests) if (request.task is Task.PRINCIPAL) is first]
            if mine:
                found |= dict(zip(mine, model.complete([requests[number] for number in mine], on_text), strict=True))
        return tuple(found[number] for number in range(len(requests)))
