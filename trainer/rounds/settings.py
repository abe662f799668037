"""The settings of stage `rotation`."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

from trainer.augment.settings import StageSettings as AugmentSettings
from trainer.badcases.stage import StageSettings as BadCasesSettings
from trainer.recipe import Settings
from trainer.rounds.again import REINFORCED, TRAINED


class StageSettings(Settings):
    """How many rounds, what each does, and where the expert's bundles are put."""

    rounds: int = Field(default=3, ge=1)
    """Rounds of the loop (SRADIT: three; BDA: one)."""
    train: tuple[str, ...] = ("samples", "sft", "grpo")
    """Stages done again on the grown training set in each round, with the settings this run did them with."""
    start: Literal["base", "sft"] = "base"
    """Re-initialise from the base (sft is trained again), or from this run's SFT model (it is not)."""
    changes: dict[str, dict[str, Any]] = Field(default_factory=dict[str, dict[str, Any]])
    """Settings that differ from the run's own, a table each stage: [rotation.changes.sft]."""
    handover: str = ""
    """Folder the expert's bundles are put in, as round-1.jsonl, …; empty: handover in the run's folder."""
    dataset: str = ""
    """Folder of a [dataset] other than this recipe's."""
    most_of_a_record: int = Field(default=3, ge=1)
    """Most rewrites of one record in the training set, over all rounds."""
    badcases: BadCasesSettings = Field(default_factory=BadCasesSettings)
    """The policy's reading; its model and dataset are the loop's own where none are named."""
    augment: AugmentSettings
    """Rewriting and filters; where [rotation.augment.sft] and .policy name no model, they are the loop's own."""

    @model_validator(mode="after")
    def _turns(self) -> Self:
        if len(set(self.train)) < len(self.train) or not set(self.train) & set(TRAINED):
            raise ValueError(f"train names stages once each, and at least one of {', '.join(TRAINED)}")
        if self.start == "sft" and not set(self.train) & set(REINFORCED):
            raise ValueError('start = "sft" needs a stage that goes on from it (grpo, reinforce); or start = "base"')
        if unknown := sorted(self.changes.keys() - set(self.train)):
            raise ValueError(f"changes are for {', '.join(unknown)}, which train does not name")
        if self.badcases.dataset or self.augment.dataset or self.augment.badcases or self.augment.approved:
            raise ValueError("dataset, badcases and approved are the loop's own; leave them out of its tables")
        return self

    @property
    def stages(self) -> tuple[str, ...]:
        """Return what is done again in a round."""
        return tuple(stage for stage in self.train if stage != "sft" or self.start == "base")

    def cautions(self) -> list[str]:
        """Repeat what the two inner tables caution of."""
        return [*self.badcases.cautions(), *self.augment.cautions()]
