"""NEFTune's noise with each sequence's own length, packed or padded (Jain et al. 2023, arXiv 2310.05914, algorithm 1).

The library's hook divides by the length of the whole row, so packed sequences get too little noise: with two in a
row about half (methods M9). Here the length is that of the sequence a token belongs to, as the paper has it.
"""

from collections.abc import Mapping
from typing import Any

import torch


def sequence_lengths(inputs: Mapping[str, Any]) -> torch.Tensor:
    """Return for every token the length of its own sequence, shape (rows, tokens); 0 on padding.

    A padded batch carries `attention_mask`; a packed one carries `position_ids`, which begin at 0 with each sequence.
    """
    if "attention_mask" in inputs:
        mask = inputs["attention_mask"]
        return mask.sum(-1, keepdim=True) * mask
    positions = inputs["position_ids"]
    starts = (positions == 0).to(torch.int64).flatten()
    starts[0] = 1
    which = starts.cumsum(0) - 1
    return torch.bincount(which)[which].reshape(positions.shape)


class SequenceNoise:
    """Adds uniform noise of ±alpha / √(L·d) to the embeddings while training; `see` each batch before its forward."""

    def __init__(self, embeddings: torch.nn.Module, alpha: float) -> None:
        self._alpha = alpha
        self._lengths: torch.Tensor | None = None
        self._handle = embeddings.register_forward_hook(self._add)

    def see(self, inputs: Mapping[str, Any]) -> None:
        """Take note of the sequences in the batch that is about to be embedded."""
        self._lengths = sequence_lengths(inputs)

    def remove(self) -> None:
        """Take the noise off the embeddings."""
        self._handle.remove()

    def _add(self, module: torch.nn.Module, _: object, output: torch.Tensor) -> torch.Tensor:
        if not module.training or self._lengths is None:
            return output
        dims = self._lengths.to(output.device) * output.shape[-1]
        scale = torch.where(dims > 0, self._alpha / dims.clamp(min=1).sqrt(), 0.0)
        noise = torch.zeros_like(output).uniform_(-1, 1)
        return output + noise * scale[..., None].to(output.dtype)
