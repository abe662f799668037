"""One classification head is trained: its losses, weight averaging and perturbation on transformers' trainer.

Called by [classifier], once for each head and fold. A killed training goes on from its last whole checkpoint.
"""

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Literal

import torch
from accelerate.utils import set_seed
from pydantic import Field
from torch import Tensor
from torch.nn.functional import cross_entropy
from torch.optim.lr_scheduler import LambdaLR
from transformers import PrinterCallback, Trainer, TrainingArguments

from app.coding.example import Example
from app.coding.scope import Task
from trainer.classifier.awp import AwpSettings, matrices, perturbed
from trainer.classifier.heads import About, Head, Reader, longest_input, new_head, pad
from trainer.classifier.swa import SwaCallback, SwaSettings
from trainer.classifier.zlpr import OthersLoss, others_loss
from trainer.errors import RunError
from trainer.learning import go_on
from trainer.model import ModelSettings, quiet
from trainer.progress import METRICS, Marking, Meter, Progress, last_whole, put_in_place, refuse_no_number
from trainer.recipe import Settings
from trainer.stopping import stopped_in_words

RATES = {"full": 2e-5, "lora": 1e-4, "qlora": 2e-4}
"""Learning rates where the recipe names none; the report gives none for this branch."""


class HeadSettings(Settings):
    """How a head is trained."""

    loss: OthersLoss = "zlpr"
    """Loss of the others: ZLPR, or binary cross-entropy. The principal's is cross-entropy."""
    max_tokens: int = Field(default=4096, ge=16)
    """Tokens of a record that are read; longer ones are shortened section by section, as at work."""
    epochs: float = Field(default=5, gt=0)
    """Passes over the examples."""
    batch_size: int = Field(default=8, ge=1)
    """Records a device takes at once."""
    accumulation: int = Field(default=1, ge=1)
    """Batches whose gradients make one step."""
    learning_rate: float | None = Field(default=None, gt=0)
    """Highest learning rate; without one 2e-5 (full), 1e-4 (lora), 2e-4 (qlora)."""
    weight_decay: float = Field(default=0.01, ge=0)
    """AdamW's weight decay."""
    warmup: float = Field(default=0.1, ge=0, lt=1)
    """Share of the steps over which the rate rises."""
    scheduler: Literal["linear", "cosine", "constant_with_warmup"] = "linear"
    """How the rate falls after that; with [classifier.swa] it falls to a share and is held."""
    max_grad_norm: float = Field(default=1.0, gt=0)
    """Gradients are scaled down to this norm."""
    gradient_checkpointing: bool = False
    """Recompute activations to save memory."""
    checkpoint_steps: int = Field(default=50, ge=1)
    """Write a checkpoint to go on from every so many steps."""


@dataclass(frozen=True, slots=True)
class HeadJob:
    """One head to train in a stage's folder; `about` says what it will be."""

    folder: Path
    about: About
    base: ModelSettings
    settings: HeadSettings
    swa: SwaSettings | None = None
    awp: AwpSettings | None = None

    @property
    def model(self) -> Path:
        """Return where the trained head goes."""
        return self.folder / "models" / self.about.name

    @property
    def checkpoints(self) -> Path:
        """Return where its checkpoints are until it is whole."""
        return self.folder / "checkpoints" / self.about.name


class HeadTrainer(Trainer):
    """transformers' trainer with the heads' losses, a second look at perturbed weights, and a stop at no number."""

    loss_is_scaled_for_ga = False

    def __init__(self, *, job: HeadJob, meter: Meter, **arguments: Any) -> None:
        self._job, self._meter = job, meter
        super().__init__(**arguments)
        refuse_sharded(job.awp, sharded=self.is_deepspeed_enabled or self.is_fsdp_enabled)

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,  # noqa: FBT001, FBT002 - the library's signature
        num_items_in_batch: Any = None,  # noqa: ARG002 - as above
    ) -> Any:
        """Return the batch's mean loss."""
        losses, outputs = self._losses(model, inputs)
        return (losses.mean(), outputs) if return_outputs else losses.mean()

    def training_step(self, model: Any, inputs: dict[str, Any], *args: Any, **more: Any) -> Tensor:
        """Train on one batch: at the weights, and from the start epoch on at the perturbed ones (trainer.awp)."""
        self._meter.tokens += int(inputs["attention_mask"].sum())
        loss = super().training_step(model, inputs, *args, **more)
        awp = self._job.awp
        if awp is not None and (self.state.epoch or 0) >= awp.start_epoch:
            prepared = self._prepare_inputs(inputs)

            def losses() -> Tensor:
                with self.compute_loss_context_manager():
                    return self._losses(model, prepared)[0]

            with perturbed(matrices(model), awp, losses):
                super().training_step(model, inputs, *args, **more)
        return loss

    def create_scheduler(self, num_training_steps: int, optimizer: Any = None) -> Any:
        """Hold the rate while weights are averaged; else as the settings name it."""
        swa = self._job.swa
        if swa is None:
            return super().create_scheduler(num_training_steps, optimizer)
        if self.lr_scheduler is None:
            warmup = round(self._job.settings.warmup * num_training_steps)
            steps = num_training_steps
            chosen: Any = optimizer or self.optimizer
            self.lr_scheduler = LambdaLR(chosen, lambda step: swa.factor(step, steps, warmup))
        return self.lr_scheduler

    def _losses(self, model: Any, inputs: dict[str, Any]) -> tuple[Tensor, Any]:
        """Return the loss of each record, (n,): the sum over the head's tasks."""
        about = self._job.about
        outputs = model(input_ids=inputs["input_ids"], attention_mask=inputs["attention_mask"])
        logits = outputs.logits.float()
        split = logits.shape[1] - about.width_of_others
        losses = torch.zeros(len(logits), device=logits.device)
        if Task.PRINCIPAL in about.tasks:
            losses = losses + cross_entropy(logits[:, :split], inputs["principal"], reduction="none")
        if Task.OTHERS in about.tasks:
            losses = losses + others_loss(self._job.settings.loss, logits[:, split:], inputs["others"])
        return losses, outputs

    def _get_grad_norm(self, model: Any, grad_norm: Any = None) -> Any:
        """Return the gradients' norm; raise TrainingStoppedError where it is no number, as a NaN loss makes it."""
        norm = super()._get_grad_norm(model, grad_norm=grad_norm)
        advice = f"Lower learning_rate (now {self.args.learning_rate:g}) or train in fp32"
        refuse_no_number(norm, self._job.about.name, self.state, self._job.checkpoints, advice)
        return norm


def refuse_sharded(awp: AwpSettings | None, *, sharded: bool) -> None:
    """Raise RunError where weights are to be perturbed that no process holds whole (ZeRO-3, FSDP)."""
    if awp is not None and sharded:
        raise RunError(
            "[classifier.awp] moves whole matrices, and here they are sharded over processes.",
            "Train on one GPU, or leave the table out.",
        )


def tune_head(job: HeadJob, examples: Sequence[Example], say: Callable[[str], None]) -> dict[str, Any]:
    """Train one head on examples into job.model, going on from the last whole checkpoint, and return its figures.

    Raises DataError on codes outside the scope and records that do not fit, BaseModelError, TrainingStoppedError (NaN),
    RunError (full disk, GPU memory).
    """
    less = "Lower batch_size or max_tokens, set gradient_checkpointing = true, or tune with lora or qlora."
    with stopped_in_words(job.folder, job.about.name, less):
        head, figures = _tuned(job, examples, say)
        _keep(head, job)
    return figures


def _tuned(job: HeadJob, examples: Sequence[Example], say: Callable[[str], None]) -> tuple[Head, dict[str, Any]]:
    set_seed(job.about.seed)
    model, tokenizer = new_head(job.base, job.about)
    if job.settings.gradient_checkpointing:
        name = "activation_checkpointing_enable"  # transformers before 5.20 calls it gradient_checkpointing_enable
        getattr(model, name, model.gradient_checkpointing_enable)({"use_reentrant": False})
    reader = Reader(tokenizer, longest_input(model, job.settings.max_tokens))
    rows = _rows(job.about, reader, examples)
    meter = Meter()
    extra = [SwaCallback(job.swa, last_whole(job.checkpoints))] if job.swa else []
    trainer = HeadTrainer(
        job=job,
        meter=meter,
        model=model,
        args=_arguments(job),
        train_dataset=rows,
        data_collator=lambda batch: _collated(tokenizer, batch),
        callbacks=[Progress(job.about.name, job.folder / METRICS, meter, say), *extra, Marking()],
    )
    trainer.remove_callback(PrinterCallback)
    with quiet():
        go_on(trainer, job.about.name, job.checkpoints, say)
    about = replace(job.about, max_tokens=reader.max_tokens, steps=trainer.state.global_step)
    figures = {
        "examples": len(examples),
        "shortened": reader.shortened,
        "steps": trainer.state.global_step,
        **meter.figures(),
    }
    return Head(trainer.accelerator.unwrap_model(trainer.model), reader, about), figures


def _keep(head: Head, job: HeadJob) -> None:
    """Write a trained head aside, head.json last, and put it in place; its checkpoints are no longer needed."""
    aside = job.model.with_name(f"{job.about.name}.part")
    shutil.rmtree(aside, ignore_errors=True)
    with quiet():
        head.model.save_pretrained(aside)
        head.reader.tokenizer.save_pretrained(str(aside))
    (aside / "README.md").unlink(missing_ok=True)
    head.about.write(aside)
    put_in_place(aside, job.model, job.checkpoints)


def _rows(about: About, reader: Reader, examples: Sequence[Example]) -> list[dict[str, Any]]:
    principals = about.labels.principal_columns(examples) if Task.PRINCIPAL in about.tasks else [0] * len(examples)
    others = about.labels.other_rows(examples)
    return [
        {"tokens": reader.tokens(example.record), "principal": int(principal), "others": other}
        for example, principal, other in zip(examples, principals, others, strict=True)
    ]


def _collated(tokenizer: Any, batch: Sequence[dict[str, Any]]) -> dict[str, Tensor]:
    """Pad a batch: input_ids and attention_mask (n, longest), principal (n,), others (n, codes)."""
    return {
        **pad(tokenizer, [row["tokens"] for row in batch]),
        "principal": torch.tensor([row["principal"] for row in batch]),
        "others": torch.stack([torch.as_tensor(row["others"]) for row in batch]).float(),
    }


def _arguments(job: HeadJob) -> TrainingArguments:
    settings, gpu = job.settings, torch.cuda.is_available()
    return TrainingArguments(
        output_dir=str(job.checkpoints),
        num_train_epochs=settings.epochs,
        per_device_train_batch_size=settings.batch_size,
        gradient_accumulation_steps=settings.accumulation,
        learning_rate=settings.learning_rate or RATES[job.base.tuning],
        weight_decay=settings.weight_decay,
        warmup_steps=settings.warmup,
        lr_scheduler_type=settings.scheduler,
        max_grad_norm=settings.max_grad_norm,
        bf16=job.about.dtype == "bf16",
        use_cpu=not gpu,
        dataloader_pin_memory=gpu,
        remove_unused_columns=False,
        save_strategy="steps",
        save_steps=settings.checkpoint_steps,
        save_total_limit=2,
        logging_steps=1,
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        report_to="none",
        push_to_hub=False,
        seed=job.about.seed,
        data_seed=job.about.seed,
    )
