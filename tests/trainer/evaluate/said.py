"""Examples of the small test scope and readings of them, for the tests of evaluate."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example, Span
from app.coding.judged import Answered, Proposed, Said
from app.coding.scope import Task
from tests import builders
from tests.builders import ANGINA, DIABETES, HYPERTENSION
from trainer.evaluate.readings import Reading
from trainer.examples import write_examples

A, H, D, F = ANGINA.code, HYPERTENSION.code, DIABETES.code, builders.FAILURE.code
"""Angina, hypertension, diabetes, heart failure."""


def example(
    record_id: str = "R1",
    principal: Code | None = ANGINA,
    others: tuple[Code, ...] = (HYPERTENSION, DIABETES),
    **changes: Any,
) -> Example:
    """Build an example of `builders.record()`; without a principal it is outside the scope."""
    gold = CodeSet(Diagnosis(principal) if principal else None, tuple(map(Diagnosis, others)))
    values: dict[str, Any] = {"out_of_scope": principal is None} | changes
    return Example(builders.record(record_id), gold, **values)


def reading(
    record_id: str = "R1", principal: str | None = A, others: tuple[str, ...] = (H, D), **changes: Any
) -> Reading:
    """Build a reading of TCECP whose three votes agree on everything; `changes` sets fields of Said or Reading."""
    refused = bool(changes.pop("out_of_scope", False))
    formed = bool(changes.pop("well_formed", True))
    codes = {Task.PRINCIPAL: (principal,) if principal else (), Task.OTHERS: others}
    answers = tuple(
        Answered(task, position, formed, True, codes[task], refused and task is Task.PRINCIPAL)
        for task in codes
        for position in range(3)
    )
    candidates = tuple(Proposed(code, task, True, 3) for task in codes for code in codes[task])
    said = Said(
        principal,
        frozenset(others),
        refused,
        changes.pop("answers", answers),
        changes.pop("candidates", candidates),
    )
    values: dict[str, Any] = {"votes_of": 3} | changes
    return Reading(record_id, said, **values)


def span(code: Code, section: str = "既往史") -> Span:
    """Mark where `builders.record()` names a code."""
    text = builders.record().text(section)
    start = text.index(code.name)
    return Span(section, start, start + len(code.name), code.code)


def examples_file(folder: Path, examples: list[Example]) -> str:
    """Write examples and return the file's path as a recipe has it."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "examples.jsonl"
    write_examples(path, examples)
    return str(path)


def figures_at(folder: Path) -> dict[str, Any]:
    """Read the figures a stage wrote."""
    return json.loads((folder / "figures.json").read_text(encoding="utf-8"))


StageAt = Callable[..., Any]
