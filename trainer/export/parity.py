"""The parity gate: an exported file reads, writes and chooses as the model it was made from, or it is refused.

Three comparisons (M54): token ids and written prompts must be equal; along the reference's own greedy answers the
file must choose the same tokens (every one of them where nothing was quantised, so its greedy answers are the same);
and the task metric on held-out examples may not move by more than a set number of points.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from pydantic import Field

from trainer.export.probe import Probed
from trainer.export.reference import Reference
from trainer.recipe import Settings

EXACT = ("f16", "bf16")
"""Kinds that hold the reference's weights as they are."""
_SHOWN = 3


class Limits(Settings):
    """How near an exported file must come to its source."""

    prompts: int = Field(default=8, ge=1)
    """chat prompts followed (the first of the built-in ones)"""
    tokens: int = Field(default=32, ge=1)
    """tokens followed of each greedy answer"""
    tie: float = Field(default=0.05, ge=0)
    """f16 and bf16: logits of the reference nearer than this are a tie, either of them is its choice"""
    exact_kl: float = Field(default=1e-3, ge=0)
    """f16 and bf16: largest mean KL divergence from the reference (nats a token)"""
    q8_0_agreement: float = Field(default=0.95, ge=0, le=1)
    """q8_0: smallest share of tokens where the file's choice is the reference's"""
    q8_0_kl: float = Field(default=0.02, ge=0)
    """q8_0: largest mean KL divergence (nats a token)"""
    q4_k_m_agreement: float = Field(default=0.75, ge=0, le=1)
    """q4_k_m: smallest share of tokens where the file's choice is the reference's"""
    q4_k_m_kl: float = Field(default=0.3, ge=0)
    """q4_k_m: largest mean KL divergence (nats a token)"""
    examples: int = Field(default=0, ge=0)
    """held-out examples answered by both for the task metric; 0 leaves the metric out"""
    metric_points: float = Field(default=2.0, ge=0)
    """largest difference of formula (6) on them, in points of 100"""

    def cautions(self) -> list[str]:
        """Say what is not compared, and what a single answer would decide."""
        if not self.examples:
            return ["The task metric is not compared (export.parity.examples = 0)."]
        one = 50 / self.examples
        said = (
            f"With {self.examples} examples one other principal moves the task metric by {one:.1f} points, and "
            f"metric_points = {self.metric_points:g} refuses that; ask more examples, or allow more points."
        )
        return [said] if one > self.metric_points else []

    def of(self, kind: str) -> tuple[float, float]:
        """Return the smallest agreement and the largest mean KL of a kind of file."""
        if kind in EXACT:
            return 1.0, self.exact_kl
        return (self.q8_0_agreement, self.q8_0_kl) if kind == "q8_0" else (self.q4_k_m_agreement, self.q4_k_m_kl)


@dataclass(frozen=True, slots=True)
class Agreement:
    """How a file's logits stand to the reference's along its greedy answers; KL in nats a token."""

    positions: int
    same: int
    """Places where the likeliest token is the same."""
    tied: int
    """Places where it differs, and the reference itself sees a tie between the two."""
    greedy: tuple[int, ...]
    """For each prompt, how many tokens the file's own greedy answer shares with the reference's."""
    kl_mean: float
    kl_max: float
    logit_difference: float
    """Largest difference of a logit, after each row's mean is taken off."""

    @property
    def share(self) -> float:
        """Return the share of places with the same likeliest token (0–1), ties not counted as same."""
        return self.same / self.positions if self.positions else 0.0

    @property
    def share_but_ties(self) -> float:
        """Return that share with ties counted as same."""
        return (self.same + self.tied) / self.positions if self.positions else 0.0

    def to_json(self) -> dict[str, object]:
        """Write the figures, rounded as they are meant to be read."""
        rounded = {
            key: float(f"{value:.3g}") if isinstance(value, float) else value for key, value in asdict(self).items()
        }
        return {**rounded, "share": round(self.share, 4), "share_but_ties": round(self.share_but_ties, 4)}


def compare(reference: Sequence[Path], found: Sequence[Path], tie: float) -> Agreement:
    """Compare arrays of logits file by file, each float [places, vocabulary] along the reference's own choices.

    Padding of the vocabulary (rows that no token uses) is left out where only one side has it.
    """
    same = tied = positions = 0
    greedy: list[int] = []
    divergences: list[NDArray[np.float64]] = []
    largest = 0.0
    for ours, theirs in zip(reference, found, strict=True):
        expected, given = _alike(np.load(ours), np.load(theirs))
        best, chosen = expected.argmax(axis=1), given.argmax(axis=1)
        rows = np.arange(len(best))
        equal = best == chosen
        tied += int((~equal & (expected[rows, best] - expected[rows, chosen] <= tie)).sum())
        same += int(equal.sum())
        positions += len(equal)
        greedy.append(int(equal.argmin()) if not equal.all() else len(equal))
        divergences.append(divergence(expected, given))
        centred = [each - each.mean(axis=1, keepdims=True) for each in (expected, given)]
        largest = max(largest, float(np.abs(centred[0] - centred[1]).max()))
    kl = np.concatenate(divergences) if divergences else np.zeros(1)
    return Agreement(positions, same, tied, tuple(greedy), float(kl.mean()), float(kl.max()), largest)


def divergence(expected: NDArray[np.float64], given: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return Σ p (log p − log q) of each row's softmax (nats), p the expected logits', q the given ones'."""
    log_p, log_q = _log_softmax(expected), _log_softmax(given)
    return (np.exp(log_p) * (log_p - log_q)).sum(axis=1)


def faults(reference: Reference, found: Probed, agreement: Agreement, kind: str, limits: Limits) -> list[str]:
    """Return in words in what a file of some kind falls short; nothing when it passes."""
    said = _text_faults(reference, found)
    least, most = limits.of(kind)
    share = agreement.share_but_ties if kind in EXACT else agreement.share
    if share < least:
        said.append(
            f"it chooses the reference's token at {share:.1%} of {agreement.positions} places; {least:.0%} are needed"
        )
    if not agreement.kl_mean <= most:
        said.append(f"its mean KL divergence is {agreement.kl_mean:.3g} nats a token; {most:g} are allowed")
    return said


def _text_faults(reference: Reference, found: Probed) -> list[str]:
    said: list[str] = []
    for what, ours, theirs in (
        ("texts are split into other tokens", reference.ids, found.ids),
        ("chats are written otherwise (the chat template differs)", reference.prompts, found.prompts),
        ("prompts are split into other tokens", reference.prompt_ids, found.prompt_ids),
    ):
        other = [number for number, (one, two) in enumerate(zip(ours, theirs, strict=True)) if one != two]
        if other:
            numbers = ", ".join(map(str, other[:_SHOWN])) + (", …" if len(other) > _SHOWN else "")
            said.append(f"{len(other)} of {len(ours)} {what} (no. {numbers})")
    return said


def _alike(
    expected: NDArray[np.floating], given: NDArray[np.floating]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    width = min(expected.shape[1], given.shape[1])
    return expected[:, :width].astype(np.float64), given[:, :width].astype(np.float64)


def _log_softmax(logits: NDArray[np.float64]) -> NDArray[np.float64]:
    shifted = logits - logits.max(axis=1, keepdims=True)
    return shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True))
