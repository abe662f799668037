"""A stage is done again in a round: with the settings the run did it with, on what the round has made."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from trainer.errors import RunError
from trainer.recipe import Recipe, Settings
from trainer.runs import MANIFEST, Stage, Work
from trainer.stages import work_of

REINFORCED = ("grpo", "reinforce", "staged")
"""Stages that go on from what [sft] left."""
TRAINED = ("sft", *REINFORCED)
"""Stages that leave models, in the order in which each goes on from the one before."""
_READS = ("dataset", "samples")
"""Settings that name another folder than the run's own: in a round each stage reads the round's."""


def work_again(stage: str, changes: Mapping[str, Any], at: Stage, start: str) -> Work:
    """Return a stage's work for a round: its manifest's settings with the changes, started anew.

    `start` is base or sft. Raises RunError when the run has not done the stage and the changes do not say it all.
    """
    table = {**_done_with(at.root / stage), **changes}
    if not table:
        raise RunError(
            f"[rotation] trains with [{stage}] as this run did, and {at.root / stage} is not there.",
            f"Run [{stage}] first, leave it out of `train`, or give its settings as [rotation.changes.{stage}].",
        )
    table |= {key: "" for key in _READS if key in table}
    if stage == "samples":
        table["rationales"] = False  # the round's dataset holds them already
    if stage in REINFORCED:
        table = {**_base_of(at), **table}
    if stage in REINFORCED and start == "sft":
        table["start"] = str(at.root / "sft" / "models")
    elif (kept := at.root / "bases" / Path(str(table.get("base", "."))).stem).is_dir() and kept.name:
        table["base"] = str(kept)  # a GGUF is de-quantised once, where it stays
    return work_of(Recipe(at.root / "rotation", stage, at.seed, {stage: table}), stage)


def refuse_measured(stage: str, changes: Mapping[str, Any], at: Stage) -> None:
    """Raise RunError where a stage would go by measured pass rates: the rewrites of a round have none."""
    order = ({**_done_with(at.root / stage), **changes}.get("curriculum") or {}).get("order", "none")
    if order != "none":
        raise RunError(
            f"[{stage}] goes by pass rates (curriculum.order = '{order}'), and a round's rewrites have none.",
            f"Set order = 'none' in [rotation.changes.{stage}.curriculum] (and its sft_share, where the run has one).",
        )


def _base_of(at: Stage) -> dict[str, Any]:
    """Return the base of the run's [sft], for a stage that the changes describe without one."""
    return {key: value for key, value in _done_with(at.root / "sft").items() if key == "base"}


def settings_of_run(stage: str, at: Stage) -> dict[str, Any]:
    """Return the settings this run did a stage with, empty when it did not."""
    return _done_with(at.root / stage)


def system_of(stage: Path) -> dict[str, str]:
    """Return how what a trained stage left is opened for reading: one policy, or one model a task.

    Raises RunError when it left neither.
    """
    models = stage / "models"
    for name in ("policy", "composite"):
        if (models / name).is_dir():
            return {"path": str(models / name)}
    if (models / "principal").is_dir() and (models / "others").is_dir():
        return {"principal": str(models / "principal"), "others": str(models / "others")}
    raise RunError(f"{stage} left no model that reads both tasks.", "Train a policy, or a principal and an others one.")


def aimed(settings: Settings | None, stage: Path | None) -> dict[str, Any] | None:
    """Return a system's settings with its model: the one named, else what a trained stage left."""
    if settings is None:
        return None
    told = settings.model_dump(mode="json")
    if stage is None or told.get("path") or told.get("principal"):
        return told
    if told.get("kind") == "folds":
        return told | {"path": str(stage / "models")}
    return told | system_of(stage) if told.get("kind") == "model" else told


def _done_with(folder: Path) -> dict[str, Any]:
    manifest = folder / MANIFEST
    if not manifest.is_file():
        return {}
    return dict(json.loads(manifest.read_text(encoding="utf-8"))["settings"])
