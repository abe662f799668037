"""A rollout batch becomes tensors: rows of completions, parted into optimiser steps and these into micro-batches.

A group that the filter masked, and a cut completion that is not to be learned from, is in no micro-batch and in no
count that a loss divides by. A micro-batch may be empty then; over several processes it holds one row that weighs
nothing, because all of them must take part.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Self

import torch
from torch import Tensor

from trainer.policy.filtering import How, Taken
from trainer.policy.losses import Window
from trainer.policy.rollouts import Group, cut


@dataclass(slots=True)
class Row:
    """One completion as it is learned from; (T,) tensors are on the CPU, filled in as they are computed."""

    asked: tuple[int, ...]
    tokens: tuple[int, ...]
    group: int
    total: float
    learned: bool
    """Whether it counts in the loss (a cut completion may not); it counts among its group's rewards all the same."""
    group_tokens: int = 0
    """Tokens of its whole group that are learned from."""
    advantage: Tensor | None = None
    """Of the completion, (1,), or of each of its tokens, (T,)."""
    old: Tensor | None = None
    """Log-probability of each token by the policy that drew it."""
    reference: Tensor | None = None
    """And by the reference."""


def rows_of(slots: Sequence[Taken[Group]], *, mask_truncated: bool) -> list[Row]:
    """Return the rows of the slots that the filter left; groups are whole, because advantages need all of a group."""
    rows: list[Row] = []
    for taken in slots:
        if taken.how is How.MASKED:
            continue
        group = taken.group
        made = [
            Row(group.asked, reply.tokens, taken.slot, got.total, not (mask_truncated and cut(reply)))
            for reply, got in zip(group.drawn, group.rewards, strict=True)
        ]
        tokens = sum(len(row.tokens) for row in made if row.learned)
        for row in made:
            row.group_tokens = tokens
        rows += made
    return rows


def windows_of(rows: Sequence[Row], slots: int, updates: int) -> list[list[Row]]:
    """Part the rows that are learned from over the optimiser steps: each has its own share of the slots."""
    each = slots // updates
    return [[row for row in rows if row.learned and row.group // each == step] for step in range(updates)]


@dataclass(frozen=True, slots=True)
class Counted:
    """What one process holds of a window; summed over all processes it is the Window that losses divide by."""

    sequences: int
    groups: int
    tokens: int
    batches: int

    @classmethod
    def of(cls, rows: Sequence[Row], size: int) -> Self:
        """Count a step's rows, all learned from, that go in micro-batches of `size`."""
        tokens = sum(len(row.tokens) for row in rows)
        return cls(len(rows), len({row.group for row in rows}), tokens, -(-len(rows) // size))

    @property
    def numbers(self) -> list[int]:
        """Return the counts, to be summed."""
        return [self.sequences, self.groups, self.tokens, self.batches]


def window(sums: Sequence[float]) -> Window:
    """Return the window of counts summed over processes."""
    sequences, groups, tokens, batches = (max(int(each), 1) for each in sums)
    return Window(sequences, groups, tokens, batches)


def micro_batches(rows: Sequence[Row], size: int, count: int) -> list[list[Row]]:
    """Part a window's rows into `count` micro-batches of at most `size`, the last of them perhaps empty."""
    parts = [list(rows[start : start + size]) for start in range(0, len(rows), size)]
    return parts + [[] for _ in range(count - len(parts))]


def tensors(rows: Sequence[Row], pad: int, device: torch.device) -> dict[str, Any]:
    """Return a micro-batch's tensors: prompts padded on the left, completions on the right, (n, T) values 0 there."""
    ids, attention = sequences(rows, pad, device)
    found: dict[str, Any] = {
        "input_ids": ids,
        "attention_mask": attention,
        "mask": learned_mask(rows).to(device),
        "group_tokens": torch.tensor([row.group_tokens for row in rows], device=device),
    }
    for name in ("advantage", "old", "reference"):
        values = [getattr(row, name) for row in rows]
        if all(value is not None for value in values):
            found[name] = _filled(rows, values, _longest(rows)).to(device)
    return found


def sequences(rows: Sequence[Row], pad: int, device: torch.device) -> tuple[Tensor, Tensor]:
    """Return ids and attention mask, (n, P + T): P the longest prompt, T the longest completion."""
    before, longest = max(len(row.asked) for row in rows), _longest(rows)
    ids = torch.full((len(rows), before + longest), pad)
    attention = torch.zeros(len(rows), before + longest, dtype=torch.long)
    for number, row in enumerate(rows):
        start, end = before - len(row.asked), before + len(row.tokens)
        ids[number, start:end] = torch.tensor([*row.asked, *row.tokens])
        attention[number, start:end] = 1
    return ids.to(device), attention.to(device)


def token_matrix(rows: Sequence[Row], name: str) -> Tensor:
    """Return a value of every token, (n, T) on the CPU; 0 beyond a row's end."""
    return _filled(rows, [getattr(row, name) for row in rows], _longest(rows))


def learned_mask(rows: Sequence[Row]) -> Tensor:
    """Return which tokens count in the loss, (n, T) of 0 and 1 on the CPU."""
    return _filled(rows, [torch.tensor(float(row.learned)) for row in rows], _longest(rows))


def _longest(rows: Sequence[Row]) -> int:
    return max((len(row.tokens) for row in rows), default=1)


def _filled(rows: Sequence[Row], values: Sequence[Tensor], longest: int) -> Tensor:
    matrix = torch.zeros(len(rows), longest)
    for number, (row, value) in enumerate(zip(rows, values, strict=True)):
        matrix[number, : len(row.tokens)] = value
    return matrix
