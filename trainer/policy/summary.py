"""What a rollout batch came to, in figures: rewards and their parts, metric by task, format, lengths, the filter."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from trainer.policy.filtering import Counts
from trainer.policy.rollouts import Group, Rollout, cut

Sums = Mapping[str, float]
"""Sums over completions by figure; `count` and `count/<task>` are how many there were."""


@dataclass(frozen=True, slots=True)
class Summary:
    """One rollout batch over all processes."""

    figures: dict[str, float]
    metric: float
    """Mean of the contract's metric over everything generated (0-1)."""
    count: float
    counts: Counts


def sums_of(groups: Iterable[Group]) -> dict[str, float]:
    """Add up what every completion got."""
    sums: dict[str, float] = defaultdict(float)
    for group in groups:
        task = group.prompt.task
        for reply, got in zip(group.drawn, group.rewards, strict=True):
            told = {
                "count": 1.0,
                f"count/{task}": 1.0,
                "reward": got.total,
                "reward_squared": got.total**2,
                f"reward/{task}": got.total,
                f"metric/{task}": got.metric,
                "metric": got.metric,
                "format_rate": float(got.well_formed),
                "length": float(len(reply.tokens)),
                "cut": float(cut(reply)),
                **{f"part/{name}": value for name, value in got.parts.items()},
            }
            for name, value in told.items():
                sums[name] += value
            sums["longest"] = max(sums["longest"], len(reply.tokens))
    return dict(sums)


def summed(sums: Sequence[Sums], counts: Sequence[Counts]) -> Summary:
    """Put the processes' sums together and divide."""
    whole: dict[str, float] = defaultdict(float)
    for each in sums:
        for name, value in each.items():
            whole[name] = max(whole[name], value) if name == "longest" else whole[name] + value
    count = max(whole["count"], 1.0)
    kept = sum(counts, Counts())
    figures = {name: value / _divisor(name, whole, count) for name, value in whole.items() if _told(name)}
    figures["length_longest"] = whole["longest"]
    figures["reward_std"] = max(whole["reward_squared"] / count - figures["reward"] ** 2, 0.0) ** 0.5
    figures |= {
        "groups": float(kept.generated),
        "groups_dropped": kept.dropped_share,
        "groups_right": kept.all_right / max(kept.generated, 1),
        "groups_wrong": kept.all_wrong / max(kept.generated, 1),
        "groups_refilled": float(kept.refilled),
        "groups_topped_up": float(kept.topped_up),
    }
    return Summary(figures, whole["metric"] / count, whole["count"], kept)


def rollout_sums(rollout: Rollout) -> dict[str, float]:
    """Add up a rollout batch of this process, its seconds with it."""
    return {**sums_of(rollout.generated), "seconds": rollout.seconds}


@dataclass(slots=True)
class EpochMean:
    """The metric's mean over the rollouts of one pass over the prompts."""

    passes: int = 0
    total: float = 0.0
    count: float = 0.0

    def add(self, metric: float, count: float) -> None:
        """Take in a rollout batch of so many completions."""
        self.total += metric * count
        self.count += count

    def close(self) -> float:
        """Return the pass's mean and begin the next."""
        mean = self.total / max(self.count, 1.0)
        self.total = self.count = 0.0
        return mean

    def state_dict(self) -> dict[str, Any]:
        """Return what a resumed run needs."""
        return {"passes": self.passes, "total": self.total, "count": self.count}

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.passes, self.total, self.count = int(state["passes"]), float(state["total"]), float(state["count"])


def judged(sums: Sequence[Sums]) -> dict[str, float]:
    """Return what held-out prompts came to: metric by task, formula (6) where both tasks were asked, format rate."""
    whole = summed(sums, []).figures
    figures = {name: whole[name] for name in ("reward", "metric", "format_rate", "length", "cut")}
    by_task = {name.partition("/")[2]: value for name, value in whole.items() if name.startswith("metric/")}
    figures |= {f"metric/{task}": value for task, value in by_task.items()}
    if by_task.keys() >= {"principal", "others"}:
        figures["score"] = 50 * (by_task["principal"] + by_task["others"])
    elif "composite" in by_task:
        figures["score"] = 100 * by_task["composite"]
    return figures


def _told(name: str) -> bool:
    return name not in ("longest", "reward_squared", "seconds") and not name.startswith("count")


def _divisor(name: str, whole: Mapping[str, float], count: float) -> float:
    """Return how many completions a figure is the mean of: its task's, where it names one."""
    head, _, task = name.partition("/")
    return whole[f"count/{task}"] if task and head in ("reward", "metric") else count
