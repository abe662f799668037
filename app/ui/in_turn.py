"""Acts one after another: the next begins when the one before is stored and shown, so that fast keys stay in order."""

from collections import deque
from collections.abc import Callable


class InTurn:
    """A queue of acts; each calls `begin` when it is given to the store and `end` when its result is on the screen."""

    def __init__(self) -> None:
        self._waiting: deque[Callable[[], object]] = deque()
        self._acting = False

    def when_idle(self, act: Callable[[], object]) -> None:
        """Do something once every act before it is done."""
        self._waiting.append(act)
        self.go_on()

    def begin(self) -> None:
        """Hold back what comes."""
        self._acting = True

    def end(self) -> None:
        """Let the next one begin; `go_on` begins it."""
        self._acting = False

    def go_on(self) -> None:
        """Begin what waits, unless an act is being done."""
        while self._waiting and not self._acting:
            self._waiting.popleft()()

    def drop(self) -> None:
        """Forget what waits: the act before it was refused, or another case is opened."""
        self._waiting.clear()
