"""The plateau: has a figure stopped moving? It opens the difficulty filter, then the bad-case loop (CCL25 SRADIT)."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import Field

from trainer.recipe import Settings

Kind = Literal["range", "relative"]


class PlateauSettings(Settings):
    """When a figure counts as stable; the seed has 5 epochs and 2 %."""

    window: int = Field(default=5, ge=2)
    """Figures in a row that are looked at: one an epoch in the seed."""
    threshold: float = Field(default=0.02, gt=0)
    """They must move by less than this."""
    kind: Kind = "range"
    """range: highest less lowest, in the figure's own unit (0-1); relative: that, divided by their mean."""


class Plateau:
    """Watches a figure (0-1); once reached, a plateau stays reached."""

    def __init__(self, window: int = 5, threshold: float = 0.02, kind: Kind = "range") -> None:
        self.window, self.threshold, self.kind = window, threshold, kind
        self.reached = False
        self._last: list[float] = []

    @classmethod
    def by(cls, settings: PlateauSettings) -> "Plateau":
        """Make one as the settings say."""
        return cls(settings.window, settings.threshold, settings.kind)

    @property
    def movement(self) -> float | None:
        """Return how much the last figures moved; None while there are fewer than the window."""
        if len(self._last) < self.window:
            return None
        spread = max(self._last) - min(self._last)
        if self.kind == "range":
            return spread
        mean = abs(sum(self._last) / len(self._last))
        return spread / mean if mean else (float("inf") if spread else 0.0)

    def observe(self, figure: float) -> bool:
        """Take in the next figure; say whether the plateau is reached now or was before."""
        self._last = [*self._last, float(figure)][-self.window :]
        movement = self.movement
        self.reached = self.reached or (movement is not None and movement < self.threshold)
        return self.reached

    def state_dict(self) -> dict[str, Any]:
        """Return what a resumed run needs."""
        return {"last": list(self._last), "reached": self.reached}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state; its figures beyond the window are forgotten."""
        self._last = [float(figure) for figure in state["last"]][-self.window :]
        self.reached = bool(state["reached"])
