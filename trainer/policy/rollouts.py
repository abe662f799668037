"""One rollout batch: prompts from the stream, a group of completions each, rewards, and the difficulty filter's choice.

Every completion draws from a seed of its own, made of the run's seed and of its place (rollout, try, slot, number): a
run that goes on at a rollout's boundary draws what it would have drawn.
"""

import hashlib
import random
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from app.coding.completion import Finish, Message, Sampling
from trainer.generate import Drawn
from trainer.policy.filtering import Counts, FilterSettings, Kept, Retry, Switch, Taken
from trainer.policy.hinting import Hinting
from trainer.policy.prompts import Prompt, Stream
from trainer.rewards.reward import Reward, reward
from trainer.rewards.settings import RewardSettings

Draw = Callable[[Sequence[Sequence[int]], Sequence[Sequence[Sampling]]], Sequence[tuple[Drawn, ...]]]
"""Completes prompts given as tokens, one completion a sampling."""
AnyProcess = Callable[[list[int]], list[list[int]]]
"""Gathers a few numbers of every process, in the processes' order."""


def alone(numbers: list[int]) -> list[list[int]]:
    """Gather from the one process there is."""
    return [numbers]


@dataclass(frozen=True, slots=True)
class Group:
    """The completions of one prompt, what they got, and the tokens the prompt was asked in (hints and all)."""

    prompt: Prompt
    asked: tuple[int, ...]
    drawn: tuple[Drawn, ...]
    rewards: tuple[Reward, ...]

    @property
    def totals(self) -> list[float]:
        """Return the rewards that are optimised."""
        return [each.total for each in self.rewards]

    @property
    def metrics(self) -> list[float]:
        """Return the contract's metric of each completion (0-1)."""
        return [each.metric for each in self.rewards]

    @property
    def tokens(self) -> int:
        """Return the completions' tokens."""
        return sum(len(each.tokens) for each in self.drawn)


@dataclass(frozen=True, slots=True)
class Rollout:
    """What one rollout batch of this process came to: its slots, and everything that was generated for them."""

    number: int
    slots: tuple[Taken[Group], ...]
    generated: tuple[Group, ...]
    counts: Counts
    filtered: bool
    seconds: float


@dataclass(slots=True)
class Roller:
    """Makes rollout batches; over several processes each asks its own share of the prompts, all count alike."""

    prompts: Sequence[Prompt]
    stream: Stream
    switch: Switch
    tokenise: Callable[[Sequence[Message]], list[int]]
    rewards: RewardSettings
    filtering: FilterSettings
    group_size: int
    temperature: float
    reply_tokens: int
    seed: int
    hinting: Hinting | None = None
    pieces: Callable[[str], Sequence[str]] | None = None
    rank: int = 0
    gather: AnyProcess = alone
    draw: Draw = field(init=False)
    _hints: random.Random = field(init=False, default_factory=random.Random)

    def rollout(self, number: int, count: int) -> Rollout:
        """Roll out `count` prompts of this process, as many as every other one's."""
        began = time.monotonic()
        self._hints = random.Random(_seed(self.seed, number, self.rank))  # noqa: S311 - a draw that repeats
        kept = Kept[Group](count, self.filtering, on=self.switch.on, seed=_seed(self.seed, number, self.rank, "filter"))
        groups = self._groups(self._take(count), (number, 0), None)
        generated = list(groups)
        kept.add(groups, self._figures(groups))
        tries = 0
        while any(wants for (wants, _) in self.gather([int(kept.wants_more), kept.missing])):
            tries += 1
            again = self._again(kept, groups, (number, tries))
            generated += again
            kept.add(again, self._figures(again))
        slots = kept.take()
        return Rollout(number, tuple(slots), tuple(generated), kept.counts, self.switch.on, time.monotonic() - began)

    def _again(self, kept: Kept[Group], first: Sequence[Group], place: tuple[int, int]) -> list[Group]:
        """Generate what the filter lacks: the same prompts again, or new ones; none where nothing lacks here."""
        retry = kept.again() if kept.wants_more else Retry(0, None, ())
        if self.filtering.mode == "regenerate":
            return self._groups([first[slot].prompt for slot in retry.slots], place, retry.temperature)
        return self._groups(self._take(retry.count), place, retry.temperature)

    def _figures(self, groups: Sequence[Group]) -> list[list[float]]:
        """Return what the filter judges each group by."""
        by_reward = self.filtering.judged_by == "reward"
        return [group.totals if by_reward else group.metrics for group in groups]

    def _take(self, count: int) -> list[Prompt]:
        """Take this process's prompts from the stream that all processes share."""
        counts = [numbers[0] for numbers in self.gather([count])]
        numbers = self.stream.take(sum(counts))
        begin = sum(counts[: self.rank])
        return [self.prompts[number] for number in numbers[begin : begin + count]]

    def _groups(self, prompts: Sequence[Prompt], place: tuple[int, int], temperature: float | None) -> list[Group]:
        """Complete and reward prompts, each with a whole group."""
        asked = [tuple(self.tokenise(self._hinted(prompt))) for prompt in prompts]
        heat = self.temperature if temperature is None else temperature
        samplings = [
            [Sampling(heat, self._seed(place, slot, n), self.reply_tokens) for n in range(self.group_size)]
            for slot in range(len(prompts))
        ]
        drawn = self.draw(asked, samplings)
        return [
            Group(prompt, tokens, replies, tuple(self._reward(reply, prompt) for reply in replies))
            for prompt, tokens, replies in zip(prompts, asked, drawn, strict=True)
        ]

    def _hinted(self, prompt: Prompt) -> tuple[Message, ...]:
        return self.hinting.messages(prompt, self._hints) if self.hinting else prompt.messages

    def _reward(self, reply: Drawn, prompt: Prompt) -> Reward:
        more = {"pieces": self.pieces} if self.pieces else {}
        return reward(reply.text, len(reply.tokens), prompt.asked, self.rewards, **more)

    def _seed(self, place: tuple[int, int], slot: int, number: int) -> int:
        return _seed(self.seed, *place, self.rank, slot, number)


def cut(reply: Drawn) -> bool:
    """Say whether a completion was cut: it did not end by itself."""
    return reply.finish is not Finish.STOP


def _seed(*parts: Any) -> int:
    """Return a seed of 63 bits made of what names a draw."""
    digest = hashlib.sha256("/".join(map(str, parts)).encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1
