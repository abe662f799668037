"""What every training of a language model has in common, whatever teaches it: settings, a model's place, start and end.

[sft], [grpo], [reinforce] and [staged] each add what they teach by; classification heads go on from a checkpoint alike.
"""

import shutil
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar, Literal, Protocol, Self

import torch
from accelerate.utils import set_seed
from peft import PeftModel
from pydantic import Field, model_validator

from trainer.model import ModelSettings, Training, computes_in, save_plain
from trainer.progress import last_whole, put_in_place

SHARDED = ("fsdp2", "zero3")
"""Ways to train in which no process holds all weights."""
_LEAST_ADAPTER_RATE = 5e-5
_REFERENCE = "ref"
"""The frozen copy of an adapter that TRL makes to hold a model to what it was."""
_SENT = {"push_to_hub", "hub_model_id", "log_completions_hub_repo", "report_to"}


class LearningSettings(ModelSettings):
    """How a base's weights are learned, but for what they learn from."""

    usual_rates: ClassVar[Mapping[str, float]] = {}
    """Learning rate of each kind of tuning where the recipe names none."""

    learning_rate: float | None = Field(default=None, gt=0)
    """Highest learning rate; without one that of the kind of tuning (`usual_rates`)."""
    max_steps: int = Field(default=0, ge=0)
    """Stop after so many optimiser steps; 0: as many as the epochs take."""
    warmup: float = Field(default=0.1, ge=0)
    """Below 1 the share of steps over which the rate rises, else their number."""
    max_grad_norm: float = Field(default=1.0, gt=0)
    """Gradients are scaled down to this norm."""
    optimizer: str = "adamw_torch_fused"
    """An optimiser of the transformers library; paged_adamw_8bit where memory is short."""
    gradient_checkpointing: bool | None = None
    """Recompute activations to save memory; without a choice: on a GPU yes, on a CPU no."""
    keep_checkpoints: int = Field(default=2, ge=2)
    """How many checkpoints are kept."""
    accelerate: Literal["", "ddp", "fsdp2", "zero3"] = ""
    """Train with several processes: data parallel, or weights sharded by FSDP2 or DeepSpeed ZeRO-3."""
    processes: int = Field(default=1, ge=1)
    """How many, one a GPU."""
    threads: int = Field(default=0, ge=0)
    """CPU threads of a process; 0: the library's choice."""
    tensorboard: bool = False
    """Also write TensorBoard's event files."""
    progress_seconds: float = Field(default=10.0, ge=0)
    """Least time between two progress lines."""

    @model_validator(mode="before")
    @classmethod
    def _nothing_leaves(cls, given: Any) -> Any:
        if isinstance(given, dict) and (named := _SENT & given.keys()):
            raise ValueError(f"{', '.join(sorted(named))} would send what patients' records taught; remove it")
        return given

    @model_validator(mode="after")
    def _together(self) -> Self:
        if self.processes > 1 and not self.accelerate:
            raise ValueError('processes > 1 needs accelerate = "ddp", "fsdp2" or "zero3"')
        if self.tuning == "qlora" and self.accelerate == "zero3":
            raise ValueError('4-bit weights cannot be sharded by ZeRO-3; use fsdp2, ddp, or tuning = "lora"')
        return self

    @property
    def rate(self) -> float:
        """Return the learning rate, by the kind of tuning where none is set."""
        return self.learning_rate or self.usual_rates[self.tuning]

    @property
    def sharded(self) -> bool:
        """Tell whether no process holds all weights."""
        return self.accelerate in SHARDED

    def cautions(self) -> list[str]:
        """Name what is allowed and seldom meant (methods M57)."""
        said: list[str] = []
        if self.tuning != "full" and self.rate < _LEAST_ADAPTER_RATE:
            least = self.usual_rates["lora"]
            said.append(
                f"learning_rate {self.rate:g} is a full tuning's and leaves adapters untrained; take {least:g} or more"
            )
        if self.tuning == "full" and self.rate > _LEAST_ADAPTER_RATE:
            said.append(
                f"learning_rate {self.rate:g} is an adapter's; full tuning takes about {self.usual_rates['full']:g}"
            )
        if self.base.suffix == ".gguf":
            said.append("the base is a de-quantised GGUF: a little worse than the original weights")
        return said


class Learned(Protocol):
    """A model in training: its name, what is said beside it, where it goes and where its checkpoints are."""

    @property
    def name(self) -> str:
        """Return what its lines and rows call it."""
        ...

    @property
    def training(self) -> Training:
        """Return what it will be."""
        ...

    @property
    def model(self) -> Path:
        """Return where the trained model goes."""
        ...

    @property
    def checkpoints(self) -> Path:
        """Return where its checkpoints are until it is whole."""
        ...


@dataclass(frozen=True, slots=True)
class Job:
    """One model to train in a stage's folder, on the samples there.

    `training` says what it will be, `start` is the folder of the adapter it goes on with ("" for none).
    """

    folder: Path
    samples: Path
    training: Training
    start: str = ""

    @property
    def name(self) -> str:
        """Return the model's name."""
        return self.training.name

    @property
    def model(self) -> Path:
        """Return where the trained model goes."""
        return self.folder / "models" / self.name

    @property
    def checkpoints(self) -> Path:
        """Return where its checkpoints are until it is whole."""
        return self.folder / "checkpoints" / self.name

    @property
    def held_out(self) -> Path:
        """Return the held-out samples; where none were held out, those trained on: form can be judged on them, too."""
        held = self.samples / "heldout.jsonl"
        return held if held.is_file() and held.stat().st_size > 0 else self.samples / "train.jsonl"

    def told(self) -> dict[str, Any]:
        """Return the job as a JSON value, for the processes that share it."""
        whole = {"folder": self.folder.resolve(), "samples": self.samples.resolve()}
        return asdict(self) | {key: str(path) for key, path in whole.items()}

    @classmethod
    def of(cls, told: Mapping[str, Any]) -> Self:
        """Return the job that `told` wrote."""
        paths = {"folder": Path(told["folder"]), "samples": Path(told["samples"])}
        return cls(**{**told, **paths, "training": Training.of(told["training"])})


def begin(settings: LearningSettings, seed: int) -> None:
    """Set the seed of everything that draws, and the threads."""
    set_seed(seed)
    if settings.threads:
        torch.set_num_threads(settings.threads)


def arguments(settings: LearningSettings, learned: Learned, **more: Any) -> dict[str, Any]:
    """Return the settings as TRL's trainers take them, checkpoints' steps and what is learned from apart (`more`)."""
    gpu = torch.cuda.is_available()
    checkpointing = gpu if settings.gradient_checkpointing is None else settings.gradient_checkpointing
    return {
        "output_dir": str(learned.checkpoints),
        "learning_rate": settings.rate,
        "warmup_steps": settings.warmup,
        "max_grad_norm": settings.max_grad_norm,
        "optim": settings.optimizer,
        "bf16": computes_in(settings) is torch.bfloat16,
        "use_cpu": not gpu,
        "ddp_backend": "gloo" if settings.processes > 1 and not gpu else None,
        "activation_checkpointing": checkpointing,
        "activation_checkpointing_kwargs": {"use_reentrant": False},
        "dataloader_pin_memory": gpu,
        "save_strategy": "steps",
        "save_total_limit": settings.keep_checkpoints,
        "logging_steps": 1,
        "logging_nan_inf_filter": False,
        "disable_tqdm": True,
        "report_to": "none",
        "push_to_hub": False,
        "seed": learned.training.seed,
        "data_seed": learned.training.seed,
        **more,
    }


def go_on(
    trainer: Any,
    name: str,
    checkpoints: Path,
    say: Callable[[str], None],
    restore: Callable[[Path], None] | None = None,
) -> None:
    """Train to the end, from the last whole checkpoint where there is one; `restore` takes from it what is its own."""
    start = last_whole(checkpoints)
    if start is not None:
        say(f"{name}: goes on from step {start.name.rpartition('-')[2]}")
        if restore is not None:
            restore(start)
    trainer.train(resume_from_checkpoint=str(start) if start else None)


def keep(trainer: Any, learned: Learned, settings: LearningSettings) -> None:
    """Write the trained model aside, training.json last, and put it in place; its checkpoints are no longer needed."""
    aside = learned.model.with_name(f"{learned.model.name}.part")
    model: Any = trainer.accelerator.unwrap_model(trainer.model)
    if _REFERENCE in getattr(model, "peft_config", {}):
        model.delete_adapter(_REFERENCE)
    if settings.sharded:
        trainer.save_model(str(aside))  # gathers the shards; every rank takes part
    if not trainer.is_world_process_zero():
        return
    if not settings.sharded:
        shutil.rmtree(aside, ignore_errors=True)
        if computes_in(settings) is torch.bfloat16 and not isinstance(model, PeftModel):
            model.to(torch.bfloat16)
        save_plain(model, trainer.processing_class, aside)
    for extra in ("training_args.bin", "README.md"):
        (aside / extra).unlink(missing_ok=True)
    learned.training.after(trainer.state.global_step).write(aside)
    put_in_place(aside, learned.model, learned.checkpoints)


def losses(history: Sequence[Mapping[str, Any]]) -> dict[str, float | None]:
    """Return the first and the last step's loss from a trainer's log."""
    rows = [row["loss"] for row in history if "loss" in row]
    return {"first_loss": rows[0] if rows else None, "last_loss": rows[-1] if rows else None}
