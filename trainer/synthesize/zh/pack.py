"""Writer packs: one file of phrases and habits per invented writer, read and checked against the list of slots."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cache
from pathlib import Path
from random import Random
from types import MappingProxyType
from typing import Any

from app.coding.mentions import Assertion, Finder, Mention
from app.coding.scope import Scope
from trainer.errors import DataError
from trainer.synthesize.zh.grammar import GrammarError, Template, Words, fill, parse

_HERE = Path(__file__).parent
_TABLES = ("writer", "habits", "words")
"""Tables of a pack that hold no slots."""
_LISTS = ("numbered", "lines", "inline", "chained")
_NAMINGS = ("full", "short", "latin")
_STYLES = ("digit", "roman", "wide", "han")
_FRACTIONS = ("verbosity", "history_again", "reports_by_line", "noise")
_CHOICES = (
    "numbers",
    "between_names",
    "between_findings",
    "between_results",
    "between_drugs",
    "dates",
    "risk",
    "arrows",
)
_STRINGS = frozenset({"exam.tests_none"})
"""Slots whose alternatives may be empty."""


@dataclass(frozen=True, slots=True)
class Slot:
    """What a pack must say for one slot."""

    name: str
    kind: str
    least: int
    always: frozenset[str]
    sometimes: frozenset[str]
    maybe: frozenset[str]
    means: str

    @property
    def holes(self) -> frozenset[str]:
        """Name every hole a template of the slot may use."""
        return self.always | self.sometimes | self.maybe


@dataclass(frozen=True, slots=True)
class Habits:
    """How a writer sets things down; see the packs for what each may hold."""

    listing: Mapping[str, float]
    lab_names: Mapping[str, float]
    grade_style: tuple[str, ...]
    class_style: tuple[str, ...]
    numbers: tuple[str, ...]
    between_names: tuple[str, ...]
    between_findings: tuple[str, ...]
    between_results: tuple[str, ...]
    between_drugs: tuple[str, ...]
    dates: tuple[str, ...]
    risk: tuple[str, ...]
    arrows: tuple[str, ...]
    verbosity: float
    history_again: float
    reports_by_line: float
    noise: float


@dataclass(frozen=True, slots=True)
class Pack:
    """One writer: name, habits, and alternatives for every slot."""

    name: str
    habits: Habits
    slots: Mapping[str, tuple[Template, ...]]
    banks: Mapping[str, tuple[Template, ...]]
    weights: Mapping[str, tuple[float, ...]] = field(default_factory=dict)


@cache
def slots() -> Mapping[str, Slot]:
    """Return the declared slots by name (`hpi.onset_angina`)."""
    content = tomllib.loads((_HERE / "slots.toml").read_text(encoding="utf-8"))
    found: dict[str, Slot] = {}
    for table, entries in content.items():
        for key, entry in entries.items():
            if isinstance(entry, dict):
                found[f"{table}.{key}"] = _slot(f"{table}.{key}", entries, entry)
    return MappingProxyType(found)


def _slot(name: str, table: Mapping[str, Any], entry: Mapping[str, Any]) -> Slot:
    holes = str(entry.get("holes", "")).split()
    return Slot(
        name,
        str(entry.get("kind", table["kind"])),
        int(entry.get("least", table["least"])),
        frozenset(hole[:-1] for hole in holes if hole.endswith("!")),
        frozenset(hole[:-1] for hole in holes if hole.endswith("+")),
        frozenset(hole for hole in holes if hole[-1] not in "!+"),
        str(entry["means"]),
    )


def problems(content: Mapping[str, Any]) -> list[str]:
    """List what is wrong with a pack's content, one line each; empty when it can be used."""
    found = _habit_problems(content.get("habits", {}))
    if not content.get("writer", {}).get("title"):
        found.append("[writer] title is missing")
    banks = {name: _parsed(f"words.{name}", ways, found) for name, ways in content.get("words", {}).items()}
    for name, ways in banks.items():
        if not ways:
            found.append(f"words.{name} is empty")
    given = {
        f"{table}.{key}": ways
        for table, entries in content.items()
        if table not in _TABLES
        for key, ways in entries.items()
    }
    found += [f"{name}: no such slot" for name in given.keys() - slots().keys()]
    for name, slot in slots().items():
        if name in given:
            found += _slot_problems(slot, _parsed(name, given[name], found), banks)
        else:
            found.append(f"{name} is missing ({slot.means})")
    used = {bank for ways in banks.values() for way in ways for bank in way.banks()}
    found += [f"<{bank}> is used in [words] and not defined" for bank in sorted(used - banks.keys())]
    return found


def _parsed(name: str, ways: object, found: list[str]) -> tuple[Template, ...]:
    if not isinstance(ways, list) or not all(isinstance(way, str) for way in ways):
        found.append(f"{name} is not a list of strings")
        return ()
    parsed: list[Template] = []
    for way in ways:
        try:
            parsed.append(parse(way))
        except GrammarError as error:
            found.append(f"{name}: {error}")
    return tuple(parsed)


def _slot_problems(slot: Slot, ways: Sequence[Template], banks: Mapping[str, object]) -> list[str]:
    found: list[str] = []
    sources = [way.source for way in ways]
    if len(set(sources)) < slot.least:
        found.append(f"{slot.name} has {len(set(sources))} alternatives, needs {slot.least}")
    for way in ways:
        found += [f"{slot.name}: unknown hole {{{hole}}} in {way.source}" for hole in sorted(way.holes() - slot.holes)]
        found += [f"{slot.name}: {{{hole}}} is missing in {way.source}" for hole in sorted(slot.always - way.holes())]
        found += [f"{slot.name}: <{bank}> is not defined" for bank in sorted(way.banks() - banks.keys())]
        found += _punctuation(slot, way.source)
    used = {hole for way in ways for hole in way.holes()}
    found += [f"{slot.name}: no alternative uses {{{hole}}}" for hole in sorted(slot.sometimes - used)]
    return found


def _punctuation(slot: Slot, source: str) -> list[str]:
    text = source.replace("»", "").rstrip(" ")
    if not text:
        return [] if slot.name in _STRINGS else [f"{slot.name} has an empty alternative"]
    closed = text[-1] in "。；，\n;,：:"
    if slot.kind == "sentence" and not closed and text[-1] not in "}>":
        return [f"{slot.name}: a sentence closes itself (。；，): {source}"]
    if slot.kind == "phrase" and closed:
        return [f"{slot.name}: a phrase has no closing punctuation: {source}"]
    return []


def _habit_problems(habits: Mapping[str, Any]) -> list[str]:
    found = [f"[habits] {key}: unknown key" for key in habits.keys() - set(Habits.__dataclass_fields__)]
    for key, allowed in (("listing", _LISTS), ("lab_names", _NAMINGS)):
        weights = habits.get(key, {})
        if not weights or not set(weights) <= set(allowed) or sum(weights.values()) <= 0:
            found.append(f"[habits] {key} needs weights of {', '.join(allowed)}")
    found += [
        f"[habits] {key} is a list of {', '.join(_STYLES)}"
        for key in ("grade_style", "class_style")
        if not habits.get(key) or not set(habits[key]) <= set(_STYLES)
    ]
    found += [
        f"[habits] {key} is a list of strings, at least one"
        for key in _CHOICES
        if not habits.get(key) or not all(isinstance(way, str) for way in habits[key])
    ]
    found += [
        f"[habits] {key} is a number from 0 to 1"
        for key in _FRACTIONS
        if not isinstance(habits.get(key), int | float) or not 0 <= habits[key] <= 1
    ]
    found += [f"[habits] arrows: {way} is not like ↑/↓" for way in habits.get("arrows", ()) if "/" not in way]
    found += [f"[habits] numbers: {way} holds no 1" for way in habits.get("numbers", ()) if "1" not in way]
    return found


def read_pack(path: Path) -> Pack:
    """Read one pack; raise DataError listing what is wrong with it."""
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise DataError(
            f"The writer pack {path.name} cannot be read: {error}.", "Correct or remove the file."
        ) from error
    wrong = problems(content)
    if wrong:
        raise DataError(f"The writer pack {path.name} cannot be used: " + "; ".join(wrong[:20]), "Complete the pack.")
    parts = {
        f"{table}.{key}": tuple(parse(way) for way in ways)
        for table, entries in content.items()
        if table not in _TABLES
        for key, ways in entries.items()
    }
    banks = {name: tuple(parse(way) for way in ways) for name, ways in content.get("words", {}).items()}
    habits: dict[str, Any] = {key: _frozen(value) for key, value in content["habits"].items()}
    return Pack(path.stem, Habits(**habits), MappingProxyType(parts), MappingProxyType(banks))


@cache
def common() -> Mapping[str, tuple[Template, ...]]:
    """Return the phrases that every writer uses now and then in the same words (common.toml), by slot."""
    content = tomllib.loads((_HERE / "common.toml").read_text(encoding="utf-8"))
    return MappingProxyType(
        {
            f"{table}.{key}": tuple(map(parse, ways))
            for table, entries in content.items()
            for key, ways in entries.items()
        }
    )


def _frozen(value: object) -> object:
    return tuple(value) if isinstance(value, list) else value


def pack_files() -> tuple[Path, ...]:
    """Return the packs that ship, in order of their names."""
    return tuple(sorted((_HERE / "writers").glob("*.toml")))


@cache
def packs() -> Mapping[str, Pack]:
    """Return every shipped pack by its name."""
    return MappingProxyType({path.stem: read_pack(path) for path in pack_files()})


_PLAINLY = 7.0
"""How much more often a condition is put in a name that the code book knows than in other words."""


def plainly(pack: Pack, finder: Finder, slots_of: Mapping[str, frozenset[str]]) -> Pack:
    """Let a writer prefer alternatives that name the codes of their slot as the code book does.

    In life the name or an alias stands in nine records of ten that carry a code stated by reports (206 texts).
    """
    weights: dict[str, tuple[float, ...]] = {}
    for slot, codes in slots_of.items():
        known = [
            bool({each.code.code for each in finder.find_in(_shown(way, pack))} & codes) for way in pack.slots[slot]
        ]
        if any(known) and not all(known):
            weights[slot] = tuple(_PLAINLY if each else 1.0 for each in known)
    return replace(pack, weights=MappingProxyType(weights))


def _shown(way: Template, pack: Pack) -> str:
    """Write an alternative out with something in each hole."""
    holes = {hole: Words(_SAMPLES.get(hole, "3")) for hole in way.holes()}
    return fill(way, holes, pack.banks, Random(0)).text  # noqa: S311 - a sample, no secret


_SAMPLES = {"side": "双侧", "lobe": "右肺上叶", "size": "5mm", "vessel": "前降支", "risk": "极高危", "valve": "二尖瓣"}


_MAY_NAME = ("dx.", "finding.", "past.", "report.", "lab.", "family.", "layout.")
"""Tables whose slots name conditions because they mean them."""
_SYMPTOM = "R42.x00x004"
"""A code whose name is a complaint, too."""


def claims(pack: Pack, scope: Scope) -> list[str]:
    """List templates that name a condition of the scope in a slot that does not mean one: it would be no fact."""
    finder = Finder(scope.all_codes)
    found: list[str] = []
    for name, ways in pack.slots.items():
        if not name.startswith(_MAY_NAME):
            found += [f"{name} names {mention.text}: {way.source}" for way in ways for mention in _named(finder, way)]
    for name, ways in pack.banks.items():
        found += [f"words.{name} names {mention.text}: {way.source}" for way in ways for mention in _named(finder, way)]
    return found


def _named(finder: Finder, way: Template) -> list[Mention]:
    """Return what a template names and does not deny."""
    found = finder.find_in(way.source)
    return [each for each in found if each.assertion is Assertion.AFFIRMED and each.code.code != _SYMPTOM]
