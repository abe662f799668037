"""One policy is trained: settings become TRL's, a killed run goes on at a rollout's end, a broken one stops in words.

Called by [grpo] and [reinforce] in their own process, or once a rank where several processes train together.
"""

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from datasets import Dataset
from transformers import PrinterCallback
from trl.trainer.grpo_config import GRPOConfig

from trainer.adapters import without_copies
from trainer.errors import DataError
from trainer.examples import read_examples
from trainer.generate import prompt_tokens
from trainer.learning import Job, arguments, begin, go_on, keep
from trainer.model import load_base, lora, quiet, with_adapter
from trainer.policy.curriculum import chosen, read_rollouts, split_share
from trainer.policy.filtering import Switch
from trainer.policy.hinting import Hinting
from trainer.policy.prompts import Prompt, Stream, read_prompts
from trainer.policy.rollouts import Roller
from trainer.policy.settings import PolicySettings
from trainer.policy.trainer import PolicyTrainer
from trainer.policy.watch import Watch
from trainer.progress import Marking, Meter
from trainer.stopping import stopped_in_words

_FEWEST_COMPLETIONS = 2


@dataclass(frozen=True, slots=True)
class PolicyJob(Job):
    """One policy to train.

    `dataset` holds the examples that an SFT:RL split parts, `measured` the pass rates that a curriculum goes by.
    """

    dataset: str = ""
    measured: str = ""


def train(job: PolicyJob, settings: PolicySettings, say: Callable[[str], None]) -> dict[str, Any]:
    """Train one policy into job.model, going on from the last whole checkpoint, and return its figures.

    Raises DataError, BaseModelError, TrainingStoppedError (NaN), RunError (full disk, GPU memory).
    """
    begin(settings, job.training.seed)
    meter = Meter(settings.processes)
    lower = "Lower per_device_batch_size, rollout_rows or reply_tokens, or tune with qlora."
    with quiet(), stopped_in_words(job.folder, job.name, lower):
        trainer, watch, about = _prepare(job, settings, say, meter)
        go_on(trainer, job.name, job.checkpoints, say, trainer.restore)
        keep(trainer, job, settings)
    return {**about, **_figures(trainer, watch, meter)}


def prompts_for(job: PolicyJob, settings: PolicySettings) -> list[Prompt]:
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
    job: PolicyJob, settings: PolicySettings, say: Callable[[str], None], meter: Meter
) -> tuple[PolicyTrainer, Watch, dict[str, Any]]:
    prompts = prompts_for(job, settings)
    told = grpo_arguments(job, settings, len(prompts))  # before the model: ZeRO-3 shards it while it is loaded
    for line in _unfiltered(settings, told.max_steps, len(prompts)):
        say(f"{job.name}: caution: {line}")
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
    continued = with_adapter(model, job.start, trainable=True) if job.start else model  # TRL keeps it as reference, too
    trainer = PolicyTrainer(
        settings=settings,
        estimate=settings.estimate(),
        roller=roller,
        meter=meter,
        model=continued,
        args=told,
        train_dataset=Dataset.from_dict({"prompt": [""]}),  # the stream gives the prompts
        processing_class=tokenizer,
        peft_config=None if settings.tuning == "full" or job.start else lora(settings),
        callbacks=[watch, Marking(job.training)],
    )
    if settings.tuning != "full":
        adapted: Any = trainer.model
        without_copies(adapted)
    watch.trainer = trainer
    trainer.remove_callback(PrinterCallback)  # Watch says it once, in words
    examples = len({prompt.example_id for prompt in prompts})
    return trainer, watch, {"prompts": len(prompts), "examples": examples, "longest_prompt_tokens": longest}


def _unfiltered(settings: PolicySettings, steps: int, prompts: int) -> list[str]:
    """Return the caution of a filter that comes too late, which the settings may not know without the prompts."""
    rollouts = math.ceil(steps / (settings.updates * settings.iterations))
    passes = (rollouts - 1) * min(settings.prompts_per_rollout / prompts, 1)  # a rollout shows the plateau one figure
    return [line for line in settings.unfiltered(rollouts, passes) if line not in settings.cautions()]


def _held_out(job: PolicyJob, settings: PolicySettings) -> list[Prompt]:
    """Return the first held-out prompts to judge on; where none were held out, the first that are trained on."""
    if not settings.evaluate_prompts:
        return []
    return read_prompts(job.held_out, job.training.tasks)[: settings.evaluate_prompts]


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


def grpo_arguments(job: PolicyJob, settings: PolicySettings, prompts: int) -> GRPOConfig:
    """Return the settings as TRL's."""
    accumulated = settings.update_rows // settings.per_device_batch_size
    each_rollout = settings.updates * settings.iterations
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
        **arguments(settings, job),
        max_steps=settings.max_steps or settings.rollouts_of(prompts, settings.epochs) * each_rollout,
        per_device_train_batch_size=settings.per_device_batch_size,
        gradient_accumulation_steps=accumulated,
        steps_per_generation=accumulated * settings.updates,
        num_generations=settings.group_size if settings.group_size >= _FEWEST_COMPLETIONS else whole,
        max_completion_length=settings.reply_tokens,
        temperature=settings.temperature,
        beta=settings.kl.beta,
        disable_dropout=True,  # so that what drew a completion is what is learned from
        weight_decay=settings.weight_decay,
        lr_scheduler_type=settings.scheduler,
        ddp_find_unused_parameters=False if settings.processes > 1 else None,
        save_steps=settings.checkpoint_rollouts * each_rollout,
        **(vllm if settings.rollouts == "vllm" else {}),
    )


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
