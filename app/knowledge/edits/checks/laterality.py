"""Checks of sides: the same condition coded for one side and for none, for one side and for both."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from app.knowledge.edits.rule import Rule
from app.knowledge.edits.stay import Found, Listed, Stay, in_order

_ENGLISH = re.compile(r"\b(right|left|bilateral|unilateral|unspecified|eyes?|ears?|of|the)\b|[,\s]+")
"""Words that do not tell one condition from another: cataract, right eye; cataract, bilateral."""
_SIDE = re.compile(r"right|left|bilateral|[左右双]", re.IGNORECASE)
_CHINESE = re.compile(r"(左|右|双)侧?")
_BILATERAL_PLACES = "30"
"""Which character stands for both sides where 1 is right and 2 left: mostly 3, rarely 0."""


class Side(StrEnum):
    """The side a code's name states."""

    RIGHT = "right"
    LEFT = "left"
    BOTH = "both"
    NONE = "none"


@dataclass(frozen=True, slots=True)
class _Sided:
    listed: Listed
    side: Side
    condition: str


def unspecified(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a code without a side while the same condition is coded with one."""
    told: set[str] = set()
    for one, other in _pairs(rule, stay):
        bare, sided = (one, other) if one.side is Side.NONE else (other, one)
        if bare.side is Side.NONE and bare.listed.code.code not in told:
            told.add(bare.listed.code.code)
            yield Found((bare.listed,), (sided.listed,))


def bilateral(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find a code of one side while the same condition is coded for both."""
    for one, other in _pairs(rule, stay):
        if {one.side, other.side} in ({Side.BOTH, Side.LEFT}, {Side.BOTH, Side.RIGHT}):
            whole, half = (one, other) if one.side is Side.BOTH else (other, one)
            yield Found((half.listed,), (whole.listed,))


def both(rule: Rule, stay: Stay) -> Iterator[Found]:
    """Find right and left coded apart where the book has a code for both sides."""
    for one, other in _pairs(rule, stay):
        if {one.side, other.side} == {Side.LEFT, Side.RIGHT}:
            whole = _whole(one, other, stay)
            if whole:
                yield Found((other.listed,), (one.listed,), note=whole)


def side_of(name: str) -> tuple[Side, str]:
    """Return the side a name states, and the condition without it."""
    plain = name.casefold().strip()
    if plain.isascii():
        words = set(re.findall(r"[a-z]+", plain))
        condition = " ".join(_ENGLISH.sub(" ", plain).split())
        if "bilateral" in words or {"right", "left"} <= words:
            return Side.BOTH, condition
        return next((side for side in (Side.RIGHT, Side.LEFT) if side in words), Side.NONE), condition
    found = _CHINESE.match(plain)
    if not found:
        return Side.NONE, plain
    return {"左": Side.LEFT, "右": Side.RIGHT, "双": Side.BOTH}[found[1]], plain[found.end() :]


def _pairs(rule: Rule, stay: Stay) -> Iterator[tuple[_Sided, _Sided]]:
    """Pair the codes of one category and condition that state different sides."""
    listed = stay.listed(rule)
    if not any(_SIDE.search(each.name) for each in listed):
        return
    conditions: dict[tuple[str, str], list[_Sided]] = {}
    for each in in_order(listed):
        side, condition = side_of(each.name)
        if condition:
            conditions.setdefault((each.code.code[:3], condition), []).append(_Sided(each, side, condition))
    for same in conditions.values():
        yield from ((one, other) for one, other in combinations(same, 2) if one.side is not other.side)


def _whole(one: _Sided, other: _Sided, stay: Stay) -> str:
    """Return the code for both sides beside two that differ in the one character of their side."""
    first, second = one.listed.code.code, other.listed.code.code
    places = [n for n, (a, b) in enumerate(zip(first, second, strict=False)) if a != b]
    if len(first) != len(second) or len(places) != 1:
        return ""
    at = places[0]
    for character in _BILATERAL_PLACES:
        entry = stay.get(one.listed.code.book, f"{first[:at]}{character}{first[at + 1 :]}")
        if entry is not None and side_of(entry.code.name) == (Side.BOTH, one.condition):
            return f"{entry.code.code} {entry.code.name}"
    return ""
