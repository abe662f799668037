"""The difficulty filter: groups that teach nothing are dropped, refilled from new prompts, or generated again.

Judged by the metric and not by the reward, whose format and length parts vary where every answer is wrong (methods T5);
only DRG-Sapphire's resampling looks at the reward (M41). One `Kept` gathers the groups of one rollout batch:

    kept = Kept(wanted, settings, on=switch.on, seed=seed)
    kept.add(groups, figures)                     # the batch as generated, with the metrics (or rewards) of each
    while kept.wants_more:                        # over several processes: until none of them wants more
        retry = kept.again()
        kept.add(*generate(retry))                # so many new prompts, or the slots' own prompts again
    slots = kept.take()                           # always `wanted` of them
"""

import random
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, fields
from enum import StrEnum
from typing import Any, Generic, Literal, Self, TypeVar

from pydantic import Field, model_validator

from trainer.errors import DataError
from trainer.policy.plateau import Plateau, PlateauSettings
from trainer.recipe import Settings

Group = TypeVar("Group")
Mode = Literal["off", "drop", "refill", "regenerate"]
_SAME = 1e-9
"""Metrics that differ by no more than this are one figure."""


class FilterSettings(Settings):
    """Which groups teach nothing, what is done with them, and from when on."""

    mode: Mode = "off"
    """off; drop (they weigh nothing); refill (from new prompts); regenerate (the same prompts again)."""
    start: Literal["plateau", "beginning"] = "plateau"
    """Switch on once the metric has stopped moving, as the CCL25 report does, or from the first step."""
    plateau: PlateauSettings = Field(default_factory=PlateauSettings)
    """What counts as having stopped."""
    tries: int = Field(default=4, ge=1)
    """Further generations at most; then the last batch is used unfiltered where groups lack (DRG-Sapphire: 12)."""
    judged_by: Literal["metric", "reward"] = "metric"
    """What a group is judged by; reward is for regenerate alone, and only its spread counts (DRG-Sapphire)."""
    least_spread: float = Field(default=0.0, ge=0)
    """Least standard deviation of a group's metrics or rewards (DRG-Sapphire: 0.1); 0: any spread will do."""
    temperatures: tuple[float, ...] = (0.7, 0.8, 0.9, 1.0)
    """regenerate draws one of these for each try."""
    positive: bool = False
    """regenerate also where no metric (or reward) of the group is above positive_above (DRG-Sapphire's "positive")."""
    positive_above: float = Field(default=0.0, ge=0, lt=1)
    """See positive."""

    @model_validator(mode="after")
    def _fitting(self) -> Self:
        if self.positive and self.mode != "regenerate":
            raise ValueError("positive belongs to mode = 'regenerate'; change the mode or remove it")
        if self.judged_by == "reward" and self.mode != "regenerate":
            raise ValueError(
                "judged_by = 'reward' belongs to mode = 'regenerate': rewards vary where every answer is wrong; "
                "change the mode or judge by the metric"
            )
        if not self.temperatures or min(self.temperatures) <= 0:
            raise ValueError("temperatures must name at least one above 0: at 0 the same answers come again")
        return self

    def cautions(self) -> list[str]:
        """Say what the papers found or what costs time."""
        if self.judged_by == "reward" and not self.positive:
            return ["regenerate by the reward's spread alone lowered Pass@1 in DRG-Sapphire (20.3 against 38.5)"]
        if self.judged_by == "metric" and self.positive and not self.positive_above:
            return ["positive changes nothing: groups without a metric above 0 are regenerated anyway"]
        return []


class Degenerate(StrEnum):
    """Why a group teaches nothing; by the reward only the last two."""

    NO = "no"
    ALL_RIGHT = "all-right"
    ALL_WRONG = "all-wrong"
    NO_SPREAD = "no-spread"
    """The same F1 (or reward), or nearly, in every rollout."""
    NO_POSITIVE = "no-positive"
    """Spread, but nothing above positive_above."""


class How(StrEnum):
    """How a slot of the batch came by its group."""

    KEPT = "kept"
    REFILLED = "refilled"
    """From a new prompt, or from the same one generated again."""
    TOPPED_UP = "topped-up"
    """Unfiltered, because tries were used up."""
    MASKED = "masked"
    """Dropped, but its place is held: it must weigh nothing in the loss and in what the loss is divided by."""


@dataclass(frozen=True, slots=True)
class Taken(Generic[Group]):
    """One slot of the batch as it is trained on."""

    slot: int
    group: Group
    how: How
    why: Degenerate


@dataclass(frozen=True, slots=True)
class Retry:
    """What to generate next: so many groups, at which temperature (None: the run's own), for which slots.

    `slots` names whose prompts are asked again (regenerate); empty means new prompts (refill).
    """

    count: int
    temperature: float | None
    slots: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Counts:
    """Exact counts of groups; `+` adds batches up.

    generated = kept + refilled + topped_up + dropped + surplus, and consumed = kept + refilled + topped_up + masked.
    """

    kept: int = 0
    refilled: int = 0
    topped_up: int = 0
    dropped: int = 0
    masked: int = 0
    """Those of the dropped whose place in the batch is held."""
    surplus: int = 0
    """Good ones that came when no slot was left."""
    generated: int = 0
    tries: int = 0
    all_right: int = 0
    all_wrong: int = 0
    no_spread: int = 0
    no_positive: int = 0
    """The last four count every group judged, whatever became of it."""

    @property
    def consumed(self) -> int:
        """Return how many slots were given out."""
        return self.kept + self.refilled + self.topped_up + self.masked

    @property
    def dropped_share(self) -> float:
        """Return the share of what was generated that was dropped (0-1)."""
        return self.dropped / self.generated if self.generated else 0.0

    def __add__(self, other: "Counts") -> "Counts":
        return Counts(**{each.name: getattr(self, each.name) + getattr(other, each.name) for each in fields(self)})

    def state_dict(self) -> dict[str, int]:
        """Return the counts as a resumed run needs them: `Counts(**state)`."""
        return asdict(self)


def judge(figures: Sequence[float], settings: FilterSettings) -> Degenerate:
    """Judge one group by the metrics (0-1), or the rewards, of its rollouts; raise DataError when it has none."""
    if not figures:
        raise DataError("A group without rollouts cannot be judged.", "Generate at least one completion a prompt.")
    low, high = min(figures), max(figures)
    by_metric = settings.judged_by == "metric"
    if by_metric and low >= 1 - _SAME:
        return Degenerate.ALL_RIGHT
    if by_metric and high <= _SAME:
        return Degenerate.ALL_WRONG
    if high - low <= _SAME or statistics.pstdev(figures) < settings.least_spread:
        return Degenerate.NO_SPREAD
    if settings.positive and high <= settings.positive_above:
        return Degenerate.NO_POSITIVE
    return Degenerate.NO


class Switch:
    """Says whether the filter is on: from the beginning, or from the plateau on."""

    def __init__(self, settings: FilterSettings) -> None:
        self._settings = settings
        self.plateau = Plateau.by(settings.plateau)

    @property
    def on(self) -> bool:
        """Say whether groups are filtered now."""
        settings = self._settings
        return settings.mode != "off" and (settings.start == "beginning" or self.plateau.reached)

    def observe(self, metric: float) -> bool:
        """Take in the metric (0-1) of one more epoch or evaluation; return `on`."""
        self.plateau.observe(metric)
        return self.on

    def state_dict(self) -> dict[str, Any]:
        """Return what a resumed run needs."""
        return self.plateau.state_dict()

    def load_state_dict(self, state: Mapping[str, Any]) -> None:
        """Go on from a saved state."""
        self.plateau.load_state_dict(state)


class Kept(Generic[Group]):
    """Gathers the groups of one rollout batch of `wanted` slots; a `Group` is whatever the caller calls one."""

    def __init__(self, wanted: int, settings: FilterSettings, *, on: bool, seed: int) -> None:
        self._wanted, self._settings = wanted, settings
        self._mode: Mode = settings.mode if on else "off"
        self._rng = random.Random(seed)  # noqa: S311 - a draw that repeats, it hides nothing
        self._slots: dict[int, Taken[Group]] = {}
        self._poor: list[tuple[int, Group, Degenerate]] = []
        self._asked: Retry | None = None
        self._begun = False
        self._tries = 0
        self._judged = dict.fromkeys(Degenerate, 0)

    @property
    def missing(self) -> int:
        """Return how many slots have no group that teaches something."""
        return self._wanted - len(self._slots)

    @property
    def wants_more(self) -> bool:
        """Say whether another generation is asked for."""
        return self._mode in ("refill", "regenerate") and self.missing > 0 and self._tries < self._settings.tries

    def add(self, groups: Sequence[Group], figures: Sequence[Sequence[float]]) -> None:
        """Take in the batch as generated (`wanted` groups, in slot order), later what `again` asked for.

        `figures` are the metrics (0-1) of each group's rollouts, or with judged_by = "reward" their rewards. Where
        another process still lacks groups, what is generated here though nothing is missing counts as surplus. Raises
        DataError when the first batch, or a regenerated one, is not of the size asked for.
        """
        slots = self._places(len(groups))
        for slot, group, each in zip(slots, groups, figures, strict=True):
            why = judge(each, self._settings)
            self._judged[why] += 1
            if self._mode == "off" or why is Degenerate.NO:
                self._keep(slot, group, why)
            else:
                self._poor.append((slot, group, why))
        self._begun = True
        self._asked = None

    def again(self) -> Retry:
        """Say what to generate next, and count the try; raise DataError before the first batch is in."""
        if not self._begun:
            raise DataError("Nothing was generated yet.", "Add the batch first.")
        self._tries += 1
        if self._mode == "regenerate":
            slots = tuple(slot for slot in range(self._wanted) if slot not in self._slots)
            self._asked = Retry(len(slots), self._rng.choice(self._settings.temperatures), slots)
        else:
            self._asked = Retry(self.missing, None, ())
        return self._asked

    def take(self) -> list[Taken[Group]]:
        """Return the `wanted` slots: what was kept, and where groups lack the newest of those judged degenerate.

        With drop these are masked. Raises DataError before a whole batch was added.
        """
        how = How.MASKED if self._mode == "drop" else How.TOPPED_UP
        taken = dict(self._slots)
        for slot, (group, why) in self._fallback().items():
            taken[slot] = Taken(slot, group, how, why)
        if len(taken) < self._wanted:
            raise DataError(
                f"{self._wanted} groups are trained on, {len(taken)} were generated.", "Add a whole batch first."
            )
        return [taken[slot] for slot in range(self._wanted)]

    @property
    def counts(self) -> Counts:
        """Return the counts as they stand after `take`."""
        how = [slot.how for slot in self._slots.values()]
        filled = min(self.missing, len(self._poor))
        masked = filled if self._mode == "drop" else 0
        topped_up = filled - masked
        generated = sum(self._judged.values())
        return Counts(
            kept=how.count(How.KEPT),
            refilled=how.count(How.REFILLED),
            topped_up=topped_up,
            dropped=len(self._poor) - topped_up,
            masked=masked,
            surplus=generated - len(self._slots) - len(self._poor),
            generated=generated,
            tries=self._tries,
            all_right=self._judged[Degenerate.ALL_RIGHT],
            all_wrong=self._judged[Degenerate.ALL_WRONG],
            no_spread=self._judged[Degenerate.NO_SPREAD],
            no_positive=self._judged[Degenerate.NO_POSITIVE],
        )

    def _places(self, count: int) -> list[int]:
        """Return the slots that the groups of this call are meant for; -1: the first free one."""
        if not self._begun:
            wanted, slots = self._wanted, list(range(self._wanted))
        elif self._asked is not None and self._asked.slots:
            wanted, slots = self._asked.count, list(self._asked.slots)
        else:
            return [-1] * count
        if count != wanted:
            raise DataError(f"{wanted} groups were asked for, {count} came.", "Generate as many as `again` says.")
        return slots

    def _keep(self, slot: int, group: Group, why: Degenerate) -> None:
        free = [each for each in range(self._wanted) if each not in self._slots]
        if not free or slot in self._slots:
            return  # surplus
        place = free[0] if slot < 0 else slot
        self._slots[place] = Taken(place, group, How.REFILLED if self._begun else How.KEPT, why)

    def _fallback(self) -> dict[int, tuple[Group, Degenerate]]:
        """Give every slot that lacks a group a degenerate one: its own prompt's newest; with refill, any newest."""
        found: dict[int, tuple[Group, Degenerate]] = {}
        lacking = [slot for slot in range(self._wanted) if slot not in self._slots]
        for slot, group, why in reversed(self._poor):
            place = slot if self._mode in ("drop", "regenerate") else next(iter(lacking), -1)
            if place in lacking:
                lacking.remove(place)
                found[place] = (group, why)
        return found
