"""The loss over the answer alone: the head is computed where a token is learned, not over the whole record.

A prompt is some twenty times as long as its answer, and the head of a small model is a quarter of its work. TRL skips
the prompt where Triton runs; here it is skipped everywhere else.
"""

from collections.abc import Mapping
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import cross_entropy

from trainer.sft.rows import IGNORED


def answer_loss(model: Any, inputs: Mapping[str, Tensor], learned: Tensor | int | None) -> tuple[Tensor, Tensor]:
    """Return the summed cross-entropy over the learned tokens, divided by `learned`, and the share that is right.

    `inputs` holds input_ids and labels (rows, tokens) and what else the model takes; without `learned` (the tokens
    learned in the whole step) the batch's own are counted. The number is that of the model's own loss.
    """
    labels = inputs["labels"][:, 1:]
    positions = (labels != IGNORED).any(dim=0).nonzero()[:, 0]
    asked = {name: value for name, value in inputs.items() if name != "labels"}
    logits = model(**asked, use_cache=False, logits_to_keep=positions).logits.float()
    wanted = labels[:, positions]
    summed = cross_entropy(logits.flatten(0, 1), wanted.flatten(), ignore_index=IGNORED, reduction="sum")
    kept = wanted != IGNORED
    own = kept.sum().clamp(min=1)
    right = ((logits.detach().argmax(-1) == wanted) & kept).sum() / own
    return summed / (own if learned is None else torch.as_tensor(learned, device=summed.device).clamp(min=1)), right
