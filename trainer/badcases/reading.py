"""The policy reads every training record; where folds were trained, each by the model that did not learn it."""

from collections.abc import Iterator, Mapping, Sequence

from app.coding.example import Example
from trainer.badcases.scoping import Coding
from trainer.errors import DataError
from trainer.evaluate.asking import Plan
from trainer.evaluate.opening import Shared, open_system
from trainer.evaluate.readings import Reading, from_row, to_row
from trainer.evaluate.systems import SystemSettings
from trainer.evaluate.voters import with_members
from trainer.runs import ItemLog, Stage

_POLICY = "policy"
_TOLD = 10
"""Lines of progress for each model."""
Reader = tuple[str, SystemSettings, list[Example]]
"""A model's name in the log, how it is opened, and what it reads."""


def read_all(
    readers: Sequence[Reader], coding: Coding, plan: Plan, reply_tokens: int, log: ItemLog, at: Stage
) -> tuple[dict[str, Reading], dict[str, str]]:
    """Let each model read its records, going on where the log ends; return the readings and who read, by record."""
    shared = Shared(coding.scoping, coding.scope, plan, reply_tokens)
    by: dict[str, str] = {}
    for name, system, examples in readers:
        left = [example.record for example in examples if example.example_id not in log.done]
        if left:
            with open_system(system, shared, at) as opened:
                log.add({"id": f"about\t{name}", **opened.about})
                told = 0
                for start in range(0, len(left), opened.at_once):
                    for reading in opened.read(left[start : start + opened.at_once]):
                        log.add({**to_row(name, reading), "id": reading.record_id})
                    if (start + opened.at_once) * _TOLD // len(left) > told:
                        told = (start + opened.at_once) * _TOLD // len(left)
                        at.say(f"[{at.name}] {name}: {min(start + opened.at_once, len(left))} of {len(left)} records")
        if examples:
            who = str(log.done[f"about\t{name}"].get("model", name))
            by |= {example.example_id: who for example in examples}
    return {record_id: from_row(log.done[record_id]) for record_id in by}, by


def readers_of(
    system: SystemSettings, examples: Sequence[Example], fold_of: Mapping[str, int], at: Stage
) -> list[Reader]:
    """Return who reads what: the policy everything, or each fold's model the records it was not taught.

    Raises DataError when the records are in no fold that a model was left without.
    """
    if system.kind != "folds":
        return [(_POLICY, system, list(examples))]
    found = [
        (name, member, [each for each in examples if fold_of.get(each.example_id) == fold])
        for fold, name, member in _members(system, at)
    ]
    read = sum(len(mine) for _, _, mine in found)
    if read < len(examples):
        raise DataError(
            f"{len(examples) - read} training records are in no fold that a model was trained without.",
            "Train a model for each fold of [dataset], or let one policy read.",
        )
    return found


def _members(system: SystemSettings, at: Stage) -> Iterator[tuple[int, str, SystemSettings]]:
    """Yield the fold models by their folds."""
    for name, member in with_members({_POLICY: system}, at).items():
        if member.kind == "model":
            yield int(name.rpartition(" ")[2]), name, member
