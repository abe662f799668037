"""One policy is trained: settings become TRL's, a killed run goes on at a rollout's end, a broken one stops in words.

Called by [grpo] and [reinforce] in their own process, or once a rank where several processes train together.
"""

import math
import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate.utils import set_seed
from datasets import Dataset
from peft import PeftModel
from transformers import PrinterCallback
from trl.trainer.grpo_config import GRPOConfig

from trainer.errors import BaseModelError, DataError
from trainer.examples import read_examples
from trainer.generate import prompt_tokens
from trainer.model import Training, computes_in, load_base, lora, quiet, save_plain
from trainer.policy.curriculum import chosen, read_rollouts, split_share
from trainer.policy.filtering import Switch
from trainer.policy.hinting import Hinting
from trainer.policy.prompts import Prompt, Stream, drg_titles, read_prompts
from trainer.policy.rollouts import Roller
from trainer.policy.settings import SHARDED, PolicySettings
from trainer.policy.trainer import PolicyTrainer
from trainer.policy.watch import Watch
from trainer.progress import Marking, Meter, last_whole, put_in_place
from trainer.stopping import stopped_in_words

_FEWEST_COMPLETIONS = 2


@dataclass(frozen=True, slots=True)
class Job:
    """One policy to train in a stage's folder; `training` says what it will be.

    `start` is the adapter it goes on with ("" for none), `dataset` the examples that an SFT:RL split parts, `measured`
    the pass rates that a curriculum goes by.
    """

    folder: Path
    samples: Path
    training: Training
    start: str = ""
    dataset: str = ""
    measured: str = ""

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


def train(job: Job, settings: PolicySettings, say: Callable[[str], None]) -> dict[str, Any]:
    """Train one policy into job.model, going on from the last whole checkpoint, and return its figures.

    Raises DataError, BaseModelError, TrainingStoppedError (NaN), RunError (full disk, GPU memory).
    """
    set_seed(job.training.seed)
    if settings.threads:
        torch.set_num_threads(settings.threads)
    meter = Meter(settings.processes)
    lower = "Lower per_device_batch_size, rollout_rows or reply_tokens, or tune with qlora."
    with quiet(), stopped_in_words(job.folder, job.name, lower):
        trainer, watch, about = _prepare(job, settings, say, meter)
        start = last_whole(job.checkpoints)
        if start is not None:
            say(f"{job.name}: goes on from step {start.name.rpartition('-')[2]}")
            trainer.restore(start)
        trainer.train(resume_from_checkpoint=str(start) if start else None)
        _save(trainer, job, settings)
    return {**about, **_figures(trainer, watch, meter)}


def prompts_for(job: Job, settings: PolicySettings) -> list[Prompt]:
    """Return the prompts to roll out, in the curriculum's order; raise DataError where none is left."""
    prompts = read_prompts(job.samples / "train.jsonl", job.training.tasks)
    if job.dataset:
        examples = read_examples(Path(job.dataset) / "train.jsonl")
        shares = split_share(examples, settings.curriculum.sft_share, job.training.seed)
        ours = {example.example_id for example in shares.rl}
        prompts = [prompt for prompt in prompts if prompt.example_id in ours]
    if job.measured:
        keys = list(dict.fromkeys(prompt.key for prompt in prompts))
        order = chosen(keys, read_rollouts(Path(job.measured)), settings.curriculum.order)
        place = {key: number for number, key in enumerate(order)}
        prompts = sorted((prompt for prompt in prompts if prompt.key in place), key=lambda prompt: place[prompt.key])
    if not prompts:
        raise DataError("The split leaves reinforcement learning no prompt.", "Lower curriculum.sft_share.")
    return prompts


def _prepare(
    job: Job, settings: PolicySettings, say: Callable[[str], None], meter: Meter
) -> tuple[PolicyTrainer, Watch, dict[str, Any]]:
    prompts = prompts_for(job, settings)
    arguments = _arguments(job, settings, len(prompts))  # before the model: ZeRO-3 shards it while it is loaded
    unpacked = Path(job.training.unpacked) if job.training.unpacked else None
    model, tokenizer = load_base(settings, unpacked=unpacked)
    tokenise = partial(prompt_tokens, tokenizer)
    longest = _refuse_longer(prompts, [len(tokenise(prompt.messages)) for prompt in prompts], settings)
    hinting = Hinting(prompts, settings.hints) if settings.hints.probability else None
    roller = Roller(
        prompts=prompts,
        stream=Stream(len(prompts), job.training.seed, shuffle=settings.curriculum.order != "easy-to-hard"),
        switch=Switch(settings.filter),
        tokenise=tokenise,
        rewards=settings.reward,
        filtering=settings.filter,
        group_size=settings.group_size,
        temperature=settings.temperature,
        reply_tokens=settings.reply_tokens,
        seed=job.training.seed,
        hinting=hinting,
        pieces=lambda text: [
            str(tokenizer.decode([token])) for token in tokenizer(text, add_special_tokens=False)["input_ids"]
        ],
    )
    watch = Watch(job.name, job.folder, settings, meter, say, _held_out(job, settings))
    continued = _continued(model, job.start) if job.start else model
    trainer = PolicyTrainer(
        settings=settings,
        estimate=settings.estimate(),
        roller=roller,
        meter=meter,
        model=continued,
        args=arguments,
        train_dataset=Dataset.from_dict({"prompt": [""]}),  # the stream gives the prompts
        processing_class=tokenizer,
        peft_config=None if settings.tuning == "full" or job.start else lora(settings),
        callbacks=[watch, Marking()],
    )
    watch.trainer = trainer
    trainer.remove_callback(PrinterCallback)  # Watch says it once, in words
    examples = len({prompt.example_id for prompt in prompts})
    return trainer, watch, {"prompts": len(prompts), "examples": examples, "longest_prompt_tokens": longest}


def _continued(model: Any, adapter: str) -> Any:
    """Put the adapter that [sft] left on the base, to be trained on; TRL keeps a frozen copy of it as the reference."""
    try:
        return PeftModel.from_pretrained(model, adapter, is_trainable=True)
    except (OSError, ValueError, RuntimeError, KeyError) as error:
        said = (str(error).strip().splitlines() or [type(error).__name__])[0][:200]
        raise BaseModelError(f"The adapter in {adapter} cannot be loaded: {said}", "Train it again.") from error


def _held_out(job: Job, settings: PolicySettings) -> list[Prompt]:
    """Return the first held-out prompts to judge on; where none were held out, the first that are trained on."""
    if not settings.evaluate_prompts:
        return []
    held = job.samples / "heldout.jsonl"
    there = held.is_file() and held.stat().st_size > 0
    titles = drg_titles()
    prompts = read_prompts(held if there else job.samples / "train.jsonl", job.training.tasks, titles)
    return prompts[: settings.evaluate_prompts]


def _refuse_longer(prompts: Sequence[Prompt], lengths: Sequence[int], settings: PolicySettings) -> int:
    """Return the longest prompt's tokens; raise DataError naming prompts that are longer than may be: none is cut."""
    longest = max(lengths)
    if longest > settings.max_prompt_tokens:
        long = [
            prompt.key for prompt, length in zip(prompts, lengths, strict=True) if length > settings.max_prompt_tokens
        ]
        raise DataError(
            f"{len(long)} of {len(prompts)} prompts are longer than max_prompt_tokens {settings.max_prompt_tokens}, "
            f"the longest {longest} tokens ({', '.join(long[:3])}{' …' if len(long) > 3 else ''}).",
            f"Set max_prompt_tokens = {longest}, or a smaller token budget in [samples].",
        )
    return longest


def _arguments(job: Job, settings: PolicySettings, prompts: int) -> GRPOConfig:
    """Return the settings as TRL's."""
    gpu = torch.cuda.is_available()
    checkpointing = gpu if settings.gradient_checkpointing is None else settings.gradient_checkpointing
    accumulated = settings.update_rows // settings.per_device_batch_size
    each_rollout = settings.updates * settings.iterations
    passes = max(1, round(prompts / settings.prompts_per_rollout)) * each_rollout
    whole = settings.prompts_per_rollout * settings.group_size
    vllm = {
        "use_vllm": True,
        "vllm_mode": "colocate",
        "vllm_gpu_memory_utilization": settings.vllm_memory,
        "vllm_max_model_length": settings.max_prompt_tokens + settings.reply_tokens,
        "vllm_enable_sleep_mode": True,
        "vllm_importance_sampling_correction": False,  # by default it leaves whole sequences out, without a word
    }
    return GRPOConfig(
        output_dir=str(job.checkpoints),
        max_steps=settings.max_steps or math.ceil(settings.epochs * passes),
        per_device_train_batch_size=settings.per_device_batch_size,
        gradient_accumulation_steps=accumulated,
        steps_per_generation=accumulated * settings.updates,
        num_generations=settings.group_size if settings.group_size >= _FEWEST_COMPLETIONS else whole,
        max_completion_length=settings.reply_tokens,
        temperature=settings.temperature,
        beta=settings.kl.beta,
        disable_dropout=True,  # so that what drew a completion is what is learned from
        learning_rate=settings.rate,
        weight_decay=settings.weight_decay,
        warmup_steps=settings.warmup,
        lr_scheduler_type=settings.scheduler,
        max_grad_norm=settings.max_grad_norm,
        optim=settings.optimizer,
        bf16=computes_in(settings) is torch.bfloat16,
        use_cpu=not gpu,
        ddp_backend="gloo" if settings.processes > 1 and not gpu else None,
        ddp_find_unused_parameters=False if settings.processes > 1 else None,
        activation_checkpointing=checkpointing,
        activation_checkpointing_kwargs={"use_reentrant": False},
        dataloader_pin_memory=gpu,
        save_strategy="steps",
        save_steps=settings.checkpoint_rollouts * each_rollout,
        save_total_limit=settings.keep_checkpoints,
        logging_steps=1,
        logging_nan_inf_filter=False,
        disable_tqdm=True,
        report_to="none",
        push_to_hub=False,
        seed=job.training.seed,
        data_seed=job.training.seed,
        **(vllm if settings.rollouts == "vllm" else {}),
    )


def _save(trainer: PolicyTrainer, job: Job, settings: PolicySettings) -> None:
    """Write the trained model aside, training.json last, and put it in place; its checkpoints are no longer needed."""
    aside = job.model.with_name(f"{job.name}.part")
    model: Any = trainer.accelerator.unwrap_model(trainer.model)
    if "ref" in getattr(model, "peft_config", {}):
        model.delete_adapter("ref")
    if settings.accelerate in SHARDED:
        trainer.save_model(str(aside))  # gathers the shards; every rank takes part
    if not trainer.is_world_process_zero():
        return
    if settings.accelerate not in SHARDED:
        shutil.rmtree(aside, ignore_errors=True)
        if computes_in(settings) is torch.bfloat16 and not isinstance(model, PeftModel):
            model.to(torch.bfloat16)
        save_plain(model, trainer.processing_class, aside)  # pyright: ignore[reportArgumentType]
    for extra in ("training_args.bin", "README.md"):
        (aside / extra).unlink(missing_ok=True)
    job.training.after(trainer.state.global_step).write(aside)
    put_in_place(aside, job.model, job.checkpoints)


def _figures(trainer: PolicyTrainer, watch: Watch, meter: Meter) -> dict[str, Any]:
    counts = trainer.counts
    return {
        "steps": trainer.state.global_step,
        "rollouts": trainer.rollouts,
        "first_reward": watch.rewards[0] if watch.rewards else None,
        "last_reward": watch.rewards[-1] if watch.rewards else None,
        **{f"heldout_{name.replace('/', '_')}": round(value, 4) for name, value in watch.heldout.items()},
        "groups": counts.generated,
        "groups_dropped": counts.dropped,
        "share_generating": round(min(trainer.seconds_generating / max(meter.seconds, 1e-9), 1.0), 4),
        **meter.figures(),
    }
