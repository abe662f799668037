"""Stochastic weight averaging (M16): the mean of the weights that training passes through near its end.

Only trainable parameters are averaged, so an adapter costs its own size once more and not the model's; the mean lies in
main memory, for it is touched a few times in a run. The models here
have no batch normalisation, so nothing has to be recomputed afterwards (`update_bn` of torch). Caveat: the mean of
an adapter's A and of its B is not the mean of BA; they are close only because all averaged weights are late ones of
one run.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from pydantic import Field
from safetensors.torch import load_file, save_file
from torch import Tensor
from torch.nn import Module, Parameter
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from trainer.recipe import Settings

KEPT = "swa.safetensors"
_COUNT = "__count__"


class SwaSettings(Settings):
    """Which weights are averaged."""

    start: float = Field(default=0.6, ge=0, lt=1)
    """Share of all steps after which averaging begins and the learning rate stays where it is then."""
    every: int = Field(default=0, ge=0)
    """Steps between two weights that are averaged; 0: at the end of every epoch."""
    learning_rate_share: float = Field(default=0.5, gt=0, le=1)
    """Learning rate while averaging, as a share of the first one; it is reached on a line and then held."""

    def factor(self, step: int, steps: int, warmup: int) -> float:
        """Return the learning rate's factor at a step: up in the warm-up, down to the share at the start, then held."""
        if step < warmup:
            return (step + 1) / max(warmup, 1)
        left = 1 - min((step - warmup) / max(self.start * steps - warmup, 1), 1)
        return self.learning_rate_share + (1 - self.learning_rate_share) * left


class Average:
    """A running mean of named parameters in fp32, on the CPU; (sum of all) / count at any time."""

    def __init__(self) -> None:
        self.count = 0
        self.mean: dict[str, Tensor] = {}

    def take(self, parameters: Iterable[tuple[str, Parameter]]) -> None:
        """Take the parameters as they are now into the mean."""
        self.count += 1
        with torch.no_grad():
            for name, parameter in parameters:
                now = parameter.detach().float()
                mean = self.mean[name].to(now.device) if name in self.mean else torch.zeros_like(now)
                self.mean[name] = (mean + (now - mean) / self.count).cpu()

    def put(self, parameters: Iterable[tuple[str, Parameter]]) -> None:
        """Write the mean into the parameters; nothing when none was taken."""
        with torch.no_grad():
            for name, parameter in parameters:
                if name in self.mean:
                    parameter.copy_(self.mean[name].to(parameter.dtype))

    def save(self, folder: Path) -> None:
        """Keep the mean beside a checkpoint."""
        save_file({**self.mean, _COUNT: torch.tensor(self.count)}, folder / KEPT)

    def load(self, folder: Path) -> None:
        """Take up the mean kept beside a checkpoint; nothing when there is none."""
        if (folder / KEPT).is_file():
            kept = load_file(folder / KEPT)
            self.count = int(kept.pop(_COUNT))
            self.mean = kept


class SwaCallback(TrainerCallback):
    """Average during transformers' training, a resumed one's kept mean included; at the end the model is the mean."""

    def __init__(self, settings: SwaSettings, resumed: Path | None = None) -> None:
        self.settings = settings
        self.average = Average()
        if resumed is not None:
            self.average.load(resumed)

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Average every so many steps, or at an epoch's last one; before the checkpoint of that step is written."""
        due = state.global_step % self.settings.every == 0 if self.settings.every else _ends_epoch(state)
        if due and state.global_step > self.settings.start * state.max_steps:
            self.average.take(trainable(told["model"]))

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Keep the mean beside the checkpoint just written."""
        if state.is_world_process_zero:
            self.average.save(Path(args.output_dir or "") / f"checkpoint-{state.global_step}")

    def on_train_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Put the mean into the model."""
        self.average.put(trainable(told["model"]))


def _ends_epoch(state: TrainerState) -> bool:
    return round(state.epoch or 0.5, 6).is_integer()


def trainable(model: Module) -> list[tuple[str, Parameter]]:
    """Return the parameters that training changes, with their names."""
    return [(name, parameter) for name, parameter in model.named_parameters() if parameter.requires_grad]
