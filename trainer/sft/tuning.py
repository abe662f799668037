"""One model is trained on samples: settings become TRL's, a killed run goes on, a broken one stops with its last good.

Called by [sft] in its own process, or once a rank where several processes train together (ranks.py).
"""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, ClassVar, Literal

import torch
from datasets import Dataset
from pydantic import Field, model_validator
from transformers import PrinterCallback
from transformers.integrations.integration_utils import TensorBoardCallback
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from trainer.adapters import without_copies
from trainer.generate import end_tokens
from trainer.learning import Job, LearningSettings, arguments, begin, go_on, keep, losses
from trainer.model import load_base, lora, quiet, with_adapter
from trainer.progress import METRICS, Marking, Meter, Progress, event_writer, refuse_no_number
from trainer.sft.answer_loss import answer_loss
from trainer.sft.branches import BranchCollator, attend_by_branches, branched
from trainer.sft.format_rate import FormatRate
from trainer.sft.neftune import SequenceNoise
from trainer.sft.rows import read_rows, refuse_longer, tokenised
from trainer.stopping import stopped_in_words

RATES = {"full": 5e-6, "lora": 1e-4, "qlora": 2e-4}
"""Learning rates where the recipe names none: table 1's for full tuning; adapters need more (methods M9)."""
_OF_BRANCHES = 4
"""Dimensions of a mask that says for each pair of tokens whether one sees the other."""
_LENGTHS = 64
"""Without a GPU sequences are padded to multiples of this: torch keeps kernels and memory for every length it meets.
Measured on 2 cores, lengths of 1,500-2,100: 4.1 GB and growing after 30 steps unpadded, 2.5 GB and level padded."""


class TuneSettings(LearningSettings):
    """How one model is trained; the defaults are table 1 of the CCL25 report but for adapters and NEFTune."""

    usual_rates: ClassVar[Mapping[str, float]] = RATES

    batch_size: int = Field(default=32, ge=1)
    """Samples a step, over all devices; with share_records, records."""
    per_device_batch_size: int = Field(default=1, ge=1)
    """Samples a device takes at once; the rest of batch_size is accumulated."""
    learning_rate: float | None = Field(default=None, gt=0)
    """Highest learning rate; without one 5e-6 (full), 1e-4 (lora), 2e-4 (qlora)."""
    epochs: float = Field(default=6, gt=0)
    """Passes over the samples."""
    weight_decay: float = Field(default=0.01, ge=0)
    """AdamW's weight decay."""
    scheduler: Literal["linear", "cosine", "constant_with_warmup"] = "cosine"
    """How the rate falls after that."""
    max_length: int = Field(default=8400, ge=16)
    """Longest sample in tokens; longer ones are refused, never cut."""
    neftune_alpha: float = Field(default=0.0, ge=0)
    """Noise on the embeddings while training; 5 in table 1, 0 for none."""
    neftune: Literal["library", "per-sequence"] = "library"
    """Scale the noise by the row's length, or by each sequence's own (needed with packing)."""
    packing: bool = False
    """Put several samples into one row, each seeing only itself."""
    share_records: bool = False
    """Train a record's rows as one sequence that holds the record once (branches.py): same loss, fewer tokens."""
    checkpoint_steps: int = Field(default=50, ge=1)
    """Write a checkpoint to go on from every so many steps."""
    evaluate_rows: int = Field(default=0, ge=0)
    """Held-out samples answered at each evaluation, for the rate of well-formed answers."""
    evaluate_steps: int = Field(default=0, ge=0)
    """Evaluate every so many steps; 0: once an epoch."""
    reply_tokens: int = Field(default=512, ge=8)
    """Longest answer at those evaluations."""

    @model_validator(mode="after")
    def _consistent(self) -> "TuneSettings":
        if self.batch_size % (self.per_device_batch_size * self.processes):
            raise ValueError("batch_size must be a multiple of per_device_batch_size × processes; change one of them")
        if self.neftune_alpha and self.packing and self.neftune == "library":
            raise ValueError(
                'NEFTune\'s noise is too weak in packed rows; set neftune = "per-sequence", or packing = false'
            )
        if self.share_records and (self.packing or self.neftune_alpha or self.attention == "flash_attention_2"):
            raise ValueError(
                "share_records has a mask of its own, which packing, NEFTune and flash attention do not know; "
                'set packing = false, neftune_alpha = 0 and attention = "sdpa"'
            )
        if self.evaluate_rows and self.sharded:
            raise ValueError("sharded weights are not evaluated while training; set evaluate_rows = 0")
        return self

    def cautions(self) -> list[str]:
        """Name what is allowed and seldom meant (methods M57)."""
        said = super().cautions()
        if self.packing and self.attention != "flash_attention_2":
            said.append("packing without flash attention computes every pair of a row: right, and slow on long rows")
        if not self.evaluate_rows and not self.sharded:
            said.append("evaluate_rows is 0: an unstable answer format would go unseen until [evaluate]")
        return said


class Tuner(SFTTrainer):
    """TRL's trainer that counts tokens, gives the noise its lengths, and stops before a bad step spoils the weights."""

    def __init__(self, *, meter: Meter, noise: SequenceNoise | None, **arguments: Any) -> None:
        self._meter, self._noise = meter, noise
        super().__init__(**arguments)

    def training_step(self, model: Any, inputs: dict[str, Any], *args: Any, **more: Any) -> torch.Tensor:
        """Train on one batch."""
        self._meter.tokens += _counted(inputs)
        if self._noise is not None:
            self._noise.see(inputs)
        return super().training_step(model, inputs, *args, **more)

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,  # noqa: FBT001, FBT002 - the library's signature
        num_items_in_batch: Any = None,
    ) -> Any:
        """Return the loss of a batch's answers; without a GPU, without computing the head over the prompts."""
        branches = inputs.get("attention_mask") is not None and inputs["attention_mask"].ndim == _OF_BRANCHES
        if return_outputs or not model.training or (self.args.device.type != "cpu" and not branches):
            return super().compute_loss(model, inputs, return_outputs, num_items_in_batch)
        loss, right = answer_loss(model, inputs, num_items_in_batch)
        self._metrics["train"]["mean_token_accuracy"].append(right.item())
        if self.args.average_tokens_across_devices and num_items_in_batch is not None:
            loss = loss * self.accelerator.num_processes  # the count is all ranks', and their gradients are averaged
        return loss

    def _get_grad_norm(self, model: Any, grad_norm: Any = None) -> Any:
        """Return the gradients' norm; raise TrainingStoppedError where it is no number, as a NaN loss makes it."""
        norm = super()._get_grad_norm(model, grad_norm=grad_norm)
        checkpoints = Path(str(self.args.output_dir))
        advice = f"Lower learning_rate (now {self.args.learning_rate:g}) or look at the samples of that step"
        refuse_no_number(norm, checkpoints.name, self.state, checkpoints, advice)
        return norm


def _padding(tokenizer: Any) -> int:
    return int(tokenizer.pad_token_id or 0)


def _multiple() -> int:
    return 1 if torch.cuda.is_available() else _LENGTHS


def _counted(inputs: dict[str, Any]) -> int:
    """Count the tokens of a batch, padding apart; on branches it is the first token alone that has position 0."""
    mask = inputs.get("attention_mask")
    if mask is None:
        return int(inputs["input_ids"].numel())
    if mask.ndim == _OF_BRANCHES:
        return int((inputs["position_ids"] > 0).sum()) + len(mask)
    return int(mask.sum())


def tune(job: Job, settings: TuneSettings, say: Callable[[str], None]) -> dict[str, Any]:
    """Train one model into job.model, going on from the last whole checkpoint, and return its figures.

    Raises DataError, BaseModelError, TrainingStoppedError (NaN), RunError (full disk, GPU memory).
    """
    begin(settings, job.training.seed)
    meter = Meter(settings.processes)
    less = "Lower per_device_batch_size or max_length, set gradient_checkpointing = true, or tune with qlora."
    with stopped_in_words(job.folder, job.name, less), quiet():
        trainer, about = _prepare(job, settings, say, meter)
        go_on(trainer, job.name, job.checkpoints, say)
        keep(trainer, job, settings)
    return {**about, "steps": trainer.state.global_step, **losses(trainer.state.log_history), **meter.figures()}


def _prepare(
    job: Job, settings: TuneSettings, say: Callable[[str], None], meter: Meter
) -> tuple[Tuner, dict[str, Any]]:
    rows = read_rows(job.samples / "train.jsonl", job.training.tasks, job.training.fold)
    told = sft_arguments(job, settings)  # before the model: ZeRO-3 shards it while it is loaded
    unpacked = Path(job.training.unpacked) if job.training.unpacked else None
    model, tokenizer = load_base(settings, unpacked=unpacked)
    encoded = tokenised(rows, tokenizer, end_token(model, tokenizer))
    longest = refuse_longer(rows, encoded, settings.max_length)
    sequences = branched(rows, encoded) if settings.share_records else encoded
    if settings.share_records:
        attend_by_branches(model)
    begun = with_adapter(model, job.start, trainable=True) if job.start else model
    noise = None
    if settings.neftune_alpha and settings.neftune == "per-sequence":
        noise = SequenceNoise(model.get_input_embeddings(), settings.neftune_alpha)
    progress = Progress(job.name, job.folder / METRICS, meter, say, settings.progress_seconds)
    trainer = Tuner(
        meter=meter,
        noise=noise,
        model=begun,
        args=told,
        train_dataset=Dataset.from_list(sequences),
        data_collator=BranchCollator(_padding(tokenizer), _multiple()) if settings.share_records else None,
        processing_class=tokenizer,
        peft_config=None if settings.tuning == "full" or job.start else lora(settings),
        callbacks=[progress, Marking(job.training)],
    )
    if settings.tuning != "full":
        adapted: Any = trainer.model
        without_copies(adapted)
    trainer.remove_callback(PrinterCallback)  # Progress says it once, in words
    if settings.tensorboard:
        trainer.add_callback(TensorBoardCallback(event_writer(job.folder, job.name)))
    if settings.evaluate_rows:
        asked = read_rows(job.held_out, job.training.tasks)[: settings.evaluate_rows]
        judged = FormatRate(job.name, job.folder / METRICS, trainer, asked, say)
        judged.every, judged.reply_tokens = settings.evaluate_steps, settings.reply_tokens
        trainer.add_callback(judged)
    about = {"samples": len(rows), "examples": len({row.example_id for row in rows}), "longest_tokens": longest}
    return trainer, about


def sft_arguments(job: Job, settings: TuneSettings) -> SFTConfig:
    """Return the settings as TRL's."""
    by_library = settings.neftune_alpha and settings.neftune == "library"
    return SFTConfig(
        **arguments(settings, job),
        **tuned(settings),
        neftune_noise_alpha=settings.neftune_alpha if by_library else None,
        max_length=settings.max_length if settings.packing else None,
        packing=settings.packing,
        pad_to_multiple_of=None if settings.packing else _multiple(),
        completion_only_loss=True,
        remove_unused_columns=not settings.share_records,
    )


def tuned(settings: TuneSettings) -> dict[str, Any]:
    """Return what TRL's trainers are told of passes, batches and how the rate falls."""
    each = settings.per_device_batch_size * settings.processes
    return {
        "num_train_epochs": settings.epochs,
        "max_steps": settings.max_steps or -1,
        "per_device_train_batch_size": settings.per_device_batch_size,
        "gradient_accumulation_steps": settings.batch_size // each,
        "weight_decay": settings.weight_decay,
        "lr_scheduler_type": settings.scheduler,
        "save_steps": settings.checkpoint_steps,
    }


def end_token(model: Any, tokenizer: Any) -> int:
    """Return the token that the chat template ends a reply with, where generation stops at it; else the tokenizer's."""
    ends = end_tokens(model, tokenizer)
    turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "!"}]
    after = tokenizer.apply_chat_template(turns, tokenize=False).rpartition("!")[2]
    written = tokenizer(after, add_special_tokens=False)["input_ids"]
    return next((token for token in written if token in ends), tokenizer.eos_token_id)
