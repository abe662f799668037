"""The prompts a policy finds hard, measured by its own rollouts, and its wrong answers to them for preference tuning.

Difficulty is the mean of the contract's metric over a prompt's completions, as the curricula have it (methods M44).
"""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from app.coding.completion import Sampling
from trainer.errors import DataError
from trainer.generate import HfModel
from trainer.policy.curriculum import Rollouts
from trainer.policy.prompts import Prompt
from trainer.rewards.reward import reward
from trainer.rewards.settings import RewardSettings
from trainer.runs import ItemLog

_TELL_EVERY = 10
"""Batches between two lines of progress."""


@dataclass(frozen=True, slots=True)
class Measuring:
    """How completions are drawn to see what is hard."""

    completions: int
    temperature: float
    reply_tokens: int
    batch: int
    """Prompts answered at once; a killed stage repeats at most one batch."""
    seed: int
    stage: int

    def samplings(self, prompt: Prompt) -> tuple[Sampling, ...]:
        """Return a prompt's samplings, whose seeds name run, stage, prompt and number."""
        named = [f"{self.seed}/{self.stage}/{prompt.prompt_id}/{number}" for number in range(self.completions)]
        seeds = [int.from_bytes(hashlib.sha256(name.encode()).digest()[:4], "big") for name in named]
        return tuple(Sampling(self.temperature, seed, self.reply_tokens) for seed in seeds)


def measure(
    model: HfModel, prompts: Sequence[Prompt], how: Measuring, log: ItemLog, say: Callable[[str], None]
) -> None:
    """Answer what the log has no row of yet, and log each prompt's metrics (0-1) with the worst of its answers."""
    left = [prompt for prompt in prompts if prompt.prompt_id not in log.done]
    batches = [left[start : start + how.batch] for start in range(0, len(left), how.batch)]
    for number, batch in enumerate(batches, 1):
        plans = [how.samplings(prompt) for prompt in batch]
        answered = model.replies([prompt.messages for prompt in batch], plans)
        for prompt, completions in zip(batch, answered, strict=True):
            texts = [completion.text for completion in completions]
            metrics = [reward(text, 0, prompt.asked, RewardSettings()).metric for text in texts]
            worst = metrics.index(min(metrics))
            row = {"id": prompt.prompt_id, "key": prompt.key, "metrics": metrics}
            log.add({**row, "worst": texts[worst], "least": metrics[worst]})
        if number % _TELL_EVERY == 0 or number == len(batches):
            say(f"{len(log.done)} of {len(prompts)} prompts measured")


def rates_of(log: ItemLog) -> dict[str, list[float]]:
    """Return the metrics that were measured, by example and question: rows of one key are put together."""
    found: dict[str, list[float]] = {}
    for row in log.done.values():
        found.setdefault(row["key"], []).extend(row["metrics"])
    return found


def hard_of(prompts: Sequence[Prompt], measured: Rollouts, hardest: float) -> list[Prompt]:
    """Return the prompts whose mean metric is at most `hardest` (0: never right); raise DataError on unmeasured ones.

    Rates are given by example and question, as a run of [grpo] leaves them, or by example alone.
    """
    rates = [measured.get(prompt.key) or measured.get(prompt.example_id) for prompt in prompts]
    lacking = [prompt.key for prompt, rate in zip(prompts, rates, strict=True) if not rate]
    if lacking:
        raise DataError(
            f"{len(lacking)} of {len(prompts)} prompts have no pass rate, the first is {lacking[0]}.",
            "Measure all of them on these samples, or leave `measured` out.",
        )
    return [
        prompt
        for prompt, rate in zip(prompts, rates, strict=True)
        if rate is not None and sum(rate) / len(rate) <= hardest + 1e-9
    ]


def preferences(prompts: Sequence[Prompt], log: Mapping[str, Mapping[str, Any]]) -> list[tuple[Prompt, str]]:
    """Return each prompt with the answer that its target is preferred to: the worst it got, where that is wrong."""
    found: list[tuple[Prompt, str]] = []
    for prompt in prompts:
        row = log[prompt.prompt_id]
        if row["least"] < 1 and row["worst"].strip() != prompt.target.strip():
            found.append((prompt, str(row["worst"])))
    return found
