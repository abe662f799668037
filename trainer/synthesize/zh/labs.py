"""Laboratory results as facts: those the stay's conditions move, and some that say nothing."""

import math
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

from trainer.synthesize.zh.chance import maybe, some
from trainer.synthesize.zh.fact import Fact, Filling, Several, Styled, plain
from trainer.synthesize.zh.stay import Kind, Stay

_TROPONINS = ("troponin", "troponin_sensitive", "troponin_t")
_PEPTIDES = ("bnp", "ntprobnp")
_LOUD = frozenset((*_TROPONINS, *_PEPTIDES, "ckmb", "ck", "myoglobin", "potassium", "crp"))
"""Tests told where something calls for them only."""


@cache
def _content() -> Mapping[str, Any]:
    return tomllib.loads((Path(__file__).parent / "labs.toml").read_text(encoding="utf-8"))


def _value(rng: Random, test: Mapping[str, Any], level: str) -> str:
    low, high = test["raised" if level == "slightly" else level]
    if level == "slightly":
        drawn = rng.uniform(low * 0.93, low * 1.12)
    elif level == "raised" and high / low > 8:
        drawn = math.exp(rng.uniform(math.log(low), math.log(high)))
    else:
        drawn = rng.uniform(low, high)
    return f"{drawn:.{test['digits']}f}"


def result(rng: Random, key: str, level: str, states: tuple[str, ...] = (), slot: str = "lab.item") -> Fact:
    """Tell one result; level is usual, raised, slightly (raised) or lowered."""
    test = _content()["test"][key]
    level = level if (level if level != "slightly" else "raised") in test else "usual"
    holes: dict[str, Filling] = {
        "name": Styled("test", tuple(test["names"])),
        "value": _value(rng, test, level),
        "unit": test["unit"],
        "mark": Styled("arrow", {"raised": 1, "slightly": 1, "lowered": -1}.get(level, 0)),
    }
    return Fact(slot, holes, states)


def panel_of(key: str) -> str:
    """Name the panel a test belongs to."""
    return str(_content()["test"][key]["panel"])


def troponin(rng: Random, stay: Stay) -> tuple[str, Fact]:
    """Tell troponin: raised in an infarction, a little in heart failure, else not."""
    key = rng.choice(_TROPONINS)
    if stay.truth == "I21.401":
        states = stay.states("I21.401")
        return key, result(rng, key, "raised" if maybe(rng, 0.96) else "usual", states)
    return key, result(rng, key, "raised" if stay.failing and maybe(rng, 0.12) else "usual")


Drawn = tuple[str, str, tuple[str, ...]]
"""Test, level, and what the result states."""


def _driven(rng: Random, stay: Stay) -> list[Drawn]:
    """Draw the results the conditions call for."""
    peptide = rng.choice(_PEPTIDES)
    failing = stay.failing or stay.kind is Kind.FAILURE
    own = ("I50.900x018",) if stay.truth == "I50.900x018" else ()
    odds: list[tuple[bool, float, str, str, tuple[str, ...]]] = [
        (failing, 0.92, peptide, "raised", own),
        (not failing, 0.22, peptide, "usual", ()),
        (stay.stated("E72.101", "report"), 1.0, "homocysteine", "raised", ("E72.101",)),
        (stay.stated("E87.600", "report"), 1.0, "potassium", "lowered", ("E87.600",)),
        (not stay.has("E87.600"), 0.2, "potassium", "usual", ()),
        (stay.has("N19.x00x002"), 0.9, "creatinine", "raised", ("N19.x00x002",)),
        (failing and not stay.has("N19.x00x002"), 0.25, "creatinine", "raised", ()),
        (failing, 0.25, "ddimer", "raised", ()),
        (failing, 0.15, "albumin", "lowered", ()),
    ]
    sugar = stay.has("E11.900", "E14.900x001")
    odds += [(sugar, chance, key, "raised", ("E11.900",)) for key, chance in (("hba1c", 0.72), ("glucose", 0.6))]
    for key in ("chol", "trig", "ldl", "sdldl"):
        odds.append((stay.has("E78.500"), 0.4, key, "raised" if maybe(rng, 0.72) else "usual", ("E78.500",)))
    infected = stay.has("J18.900", "J98.414")
    odds += [(infected, 0.4, key, "raised", ()) for key in ("crp", "pct", "wbc", "neutrophil")]
    dead = stay.truth == "I21.401"
    odds += [(dead, chance, key, "raised", ()) for key, chance in (("ckmb", 0.65), ("ck", 0.35), ("myoglobin", 0.45))]
    return [
        (key, level, stay.states(*codes)) for there, chance, key, level, codes in odds if there and maybe(rng, chance)
    ]


_RARELY_RAISED = 0.14
"""Share of results told for no reason that are out of range, and code nothing."""


def laboratory(rng: Random, stay: Stay) -> list[Fact]:
    """Tell the results of the stay, by panels or loosely, and panels without findings."""
    drawn = _driven(rng, stay)
    quiet = odd_results(rng, stay, round(rng.uniform(0.3, 1.2) * (4 + 20 * stay.detail)), {key for key, _, _ in drawn})
    if maybe(rng, 0.2 if stay.truth != "I21.401" else 0.92):
        key, told = troponin(rng, stay)
        first = [(key, told)]
    else:
        first = []
    rng.shuffle(drawn)
    results = first + [(key, result(rng, key, level, states)) for key, level, states in drawn]
    results += quiet
    if maybe(rng, 0.5):
        rng.shuffle(results)
    facts = _grouped(rng, results)
    if stay.truth == "I21.401" and first and maybe(rng, 0.55):
        again = result(rng, first[0][0], "raised", stay.states("I21.401"), "lab.again")
        facts.append(Fact("lab.loose", {"items": Several((again,), "results")}))
    told = {_content()["test"][key]["panel"] for key, _ in results}
    names = some(
        rng, [name for name in _content()["panel"]["normal"] if name[:2] not in {panel[:2] for panel in told}], 1, 4
    )
    facts.append(Fact("lab.normal", {"panels": Several(tuple(plain(name) for name in names), "names")}, spare=True))
    return facts


def odd_results(rng: Random, stay: Stay, count: int, told: set[str] | None = None) -> list[tuple[str, Fact]]:
    """Draw results told for no reason, by test; some are a little out of range and code nothing."""
    drawn: list[tuple[str, Fact]] = []
    for key in some(
        rng, [key for key in _content()["test"] if key not in _LOUD and key not in (told or ())], count, count
    ):
        if key == "homocysteine" and stay.has("E72.101"):
            continue
        if key == "hba1c" and stay.has("E11.900", "E14.900x001"):
            continue
        level = "slightly" if maybe(rng, _RARELY_RAISED) and key not in ("homocysteine", "hba1c") else "usual"
        drawn.append((key, result(rng, key, level)))
    return drawn


def _grouped(rng: Random, results: list[tuple[str, Fact]]) -> list[Fact]:
    """Put results under their panels, or one after the other."""
    if not results:
        return []
    if maybe(rng, 0.4):
        return [Fact("lab.loose", {"items": Several(tuple(fact for _, fact in results), "results")})]
    panels: dict[str, list[Fact]] = {}
    for key, fact in results:
        panels.setdefault(panel_of(key), []).append(fact)
    return [
        Fact("lab.panel", {"panel": panel, "items": Several(tuple(facts), "results")})
        for panel, facts in panels.items()
    ]
