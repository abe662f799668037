"""How a policy is trained by reinforcement learning: what [grpo] and [reinforce] have in common.

A rollout batch is `prompts_per_rollout` prompts with a group of completions each; the optimiser steps once for every
`prompts_per_update` of them, `iterations` times over. All counts are over all processes together.
"""

import math
from collections.abc import Mapping
from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from trainer.learning import LearningSettings
from trainer.policy.curriculum import CurriculumSettings
from trainer.policy.estimates import Estimate
from trainer.policy.filtering import FilterSettings
from trainer.policy.hints import HintSettings
from trainer.policy.losses import Form, KlSettings
from trainer.rewards.settings import RewardSettings

RATES = {"full": 1e-6, "lora": 5e-5, "qlora": 1e-4}
"""Learning rates where the recipe names none; table 2's 5e-7 is for full tuning and leaves adapters untrained."""


class PolicySettings(LearningSettings):
    """What is trained on which prompts, and how."""

    usual_rates: ClassVar[Mapping[str, float]] = RATES

    samples: str = ""
    """Folder of samples; without one that of this run's [samples]."""
    start: str = "sft"
    """What the policy starts as, which is the reference, too: sft (what this run's [sft] left), base (new adapters, or
    all weights, of the base), or a folder of a trained model."""
    models: Literal["one", "per-task"] = "one"
    """One policy for all tasks in mixed batches, or a model for each."""
    tasks: list[str] = Field(default_factory=list[str])
    """Which tasks' prompts are rolled out; all that there are where none is named."""
    prompts_per_rollout: int = Field(default=64, ge=1)
    """Prompts a rollout batch has (table 2's train_batch_size)."""
    prompts_per_update: int = Field(default=64, ge=1)
    """Prompts an optimiser step learns from (ppo_mini_batch_size); with fewer than a rollout's, later steps are
    off-policy."""
    group_size: int = Field(default=8, ge=1)
    """Completions of a prompt (group_num)."""
    iterations: int = Field(default=1, ge=1)
    """Passes over a rollout batch (ppo_epochs)."""
    per_device_batch_size: int = Field(default=1, ge=1)
    """Completions a device learns from at once; the rest of a step is accumulated."""
    temperature: float = Field(default=1.0, gt=0)
    """Temperature of rollouts."""
    reply_tokens: int = Field(default=1024, ge=2)
    """Longest completion (max_response_length)."""
    max_prompt_tokens: int = Field(default=8192, ge=16)
    """Longest prompt; longer ones are refused, never cut: [samples] shortens records."""
    mask_truncated: bool = False
    """Leave completions that did not end out of the loss."""
    rollouts: Literal["shared-prefill", "transformers", "vllm"] = "shared-prefill"
    """Who completes: the trainer's own decoder (each prompt prefilled once a group), the library's generate, or vLLM in
    the same process (adapters on 16-bit weights only; not run yet)."""
    rollout_rows: int = Field(default=48, ge=1)
    """Completions decoded at once by shared-prefill."""
    vllm_memory: float = Field(default=0.3, gt=0, lt=1)
    """Share of the GPU's memory that vLLM takes."""
    learning_rate: float | None = Field(default=None, gt=0)
    """Highest learning rate; without one 1e-6 (full), 5e-5 (lora), 1e-4 (qlora)."""
    scheduler: Literal["constant", "constant_with_warmup", "linear", "cosine"] = "constant_with_warmup"
    """How the rate goes on after the warm-up."""
    weight_decay: float = Field(default=0.0, ge=0)
    """AdamW's weight decay."""
    epochs: float = Field(default=1, gt=0)
    """Passes over the prompts (groups that a filter draws on top do not count); the last rollout batch is filled up
    from the next pass."""
    form: Form = "group-token"
    """What a token's loss is divided by: sequence (equation 1), group-token (equation 4), batch-token (DRG-Sapphire's
    code), window-token (trl dapo, verl token-mean), constant (Dr. GRPO)."""
    constant: int = Field(default=0, ge=0)
    """The length the form constant divides by; 0: reply_tokens."""
    clip_low: float = Field(default=0.2, ge=0, lt=1)
    """The ratio of probabilities is held above 1 less this."""
    clip_high: float = Field(default=0.2, ge=0)
    """And below 1 plus this (clip-higher: 0.28)."""
    kl: KlSettings = Field(default_factory=lambda: KlSettings(beta=0.04))
    """How strongly the policy is held to the reference."""
    reward: RewardSettings = Field(default_factory=RewardSettings)
    """What completions are rewarded for."""
    filter: FilterSettings = Field(default_factory=FilterSettings)
    """What becomes of groups that teach nothing."""
    plateau_on: Literal["epoch", "evaluation"] = "epoch"
    """Which metric the filter's plateau watches: that of each pass over the prompts, or that of each evaluation."""
    curriculum: CurriculumSettings = Field(default_factory=CurriculumSettings)
    """Which prompts are left out, and their order."""
    hints: HintSettings = Field(default_factory=HintSettings)
    """Training-only hints at codes the policy misses."""
    evaluate_prompts: int = Field(default=0, ge=0)
    """Held-out prompts answered (greedily) at each evaluation."""
    evaluate_rollouts: int = Field(default=10, ge=1)
    """Evaluate after every so many rollout batches, and at the end."""
    shown: int = Field(default=3, ge=0)
    """Completions written whole at each evaluation, to be read."""
    checkpoint_rollouts: int = Field(default=5, ge=1)
    """Write a checkpoint to go on from after every so many rollout batches."""

    @model_validator(mode="after")
    def _batches(self) -> Self:
        if self.prompts_per_rollout % self.prompts_per_update:
            raise ValueError("prompts_per_rollout must be a multiple of prompts_per_update; change one of them")
        if self.prompts_per_update % self.processes:
            raise ValueError("prompts_per_update must be a multiple of processes: a group stays in one process")
        if self.update_rows % self.per_device_batch_size:
            raise ValueError(
                "prompts_per_update × group_size / processes must be a multiple of per_device_batch_size; "
                "change one of them"
            )
        return self

    @model_validator(mode="after")
    def _engines(self) -> Self:
        if self.tuning == "qlora" and self.rollouts == "vllm":
            raise ValueError(
                "vLLM gets the policy by merging adapters into the weights and taking them out again, which rounds "
                "4-bit weights anew each time (a third of their spread after ten times); "
                'use rollouts = "shared-prefill", or tuning = "lora"'
            )
        if self.rollouts == "vllm" and self.tuning == "full":
            raise ValueError('vLLM rollouts are for adapters on 16-bit weights here; set tuning = "lora"')
        if self.rollouts == "vllm" and self.filter.mode == "regenerate":
            raise ValueError('regenerate changes the temperature, vLLM has one for the run; use mode = "refill"')
        if self.sharded and self.rollouts == "shared-prefill":
            raise ValueError('sharded weights are gathered by the library alone; set rollouts = "transformers"')
        if self.sharded and self.filter.mode in ("refill", "regenerate"):
            raise ValueError("processes that share weights must generate alike; set filter.mode = 'drop'")
        if self.sharded and self.evaluate_prompts:
            raise ValueError("sharded weights are not evaluated while training; set evaluate_prompts = 0")
        return self

    @model_validator(mode="after")
    def _meaningful(self) -> Self:
        self.reward.refuse_with(mask_truncated=self.mask_truncated)
        if self.constant and self.form != "constant":
            raise ValueError("constant belongs to form = 'constant'; change the form or remove it")
        if self.plateau_on == "evaluation" and not self.evaluate_prompts:
            raise ValueError("plateau_on = 'evaluation' needs evaluations; set evaluate_prompts")
        if self.curriculum.order != "none" and not self.curriculum.measured:
            raise ValueError(f"curriculum.order = '{self.curriculum.order}' needs measured pass rates; name their file")
        return self

    def estimate(self) -> Estimate:
        """Return how advantages are estimated; each stage has its own."""
        raise NotImplementedError

    @property
    def update_rows(self) -> int:
        """Return the completions of one optimiser step in one process."""
        return self.prompts_per_update // self.processes * self.group_size

    @property
    def updates(self) -> int:
        """Return the optimiser steps of one pass over a rollout batch."""
        return self.prompts_per_rollout // self.prompts_per_update

    def rollouts_of(self, prompts: int, passes: float = 1) -> int:
        """Return how many rollout batches so many passes over the prompts take; each pass takes in every prompt."""
        return math.ceil(passes * prompts / self.prompts_per_rollout)

    def unfiltered(self, rollouts: float, passes: float) -> list[str]:
        """Caution where the filter's plateau cannot be reached in time to filter anything.

        That is by so many rollout batches in all, and so many passes over the prompts before the last of them.
        """
        window = self.filter.plateau.window
        if self.filter.mode == "off" or self.filter.start == "beginning":
            return []
        if self.plateau_on == "evaluation":
            late, more = rollouts <= (window - 1) * self.evaluate_rollouts, "evaluate more often (evaluate_rollouts)"
        else:
            late, more = passes < window, f"train for more than {window} epochs"
        waits = f"the filter waits for a plateau of {window} {self.plateau_on}s, and the run ends before it filters any"
        return [f"{waits}: {more}, lower filter.plateau.window, or set filter.start = 'beginning'"] if late else []

    def cautions(self) -> list[str]:
        """Name what is allowed and seldom meant (methods M57)."""
        said = [*self.reward.cautions_at(self.reply_tokens), *self.filter.cautions(), *self.curriculum.cautions()]
        said += super().cautions()
        most = math.ceil(self.max_steps / (self.updates * self.iterations)) or math.inf
        said += self.unfiltered(most, most - 1 if self.max_steps else math.ceil(self.epochs) - 1)
        if self.start == "base":
            said.append("the policy starts untaught: without SFT, GRPO learns the form and hardly ever the codes (M47)")
        if not self.evaluate_prompts and not self.sharded:
            said.append("evaluate_prompts is 0: a policy that loses its form or its metric would go unseen")
        if not self.kl.beta:
            said.append("kl.beta is 0: without a reference training often collapses late (M43)")
        return said
