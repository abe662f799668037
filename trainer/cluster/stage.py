"""Stage `cluster`: a recipe's [grpo] or [reinforce] written out for verl: verl.yaml, parquet data, the reward, a guide.

verl is no dependency and is not installed here: what is written has been tested as values, and not been run.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, cast

import pyarrow as pa
import pyarrow.parquet as pq
import yaml
from pydantic import Field

from trainer.cluster.asked import asked_to_text
from trainer.cluster.scoring import REWARD_FILE
from trainer.cluster.verl import HELD_OUT, REWARD, TRAIN, Cluster, configuration, losses_in_translation
from trainer.errors import RecipeError
from trainer.jobs import POLICY, start_of
from trainer.jsonfiles import write_json
from trainer.model import Training
from trainer.policy.prompts import Prompt, read_prompts
from trainer.policy.settings import PolicySettings
from trainer.policy.training import PolicyJob, prompts_for
from trainer.recipe import Recipe, Settings, read_recipe
from trainer.runs import Stage
from trainer.stages import settings_of

CONFIGURATION, GUIDE = "verl.yaml", "README.md"
_GUIDE = """# {name} [{stage}] for verl

**Not run.** verl is not installed where this was written; the keys are those of its own configuration files (2026).

1. Copy this folder and the model to every node, and install DxDesk there (`pip install` its wheel): `reward.py` calls
   its reward functions, so that what is rewarded is what is scored.
2. In this folder: `python -m verl.trainer.main_ppo --config-path="$PWD" --config-name={config}`
3. Merge the checkpoint into a model folder with verl's own tool; [evaluate] and [export] take that as a path.

`train.parquet` and `heldout.parquet` hold chat prompts, and as ground truth the list asked from and the gold codes.
They hold patients' records: keep them on machines that may have them.
"""


class StageSettings(Settings):
    """Which run is written out, and what the cluster has."""

    recipe: str
    """Recipe that holds the run (a file, or a shipped one's name); it may be the one this table is in."""
    changes: tuple[str, ...] = ()
    """Changes to it, as --set takes them."""
    stage: Literal["grpo", "reinforce"] = "grpo"
    """Its table that is written out."""
    nodes: int = Field(default=1, ge=1)
    """Machines."""
    gpus: int = Field(default=8, ge=1)
    """GPUs of each."""
    tensor_parallel: int = Field(default=1, ge=1)
    """GPUs that share one copy of the model while it completes."""
    memory: float = Field(default=0.5, gt=0, lt=1)
    """Share of a GPU's memory for completing."""
    offload: bool = False
    """Keep weights and optimiser in the machine's memory while they are not used."""
    model: str = ""
    """Where the model that the policy starts as lies there; empty: where the recipe's start lies here."""
    adapter: str = ""
    """Where the adapter it goes on with lies there, likewise."""
    folder: str = "."
    """Where these files will lie there; the run is started in `.`."""


@dataclass(frozen=True, slots=True)
class _Told:
    """Which prompts the data hold."""

    train: Sequence[Prompt]
    held_out: Sequence[Prompt]


def run(settings: StageSettings, at: Stage) -> dict[str, object]:
    """Write the run out; return how many prompts there are.

    Raises RecipeError on what verl cannot do, RunError where samples or the start are not there.
    """
    recipe = read_recipe(settings.recipe, settings.changes)
    policy = _policy(recipe, settings.stage)
    samples = at.before("samples", policy.samples)
    model, adapter = settings.model, settings.adapter
    if not model:
        start = start_of(policy, policy.start, at, POLICY)
        model, adapter = str(start.base), start.adapter
    there = Cluster(
        nodes=settings.nodes,
        gpus=settings.gpus,
        tensor_parallel=settings.tensor_parallel,
        memory=settings.memory,
        offload=settings.offload,
        model=model,
        adapter=adapter,
        folder=settings.folder,
        seed=recipe.seed,
        name=recipe.name,
    )
    content = configuration(policy, there)
    told = _prompts(policy, samples, at)
    _write(at.folder / CONFIGURATION, yaml.safe_dump(content, sort_keys=False, allow_unicode=True))
    _write(at.folder / REWARD, REWARD_FILE)
    kept = policy.reward.model_copy(update={"overlong": None})  # verl takes it off by tokens
    write_json(at.folder / "reward.json", kept.model_dump(mode="json"))
    for name, prompts in ((TRAIN, told.train), (HELD_OUT, told.held_out)):
        write_prompts(at.folder / name, prompts)
    lost = losses_in_translation(policy)
    _write(at.folder / GUIDE, _guide(recipe, settings, lost))
    for line in lost:
        at.say(f"[cluster] caution: {line}")
    return {"prompts": len(told.train), "held out": len(told.held_out), "otherwise": len(lost)}


def write_prompts(path: Path, prompts: Sequence[Prompt]) -> None:
    """Write prompts as verl reads them: chat messages, and as ground truth what the reward file needs."""
    rows = [
        {
            "data_source": f"dxdesk/{prompt.task}",
            "prompt": [{"role": message.role, "content": message.content} for message in prompt.messages],
            "ability": "coding",
            "reward_model": {"style": "rule", "ground_truth": asked_to_text(prompt.asked)},
            "extra_info": {"index": number, "id": prompt.key},
        }
        for number, prompt in enumerate(prompts)
    ]
    pq.write_table(pa.Table.from_pylist(rows), path)


def _policy(recipe: Recipe, stage: str) -> PolicySettings:
    if stage not in recipe.tables:
        raise RecipeError(
            f"{recipe.path.name} has no table [{stage}].", "Name a recipe with the run as [cluster] recipe."
        )
    return cast("PolicySettings", recipe.settings(stage, settings_of(stage)))


def _prompts(policy: PolicySettings, samples: Path, at: Stage) -> _Told:
    """Return the prompts that the stage would roll out, in its curriculum's order, and those to judge on."""
    measured = policy.curriculum.measured
    job = PolicyJob(
        at.folder,
        samples,
        Training("policy", "", "", policy.tuning, tuple(policy.tasks), seed=at.seed),
        dataset=str(at.before("dataset")) if policy.curriculum.sft_share else "",
        measured=str(at.before("measured", measured)) if measured else "",
    )
    train = prompts_for(job, policy)
    held = samples / "heldout.jsonl"
    there = held.is_file() and held.stat().st_size > 0
    held_out = read_prompts(held, policy.tasks) if there else train
    return _Told(train, held_out[: policy.evaluate_prompts or len(held_out)])


def _guide(recipe: Recipe, settings: StageSettings, lost: Sequence[str]) -> str:
    told = _GUIDE.format(name=recipe.name, stage=settings.stage, config=CONFIGURATION.partition(".")[0])
    otherwise = ["", "Otherwise than the recipe:", "", *(f"- {line}" for line in lost), ""] if lost else []
    return told + "\n".join(otherwise)


def _write(path: Path, text: str) -> None:
    path.write_text(text, encoding="utf-8", newline="\n")
