"""What a completion is rewarded for, as a recipe's table says it: one rule per task, and the shaping of all tasks."""

from typing import Literal, Self

from pydantic import Field, model_validator

from app.coding.scope import Task
from trainer.recipe import Settings
from trainer.rewards.length import overlong_penalty
from trainer.samples.targets import Question

PrincipalRule = Literal["preference", "r1"]
SetRule = Literal["preference", "r1", "f1", "f-beta"]
DrgRule = Literal["drg-strict", "drg-dense", "drg-balanced", "drg-grouped"]


class OverlongSettings(Settings):
    """The penalty on long completions (CCL25 equation 3); the seed has l_max 7000, l_cache 6500."""

    l_max: int = Field(ge=1)
    """Tokens from which the penalty is whole (-1)."""
    l_cache: int = Field(ge=1)
    """Tokens before l_max over which it grows from 0."""
    weight: float = Field(default=1.0, gt=0)
    """What it is multiplied by before it is added to the reward (the report does not say)."""

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.l_cache >= self.l_max:
            raise ValueError(
                f"l_cache ({self.l_cache}) must be less than l_max ({self.l_max}); the penalty begins between them"
            )
        return self

    def penalty(self, tokens: int) -> float:
        """Return the weighted penalty of a completion of so many tokens (0 to -weight)."""
        return self.weight * overlong_penalty(tokens, self.l_max, self.l_cache)

    def cautions_at(self, cap: int) -> list[str]:
        """Say, for completions of at most `cap` tokens, that l_max cannot be reached, and how far the penalty goes."""
        if self.l_max <= cap:
            return []
        begins = self.l_max - self.l_cache
        reached = f"the penalty begins at {begins} tokens and is {self.penalty(cap):.3f} at the cap"
        return [f"overlong: no completion reaches l_max {self.l_max}, they end at {cap} tokens; {reached}"]


class RewardSettings(Settings):
    """Which rule rewards each task, and what shapes every reward."""

    principal: PrincipalRule = "r1"
    """preference: 1 for the right answer, else 0; r1: format 0.1, and 0.9 for the right answer in that format."""
    others: SetRule = "r1"
    """preference: F1 in the strict format; r1: format 0.1 and 0.9·F1; f1, f-beta: of the codes read leniently."""
    composite: SetRule = "r1"
    """The same for both tasks at once: half for the principal, half for the others (equation 6)."""
    drg: DrgRule = "drg-strict"
    """drg-strict, drg-dense, drg-balanced: DRG-Sapphire's; drg-grouped: dense by the grouper's base and severity."""
    format_weight: float = Field(default=0.1, ge=0)
    """What r1 gives for the strict format."""
    accuracy_weight: float = Field(default=0.9, gt=0)
    """What r1 gives for accuracy, times accuracy."""
    beta: float = Field(default=2.0, gt=0)
    """How much more f-beta weighs recall than precision."""
    drg_format_penalty: float = Field(default=-2.0, le=0)
    """What a DRG completion out of format gets; in format 0."""
    cot_first: bool = False
    """Take cot_first_penalty off when a DRG title stands in the first cot_first_tokens tokens of the reasoning."""
    cot_first_penalty: float = Field(default=-0.5, le=0)
    """What is then added to the reward."""
    cot_first_tokens: int = Field(default=50, ge=1)
    """Tokens of the reasoning that are looked at."""
    overlong: OverlongSettings | None = None
    """Penalty on long completions; none without this table."""

    def rule(self, task: Task | Question) -> str:
        """Return the rule that rewards a task."""
        rules: dict[Question, str] = {
            Question.PRINCIPAL: self.principal,
            Question.OTHERS: self.others,
            Question.COMPOSITE: self.composite,
            Question.DRG: self.drg,
        }
        return rules[Question(task.value)]

    def refuse_with(self, *, mask_truncated: bool) -> None:
        """Raise ValueError where cut completions are left out of the loss: the overlong penalty would fall on nothing.

        For the validator of the settings that hold both (methods T28).
        """
        if mask_truncated and self.overlong is not None:
            raise ValueError("mask_truncated leaves cut completions out, overlong punishes them; remove one of the two")

    def cautions_at(self, cap: int) -> list[str]:
        """Say what may not be meant, for completions of at most `cap` tokens."""
        said = self.overlong.cautions_at(cap) if self.overlong else []
        if self.cot_first and self.cot_first_tokens >= cap:
            said.append(f"cot_first looks at {self.cot_first_tokens} tokens, completions end at {cap}")
        return said
