"""One model, several readings: one at a time, the open record before the background, which then asks again."""

import threading
from collections.abc import Callable, Sequence

from app.coding.completion import Completion, CompletionModel, Finish, ModelInfo, OnText, Request


class Turns:
    """Let one reading use the model at a time; an urgent one interrupts a background one."""

    def __init__(self) -> None:
        self._free = threading.Condition()
        self._holder: Taking | None = None
        self._urgent = 0

    def take(self, who: "Taking") -> bool:
        """Wait for the model, in the background also until nothing urgent waits; return whether it was got."""
        with self._free:
            self._urgent += who.urgent
            if who.urgent and self._holder is not None and not self._holder.urgent:
                self._holder.interrupt()
            self._free.wait_for(lambda: who.stopped() or (self._holder is None and (who.urgent or not self._urgent)))
            self._urgent -= who.urgent
            if who.stopped():
                return False
            self._holder = who
            return True

    def give(self) -> None:
        """Let the next one in."""
        with self._free:
            self._holder = None
            self._free.notify_all()

    def stop(self, who: "Taking") -> None:
        """Interrupt a reading when it is at the model, or let it see that it need not wait any more."""
        with self._free:
            if self._holder is who:
                who.interrupt()
            self._free.notify_all()


class Taking(CompletionModel):
    """A model that waits for its turn before it answers; interrupted, its completions are cancelled ones."""

    def __init__(
        self, model: CompletionModel, turns: Turns, *, urgent: bool, stopped: Callable[[], bool] = lambda: False
    ) -> None:
        self._model, self._turns = model, turns
        self.urgent, self.stopped = urgent, stopped

    def cancel(self) -> None:
        """Stop waiting for the turn, or stop the model when it is answering this reading."""
        self._turns.stop(self)

    def interrupt(self) -> None:
        """Tell the model to stop what it is answering."""
        stop = getattr(self._model, "cancel", None)
        if stop is not None:
            stop()

    @property
    def info(self) -> ModelInfo:
        """Name the model."""
        return self._model.info

    @property
    def context_length(self) -> int:
        """Give the model's context."""
        return self._model.context_length

    def count_tokens(self, text: str) -> int:
        """Count as the model counts."""
        return self._model.count_tokens(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Wait for the turn, then answer; stopped before that, every completion is a cancelled one."""
        if not self._turns.take(self):
            none = Completion("", Finish.CANCELLED)
            return tuple(tuple(none for _ in request.samplings) for request in requests)
        try:
            return self._model.complete(requests, on_text)
        finally:
            self._turns.give()
