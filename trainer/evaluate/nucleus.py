"""Top-p sampling for DRG-Sapphire's protocol (M48): the contract's own plan has top-p 1, so this stands outside it."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from app.coding.completion import Completion, Finish, Request, Sampling

Row = NDArray[np.float32]


@dataclass(slots=True)
class Nucleus:
    """One completion drawn from the smallest set of tokens that holds `top_p` of the probability."""

    sampling: Sampling
    top_p: float
    ends: frozenset[int]
    decode: Callable[[Sequence[int]], str]
    tokens: list[int] = field(default_factory=list[int])
    finish: Finish | None = None
    generator: np.random.Generator = field(init=False)

    def __post_init__(self) -> None:
        """Seed the draws as the contract does."""
        self.generator = np.random.default_rng(self.sampling.seed)

    def take(self, row: Row) -> None:
        """Choose the next token from its logits: `tokens[-1]` then, or `finish` is set."""
        token = nucleus(row, self.sampling.temperature, self.top_p, self.generator)
        if token in self.ends:
            self.finish = Finish.STOP
            return
        self.tokens.append(token)
        if len(self.tokens) >= self.sampling.max_tokens:
            self.finish = Finish.LENGTH

    def completion(self) -> Completion:
        """Return the completion as far as it goes."""
        return Completion(self.decode(self.tokens), self.finish or Finish.ERROR, len(self.tokens))


def nucleus(row: Row, temperature: float, top_p: float, generator: np.random.Generator) -> int:
    """Draw a token at `temperature` from the most probable ones that together reach `top_p` (Holtzman et al. 2020)."""
    if temperature <= 0:
        return int(row.argmax())
    weights = np.exp((row.astype(np.float64) - row.max()) / temperature)
    order = np.argsort(-weights, kind="stable")
    sums = np.cumsum(weights[order])
    kept = int(np.searchsorted(sums, top_p * sums[-1])) + 1
    place = int(np.searchsorted(sums[:kept], generator.random() * sums[kept - 1], side="right"))
    return int(order[min(place, kept - 1)])


def nucleus_of(
    top_p: float, ends: frozenset[int], decode: Callable[[Sequence[int]], str]
) -> Callable[[Request, Sampling], Nucleus]:
    """Return what the trainer's generator asks for each completion."""
    return lambda _request, sampling: Nucleus(sampling, top_p, ends, decode)
