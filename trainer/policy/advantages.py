"""Advantages: what each rollout, or each of its tokens, was better or worse than expected by.

n completions stand group after group, G to a group; T is the longest completion; rewards are in the reward's own unit,
kl in nats. Across processes give what all of them hold, or `together`, which sums a tensor over them.
"""

from collections.abc import Callable
from typing import Literal

import torch
from torch import Tensor

from trainer.errors import DataError

Scale = Literal["group", "batch", "none"]
Together = Callable[[Tensor], Tensor]
"""Sums a tensor over all processes."""

GROUP_EPSILON = 1e-4
"""Added to a standard deviation of rewards before dividing by it, as trl does."""
WHITEN_EPSILON = 1e-8
"""Added to the variance of token advantages and to the deviation of centred rewards."""


def alone(value: Tensor) -> Tensor:
    """Sum over the one process there is."""
    return value


def group_advantages(rewards: Tensor, group_size: int, scale: Scale = "group") -> Tensor:
    """Return (n,) group-relative advantages of (n,) rewards (DeepSeekMath's Â of CCL25 equation 1).

    Centred on the group's mean; divided by the group's standard deviation ("group"), by that of all rewards ("batch"),
    or not at all ("none": Dr. GRPO). Deviations are the unbiased ones (divisor G-1); a lone reward has deviation 0.
    """
    grouped = _grouped(rewards, group_size)
    centred = (grouped - grouped.mean(1, keepdim=True)).reshape(-1)
    if scale == "none":
        return centred
    if scale == "batch":
        return centred / (_deviation(rewards, 0) + GROUP_EPSILON)
    return centred / (_deviation(grouped, 1).repeat_interleave(group_size) + GROUP_EPSILON)


def plus_plus(rewards: Tensor, kl: Tensor, mask: Tensor, beta: float, together: Together = alone) -> Tensor:
    """Return (n, T) REINFORCE++ advantages: the return-to-go of token rewards, whitened over all tokens (Hu et al.).

    The token reward is -beta·kl, kl being k1 (log π_old - log π_ref), and on the last token the completion's reward on
    top; returns are not discounted; mean and (biased) variance are those of every token of the global batch. 0 where
    the (n, T) mask is 0.
    """
    mask = mask.to(kl.dtype)
    given = -beta * kl * mask
    given = given + _on_last(rewards.to(kl.dtype), mask)
    to_go = given.flip(1).cumsum(1).flip(1) * mask
    count = together(mask.sum()).clamp(min=1)
    mean = together(to_go.sum()) / count
    centred = (to_go - mean) * mask
    variance = together((centred * centred).sum()) / count
    return centred * torch.rsqrt(variance + WHITEN_EPSILON)


def plus_plus_baseline(rewards: Tensor, group_size: int, together: Together = alone) -> Tensor:
    """Return (n,) REINFORCE++-baseline advantages: the group's mean off, then divided by the deviation of what is left.

    That deviation is over all centred rewards (biased), not of the raw rewards as trl's scale_rewards="batch" has it.
    """
    grouped = _grouped(rewards, group_size)
    centred = (grouped - grouped.mean(1, keepdim=True)).reshape(-1)
    count = together(torch.tensor(float(centred.numel()), device=centred.device, dtype=centred.dtype))
    variance = together((centred * centred).sum()) / count
    return centred / (variance.sqrt() + WHITEN_EPSILON)


def _grouped(rewards: Tensor, group_size: int) -> Tensor:
    if group_size < 1 or not rewards.numel() or rewards.numel() % group_size:
        raise DataError(
            f"{rewards.numel()} rewards cannot be parted into groups of {group_size}.",
            "Generate whole groups: make the batch a multiple of the group size.",
        )
    return rewards.reshape(-1, group_size)


def _deviation(values: Tensor, dim: int) -> Tensor:
    """Return the unbiased standard deviation along a dimension, 0 where there is but one value."""
    if values.shape[dim] < 2:
        return torch.zeros_like(values.sum(dim))
    return values.std(dim)


def _on_last(rewards: Tensor, mask: Tensor) -> Tensor:
    """Put each reward on the last token its row's mask has; nowhere in a row without any."""
    positions = torch.arange(mask.shape[1], device=mask.device)
    last = torch.where(mask > 0, positions, -1).amax(1)
    return (positions == last.unsqueeze(1)).to(mask.dtype) * rewards.unsqueeze(1)
