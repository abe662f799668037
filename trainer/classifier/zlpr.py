"""The losses of the classification heads: ZLPR (M15) or binary cross-entropy for the others, the latter's zero as well.

Both answer a code when its logit is above 0.
"""

from typing import Literal

import torch
from torch import Tensor
from torch.nn.functional import binary_cross_entropy_with_logits

OthersLoss = Literal["zlpr", "bce"]


def zlpr(logits: Tensor, gold: Tensor) -> Tensor:
    """Return log(1 + Σ_neg e^s) + log(1 + Σ_pos e^−s) of each record, (n,); logits and gold (n, codes).

    Zero-bounded log-sum-exp and pairwise rank-based loss (Su et al. 2022, equation 5). In fp32 with masked −inf and a
    column of zeros, so that it neither overflows in half precision nor lacks a gradient where a record has no code.
    """
    scores, marked = logits.float(), gold.bool()
    zero = scores.new_zeros((len(scores), 1))
    negatives = torch.cat([zero, scores.masked_fill(marked, -torch.inf)], dim=1)
    positives = torch.cat([zero, (-scores).masked_fill(~marked, -torch.inf)], dim=1)
    return torch.logsumexp(negatives, dim=1) + torch.logsumexp(positives, dim=1)


def others_loss(kind: OthersLoss, logits: Tensor, gold: Tensor) -> Tensor:
    """Return the loss of each record, (n,): ZLPR, or the mean binary cross-entropy over its codes."""
    if kind == "zlpr":
        return zlpr(logits, gold)
    return binary_cross_entropy_with_logits(logits.float(), gold.float(), reduction="none").mean(dim=1)
