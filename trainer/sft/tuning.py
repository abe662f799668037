"""One model is trained on samples: settings become TRL's, a killed run goes on, a broken one stops with its last good.

Called by [sft] in its own process, or once a rank where several processes train together (ranks.py).
"""

import shutil
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import torch
from accelerate.utils import set_seed
from datasets import Dataset
from peft import PeftModel
from pydantic import Field, model_validator
from transformers import PrinterCallback
from transformers.integrations.integration_utils import TensorBoardCallback
from trl.trainer.sft_config import SFTConfig
from trl.trainer.sft_trainer import SFTTrainer

from trainer.adapters import without_copies
from trainer.generate import end_tokens
from trainer.model import ModelSettings, Training, computes_in, load_base, lora, quiet, save_plain
from trainer.progress import METRICS, Marking, Meter, Progress, last_whole, put_in_place, refuse_no_number
from trainer.sft.answer_loss import answer_loss
from trainer.sft.branches import BranchCollator, branched
from trainer.sft.format_rate import FormatRate
from trainer.sft.neftune import SequenceNoise
from trainer.sft.rows import Row, read_rows, refuse_longer, tokenised
from trainer.stopping import stopped_in_words

RATES = {"full": 5e-6, "lora": 1e-4, "qlora": 2e-4}
"""Learning rates where the recipe names none: table 1's for full tuning; adapters need more (methods M9)."""
LEAST_ADAPTER_RATE = 5e-5
SHARDED = ("fsdp2", "zero3")
_OF_BRANCHES = 4
"""Dimensions of a mask that says for each pair of tokens whether one sees the other."""


class TuneSettings(ModelSettings):
    """How one model is trained; the defaults are table 1 of the CCL25 report but for adapters and NEFTune."""

    batch_size: int = Field(default=32, ge=1)
    """Samples a step, over all devices; with share_records, records."""
    per_device_batch_size: int = Field(default=1, ge=1)
    """Samples a device takes at once; the rest of batch_size is accumulated."""
    learning_rate: float | None = Field(default=None, gt=0)
    """Highest learning rate; without one 5e-6 (full), 1e-4 (lora), 2e-4 (qlora)."""
    epochs: float = Field(default=6, gt=0)
    """Passes over the samples."""
    max_steps: int = Field(default=0, ge=0)
    """Stop after so many steps; 0: as many as the epochs take."""
    weight_decay: float = Field(default=0.01, ge=0)
    """AdamW's weight decay."""
    warmup: float = Field(default=0.1, ge=0)
    """Below 1 the share of steps over which the rate rises, else their number."""
    scheduler: Literal["linear", "cosine", "constant_with_warmup"] = "cosine"
    """How the rate falls after that."""
    max_grad_norm: float = Field(default=1.0, gt=0)
    """Gradients are scaled down to this norm."""
    optimizer: str = "adamw_torch_fused"
    """An optimiser of the transformers library; paged_adamw_8bit where memory is short."""
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
    gradient_checkpointing: bool | None = None
    """Recompute activations to save memory; without a choice: on a GPU yes, on a CPU no."""
    checkpoint_steps: int = Field(default=50, ge=1)
    """Write a checkpoint to go on from every so many steps."""
    keep_checkpoints: int = Field(default=2, ge=2)
    """How many of them are kept."""
    evaluate_rows: int = Field(default=0, ge=0)
    """Held-out samples answered at each evaluation, for the rate of well-formed answers."""
    evaluate_steps: int = Field(default=0, ge=0)
    """Evaluate every so many steps; 0: once an epoch."""
    reply_tokens: int = Field(default=512, ge=8)
    """Longest answer at those evaluations."""
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
        pushed = {"push_to_hub", "hub_model_id", "log_completions_hub_repo", "report_to"}
        if isinstance(given, dict) and (named := pushed & given.keys()):
            raise ValueError(f"{', '.join(sorted(named))} would send what patients' records taught; remove it")
        return given

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
        if self.processes > 1 and not self.accelerate:
            raise ValueError('processes > 1 needs accelerate = "ddp", "fsdp2" or "zero3"')
        if self.tuning == "qlora" and self.accelerate == "zero3":
            raise ValueError('4-bit weights cannot be sharded by ZeRO-3; use fsdp2, ddp, or tuning = "lora"')
        if self.evaluate_rows and self.accelerate in SHARDED:
            raise ValueError("sharded weights are not evaluated while training; set evaluate_rows = 0")
        return self

    @property
    def rate(self) -> float:
        """Return the learning rate, by the kind of tuning where none is set."""
        return self.learning_rate or RATES[self.tuning]

    def cautions(self) -> list[str]:
        """Name what is allowed and seldom meant (methods M57)."""
        said: list[str] = []
        if self.tuning != "full" and self.rate < LEAST_ADAPTER_RATE:
            said.append(f"learning_rate {self.rate:g} is a full tuning's; adapters need about 1e-4 to 2e-4")
        if self.tuning == "full" and self.rate > LEAST_ADAPTER_RATE:
            said.append(f"learning_rate {self.rate:g} is an adapter's; full tuning takes about 5e-6")
        if self.base.suffix == ".gguf":
            said.append("the base is a de-quantised GGUF: a little worse than the original weights")
        if self.packing and self.attention != "flash_attention_2":
            said.append("packing without flash attention computes every pair of a row: right, and slow on long rows")
        if not self.evaluate_rows and self.accelerate not in SHARDED:
            said.append("evaluate_rows is 0: an unstable answer format would go unseen until [evaluate]")
        return said


@dataclass(frozen=True, slots=True)
class Job:
    """One model to train in a stage's folder, on the samples there; `training` says what it will be."""

    folder: Path
    samples: Path
    training: Training

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
    set_seed(job.training.seed)
    if settings.threads:
        torch.set_num_threads(settings.threads)
    meter = Meter(settings.processes)
    less = "Lower per_device_batch_size or max_length, set gradient_checkpointing = true, or tune with qlora."
    with stopped_in_words(job.folder, job.name, less), quiet():
        trainer, about = _prepare(job, settings, say, meter)
        start = last_whole(job.checkpoints)
        if start is not None:
            say(f"{job.name}: goes on from step {start.name.rpartition('-')[2]}")
        trainer.train(resume_from_checkpoint=str(start) if start else None)
        _save(trainer, job, settings)
    return {**about, **_figures(trainer, meter)}


def _prepare(
    job: Job, settings: TuneSettings, say: Callable[[str], None], meter: Meter
) -> tuple[Tuner, dict[str, Any]]:
    rows = read_rows(job.samples / "train.jsonl", job.training.tasks, job.training.fold)
    arguments = _arguments(job, settings)  # before the model: ZeRO-3 shards it while it is loaded
    unpacked = Path(job.training.unpacked) if job.training.unpacked else None
    model, tokenizer = load_base(settings, unpacked=unpacked)
    encoded = tokenised(rows, tokenizer, end_token(model, tokenizer))
    longest = refuse_longer(rows, encoded, settings.max_length)
    sequences = branched(rows, encoded) if settings.share_records else encoded
    noise = None
    if settings.neftune_alpha and settings.neftune == "per-sequence":
        noise = SequenceNoise(model.get_input_embeddings(), settings.neftune_alpha)
    progress = Progress(job.name, job.folder / METRICS, meter, say, settings.progress_seconds)
    trainer = Tuner(
        meter=meter,
        noise=noise,
        model=model,
        args=arguments,
        train_dataset=Dataset.from_list(sequences),
        data_collator=BranchCollator(_padding(tokenizer)) if settings.share_records else None,
        processing_class=tokenizer,
        peft_config=None if settings.tuning == "full" else lora(settings),
        callbacks=[progress, Marking()],
    )
    if settings.tuning != "full":
        adapted: Any = trainer.model
        without_copies(adapted)
    trainer.remove_callback(PrinterCallback)  # Progress says it once, in words
    if settings.tensorboard:
        from torch.utils.tensorboard import SummaryWriter  # noqa: PLC0415 - seconds, and only where it is asked for

        trainer.add_callback(TensorBoardCallback(SummaryWriter(str(job.folder / "tensorboard" / job.name))))
    if settings.evaluate_rows:
        asked = _held_out(job)[: settings.evaluate_rows]
        judged = FormatRate(job.name, job.folder / METRICS, trainer, asked, say)
        judged.every, judged.reply_tokens = settings.evaluate_steps, settings.reply_tokens
        trainer.add_callback(judged)
    about = {"samples": len(rows), "examples": len({row.example_id for row in rows}), "longest_tokens": longest}
    return trainer, about


def _held_out(job: Job) -> list[Row]:
    """Return the held-out samples; where none were held out, those trained on: form can be judged on them, too."""
    held = job.samples / "heldout.jsonl"
    there = held.is_file() and held.stat().st_size > 0
    return read_rows(held if there else job.samples / "train.jsonl", job.training.tasks)


def _arguments(job: Job, settings: TuneSettings) -> SFTConfig:
    """Return the settings as TRL's."""
    gpu = torch.cuda.is_available()
    checkpointing = gpu if settings.gradient_checkpointing is None else settings.gradient_checkpointing
    each = settings.per_device_batch_size * settings.processes
    return SFTConfig(
        output_dir=str(job.checkpoints),
        num_train_epochs=settings.epochs,
        max_steps=settings.max_steps or -1,
        per_device_train_batch_size=settings.per_device_batch_size,
        gradient_accumulation_steps=settings.batch_size // each,
        learning_rate=settings.rate,
        weight_decay=settings.weight_decay,
        warmup_steps=settings.warmup,
        lr_scheduler_type=settings.scheduler,
        max_grad_norm=settings.max_grad_norm,
        optim=settings.optimizer,
        neftune_noise_alpha=settings.neftune_alpha
        if settings.neftune_alpha and settings.neftune == "library"
        else None,
        max_length=settings.max_length if settings.packing else None,
        packing=settings.packing,
        completion_only_loss=True,
        bf16=computes_in(settings) is torch.bfloat16,
        use_cpu=not gpu,
        ddp_backend="gloo" if settings.processes > 1 and not gpu else None,
        activation_checkpointing=checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False},
        dataloader_pin_memory=gpu,
        save_strategy="steps",
        save_steps=settings.checkpoint_steps,
        save_total_limit=settings.keep_checkpoints,
        logging_steps=1,
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        remove_unused_columns=not settings.share_records,
        report_to="none",
        push_to_hub=False,
        seed=job.training.seed,
        data_seed=job.training.seed,
    )


def _save(trainer: Tuner, job: Job, settings: TuneSettings) -> None:
    """Write the trained model aside, training.json last, and put it in place; its checkpoints are no longer needed."""
    aside = job.model.with_name(f"{job.name}.part")
    if settings.accelerate in SHARDED:
        trainer.save_model(str(aside))  # gathers the shards; every rank takes part
    if not trainer.is_world_process_zero():
        return
    if settings.accelerate not in SHARDED:
        shutil.rmtree(aside, ignore_errors=True)
        model: Any = trainer.accelerator.unwrap_model(trainer.model)
        if computes_in(settings) is torch.bfloat16 and not isinstance(model, PeftModel):
            model.to(torch.bfloat16)
        save_plain(model, trainer.processing_class, aside)  # pyright: ignore[reportArgumentType]
    for extra in ("training_args.bin", "README.md"):
        (aside / extra).unlink(missing_ok=True)
    job.training.after(trainer.state.global_step).write(aside)
    put_in_place(aside, job.model, job.checkpoints)


def end_token(model: Any, tokenizer: Any) -> int:
    """Return the token that the chat template ends a reply with, where generation stops at it; else the tokenizer's."""
    ends = end_tokens(model, tokenizer)
    turns = [{"role": "user", "content": "?"}, {"role": "assistant", "content": "!"}]
    after = tokenizer.apply_chat_template(turns, tokenize=False).rpartition("!")[2]
    written = tokenizer(after, add_special_tokens=False)["input_ids"]
    return next((token for token in written if token in ends), tokenizer.eos_token_id)


def _figures(trainer: Tuner, meter: Meter) -> dict[str, Any]:
    history = [row for row in trainer.state.log_history if "loss" in row]
    return {
        "steps": trainer.state.global_step,
        "first_loss": history[0]["loss"] if history else None,
        "last_loss": history[-1]["loss"] if history else None,
        **meter.figures(),
    }
