"""Rows of one record trained as one sequence: the record once, then each question with its answer as a branch.

Both tasks ask about the same record in the same words up to the question, as at work, where one prefill serves both.
A branch sees the trunk and itself, at the positions it would have alone: loss and gradients are those of the rows
trained one by one, for the price of the trunk once.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import scaled_dot_product_attention
from transformers import AttentionInterface, AttentionMaskInterface
from transformers.integrations.sdpa_attention import repeat_kv, sdpa_attention_forward
from transformers.masking_utils import sdpa_mask

from trainer.sft.rows import IGNORED, Row

ATTENTION = "dxdesk-branches"
"""The name under which the model's library knows `branch_attention`."""
TRUNK = 0
"""The branch of a token that all rows of a sequence share; padding is on none."""
_PADDING = -1


def branched(rows: Sequence[Row], encoded: Sequence[Mapping[str, list[int]]]) -> list[dict[str, list[int]]]:
    """Join neighbouring rows that ask about the same record in the same words.

    Each sequence has input_ids, labels, position_ids and branch ids. Rows of one record that show other lists, and so
    have less than half of their prompt in common, are sequences of their own.
    """
    groups: list[list[Mapping[str, list[int]]]] = []
    before = ""
    for row, each in zip(rows, encoded, strict=True):
        if row.example_id == before and _alike(groups[-1][0], each):
            groups[-1].append(each)
        else:
            groups.append([each])
        before = row.example_id
    return [_joined(group) for group in groups]


def _alike(first: Mapping[str, list[int]], other: Mapping[str, list[int]]) -> bool:
    asked = min(_asked(first["labels"]), _asked(other["labels"]))
    return _common([first["input_ids"], other["input_ids"]], asked) * 2 >= asked


def _joined(rows: Sequence[Mapping[str, list[int]]]) -> dict[str, list[int]]:
    trunk = _common([row["input_ids"] for row in rows], most=min(_asked(row["labels"]) for row in rows) - 1)
    first = rows[0]["input_ids"][:trunk]
    found: dict[str, list[int]] = {
        "input_ids": list(first),
        "labels": [IGNORED] * trunk,
        "position_ids": list(range(trunk)),
        "branch": [TRUNK] * trunk,
    }
    for number, row in enumerate(rows, 1):
        own = len(row["input_ids"]) - trunk
        found["input_ids"] += row["input_ids"][trunk:]
        found["labels"] += row["labels"][trunk:]
        found["position_ids"] += range(trunk, trunk + own)
        found["branch"] += [number] * own
    return found


def _asked(labels: Sequence[int]) -> int:
    """Return how many tokens stand before the first one learned; a branch begins before the last of them."""
    return next((n for n, label in enumerate(labels) if label != IGNORED), len(labels))


def _common(rows: Sequence[Sequence[int]], most: int) -> int:
    for n in range(max(most, 0)):
        if any(row[n] != rows[0][n] for row in rows):
            return n
    return max(most, 0)


@dataclass(frozen=True, slots=True)
class BranchCollator:
    """Pads sequences of branches to one length, with the mask by which no branch sees another."""

    pad: int
    multiple: int = 1
    """Lengths are padded up to a multiple of it."""

    def __call__(self, batch: Sequence[Mapping[str, list[int]]]) -> dict[str, Tensor]:
        """Return input_ids, labels, position_ids (rows, tokens) and attention_mask (rows, 1, tokens, tokens), bool."""
        longest = max(len(row["input_ids"]) for row in batch)
        longest += -longest % self.multiple
        fills = {"input_ids": self.pad, "labels": IGNORED, "position_ids": 0, "branch": _PADDING}
        found: dict[str, Any] = {
            name: torch.tensor([list(row[name]) + [fill] * (longest - len(row[name])) for row in batch])
            for name, fill in fills.items()
        }
        return {**found, "attention_mask": _visible(found.pop("branch"))}


def attend_by_branches(model: Any) -> None:
    """Let a model attend by `branch_attention`: what is in order without a mask, half the work of a masked square."""
    AttentionInterface.register(ATTENTION, branch_attention)
    AttentionMaskInterface.register(ATTENTION, sdpa_mask)
    model.set_attn_implementation(ATTENTION)


def branch_attention(
    module: Any,
    query: Tensor,
    key: Tensor,
    value: Tensor,
    attention_mask: Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    **more: Any,
) -> tuple[Tensor, None]:
    """Attend as transformers' sdpa does, the tokens that see all before them apart from the branches after them.

    Queries (rows, heads, tokens, width), keys and values (rows, key heads, tokens, width), mask as BranchCollator
    makes it; returns (rows, tokens, heads, width). Any other mask is left to sdpa.
    """
    tokens = query.shape[2]
    ours = attention_mask is not None and attention_mask.dtype == torch.bool
    if attention_mask is None or not ours or attention_mask.shape[-2:] != (tokens, key.shape[2]) or tokens == 1:
        return sdpa_attention_forward(module, query, key, value, attention_mask, dropout, scaling, **more)
    key, value = (repeat_kv(each, module.num_key_value_groups) for each in (key, value))
    whole = _in_order(attention_mask)
    parts: list[Tensor] = []
    if whole:
        first = (query[:, :, :whole], key[:, :, :whole], value[:, :, :whole])
        parts.append(scaled_dot_product_attention(*first, dropout_p=dropout, scale=scaling, is_causal=True))
    if whole < tokens:
        mask = attention_mask[:, :, whole:]
        rest = query[:, :, whole:]
        parts.append(scaled_dot_product_attention(rest, key, value, attn_mask=mask, dropout_p=dropout, scale=scaling))
    return torch.cat(parts, dim=2).transpose(1, 2).contiguous(), None


def _in_order(mask: Tensor) -> int:
    """Return how many tokens see, in every row, all before them: the trunk and the first branch."""
    seen = mask.sum(dim=-1)
    missing = (seen != torch.arange(1, mask.shape[-1] + 1, device=mask.device)).flatten(0, 1).any(dim=0).nonzero()
    return int(missing[0, 0]) if len(missing) else mask.shape[-1]


def _visible(branch: Tensor) -> Tensor:
    """Say which token sees which, (rows, 1, tokens, tokens): those before it in the trunk or on its own branch."""
    tokens = branch.shape[1]
    before = torch.ones(tokens, tokens, dtype=torch.bool).tril()
    same = branch[:, :, None] == branch[:, None, :]
    trunk = (branch == TRUNK)[:, None, :]
    return (before & (same | trunk))[:, None]
