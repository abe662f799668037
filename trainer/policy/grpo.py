"""[grpo]: reinforcement learning with rule rewards, each completion measured against its group's mean (CCL25 eq. 1, 4).

samples/ and what [sft] left → grpo/models/<name>/ as [sft] writes it, with metrics.jsonl, watch.sqlite, completions/.
"""

from typing import Self

from pydantic import model_validator

from trainer.policy.advantages import Scale
from trainer.policy.estimates import Estimate, GroupEstimate
from trainer.policy.settings import PolicySettings
from trainer.policy.stage import train_all
from trainer.runs import Stage

_LEAST_GROUP = 2


class StageSettings(PolicySettings):
    """GRPO and its variants."""

    scale: Scale = "group"
    """What an advantage is divided by: the group's deviation, that of all rewards (batch), or nothing (Dr. GRPO)."""

    @model_validator(mode="after")
    def _a_group(self) -> Self:
        if self.group_size < _LEAST_GROUP:
            raise ValueError(
                "a group of one has no mean to be better than; set group_size = 2 or more, or use [reinforce]"
            )
        return self

    def estimate(self) -> Estimate:
        """Return GRPO's estimate."""
        return GroupEstimate(self.scale)


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Train every policy the settings ask for; those that are whole already are kept."""
    return train_all(settings, at)
