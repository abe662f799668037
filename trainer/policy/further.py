"""A trained model is tuned further on chosen prompts: towards their targets, or to prefer those to its wrong answers.

Called by [staged], in one process. The adapter itself goes on (or all weights do); preferences are held to the model
that went before.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import torch
from datasets import Dataset
from peft import get_peft_model
from transformers import PrinterCallback
from transformers.tokenization_utils_base import PreTrainedTokenizerBase
from trl.trainer.dpo_config import DPOConfig
from trl.trainer.dpo_trainer import DPOTrainer
from trl.trainer.sft_config import SFTConfig

from trainer.adapters import without_copies
from trainer.errors import DataError
from trainer.jobs import Start
from trainer.learning import arguments, begin, go_on, keep, losses
from trainer.model import Training, load_base, lora, quiet, with_adapter
from trainer.policy.prompts import Prompt
from trainer.progress import Marking, Meter, Progress, refuse_no_number
from trainer.sft.rows import Row, refuse_longer, tokenised
from trainer.sft.tuning import Tuner, TuneSettings, end_token, tuned
from trainer.stopping import stopped_in_words


@dataclass(frozen=True, slots=True)
class Step:
    """One stage of further tuning: from which model, into which folder, as what."""

    name: str
    start: Start
    folder: Path
    metrics: Path
    training: Training
    rate: float

    @property
    def model(self) -> Path:
        """Return where the tuned model goes."""
        return self.folder / "model"

    @property
    def checkpoints(self) -> Path:
        """Return where its checkpoints are until it is whole."""
        return self.folder / "checkpoints"


class Preferrer(DPOTrainer):
    """TRL's trainer on pairs that are tokens already, which counts tokens and stops before a bad step."""

    def __init__(self, *, meter: Meter, **arguments: Any) -> None:
        self._meter = meter
        super().__init__(**arguments)

    def _prepare_dataset(self, dataset: Any, *_: Any, **__: Any) -> Any:
        """Return the pairs as they are: prompt and answers are tokenised as at inference, not by the library."""
        return dataset

    def training_step(self, model: Any, inputs: dict[str, Any], *args: Any, **more: Any) -> torch.Tensor:
        """Train on one batch."""
        self._meter.tokens += int(inputs["attention_mask"].sum())
        return super().training_step(model, inputs, *args, **more)

    def _get_grad_norm(self, model: Any, grad_norm: Any = None) -> Any:
        """Return the gradients' norm; raise TrainingStoppedError where it is no number."""
        norm = super()._get_grad_norm(model, grad_norm=grad_norm)
        checkpoints = Path(str(self.args.output_dir))
        advice = f"Lower learning_rate (now {self.args.learning_rate:g})"
        refuse_no_number(norm, checkpoints.parent.name, self.state, checkpoints, advice)
        return norm


def open_start(settings: TuneSettings, start: Start) -> tuple[Any, PreTrainedTokenizerBase]:
    """Load what a policy starts as, so that its own weights or adapter go on learning; raise BaseModelError."""
    base = settings.model_copy(update={"base": start.base})
    model, tokenizer = load_base(base, unpacked=Path(start.unpacked) if start.unpacked else None)
    if not start.adapter:
        return (model if settings.tuning == "full" else get_peft_model(cast("Any", model), lora(settings))), tokenizer
    return with_adapter(model, start.adapter, trainable=True), tokenizer


def towards(
    prompts: Sequence[Prompt], step: Step, settings: TuneSettings, say: Callable[[str], None]
) -> dict[str, Any]:
    """Tune on the targets of prompts, going on from the last whole checkpoint; return the figures."""
    rows = [Row(each.messages, each.target, each.task, each.example_id, None) for each in prompts]

    def prepare(model: Any, tokenizer: PreTrainedTokenizerBase, meter: Meter) -> Any:
        encoded = tokenised(rows, tokenizer, end_token(model, tokenizer))
        refuse_longer(rows, encoded, settings.max_length)
        told = SFTConfig(**_arguments(step, settings), completion_only_loss=True, max_length=None)
        return Tuner(
            meter=meter,
            noise=None,
            model=model,
            args=told,
            train_dataset=Dataset.from_list(encoded),
            processing_class=tokenizer,
        )

    return _tune(step, settings, prepare, say)


def preferring(
    pairs: Sequence[tuple[Prompt, str]],
    step: Step,
    settings: TuneSettings,
    beta: float,
    say: Callable[[str], None],
) -> dict[str, Any]:
    """Tune to prefer each prompt's target to the answer beside it (DPO); return the figures."""

    def prepare(model: Any, tokenizer: PreTrainedTokenizerBase, meter: Meter) -> Any:
        encoded = _pairs(pairs, tokenizer, end_token(model, tokenizer), settings.max_length)
        reference = open_start(settings, step.start)[0] if settings.tuning == "full" else None
        told = DPOConfig(**_arguments(step, settings), beta=beta, max_length=None)
        return Preferrer(
            meter=meter,
            model=model,
            ref_model=reference,
            args=told,
            train_dataset=Dataset.from_list(encoded),
            processing_class=tokenizer,
        )

    return _tune(step, settings, prepare, say)


def _tune(
    step: Step, settings: TuneSettings, prepare: Callable[..., Any], say: Callable[[str], None]
) -> dict[str, Any]:
    begin(settings, step.training.seed)
    meter = Meter()
    lower = "Lower per_device_batch_size or max_length, set gradient_checkpointing = true, or tune with qlora."
    with quiet(), stopped_in_words(step.folder, step.name, lower):
        model, tokenizer = open_start(settings, step.start)
        trainer = prepare(model, tokenizer, meter)
        if settings.tuning != "full":
            without_copies(trainer.model)
        for callback in (
            Progress(step.name, step.metrics, meter, say, settings.progress_seconds),
            Marking(step.training),
        ):
            trainer.add_callback(callback)
        trainer.remove_callback(PrinterCallback)  # Progress says it once, in words
        go_on(trainer, step.name, step.checkpoints, say)
        keep(trainer, step, settings)
    return {"steps": trainer.state.global_step, **losses(trainer.state.log_history), **meter.figures()}


def _arguments(step: Step, settings: TuneSettings) -> dict[str, Any]:
    """Return what both of TRL's trainers are told."""
    return {**arguments(settings, step, learning_rate=step.rate), **tuned(settings)}


def _pairs(
    pairs: Sequence[tuple[Prompt, str]], tokenizer: PreTrainedTokenizerBase, end: int, most: int
) -> list[dict[str, list[int]]]:
    """Return the pairs as tokens; raise DataError where one is longer than may be: answers are not cut."""
    wanted = [Row(prompt.messages, prompt.target, prompt.task, prompt.example_id, None) for prompt, _ in pairs]
    unwanted = [Row(prompt.messages, text, prompt.task, prompt.example_id, None) for prompt, text in pairs]
    encoded: list[dict[str, list[int]]] = []
    for chosen, rejected in zip(tokenised(wanted, tokenizer, end), tokenised(unwanted, tokenizer, end), strict=True):
        asked = sum(label < 0 for label in chosen["labels"])
        ids = {"chosen_ids": chosen["input_ids"][asked:], "rejected_ids": rejected["input_ids"][asked:]}
        encoded.append({"prompt_ids": chosen["input_ids"][:asked], **ids})
    longest = max(len(each["prompt_ids"]) + max(len(each["chosen_ids"]), len(each["rejected_ids"])) for each in encoded)
    if longest > most:
        raise DataError(
            f"A pair has {longest} tokens, more than max_length {most}.", f"Set max_length = {longest} in [staged]."
        )
    return encoded
