"""Base group and severity of every MS-DRG of a version, by number: what rewards and comparisons are made of.

Titles are only read for what they say at their end, never compared with one another as substrings: numbers are.
"""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from app.knowledge.grouping.engine import Engine, load_engine
from app.knowledge.grouping.grouped import Level
from app.knowledge.grouping.versions import find_version


class Severity(StrEnum):
    """What a title says about complications and comorbidities."""

    MCC = "mcc"
    CC = "cc"
    CC_MCC = "cc_mcc"
    NO_MCC = "no_mcc"
    NO_CC_MCC = "no_cc_mcc"
    UNSPLIT = "unsplit"
    """The group is not split by severity."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a group stands: its base, which is the lowest number of those that differ by severity only."""

    base: str
    severity: Severity


CARRYING: Mapping[Severity, frozenset[Level]] = MappingProxyType(
    {
        Severity.MCC: frozenset({Level.MCC}),
        Severity.CC: frozenset({Level.CC}),
        Severity.CC_MCC: frozenset({Level.CC, Level.MCC}),
        Severity.NO_MCC: frozenset[Level](),
        Severity.NO_CC_MCC: frozenset[Level](),
        Severity.UNSPLIT: frozenset[Level](),
    }
)
"""The levels that a group's severity rests on."""

_WORDS = {
    "with mcc": Severity.MCC,
    "and mcc": Severity.MCC,
    "with cc": Severity.CC,
    "with cc/mcc": Severity.CC_MCC,
    "without mcc": Severity.NO_MCC,
    "without cc/mcc": Severity.NO_CC_MCC,
}
_TAIL = re.compile(r"\s(?P<tail>with(?:out)? (?:CC/MCC|MCC|CC)|and MCC)$", re.IGNORECASE)
_IRREGULAR = re.compile(r"\s(?P<tail>with (?:CC/MCC|MCC|CC)),? or \S.*$", re.IGNORECASE)
"""A level or something that stands in for it: 065 "… with CC or tPA in 24 Hours", 175 "… with MCC or Acute …"."""
_RANK = {Severity.MCC: 0, Severity.CC: 1, Severity.CC_MCC: 1, Severity.NO_MCC: 2, Severity.NO_CC_MCC: 2}
_FAMILY = re.compile(r"\d{3}(?:&\d{3})+")


def base_and_severity(version: str) -> Mapping[str, Standing]:
    """Return number → standing for every group of one version; raise InputError on an unknown version.

    Loads the version's tables (0.4 s): keep the result.
    """
    return standings(load_engine(find_version(version).name))


def standings(engine: Engine) -> Mapping[str, Standing]:
    """Return number → standing for every group of a loaded engine (source: its severity families, then titles)."""
    titles = {number: str(group["desc"]) for number, group in engine.drgmap.items()}
    found: dict[str, Standing] = {number: Standing(number, Severity.UNSPLIT) for number in titles}
    covered: set[str] = set()
    for family in sorted(families(engine)):
        covered.update(family)
        for base in _split([(number, severity_of(titles[number])) for number in family if number in titles]):
            found |= base
    rest = [number for number in sorted(titles) if number not in covered]
    for numbers in _by_stem(rest, titles):
        for base in _split([(number, severity_of(titles[number])) for number in numbers]):
            found |= base
    return MappingProxyType(found)


def families(engine: Engine) -> frozenset[tuple[str, ...]]:
    """Return the severity families drgpy's tables name (`280&281&282`); they do not overlap."""
    found: set[tuple[str, ...]] = set()
    for table in (engine.dxmap, engine.prmap):
        for labels in table.values():
            for label in labels:
                family = label.partition("|")[0]
                if _FAMILY.fullmatch(family):
                    found.add(tuple(family.split("&")))
    return frozenset(found)


def severity_of(title: str) -> Severity:
    """Read what a title says of severity at its end, or before an "or …" that stands in for the level."""
    match = _TAIL.search(title) or _IRREGULAR.search(title)
    return _WORDS[match["tail"].casefold()] if match else Severity.UNSPLIT


def _split(members: list[tuple[str, Severity]]) -> Iterator[dict[str, Standing]]:
    """Split the members of a family into bases: a new one begins where severity does not go on falling.

    Most families are one base. In some several stand one after another (280–282 alive, 283–285 died).
    """
    base: dict[str, Severity] = {}
    rank = -1
    for number, severity in members:
        if severity is Severity.UNSPLIT:
            continue
        if _RANK[severity] <= rank:
            yield _standing(base)
            base = {}
        base[number] = severity
        rank = _RANK[severity]
    yield _standing(base)


def _standing(base: dict[str, Severity]) -> dict[str, Standing]:
    return {number: Standing(min(base), severity) for number, severity in base.items()}


def _by_stem(numbers: list[str], titles: Mapping[str, str]) -> list[list[str]]:
    """Put the groups outside any family together by the words before the severity."""
    stems: dict[str, list[str]] = {}
    for number in numbers:
        stems.setdefault(_TAIL.sub("", titles[number]).casefold(), []).append(number)
    return list(stems.values())
