"""Ensembles of a recipe: fold models become members that read by themselves, votes are counted when all have read."""

import re
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

from app.coding.example import Example
from trainer.errors import RunError
from trainer.evaluate.ensemble import combine, tuned_thresholds
from trainer.evaluate.opening import there
from trainer.evaluate.readings import Reading
from trainer.evaluate.systems import SystemSettings
from trainer.runs import Stage

_FOLD = re.compile(r"(?P<what>\w+)-fold(?P<fold>\d+)")
_WHOLE = ("policy", "composite")
_SHARED = ("principal", "others")


def with_members(systems: Mapping[str, SystemSettings], at: Stage) -> dict[str, SystemSettings]:
    """Put each system's fold models before it as members, and votes last; the recipe's order stays otherwise.

    Raises RunError when a `folds` system finds fewer than two fold models.
    """
    reading: dict[str, SystemSettings] = {}
    voting: dict[str, SystemSettings] = {}
    for name, system in systems.items():
        if system.kind == "folds":
            members = {f"{name} fold {fold}": each for fold, each in _folds(system, at)}
            if len(members) < 2 or system.threshold > len(members):
                raise RunError(
                    f"{name} has {len(members)} fold models, too few to vote.",
                    "Run [sft] with folds, name its models folder as path, or lower the threshold.",
                )
            reading |= members
            voting[name] = system.model_copy(update={"members": tuple(members)})
        elif system.kind == "vote":
            voting[name] = system
        else:
            reading[name] = system
    return reading | voting


def vote(
    system: SystemSettings, examples: Sequence[Example], readings: Mapping[str, Mapping[str, Reading]]
) -> tuple[dict[str, Reading], dict[str, int]]:
    """Combine the members' readings of every record; return them, and how many records had which threshold."""
    by_record = {
        example.example_id: [readings[member][example.example_id] for member in system.members] for example in examples
    }
    tuned = {} if system.threshold else tuned_thresholds(examples, by_record)
    used = {record_id: system.threshold or tuned[record_id] for record_id in by_record}
    counts: dict[str, int] = {}
    for threshold in sorted(used.values()):
        counts[str(threshold)] = counts.get(str(threshold), 0) + 1
    return {record_id: combine(members, used[record_id]) for record_id, members in by_record.items()}, counts


def _folds(system: SystemSettings, at: Stage) -> Iterator[tuple[int, SystemSettings]]:
    """Yield a member for each fold: one model for both tasks, or a principal with an others model."""
    models = there(system.path, at) if system.path else at.before("sft") / "models"
    folds: dict[int, dict[str, Path]] = {}
    for path in sorted(models.iterdir()):
        if path.is_dir() and (match := _FOLD.fullmatch(path.name)):
            folds.setdefault(int(match["fold"]), {})[match["what"]] = path
    for fold, found in sorted(folds.items()):
        whole = next((found[what] for what in _WHOLE if what in found), None)
        single = {"kind": "model", "path": str(whole) if whole else "", "threshold": 0}
        if whole is None and all(what in found for what in _SHARED):
            single |= {what: str(found[what]) for what in _SHARED}
        elif whole is None:
            raise RunError(
                f"{models} lacks a model of fold {fold}: it has {', '.join(sorted(found))}.",
                "Train that fold's models.",
            )
        yield fold, system.model_copy(update=single)
