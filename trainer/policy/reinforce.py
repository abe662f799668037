"""[reinforce]: REINFORCE++, with the KL to the reference in the reward of every token (Hu et al. 2025; methods M24).

It reads and leaves what [grpo] does. The report uses it for the principal, which is right or wrong and nothing between.
"""

from typing import Self

from pydantic import Field, model_validator

from trainer.policy.estimates import Estimate, PlusPlusEstimate
from trainer.policy.losses import Form, KlSettings
from trainer.policy.settings import PolicySettings
from trainer.policy.stage import train_all
from trainer.runs import Stage

_LEAST_GROUP = 2


class StageSettings(PolicySettings):
    """REINFORCE++ and its variant with a baseline."""

    group_size: int = Field(default=1, ge=1)
    """Completions of a prompt; REINFORCE++ needs no group, its baseline variant and the filter do."""
    form: Form = "window-token"
    """What a token's loss is divided by; advantages are whitened over tokens, so all tokens of a step weigh alike."""
    kl: KlSettings = Field(default_factory=lambda: KlSettings(beta=0.01))
    """Weight of the KL in the reward of every token; with a baseline, in the loss."""
    baseline: bool = False
    """REINFORCE++-baseline: the group's mean is taken off, the rest divided by the batch's deviation."""

    @model_validator(mode="after")
    def _groups_where_needed(self) -> Self:
        if self.group_size < _LEAST_GROUP and (self.baseline or self.filter.mode != "off"):
            raise ValueError("baseline and filter look at groups; set group_size = 2 or more")
        if self.prompts_per_rollout * self.group_size < _LEAST_GROUP:
            raise ValueError("one completion cannot be whitened; raise prompts_per_rollout")
        return self

    def estimate(self) -> Estimate:
        """Return REINFORCE++'s estimate."""
        return PlusPlusEstimate(baseline=self.baseline)


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Train every policy the settings ask for; those that are whole already are kept."""
    return train_all(settings, at)
