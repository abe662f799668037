"""A model that answers as its script says: what it was asked is kept, and it can be stopped like a killed run."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from app.coding.completion import Completion, ModelInfo, OnText, Request, Sampling


@dataclass(kw_only=True)
class ScriptedModel:
    """Answers each request by `reply`; raises KeyboardInterrupt when `calls_left` is used up."""

    context_length: int = 8192
    asked: list[Request] = field(default_factory=list)
    calls_left: int = 1000

    @property
    def info(self) -> ModelInfo:
        return ModelInfo(type(self).__name__.lower())

    def count_tokens(self, text: str) -> int:
        return len(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        if not self.calls_left:
            raise KeyboardInterrupt
        self.calls_left -= 1
        self.asked += requests
        return tuple(
            tuple(self.reply(request, sampling, number) for number, sampling in enumerate(request.samplings))
            for request in requests
        )

    def reply(self, request: Request, sampling: Sampling, number: int) -> Completion:
        """Return the answer to the request's sampling of this number."""
        raise NotImplementedError
