"""Which others are coded: a chance for each by how the record states it, then as many as such a stay usually has."""

import math
from dataclasses import dataclass, field, replace

from app.inference.rules.chart import Passage
from app.inference.rules.findings import Findings
from app.inference.rules.hypertension import HYPERTENSION_CODES, hypertension_code
from app.inference.rules.principal import HYPERTENSION
from app.inference.rules.weights import Stated, Weights

UNLISTED = 0.12
"""Chance of an old infarct or stroke that the diagnosis list leaves out: every counted one stands there."""
_GROUPS: tuple[tuple[str, ...], ...] = (
    ("I50.900x007", "I50.900x008", "I50.900x010", "I50.900x014", "I50.900x015", "I50.900x016"),
    ("I48.x01", "I48.x02"),
    ("I49.300x001", "I49.300x002"),
    ("I49.100x001", "I49.100x002"),
    ("I49.100x001", "I49.400x002"),
    ("I49.100x002", "I49.400x002"),
    ("I49.300x001", "I49.400x002"),
    ("I49.300x001", "I49.100x001"),
    ("I48.x01", "I49.100x001"),
    ("I48.x01", "I49.100x002"),
    ("I48.x01", "I49.400x002"),
    ("J18.900", "J98.414"),
    ("E11.900", "E14.900x001"),
    ("I63.900", "I69.300x002"),
    ("I25.102", "I25.103"),
    ("I50.900x018", "I50.907"),
    tuple(sorted(HYPERTENSION_CODES)),
)
"""Codes of which a record has one: the published label sets show no or next to no pair."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A code with its chance, the reason, and the words it goes by."""

    code: str
    chance: float
    reason: str
    passages: tuple[Passage, ...]


@dataclass
class Ballot:
    """The choices gathered so far: of one code the likeliest stays, its passages together."""

    findings: Findings
    principal: str | None
    weights: Weights
    choices: dict[str, Choice] = field(default_factory=dict)

    def state(
        self, code: str, stated: Stated, passages: list[Passage] | tuple[Passage, ...], reason: str, shift: float = 0
    ) -> None:
        """Put a code up with the chance of its statement; shift corrects it for what the table cannot know."""
        if passages:
            self.put(code, self.weights.of(code, self.principal, stated) + shift, passages, reason)

    def put(self, code: str, chance: float, passages: list[Passage] | tuple[Passage, ...], reason: str) -> None:
        """Put a code up with a chance of its own."""
        if not passages or code == self.principal:
            return
        known = self.choices.get(code)
        if known is None or chance > known.chance:
            more = known.passages if known else ()
            self.choices[code] = Choice(code, min(max(chance, 0.0), 0.99), reason, (*passages, *more))

    def chance(self, code: str) -> float:
        """Return a code's chance so far."""
        known = self.choices.get(code)
        return known.chance if known else 0.0


def distinct(ballot: Ballot) -> list[Choice]:
    """Return the choices, likeliest first, one of each group."""
    if ballot.principal in HYPERTENSION_CODES:
        for code in HYPERTENSION_CODES:
            ballot.choices.pop(code, None)
    ranked = sorted(ballot.choices.values(), key=lambda choice: -choice.chance)
    single: list[Choice] = []
    for choice in ranked:
        if not any(choice.code in group and kept.code in group for group in _GROUPS for kept in single):
            single.append(choice)
    return single


def likely_number(ballot: Ballot) -> float:
    """Return how many others the record's statements add up to."""
    return sum(choice.chance for choice in distinct(ballot))


def choose_others(ballot: Ballot) -> list[Choice]:
    """Return the others, likeliest first: what is likely enough, and no more than usual."""
    single = _swayed(distinct(ballot), ballot.weights, ballot.principal or "")
    fewest, most = ballot.weights.count.get(ballot.principal or "", (0, 7))
    return [
        choice
        for place, choice in enumerate(single[:most])
        if choice.chance >= ballot.weights.keep or (place < fewest and choice.chance >= ballot.weights.fill)
    ]


def _swayed(choices: list[Choice], weights: Weights, principal: str) -> list[Choice]:
    """Move all chances together so that their sum nears the usual number of others, within bounds; order stays."""
    usual = weights.usual.get(principal)
    if usual is None or not choices:
        return choices
    steps = [weights.sway * step / 10 for step in range(-10, 11)]
    best = min(steps, key=lambda sway: abs(sum(_moved(choice.chance, sway) for choice in choices) - usual))
    return [replace(choice, chance=_moved(choice.chance, best)) for choice in choices]


def _moved(chance: float, sway: float) -> float:
    """Move a chance by sway in log-odds."""
    odds = chance / (1 - chance) * math.exp(sway) if chance > 0 else 0.0
    return odds / (1 + odds)


def put_hypertension(ballot: Ballot) -> None:
    """Put up exactly one hypertension code when the record states hypertension."""
    stated = ballot.findings.hypertension
    if stated is None or ballot.principal == HYPERTENSION:
        return
    code, passages = hypertension_code(ballot.findings.chart, stated)
    sure, guessed = (0.93, 0.65) if stated.listed else (0.75, 0.5)
    ballot.put(code, guessed if stated.grade is None else sure, passages, "高血压分级与危险分层")
