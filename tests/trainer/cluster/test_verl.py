"""Table 2 in verl's words, and what verl cannot do."""

from dataclasses import replace
from typing import Any

import pytest

from trainer.cluster.verl import Cluster, configuration, losses_in_translation, overlong_buffer
from trainer.errors import RecipeError
from trainer.policy.grpo import StageSettings as GrpoSettings
from trainer.policy.reinforce import StageSettings as ReinforceSettings
from trainer.recipe import read_recipe
from trainer.rewards.settings import OverlongSettings

THERE = Cluster(
    nodes=2,
    gpus=8,
    tensor_parallel=1,
    memory=0.5,
    offload=False,
    model="/models/qwen",
    adapter="",
    folder=".",
    seed=42,
    name="run",
)


def table2(*changes: str) -> GrpoSettings:
    return read_recipe("ccl25-table3/rbr-r1-optimised", changes).settings("grpo", GrpoSettings)


def at(content: dict[str, Any], path: str) -> Any:
    for key in path.split("."):
        content = content[key]
    return content


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("data.train_batch_size", 64),
        ("actor_rollout_ref.actor.optim.lr", 5e-7),
        ("actor_rollout_ref.actor.ppo_epochs", 1),
        ("actor_rollout_ref.actor.ppo_mini_batch_size", 16),
        ("actor_rollout_ref.actor.ppo_micro_batch_size_per_gpu", 2),
        ("actor_rollout_ref.rollout.n", 6),
        ("algorithm.adv_estimator", "grpo"),
        ("data.max_prompt_length", 6350),
        ("data.max_response_length", 1500),
        ("actor_rollout_ref.actor.strategy", "fsdp2"),
        ("actor_rollout_ref.rollout.name", "vllm"),
        ("trainer.nnodes", 2),
    ],
)
def test_table_2_stands_in_the_configuration(key: str, value: object):
    assert at(configuration(table2(), THERE), key) == value


def test_the_filter_looks_at_the_metric_not_at_the_reward():
    content = configuration(table2("grpo.filter.mode=refill"), THERE)

    assert content["algorithm"]["filter_groups"] == {"enable": True, "metric": "acc", "max_num_gen_batches": 5}


@pytest.mark.parametrize(
    ("form", "mode"),
    [
        ("sequence", "seq-mean-token-mean"),
        ("window-token", "token-mean"),
        ("constant", "seq-mean-token-sum-norm"),
    ],
)
def test_a_form_of_the_loss_that_verl_has_is_its_own(form: str, mode: str):
    settings = table2(f"grpo.form={form}")

    assert configuration(settings, THERE)["actor_rollout_ref"]["actor"]["loss_agg_mode"] == mode
    assert not [line for line in losses_in_translation(settings) if "tokens" in line]


def test_the_length_penalty_begins_and_falls_as_equation_3_does():
    buffer = overlong_buffer(OverlongSettings(l_max=7000, l_cache=6500), 1500)

    def verl(length: int) -> float:
        return min(-(length - (1500 - buffer["len"])) / buffer["len"] * buffer["penalty_factor"], 0)

    assert [round(verl(length), 4) for length in (400, 500, 1000, 1500)] == [0, 0, -0.0769, -0.1538]


def test_a_penalty_that_no_completion_reaches_is_off():
    assert not overlong_buffer(OverlongSettings(l_max=9000, l_cache=100), 1500)["enable"]


def test_clip_higher_and_kl_are_carried_over():
    content = configuration(table2("grpo.clip_high=0.28", "grpo.kl.beta=0.04"), THERE)
    actor = content["actor_rollout_ref"]["actor"]

    assert (actor["clip_ratio_low"], actor["clip_ratio_high"]) == (0.2, 0.28)
    assert (actor["use_kl_loss"], actor["kl_loss_coef"], actor["kl_loss_type"]) == (True, 0.04, "low_var_kl")
    assert content["algorithm"]["use_kl_in_reward"] is False


def test_reinforce_has_its_kl_in_the_reward():
    settings = read_recipe("ccl25-table3/rbr-preference").settings("reinforce", ReinforceSettings)
    content = configuration(settings, THERE)

    assert content["algorithm"]["adv_estimator"] == "reinforce_plus_plus"
    assert content["algorithm"]["kl_ctrl"] == {"type": "fixed", "kl_coef": 0.001}
    assert content["actor_rollout_ref"]["actor"]["use_kl_loss"] is False


def test_adapters_go_on_where_they_lie_there():
    settings = read_recipe("lora/grpo").settings("grpo", GrpoSettings)
    there = replace(THERE, adapter="/models/sft")

    model = configuration(settings, there)["actor_rollout_ref"]["model"]
    assert (model["lora_rank"], model["lora_alpha"], model["target_modules"]) == (16, 32, "all-linear")
    assert model["lora_adapter_path"] == "/models/sft"


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ("grpo.tuning=qlora", "no 4-bit weights"),
        ("grpo.base=model.gguf", "no GGUF"),
    ],
)
def test_what_verl_cannot_do_is_refused(change: str, said: str):
    with pytest.raises(RecipeError, match=said):
        configuration(table2(change), THERE)


def test_what_it_does_otherwise_is_said():
    said = losses_in_translation(
        table2("grpo.kl.schedule=cosine", "grpo.scheduler=linear", "grpo.hints.probability=0.5", "grpo.scale=batch")
    )

    for part in ("equation (4)", "no KL decay", "no linear", "hints", "drop is left out", "group's deviation"):
        assert any(part in line for line in said), part


def test_cot_first_counts_words_there():
    settings = read_recipe("sapphire-ablation/cot-first").settings("grpo", GrpoSettings)

    assert "cot_first looks at 50 words and marks, not at so many tokens" in losses_in_translation(settings)
