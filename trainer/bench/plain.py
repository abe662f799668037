"""What DxDesk's training is held against: TRL's own trainer with the same configuration, and nothing else."""

from pathlib import Path
from typing import Any

from datasets import Dataset
from transformers import AutoModelForCausalLM, AutoTokenizer, TrainerCallback, TrainerControl, TrainerState
from transformers.training_args import TrainingArguments
from trl.trainer.grpo_trainer import GRPOTrainer
from trl.trainer.sft_trainer import SFTTrainer

from trainer.bench.figures import Figures
from trainer.jsonfiles import read_lines
from trainer.learning import Job, begin
from trainer.model import computes_in, four_bit, lora, quiet
from trainer.policy.settings import PolicySettings
from trainer.policy.training import PolicyJob, grpo_arguments
from trainer.progress import Meter
from trainer.sft.tuning import TuneSettings, sft_arguments


class Clock(TrainerCallback):
    """Measures the steps."""

    def __init__(self) -> None:
        self.meter = Meter()

    def on_train_begin(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Start."""
        self.meter.begin()

    def on_step_end(self, args: TrainingArguments, state: TrainerState, control: TrainerControl, **_: Any) -> None:  # noqa: ARG002 - the library's signature
        """Count the step."""
        self.meter.step()


def sft(job: Job, settings: TuneSettings, base: Path) -> Figures:
    """Fine-tune on the job's samples as a script does: prompts and completions as they are, adapters by the library."""
    rows = [{name: row[name] for name in ("prompt", "completion")} for row in read_lines(job.samples / "train.jsonl")]
    told = sft_arguments(job, settings)
    told.remove_unused_columns, told.max_length, told.pad_to_multiple_of = True, settings.max_length, None
    return _trained(SFTTrainer, base, settings, job.training.seed, args=told, train_dataset=Dataset.from_list(rows))


def grpo(job: PolicyJob, settings: PolicySettings, base: Path) -> Figures:
    """Reinforce on the job's prompts as a script does; the reward costs nothing and tells completions apart."""
    rows = [{"prompt": row["prompt"]} for row in read_lines(job.samples / "train.jsonl")]
    told = grpo_arguments(job, settings, len(rows))
    return _trained(
        GRPOTrainer,
        base,
        settings,
        job.training.seed,
        args=told,
        train_dataset=Dataset.from_list(rows),
        reward_funcs=_some_reward,
    )


def _some_reward(completions: list[Any], **_: Any) -> list[float]:
    return [float(len(completion[0]["content"]) % 7) for completion in completions]


def _trained(trainer: Any, base: Path, settings: TuneSettings | PolicySettings, seed: int, **more: Any) -> Figures:
    begin(settings, seed)
    compute = computes_in(settings)
    loading: dict[str, Any] = {"attn_implementation": settings.attention, "dtype": compute}
    if settings.tuning == "full":
        loading["dtype"] = "float32"
    if settings.tuning == "qlora":
        loading["quantization_config"] = four_bit(compute)
    clock = Clock()
    with quiet():
        trainer(
            model=AutoModelForCausalLM.from_pretrained(str(base), local_files_only=True, **loading),
            processing_class=AutoTokenizer.from_pretrained(str(base), local_files_only=True),
            peft_config=None if settings.tuning == "full" else lora(settings),
            callbacks=[clock],
            **more,
        ).train()
    return Figures.of(clock.meter.figures())
