"""Policy losses: clipped ratios times advantages less the KL term, averaged in one of five ways that are told apart.

The forms differ only in what a token is divided by. n completions, T tokens; log-probabilities and kl in nats. One
optimiser step may be cut into several micro-batches: give each call the whole `Window`, and the losses of its
micro-batches add up to the window's. (Where gradients are averaged over processes, multiply by their number.)
"""

import math
from dataclasses import dataclass
from typing import Literal, Self

import torch
from pydantic import Field, model_validator
from torch import Tensor

from trainer.errors import DataError
from trainer.recipe import Settings

Form = Literal["sequence", "group-token", "batch-token", "window-token", "constant"]
"""sequence: CCL25 equation (1). group-token: equation (4), over the tokens of one group. batch-token: over those of one
micro-batch (DRG-Sapphire's code, trl "bnpo"). window-token: over those of the whole accumulation window (trl "dapo",
verl "token-mean"). constant: over n times a fixed length (Dr. GRPO)."""
Schedule = Literal["constant", "cosine", "linear"]

LEAST_BETA = 1e-9
"""What a decaying beta ends at: 0 would drop the reference's log-probabilities in the middle of a batch (M43)."""


class KlSettings(Settings):
    """How strongly the policy is held to the reference."""

    beta: float = Field(default=0.0, ge=0)
    """Weight of the KL term; 0 needs no reference at all."""
    schedule: Schedule = "constant"
    """constant, cosine (DRG-Sapphire's decay) or linear, down to nearly 0 at the last step."""

    @model_validator(mode="after")
    def _something_decays(self) -> Self:
        if not self.beta and self.schedule != "constant":
            raise ValueError(f"there is no KL to decay by {self.schedule}; set beta above 0 or schedule = 'constant'")
        return self

    def at(self, step: int, steps: int) -> float:
        """Return beta at a step of so many."""
        return kl_schedule(self.schedule, self.beta, step, steps)


@dataclass(frozen=True, slots=True)
class Window:
    """One optimiser step's whole batch over all micro-batches and processes: what the forms divide by (each >= 1).

    Only what is learned from is counted: no dropped group, no masked completion.
    """

    sequences: int
    groups: int
    tokens: int
    batches: int
    """Micro-batches."""


def policy_loss(
    logprobs: Tensor,
    old_logprobs: Tensor,
    advantages: Tensor,
    mask: Tensor,
    *,
    clip_low: float,
    clip_high: float,
    form: Form,
    group_tokens: Tensor,
    window: Window,
    kl: Tensor | None = None,
    beta: float = 0.0,
    constant: int = 0,
) -> Tensor:
    """Return the loss to minimise (a scalar), the negative of equation (4)'s objective in the form asked for.

    logprobs, old_logprobs, mask and kl are (n, T); advantages (n,) or (n, T); group_tokens (n,) are the tokens of each
    row's whole group, of which the micro-batch may hold a part. `constant` is the length "constant" divides by.
    Clipping is at 1 - clip_low and 1 + clip_high (clip-higher: DAPO).
    """
    losses = token_losses(logprobs, old_logprobs, advantages, clip_low=clip_low, clip_high=clip_high)
    if beta:
        if kl is None:
            raise DataError("A KL weight needs the reference's log-probabilities.", "Compute them, or set beta = 0.")
        losses = losses + beta * kl
    mask = mask.to(losses.dtype)
    divisors = _divisors(form, mask, window, group_tokens, constant)
    return (torch.where(mask > 0, losses, 0.0) * mask / divisors).sum()


def token_losses(
    logprobs: Tensor, old_logprobs: Tensor, advantages: Tensor, *, clip_low: float, clip_high: float
) -> Tensor:
    """Return (n, T) of -min(R·Â, clip(R, 1 - clip_low, 1 + clip_high)·Â), R as CCL25 equation (2)."""
    advantages = _by_token(advantages)
    ratio = torch.exp(_precise(logprobs) - _precise(old_logprobs))
    clipped = ratio.clamp(1 - clip_low, 1 + clip_high)
    return -torch.min(ratio * advantages, clipped * advantages)


def clipped_shares(
    logprobs: Tensor, old_logprobs: Tensor, advantages: Tensor, mask: Tensor, *, clip_low: float, clip_high: float
) -> tuple[float, float]:
    """Return the share of tokens held at the lower and at the upper bound (0-1)."""
    advantages = _by_token(advantages)
    ratio = torch.exp(_precise(logprobs) - _precise(old_logprobs))
    tokens = max(float(mask.sum()), 1.0)
    low = (ratio < 1 - clip_low) & (advantages < 0) & (mask > 0)
    high = (ratio > 1 + clip_high) & (advantages > 0) & (mask > 0)
    return float(low.sum()) / tokens, float(high.sum()) / tokens


def k1(logprobs: Tensor, reference: Tensor) -> Tensor:
    """Return the k1 estimate of KL(π‖π_ref) at each token, log π - log π_ref (nats; may be negative)."""
    return logprobs - reference


def k3(logprobs: Tensor, reference: Tensor) -> Tensor:
    """Return the k3 estimate of KL(π‖π_ref) at each token, exp(d) - d - 1 with d = log π_ref - log π (nats, >= 0)."""
    gap = reference - logprobs
    return torch.expm1(gap) - gap


def kl_schedule(kind: Schedule, beta: float, step: int, steps: int) -> float:
    """Return beta at a step: unchanged, beta·(1 + cos(π·step/steps))/2 (M43), or falling evenly; never below 1e-9.

    A beta of 0 from the start stays 0: no KL and no reference.
    """
    if not beta:
        return 0.0
    way = min(max(step / steps, 0.0), 1.0) if steps > 0 else 0.0
    share = {"constant": 1.0, "cosine": 0.5 * (1 + math.cos(math.pi * way)), "linear": 1 - way}[kind]
    return max(beta * share, LEAST_BETA)


def _by_token(advantages: Tensor) -> Tensor:
    return advantages.unsqueeze(1) if advantages.dim() == 1 else advantages


def _precise(values: Tensor) -> Tensor:
    """Compute ratios in single precision at least: thousands of tokens are summed."""
    return values.float() if values.dtype in (torch.float16, torch.bfloat16) else values


def _divisors(form: Form, mask: Tensor, window: Window, group_tokens: Tensor, constant: int) -> Tensor:
    """Return (n, 1): what the tokens of each row are divided by."""
    ones = mask.new_ones(mask.shape[0], 1)
    match form:
        case "sequence":
            return window.sequences * mask.sum(1, keepdim=True).clamp(min=1)
        case "group-token":
            return window.groups * group_tokens.to(mask.dtype).clamp(min=1).unsqueeze(1)
        case "batch-token":
            return ones * window.batches * mask.sum().clamp(min=1)
        case "window-token":
            return ones * window.tokens
        case "constant":
            if constant < 1:
                raise DataError("The form constant has no length to divide by.", "Give the completion cap.")
            return ones * window.sequences * constant
