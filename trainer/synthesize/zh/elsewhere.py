"""Stays outside the scope: illnesses of other departments, and of the heart, that none of the five principals names."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from app.coding.record import Sex


@dataclass(frozen=True, slots=True)
class Illness:
    """What brings a patient whose principal is not in the list; the texts are alternatives."""

    name: str
    department: str
    symptoms: tuple[str, ...]
    with_: tuple[str, ...]
    tests: tuple[tuple[str, str], ...]
    signs: tuple[str, ...]
    treatments: tuple[str, ...]
    drugs: tuple[str, ...]
    ages: tuple[int, int]
    sex: Sex | None
    excludes: frozenset[str]
    heart: bool
    taken_for: tuple[str, ...]
    failure: float


@cache
def illnesses() -> tuple[tuple[Illness, ...], tuple[float, ...]]:
    """Return the illnesses of elsewhere.toml and their weights."""
    content = tomllib.loads((Path(__file__).parent / "elsewhere.toml").read_text(encoding="utf-8"))
    entries = content["illness"]
    return tuple(_illness(entry) for entry in entries), tuple(float(entry.get("weight", 1)) for entry in entries)


def _illness(entry: Mapping[str, Any]) -> Illness:
    return Illness(
        entry["name"],
        entry["department"],
        tuple(entry["symptoms"]),
        tuple(entry["with"]),
        tuple((name, finding) for name, finding in entry["tests"]),
        tuple(entry.get("signs", ())),
        tuple(entry["treatments"]),
        tuple(entry["drugs"]),
        (entry["ages"][0], entry["ages"][1]),
        Sex(entry["sex"]) if "sex" in entry else None,
        frozenset(entry.get("excludes", ())),
        bool(entry.get("heart", False)),
        tuple(entry.get("taken_for", ())),
        float(entry.get("failure", 0)),
    )


def draw_illness(rng: Random) -> Illness:
    """Draw one by its weight."""
    found, weights = illnesses()
    return rng.choices(found, weights)[0]
