"""A [grpo] or [reinforce] table in verl's words: the configuration its trainer is started with, and what it cannot say.

Keys are those of verl's ppo_trainer.yaml with `reward` and `algorithm.filter_groups` (2026; older ones have
`reward_model` and keep the filter in the DAPO recipe). Batches are counted in prompts there as here (table 2).
"""

from dataclasses import dataclass
from typing import Any

from trainer.cluster.scoring import METRIC
from trainer.errors import RecipeError
from trainer.policy.grpo import StageSettings as GrpoSettings
from trainer.policy.reinforce import StageSettings as ReinforceSettings
from trainer.policy.settings import PolicySettings
from trainer.rewards.settings import OverlongSettings

TRAIN, HELD_OUT, REWARD = "train.parquet", "heldout.parquet", "reward.py"
_FORMS = {
    "sequence": "seq-mean-token-mean",
    "group-token": "token-mean",
    "batch-token": "token-mean",
    "window-token": "token-mean",
    "constant": "seq-mean-token-sum-norm",
}
_SCHEDULES = {"constant": "constant", "constant_with_warmup": "constant", "cosine": "cosine", "linear": "constant"}
_NO_DUAL_CLIP = 1000.0
"""verl clips the ratio of bad completions a second time, at clip_ratio_c; equations (1) and (4) do not."""


@dataclass(frozen=True, slots=True)
class Cluster:
    """What the run is given there, and where its files will lie."""

    nodes: int
    gpus: int
    tensor_parallel: int
    memory: float
    offload: bool
    model: str
    adapter: str
    folder: str
    seed: int
    name: str


def configuration(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    """Return verl's configuration of a run; raise RecipeError on what verl cannot do at all."""
    _refuse(settings)
    return {
        "hydra": {"searchpath": ["pkg://verl.trainer.config"]},
        "defaults": ["ppo_trainer", "_self_"],
        "data": _data(settings, there),
        "actor_rollout_ref": {
            "model": _model(settings, there),
            "actor": _actor(settings, there),
            "ref": {
                "strategy": "fsdp2",
                "log_prob_micro_batch_size_per_gpu": settings.per_device_batch_size,
                "fsdp_config": {"param_offload": there.offload},
            },
            "rollout": _rollout(settings, there),
        },
        "algorithm": _algorithm(settings),
        "reward": _reward(settings, there),
        "trainer": _trainer(settings, there),
    }


def losses_in_translation(settings: PolicySettings) -> list[str]:
    """Say what the configuration does otherwise than the recipe, and what it leaves out."""
    said = {
        "group-token": "equation (4) divides by the tokens of one group, verl's token-mean by those of the mini-batch",
        "batch-token": "the loss is divided by the tokens of the mini-batch, not of a micro-batch",
    }
    found = [said[settings.form]] if settings.form in said else []
    if settings.kl.beta and settings.kl.schedule != "constant":
        found.append(f"verl has no KL decay: beta stays {settings.kl.beta:g} (kl.schedule = {settings.kl.schedule})")
    if settings.scheduler == "linear":
        found.append("verl has no linear learning rate: it stays constant after the warm-up")
    if settings.filter.mode == "refill" and settings.filter.start == "plateau":
        found.append("verl filters groups from the first step, not from the plateau on")
    if settings.filter.mode in ("drop", "regenerate"):
        found.append(f"verl refills and does nothing else with degenerate groups: {settings.filter.mode} is left out")
    if settings.filter.least_spread:
        found.append("verl drops groups whose metrics are all the same; least_spread is left out")
    if isinstance(settings, GrpoSettings) and settings.scale == "batch":
        found.append("verl divides advantages by the group's deviation, not by the batch's")
    if settings.hints.probability:
        found.append("hints follow what the policy misses and are left out")
    found += _rewarded_otherwise(settings)
    if settings.models == "per-task":
        found.append("models = per-task: the data hold the tasks named; write one out for each")
    return found


def _rewarded_otherwise(settings: PolicySettings) -> list[str]:
    overlong = settings.reward.overlong
    found: list[str] = []
    if overlong is not None and overlong.l_max < settings.reply_tokens:
        found.append("verl's length penalty goes on growing beyond l_max")
    if settings.reward.cot_first:
        found.append(f"cot_first looks at {settings.reward.cot_first_tokens} words and marks, not at so many tokens")
    return found


def overlong_buffer(overlong: OverlongSettings, cap: int) -> dict[str, Any]:
    """Return equation (3) as verl's buffer: it begins at the same length and falls as fast, whatever L_max is.

    verl: −(length − (cap − len)) / len · factor beyond cap − len, so len = cap − (L_max − L_cache), factor =
    weight · len / L_cache. The seed's 7000/6500 at 1500 tokens: len 1000, factor 0.154, and −0.154 at the cap.
    """
    length = cap - (overlong.l_max - overlong.l_cache)
    if length <= 0:
        return {"enable": False, "len": 0, "penalty_factor": 0.0, "log": False}
    return {"enable": True, "len": length, "penalty_factor": overlong.weight * length / overlong.l_cache, "log": True}


def _refuse(settings: PolicySettings) -> None:
    if settings.tuning == "qlora":
        raise RecipeError(
            "verl trains no 4-bit weights.", 'Set tuning = "lora" (16-bit weights) or "full" for the cluster.'
        )
    if settings.base.suffix == ".gguf":
        raise RecipeError(f"verl reads no GGUF ({settings.base.name}).", "Name the model's 16-bit folder as base.")
    if settings.mask_truncated:
        raise RecipeError("verl has no mask_truncated.", "Set it to false, or shorten completions by `overlong`.")


def _data(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    return {
        "train_files": _in(there, TRAIN),
        "val_files": _in(there, HELD_OUT),
        "prompt_key": "prompt",
        "reward_fn_key": "data_source",
        "train_batch_size": settings.prompts_per_rollout,
        "max_prompt_length": settings.max_prompt_tokens,
        "max_response_length": settings.reply_tokens,
        "truncation": "error",
        "filter_overlong_prompts": False,
        "shuffle": settings.curriculum.order != "easy-to-hard",
        "seed": there.seed,
    }


def _model(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = {
        "path": there.model,
        "use_remove_padding": True,
        "enable_gradient_checkpointing": settings.gradient_checkpointing is not False,
    }
    if settings.tuning == "lora":
        found |= {
            "lora_rank": settings.lora_rank,
            "lora_alpha": settings.lora_alpha,
            "target_modules": settings.lora_targets,
            "lora_adapter_path": there.adapter or None,
        }
    return found


def _actor(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    ratio = settings.warmup < 1
    in_loss = isinstance(settings, GrpoSettings) or (isinstance(settings, ReinforceSettings) and settings.baseline)
    found: dict[str, Any] = {
        "strategy": "fsdp2",
        "ppo_mini_batch_size": settings.prompts_per_update,
        "ppo_micro_batch_size_per_gpu": settings.per_device_batch_size,
        "ppo_epochs": settings.iterations,
        "clip_ratio": settings.clip_low,
        "clip_ratio_low": settings.clip_low,
        "clip_ratio_high": settings.clip_high,
        "clip_ratio_c": _NO_DUAL_CLIP,
        "loss_agg_mode": _FORMS[settings.form],
        "entropy_coeff": 0,
        "use_kl_loss": in_loss and settings.kl.beta > 0,
        "kl_loss_coef": settings.kl.beta if in_loss else 0.0,
        "kl_loss_type": "low_var_kl",
        "grad_clip": settings.max_grad_norm,
        "data_loader_seed": there.seed,
        "optim": {
            "lr": settings.rate,
            "weight_decay": settings.weight_decay,
            "lr_scheduler_type": _SCHEDULES[settings.scheduler],
            "lr_warmup_steps_ratio": settings.warmup if ratio and settings.scheduler != "constant" else 0.0,
            "lr_warmup_steps": -1 if ratio else int(settings.warmup),
        },
        "fsdp_config": {"param_offload": there.offload, "optimizer_offload": there.offload},
    }
    if settings.form == "constant":
        found["loss_scale_factor"] = settings.constant or settings.reply_tokens
    return found


def _rollout(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    return {
        "name": "vllm",
        "n": settings.group_size,
        "temperature": settings.temperature,
        "top_p": 1.0,
        "top_k": -1,
        "tensor_model_parallel_size": there.tensor_parallel,
        "gpu_memory_utilization": there.memory,
        "max_model_len": settings.max_prompt_tokens + settings.reply_tokens,
        "log_prob_micro_batch_size_per_gpu": settings.per_device_batch_size,
        "val_kwargs": {"temperature": 0, "n": 1, "do_sample": False},
    }


def _algorithm(settings: PolicySettings) -> dict[str, Any]:
    estimator = "grpo"
    if isinstance(settings, ReinforceSettings):
        estimator = "reinforce_plus_plus_baseline" if settings.baseline else "reinforce_plus_plus"
    in_reward = estimator == "reinforce_plus_plus" and settings.kl.beta > 0
    refill = settings.filter.mode == "refill"
    return {
        "adv_estimator": estimator,
        "norm_adv_by_std_in_grpo": not (isinstance(settings, GrpoSettings) and settings.scale == "none"),
        "use_kl_in_reward": in_reward,
        "kl_penalty": "kl",
        "kl_ctrl": {"type": "fixed", "kl_coef": settings.kl.beta if in_reward else 0.0},
        "filter_groups": {
            "enable": refill,
            "metric": METRIC,
            "max_num_gen_batches": 1 + settings.filter.tries if refill else 0,
        },
    }


def _reward(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = {
        "custom_reward_function": {"path": _in(there, REWARD), "name": "compute_score"},
        "reward_manager": {"name": "naive"},
    }
    if settings.reward.overlong is not None:
        buffer = overlong_buffer(settings.reward.overlong, settings.reply_tokens)
        found["reward_manager"] = {"name": "dapo"}
        found["reward_kwargs"] = {"overlong_buffer_cfg": buffer, "max_resp_len": settings.reply_tokens}
    return found


def _trainer(settings: PolicySettings, there: Cluster) -> dict[str, Any]:
    found: dict[str, Any] = {
        "nnodes": there.nodes,
        "n_gpus_per_node": there.gpus,
        "total_epochs": max(1, round(settings.epochs)),
        "save_freq": settings.checkpoint_rollouts,
        "test_freq": settings.evaluate_rollouts if settings.evaluate_prompts else -1,
        "val_before_train": bool(settings.evaluate_prompts),
        "logger": ["console"],
        "project_name": "dxdesk",
        "experiment_name": there.name,
        "default_local_dir": _in(there, "checkpoints"),
    }
    if settings.max_steps:
        found["total_training_steps"] = max(1, settings.max_steps // (settings.updates * settings.iterations))
    return found


def _in(there: Cluster, name: str) -> str:
    return f"{there.folder.rstrip('/')}/{name}"
