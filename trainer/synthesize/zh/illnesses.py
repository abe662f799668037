"""What the list does not hold: other illnesses, operations and allergies of a history, and what it denies."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from trainer.synthesize.zh.chance import maybe
from trainer.synthesize.zh.stay import Stay


@cache
def table() -> Mapping[str, Any]:
    """Return illnesses.toml."""
    return tomllib.loads((Path(__file__).parent / "illnesses.toml").read_text(encoding="utf-8"))


def _fitting(stay: Stay, weight: str) -> dict[str, float]:
    sex = stay.person.sex.value
    own = stay.illness.name if stay.illness else ""
    return {
        entry["name"]: float(entry[weight])
        for entry in table()["illness"]
        if entry.get("sex", sex) == sex and entry[weight] and entry["name"] not in own
    }


def _draw(rng: Random, weights: dict[str, float], odds: tuple[float, ...]) -> list[str]:
    drawn: list[str] = []
    for chance in odds:
        if maybe(rng, chance) and len(drawn) < len(weights):
            left = {name: weight for name, weight in weights.items() if name not in drawn}
            drawn.append(rng.choices(tuple(left), tuple(left.values()))[0])
    return drawn


def listed_illnesses(rng: Random, stay: Stay) -> list[str]:
    """Draw illnesses listed on admission that code nothing here."""
    odds = (0.55, 0.4, 0.25, 0.15, 0.1) if stay.failing or stay.person.age > 75 else (0.35, 0.2, 0.08)
    return _draw(rng, _fitting(stay, "listed"), odds)


def past_illnesses(rng: Random, stay: Stay) -> list[str]:
    """Draw illnesses of the history that code nothing here."""
    return _draw(rng, _fitting(stay, "past"), (0.6, 0.4, 0.2, 0.1))


def operations(rng: Random, stay: Stay) -> list[str]:
    """Draw operations of the history."""
    names = [*table()["operations"], *(table()["operations_female"] * 3 if stay.person.female else ())]
    return _draw(rng, dict.fromkeys(names, 1.0), (0.4, 0.15))


def allergen(rng: Random) -> str:
    """Draw what the patient does not tolerate, mostly nothing."""
    return rng.choice(table()["allergens"]) if maybe(rng, 0.12) else ""


def deniable(stay: Stay) -> list[str]:
    """Return the names a history may deny: nothing that is there, coded or stated."""
    there = {*stay.places, *stay.idle, *stay.others, stay.truth or "", stay.principal or ""}
    return [
        entry["name"]
        for entry in table()["denials"]
        if not any(code.startswith(prefix) for prefix in entry["unless"] for code in there if code)
    ]
