"""The scope a row was asked from, beside the row: reinforcement learning reads its rollouts by the same closed list."""

from collections.abc import Mapping
from typing import Any

from app.coding.codebook import Code
from app.coding.scope import Scope, Task
from trainer.samples.targets import Question


def scope_to_json(scope: Scope, question: Question) -> dict[str, Any]:
    """Write both lists in their order, as code, name and book; of MS-DRG titles the version alone, which names all."""
    named: dict[str, Any] = {"scope_id": scope.scope_id, "version": scope.version, "fixed": scope.fixed}
    if question is Question.DRG:
        return named
    return {
        **named,
        **{task.value: [[c.code, c.name, c.book] for c in scope.codes(task)] for task in (Task.PRINCIPAL, Task.OTHERS)},
    }


def scope_from_json(content: Mapping[str, Any]) -> Scope:
    """Read the lists again, without definitions; raise KeyError, TypeError or ValueError on what is none."""
    lists = [
        tuple(Code(str(code), str(name), str(book)) for code, name, book in content[task.value])
        for task in (Task.PRINCIPAL, Task.OTHERS)
    ]
    return Scope(str(content["scope_id"]), str(content["version"]), *lists, fixed=bool(content["fixed"]))
