"""Which advantage every row gets: [grpo] and [reinforce] differ here, and in where the KL to the reference stands."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

import torch
from torch import Tensor

from trainer.policy.advantages import Scale, Together, group_advantages, plus_plus, plus_plus_baseline
from trainer.policy.batches import Row, learned_mask, token_matrix
from trainer.policy.losses import k1

Everyone = Callable[[Tensor], tuple[Tensor, int]]
"""Puts every process's (n,) one after another; also says where this one's begins."""


class Estimate(Protocol):
    """Gives every row its advantage."""

    @property
    def kl_in(self) -> Literal["loss", "reward"]:
        """Say where the KL to the reference is taken off."""
        ...

    def fill(self, rows: Sequence[Row], group_size: int, beta: float, together: Together, everyone: Everyone) -> None:
        """Set the rows' advantages; over several processes all of them call it, also with no rows."""
        ...


@dataclass(frozen=True, slots=True)
class GroupEstimate:
    """GRPO: what a completion got, less its group's mean."""

    scale: Scale
    kl_in: Literal["loss", "reward"] = "loss"

    def fill(self, rows: Sequence[Row], group_size: int, beta: float, together: Together, everyone: Everyone) -> None:  # noqa: ARG002 - the protocol's signature
        """Set one advantage a row; with scale = "batch" the deviation is that of all processes' rewards."""
        mine = torch.tensor([row.total for row in rows])
        everything, begin = everyone(mine) if self.scale == "batch" else (mine, 0)
        if len(mine):
            _set(rows, group_advantages(everything, group_size, self.scale)[begin : begin + len(mine)])


@dataclass(frozen=True, slots=True)
class PlusPlusEstimate:
    """REINFORCE++: reward and per-token KL summed from each token on, whitened over all tokens of the batch."""

    baseline: bool = False
    """Instead take the group's mean off, then divide by the batch's deviation (REINFORCE++-baseline)."""

    @property
    def kl_in(self) -> Literal["loss", "reward"]:
        """Return where the KL stands: in the reward of every token, with a baseline in the loss."""
        return "loss" if self.baseline else "reward"

    def fill(self, rows: Sequence[Row], group_size: int, beta: float, together: Together, everyone: Everyone) -> None:  # noqa: ARG002 - the protocol's signature
        """Set an advantage a token, with a baseline one a row."""
        totals = torch.tensor([row.total for row in rows])
        if self.baseline:
            if rows:
                _set(rows, plus_plus_baseline(totals, group_size, together))
            else:
                together(torch.zeros(()))
                together(torch.zeros(()))
            return
        mask = learned_mask(rows)
        kl = k1(token_matrix(rows, "old"), token_matrix(rows, "reference")) if beta else torch.zeros_like(mask)
        found = plus_plus(totals, kl, mask, beta, together)
        for row, values in zip(rows, found, strict=True):
            row.advantage = values[: len(row.tokens)]


def _set(rows: Sequence[Row], advantages: Tensor) -> None:
    for row, advantage in zip(rows, advantages, strict=True):
        row.advantage = advantage.reshape(1)
