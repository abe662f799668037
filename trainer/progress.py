"""What a training run says of itself: a line now and then, one row of figures a step, and which checkpoint is whole."""

import math
import shutil
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import psutil
import torch
from transformers import TrainerCallback, TrainerControl, TrainerState, TrainingArguments

from trainer.errors import TrainingStoppedError
from trainer.jsonfiles import add_line, read_lines, write_json, write_lines
from trainer.model import TRAINING, Training
from trainer.runs import WHOLE, kept_under_fresh

METRICS = "metrics.jsonl"
_MEGABYTE = 1 << 20


@dataclass(slots=True)
class Meter:
    """Counts tokens (padding apart) and time of the steps done since begin, and the most memory this process held.

    Of several processes each counts its own batches, which are of one size on average: the rate is theirs together.
    """

    processes: int = 1
    tokens: int = 0
    steps: int = 0
    started: float = field(default_factory=time.monotonic)
    stepped: float = 0.0
    used: float = 0.0
    peak: float = 0.0
    _began: float = field(default_factory=time.process_time)

    def begin(self) -> None:
        """Start the clock again."""
        self.tokens = self.steps = 0
        self.started = self.stepped = time.monotonic()
        self._began, self.used = time.process_time(), 0.0
        if torch.cuda.is_available():
            torch.cuda.reset_peak_memory_stats()

    def step(self) -> None:
        """Count a step, and look at the memory: the GPU's peak, else what this process holds now."""
        self.steps += 1
        self.stepped = time.monotonic()
        self.used = time.process_time() - self._began
        self.peak = max(self.peak, memory_mb())

    @property
    def seconds(self) -> float:
        """Return the seconds from begin to the last step; what is saved after it is not training."""
        return max(self.stepped - self.started, 0.0)

    @property
    def rate(self) -> float:
        """Return tokens a second over that time."""
        return self.tokens * self.processes / max(self.seconds, 1e-9)

    def figures(self) -> dict[str, float]:
        """Return what a stage reports of a training's pace: tokens a second, MB, seconds (also of processors)."""
        return {
            "tokens_per_second": round(self.rate, 1),
            "peak_memory_mb": round(self.peak),
            "seconds": round(self.seconds, 1),
            "processor_seconds": round(self.used, 1),
        }


def memory_mb() -> float:
    """Return the GPU's peak allocation, or without one the memory this process has held at most (MB)."""
    if torch.cuda.is_available():
        return torch.cuda.max_memory_allocated() / _MEGABYTE
    if sys.platform == "win32":
        return psutil.Process().memory_info().peak_wset / _MEGABYTE
    import resource  # noqa: PLC0415 - POSIX only; its twin for Windows stands above

    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most / (_MEGABYTE if sys.platform == "darwin" else 1024)


class Progress(TrainerCallback):
    """Writes metrics.jsonl (one row a step, with the model's name) and says how far training is."""

    def __init__(self, name: str, path: Path, meter: Meter, say: Callable[[str], None], every: float = 10.0) -> None:
        self._name, self._path, self._meter, self._say, self._every = name, path, meter, say, every
        self._said = -math.inf
        self.losses: list[float] = []

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Drop the rows of steps that are done again after a resume, and start the clock."""
        if state.is_world_process_zero:
            forget_after(self._path, self._name, state.global_step)
        self._meter.begin()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Count the step."""
        self._meter.step()

    def on_log(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Write the step's row and say it, not more often than every few seconds."""
        logs: dict[str, Any] = told.get("logs") or {}
        if "loss" not in logs or not state.is_world_process_zero:
            return
        self.losses.append(float(logs["loss"]))
        meter = self._meter
        row = {
            "model": self._name,
            "step": state.global_step,
            "epoch": round(state.epoch or 0.0, 4),
            "loss": logs["loss"],
            "learning_rate": logs.get("learning_rate"),
            "grad_norm": logs.get("grad_norm"),
            "token_accuracy": logs.get("mean_token_accuracy"),
            "tokens_per_second": round(meter.rate, 1),
            "peak_memory_mb": round(meter.peak),
            "seconds": round(meter.seconds, 2),
        }
        add_line(self._path, row)
        now = time.monotonic()
        if now - self._said >= self._every or state.global_step >= state.max_steps:
            self._said = now
            self._say(self._line(state, float(logs["loss"])))

    def _line(self, state: TrainerState, loss: float) -> str:
        meter = self._meter
        left = (state.max_steps - state.global_step) * meter.seconds / max(meter.steps, 1)
        return (
            f"{self._name}: step {state.global_step}/{state.max_steps}, epoch {state.epoch or 0:.2f}, loss {loss:.4f}, "
            f"{meter.rate:,.0f} tokens/s, {in_words(left)} left, peak {meter.peak / 1024:.1f} GB"
        )


class Marking(TrainerCallback):
    """Marks a checkpoint as whole once the library has written all of it, and says what it is as a trained model does.

    With `training` beside its weights a checkpoint is a model that `start` can name. Where no process holds all weights
    the library may leave none, and nothing to go on from is promised.
    """

    def __init__(self, training: Training | None = None) -> None:
        self._training = training

    def on_save(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **told: Any) -> None:  # noqa: ARG002 - the library's signature
        """Write the mark, last."""
        if state.is_world_process_zero and args.output_dir:
            folder = Path(args.output_dir) / f"checkpoint-{state.global_step}"
            if self._training is not None and any(folder.glob("*.safetensors")):
                self._training.after(state.global_step).write(folder)
            write_json(folder / WHOLE, {"step": state.global_step})


def last_whole(folder: Path, *, sweep: bool = True) -> Path | None:
    """Return the latest whole checkpoint; half-written ones are removed (`sweep`), never taken for whole."""
    whole: dict[int, Path] = {}
    for path in folder.glob("checkpoint-*"):
        if (path / WHOLE).is_file():
            whole[int(path.name.rpartition("-")[2])] = path
        elif sweep:
            shutil.rmtree(path, ignore_errors=True)
    return whole[max(whole)] if whole else None


def refuse_no_number(norm: Any, model: str, state: TrainerState, checkpoints: Path, advice: str) -> None:
    """Raise TrainingStoppedError where the gradients' norm is no number, before the step spoils the weights."""
    if norm is None or math.isfinite(float(norm)):
        return
    kept = last_whole(checkpoints, sweep=False)
    where = f"The last good checkpoint is {kept}." if kept else "No checkpoint had been written yet."
    raise TrainingStoppedError(
        f"Training of {model} stopped at step {state.global_step + 1}: the loss or its gradient is no number. {where}",
        f"{advice}; then begin again with --fresh{_going_on(kept)}.",
    )


def _going_on(kept: Path | None) -> str:
    """Say where --fresh keeps a checkpoint, and how a training goes on from it where it can be named as start."""
    if kept is None:
        return ""
    then = kept_under_fresh(kept)
    if (kept / TRAINING).is_file():
        return f', and with start = "{then}" to go on from that checkpoint, which --fresh keeps there'
    return f", which keeps that checkpoint as {then}"


def put_in_place(aside: Path, model: Path, checkpoints: Path) -> None:
    """Make a trained model that was written aside the model; its checkpoints are no longer needed."""
    shutil.rmtree(model, ignore_errors=True)
    aside.rename(model)
    shutil.rmtree(checkpoints, ignore_errors=True)


def forget_after(path: Path, name: str, step: int) -> None:
    """Drop a model's rows of later steps than this one."""
    if path.is_file():
        write_lines(path, (row for row in read_lines(path) if row["model"] != name or row["step"] <= step))


def in_words(seconds: float) -> str:
    """Say a length of time in its two largest units."""
    whole = round(seconds)
    for name, size, small, part in (("d", 86400, "h", 3600), ("h", 3600, "min", 60), ("min", 60, "s", 1)):
        if whole >= size:
            return f"{whole // size} {name} {whole % size // part} {small}"
    return f"{whole} s"


def event_writer(folder: Path, name: str) -> Any:
    """Return what writes TensorBoard's event files of one model, in a stage's folder."""
    from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - seconds, and only where it is asked for

    return SummaryWriter(str(folder / "tensorboard" / name))
