"""Fits others.toml to counted label sets: `python -m trainer.synthesize.zh.fitting FOLDER` writes it anew (2 minutes).

FOLDER holds the counted tables (`trainer.synthesize.usage`). Round by round, many sets are drawn as `codes.draw_others`
draws one, and every weight and bond moves towards the share that was counted. The exchanges of a draw are few, so a set
still remembers what it began with: weights fitted to the distribution the exchanges lead to would draw strongly bonded
codes (the arrhythmias) a fifth too often.
"""

import math
import sys
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import starmap
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from trainer.errors import DataError
from trainer.synthesize.usage import GIVEN, PAIRS, Usage, read_usage
from trainer.synthesize.zh.codes import OTHERS, STEPS

_NEVER = -60.0
"""Logarithm of a factor that nothing outweighs."""
_UNSEEN = 0.4
"""Records that a code which was never counted under a principal is given there, so that it is learned at all."""
_PACE = 0.35
"""Share of a code's distance (of logarithms) that its weight moves in a round; a third of it in the last rounds."""
_BOND_PACE = 0.12
_STRONGEST = 25.0
"""Largest factor of a bond; the least is a tenth."""
_COUNTED = 12
"""Records with a pair from which its bond is fitted."""

Content = dict[str, Any]
"""What others.toml holds: `never`, `bond`, `number`, `weight`."""


@dataclass(frozen=True, slots=True)
class Sets:
    """Sets drawn under one principal: codes, and whether each set (row) holds each of them (column)."""

    codes: tuple[str, ...]
    held: NDArray[np.bool_]

    def share(self, *codes: str) -> float:
        """Return the share of sets that hold all of these codes."""
        if not set(codes) <= set(self.codes):
            return 0.0
        return float(self.held[:, [self.codes.index(code) for code in codes]].all(axis=1).mean())


def draw_sets(content: Content, principal: str, count: int, rng: np.random.Generator) -> Sets:
    """Draw many sets of others at once, as codes.draw_others draws one."""
    codes = tuple(content["weight"][principal])
    logs = np.log(np.array([content["weight"][principal][code] for code in codes]))
    factors = _factors(content, codes)
    numbers = {int(key): float(value) for key, value in content["number"][principal].items()}
    wanted = rng.choice(list(numbers), size=count, p=np.array(list(numbers.values())) / sum(numbers.values()))
    held = np.zeros((count, len(codes)))
    order = np.zeros((count, max(numbers)), dtype=int)

    def add(rows: NDArray[np.int_], place: NDArray[np.int_]) -> None:
        """Draw one more code for these sets (Gumbel: the largest of noisy logarithms is a draw by weight)."""
        odds = logs + held[rows] @ factors
        order[rows, place] = (odds + rng.gumbel(size=odds.shape)).argmax(axis=1)
        held[rows, order[rows, place]] = 1

    everyone = np.arange(count)
    for number in range(max(numbers)):
        rows = everyone[wanted > number]
        add(rows, np.full(len(rows), number))
    for _ in range(STEPS):
        place = (rng.random(count) * wanted).astype(int)
        held[everyone, order[everyone, place]] = 0
        add(everyone, place)
    return Sets(codes, held.astype(bool))


def _factors(content: Content, codes: tuple[str, ...]) -> NDArray[np.float64]:
    """Return the logarithms of the factors that each code (row) puts on each other one (column)."""
    place = {code: index for index, code in enumerate(codes)}
    factors = np.zeros((len(codes), len(codes)))
    for one, other, factor in content["bond"]:
        if one in place and other in place:
            factors[place[one], place[other]] = factors[place[other], place[one]] = math.log(factor)
    for group in content["never"]:
        inside = [place[code] for code in group if code in place]
        factors[np.ix_(inside, inside)] = _NEVER
    np.fill_diagonal(factors, _NEVER)
    return factors


def fit(content: Content, usage: Usage, sets: int = 20_000, rounds: int = 30, seed: int = 1) -> Iterator[float]:
    """Move weights and bonds in place; yield after each round how far shares were off before it, in mean (0–1).

    Raises DataError when the counted tables are not there.
    """
    counted: dict[str, dict[str, int]] = {}
    records: dict[str, int] = {}
    for row in usage.rows(GIVEN):
        counted.setdefault(row["principal"], {})[row["other"]] = int(row["n_together"])
        records[row["principal"]] = int(row["n_principal"])
    if set(counted) != set(content["weight"]) or not usage.rows(PAIRS):
        raise DataError(f"{GIVEN} and {PAIRS} are not both there.", "Give the folder of the counted tables.")
    rng = np.random.default_rng(seed)
    for number in range(rounds):
        drawn = {principal: draw_sets(content, principal, sets, rng) for principal in counted}
        apart: list[float] = []
        pace = _PACE if number < 0.6 * rounds else _PACE / 3
        for principal, known in counted.items():
            weights: dict[str, float] = content["weight"][principal]
            for code in weights:
                share, wanted = drawn[principal].share(code), known.get(code, 0)
                goal = (wanted + 0.5 if wanted else _UNSEEN) / records[principal]
                weights[code] *= (goal / max(share, 1 / sets)) ** pace
                apart += [abs(share - wanted / records[principal])] if wanted else []
        _bind(content, usage, drawn, records)
        yield sum(apart) / len(apart)


def _bind(content: Content, usage: Usage, drawn: Mapping[str, Sets], records: Mapping[str, int]) -> None:
    """Move the bonds of pairs that were counted often enough."""
    whole = sum(records.values())
    together = {frozenset((row["other_a"], row["other_b"])): int(row["n_together"]) for row in usage.rows(PAIRS)}
    for bond in content["bond"]:
        one, other, factor = bond
        wanted = together.get(frozenset((one, other)), 0)
        share = sum(sets.share(one, other) * records[principal] / whole for principal, sets in drawn.items())
        if wanted >= _COUNTED and share:
            bond[2] = min(_STRONGEST, max(0.1, factor * (wanted / whole / share) ** _BOND_PACE))


_HEAD = """\
# What other codes a stay carries, given its principal. Weights and bonds, rounded, such that invented stays carry them
# as often, and together as often, as the counted ones; made by trainer/synthesize/zh/fitting.py, drawn by codes.py.

# Sets of which one stay carries one at most.
never = [
"""
_BONDS = """\
]

# [one, other, factor by which the one makes the other more likely]
bond = [
"""


def render(content: Content) -> str:
    """Write others.toml."""
    quoted = [", ".join(f'"{code}"' for code in group) for group in content["never"]]
    text = _HEAD + "".join(f"  [{group}],\n" for group in quoted) + _BONDS
    text += "".join(f'  ["{one}", "{other}", {factor:.3g}],\n' for one, other, factor in content["bond"]) + "]\n"
    for principal, numbers in content["number"].items():
        text += f'\n[number."{principal}"]\n' + "".join(starmap("{} = {}\n".format, numbers.items()))
    for principal, weights in content["weight"].items():
        ranked = sorted(weights.items(), key=lambda item: -item[1])
        text += f'\n[weight."{principal}"]\n' + "".join(f'"{code}" = {weight:.3g}\n' for code, weight in ranked)
    return text


def main(arguments: list[str]) -> None:
    """Fit the file that ships to the tables of a folder, and write it."""
    content = tomllib.loads(OTHERS.read_text(encoding="utf-8"))
    for number, apart in enumerate(fit(content, read_usage(Path(arguments[0])))):
        print(f"round {number + 1}: shares are off by {100 * apart:.2f} points in mean", flush=True)
    OTHERS.write_text(render(content), encoding="utf-8")


if __name__ == "__main__":
    main(sys.argv[1:])
