"""Drugs a patient takes: before the stay, in the history, and home with him, by what he has (drugs.toml)."""

import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from trainer.synthesize.zh.chance import maybe
from trainer.synthesize.zh.stay import Kind, Stay

Drug = tuple[str, str, str, str, str]
"""Full name, short name, strength, dose, how often."""
_SHORT = 0.7
"""Share of drugs named shortly in prose."""
_TENDENCY = 0.8
"""How often the preferred drugs of a principal are chosen where there are some."""


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "drugs.toml").read_text(encoding="utf-8"))


@cache
def _groups() -> Mapping[str, tuple[Drug, ...]]:
    return {group: tuple((d[0], d[1], d[2], d[3], d[4]) for d in drugs) for group, drugs in _content()["group"].items()}


def drugs_for(rng: Random, group: str, count: int) -> list[str]:
    """Name some drugs of a group."""
    found = _groups()[group]
    return [drug[1] if maybe(rng, _SHORT) else drug[0] for drug in rng.sample(found, min(count, len(found)))]


def _needed(rng: Random, stay: Stay) -> list[str]:
    """Return the groups of drugs the stay calls for, in the order they are written."""
    usual = [] if stay.illness and not stay.illness.heart else _content()["usual"][stay.truth or ""]
    groups = [group for group, odds in usual if maybe(rng, odds)]
    if stay.kind is Kind.FAILURE or stay.has("I50.900x018", "I50.907"):
        groups += ["failure"] * rng.choice((2, 3, 3, 4))
    there = {*stay.places, *stay.idle, stay.truth or ""}
    for group, stems, odds in _content()["must"]:
        if any(code.startswith(stem) for stem in stems for code in there) and maybe(rng, odds):
            groups.append(group)
    return groups + [group for group, odds in _content()["also"] if maybe(rng, odds)]


def _chosen(rng: Random, stay: Stay) -> list[Drug]:
    preferred = _content()["preferred"].get(stay.truth or "", ())
    chosen: list[Drug] = []
    for group in _needed(rng, stay):
        left = [drug for drug in _groups()[group] if drug not in chosen]
        wanted = [drug for drug in left if drug[1] in preferred]
        among = wanted if wanted and maybe(rng, _TENDENCY) else left
        if among:
            chosen.append(among[min(int(rng.expovariate(0.7)), len(among) - 1)])
    return chosen


def taken_home(rng: Random, stay: Stay) -> list[Drug]:
    """Draw what is prescribed at discharge."""
    return _chosen(rng, stay)


def names_of(rng: Random, stay: Stay, count: int) -> list[str]:
    """Name some drugs taken before the stay."""
    drugs = _chosen(rng, stay)
    kept = sorted(rng.sample(range(len(drugs)), min(count, len(drugs))))
    return [drugs[index][1] if maybe(rng, _SHORT) else drugs[index][0] for index in kept]
