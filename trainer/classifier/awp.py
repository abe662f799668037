"""Adversarial weight perturbation (M17): each step also learns at the weights that are worst nearby.

`awp` is Wu et al. 2020 with the clean gradient as the way up; `rwp` is Yu et al. 2022: the way up follows only the
records of the batch whose loss is still small (the loss stationary condition), in several smaller steps, and ends when
none is left. In both, the gradient there is added to the clean one, and the weights are put back. Step time doubles.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Literal

import torch
from pydantic import Field
from torch import Tensor
from torch.nn import Module, Parameter

from trainer.classifier.swa import trainable
from trainer.recipe import Settings

_TINY = 1e-6


class AwpSettings(Settings):
    """How far the weights are moved, and when."""

    mode: Literal["awp", "rwp"] = "awp"
    """Along the clean gradient of all records, or of those with a small loss only."""
    radius: float = Field(default=1e-2, gt=0)
    """Most that a weight is moved, as a share of its own size."""
    rate: float = Field(default=1.0, gt=0)
    """Length of a step, as a share of the matrix's norm, before it is cut to the radius."""
    start_epoch: float = Field(default=1.0, ge=0)
    """Epoch from which the weights are perturbed."""
    small_loss: float = Field(default=1.0, gt=0)
    """Of rwp: the loss up to which a record takes part."""
    steps: int = Field(default=5, ge=1)
    """Of rwp: steps at most, each of rate / steps."""
    keep_on_cpu: bool = False
    """Keep the clean weights in main memory meanwhile: the GPU holds one copy of them less (4 bytes a weight), and
    every step moves them there and back."""


def matrices(model: Module) -> list[Parameter]:
    """Return the trainable parameters with two or more dimensions: biases and norms are not perturbed."""
    return [parameter for _, parameter in trainable(model) if parameter.dim() > 1]


@contextmanager
def perturbed(
    parameters: Sequence[Parameter], settings: AwpSettings, losses: Callable[[], Tensor] | None = None
) -> Iterator[None]:
    """Hold the parameters at their perturbed values for the length of the block, then put them back exactly.

    `awp` reads the gradients of the clean backward from the parameters; `rwp` asks `losses()` for the loss of each
    record, (n,), at the weights as they are by then.
    """
    clean = [
        parameter.detach().to("cpu" if settings.keep_on_cpu else parameter.device, copy=True)
        for parameter in parameters
    ]
    try:
        if settings.mode == "awp":
            move(parameters, clean, [parameter.grad for parameter in parameters], settings.rate, settings.radius)
        elif losses is not None:
            _climb(parameters, clean, losses, settings)
        yield
    finally:
        with torch.no_grad():
            for parameter, kept in zip(parameters, clean, strict=True):
                parameter.copy_(kept)


def move(
    parameters: Sequence[Parameter],
    clean: Sequence[Tensor],
    gradients: Sequence[Tensor | None],
    rate: float,
    radius: float,
) -> None:
    """Move each matrix by rate · g/‖g‖ · ‖w‖ and keep every weight within ±radius · |w| of its clean value."""
    with torch.no_grad():
        for parameter, kept, gradient in zip(parameters, clean, gradients, strict=True):
            if gradient is None or not torch.isfinite(gradient).all():
                continue
            weights = kept.to(parameter.device)
            length = rate * (weights.norm() + _TINY) / (gradient.norm() + _TINY)
            bound = radius * weights.abs()
            parameter.copy_(torch.clamp(parameter + length * gradient, weights - bound, weights + bound))


def _climb(
    parameters: Sequence[Parameter], clean: Sequence[Tensor], losses: Callable[[], Tensor], settings: AwpSettings
) -> None:
    """Step up along the gradient of the records with a small loss, until none has one."""
    for _ in range(settings.steps):
        each = losses()
        small = each.detach() <= settings.small_loss
        if not small.any():
            return
        gradients = torch.autograd.grad(each[small].sum(), list(parameters), allow_unused=True)
        move(parameters, clean, gradients, settings.rate / settings.steps, settings.radius)
