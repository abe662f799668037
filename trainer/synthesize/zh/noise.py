"""Typing and recognition errors in a section, with its marks moved to where their words now stand."""

import re
import tomllib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from random import Random

from trainer.synthesize.zh.grammar import Mark, Words

_PER_SIGN = 0.012
"""Errors per sign that can be mistaken, at full noise."""
_PER_WORD = 0.05
"""Errors per word that can be mistaken, at full noise."""
_DROPPED = 0.0012
"""Characters left out or doubled, per character at full noise."""


@cache
def _mistakes() -> tuple[Mapping[str, tuple[str, ...]], re.Pattern[str]]:
    content = tomllib.loads((Path(__file__).parent / "noise.toml").read_text(encoding="utf-8"))
    table = {**content["word"], **content["sign"]}
    found = {right: tuple(wrong) for right, wrong in table.items()}
    return found, re.compile("|".join(map(re.escape, sorted(found, key=len, reverse=True))))


def disturbed(words: Words, rng: Random, level: float) -> Words:
    """Make errors at a level from 0 (none) to 1; most records have few."""
    if not words or level <= 0:
        return words
    found, pattern = _mistakes()
    edits: list[tuple[int, int, str]] = []
    for match in pattern.finditer(words.text):
        right = match.group()
        if rng.random() < level * (_PER_WORD if len(right) > 1 else _PER_SIGN):
            edits.append((match.start(), match.end(), rng.choice(found[right])))
    edits += _slips(words.text, rng, level)
    return edited(words, sorted(edits))


def _slips(text: str, rng: Random, level: float) -> list[tuple[int, int, str]]:
    """Leave out or double single characters."""
    slips: list[tuple[int, int, str]] = []
    expected = len(text) * level * _DROPPED
    for _ in range(int(expected) + (rng.random() < expected % 1)):
        at = rng.randrange(len(text))
        slips.append((at, at + 1, "" if rng.random() < 0.6 else text[at] * 2))
    return slips


def edited(words: Words, edits: list[tuple[int, int, str]]) -> Words:
    """Replace stretches (in order; one that overlaps an earlier one is skipped) and move the marks along."""
    parts: list[str] = []
    shifts: list[tuple[int, int]] = [(0, 0)]
    at = moved = 0
    for start, end, text in edits:
        if start < at:
            continue
        parts += [words.text[at:start], text]
        moved += len(text) - (end - start)
        shifts.append((end, moved))
        at = end
    parts.append(words.text[at:])
    marks = (Mark(_move(start, shifts), _move(end, shifts), code) for start, end, code in words.marks)
    whole = "".join(parts)
    return Words(whole, tuple(m for m in marks if m.start < m.end <= len(whole)))


def _move(place: int, shifts: list[tuple[int, int]]) -> int:
    moved = 0
    for end, shift in shifts:
        if end > place:
            break
        moved = shift
    return max(0, place + moved)
