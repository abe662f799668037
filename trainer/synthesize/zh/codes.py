"""Which codes a stay carries: the principal, and others as often and as often together as counted (others.toml)."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random

from trainer.synthesize.zh.chance import weighted

PRINCIPALS = ("I20.000", "I20.800x007", "I21.401", "I50.900x018", "I10.x00x032")
OTHERS = Path(__file__).parent / "others.toml"
"""Weights, bonds and exclusions; fitting.py makes it."""
STEPS = 40
"""Exchanges of one code for another after a set is drawn; the weights are fitted to this number."""
_ELSEWHERE = "I10.x00x032"
"""Whose weights a stay outside the scope borrows: the least bound to the heart."""
_GRADE_THREE = 60.0
"""Weight of hypertension grade 3 outside the scope, where it is one comorbidity among others."""
_FEWER = {0: 4, 1: 5, 2: 4, 3: 3, 4: 1}
"""How many listed codes a stay outside the scope carries."""


@dataclass(frozen=True, slots=True)
class _Table:
    number: Mapping[str, Mapping[int, float]]
    weight: Mapping[str, Mapping[str, float]]
    bond: Mapping[str, Mapping[str, float]]
    never: Mapping[str, frozenset[str]]


@cache
def _table() -> _Table:
    content = tomllib.loads(OTHERS.read_text(encoding="utf-8"))
    bond: dict[str, dict[str, float]] = {}
    for one, other, factor in content["bond"]:
        bond.setdefault(one, {})[other] = factor
        bond.setdefault(other, {})[one] = factor
    never: dict[str, frozenset[str]] = {}
    for group in content["never"]:
        for code in group:
            never[code] = never.get(code, frozenset()) | frozenset(group) - {code}
    number = {principal: {int(k): float(v) for k, v in row.items()} for principal, row in content["number"].items()}
    return _Table(number, content["weight"], bond, never)


def excluded(codes: Sequence[str]) -> frozenset[str]:
    """Return the codes that no stay carries beside these."""
    never = _table().never
    return frozenset(out for code in codes for out in never.get(code, ()))


def draw_others(rng: Random, principal: str | None) -> tuple[str, ...]:
    """Draw the others of a stay with this principal (None: outside the scope)."""
    odds = _odds(principal)
    number = weighted(rng, _table().number[principal]) if principal else weighted(rng, _FEWER)
    chosen: list[int] = []
    for _ in range(number):
        chosen.append(_next(rng, odds, chosen))
    for _ in range(STEPS if number else 0):
        chosen.pop(rng.randrange(number))
        chosen.append(_next(rng, odds, chosen))
    return tuple(odds.codes[index] for index in chosen)


@dataclass(frozen=True, slots=True)
class _Odds:
    """Weights of the codes under one principal; effects[i] are the factors that code i puts on others (0: never)."""

    codes: tuple[str, ...]
    weights: tuple[float, ...]
    effects: tuple[tuple[tuple[int, float], ...], ...]


@cache
def _odds(principal: str | None) -> _Odds:
    table = _table()
    row = dict(table.weight[principal or _ELSEWHERE])
    if principal is None:
        row = {code: weight for code, weight in row.items() if code not in PRINCIPALS} | {_ELSEWHERE: _GRADE_THREE}
    codes = tuple(row)
    place = {code: index for index, code in enumerate(codes)}
    effects: list[tuple[tuple[int, float], ...]] = []
    for code in codes:
        factors = {place[code]: 0.0}
        factors |= {place[other]: factor for other, factor in table.bond.get(code, {}).items() if other in place}
        factors |= {place[out]: 0.0 for out in table.never.get(code, ()) if out in place}
        effects.append(tuple(factors.items()))
    return _Odds(codes, tuple(row.values()), tuple(effects))


def _next(rng: Random, odds: _Odds, held: Sequence[int]) -> int:
    """Draw one more code beside those held."""
    weights = list(odds.weights)
    for index in held:
        for other, factor in odds.effects[index]:
            weights[other] *= factor
    return rng.choices(range(len(weights)), weights)[0]
