"""What a recogniser reports: a span of one text and its kind; overlaps become one, nothing in between is left."""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from app.knowledge.identifiers.removed import Kind

_WIDE = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
_ORDER = {kind: position for position, kind in enumerate(Kind)}


@dataclass(frozen=True, slots=True)
class Found:
    """One identifier in a text; `now` is what stands for it, None for the placeholder of its kind."""

    kind: Kind
    start: int
    end: int
    now: str | None = None


def plain(text: str) -> str:
    """Return a text with full-width letters, digits and marks as ASCII, each code point in its place."""
    return text if text.isascii() else text.translate(_WIDE)


def all_of(kind: Kind, pattern: re.Pattern[str], text: str) -> Iterator[Found]:
    """Yield every match of a pattern: its group `it` where it has one, else the whole."""
    group = "it" if "it" in pattern.groupindex else 0
    for match in pattern.finditer(text):
        yield Found(kind, *match.span(group))


def settled(found: Iterable[Found]) -> tuple[Found, ...]:
    """Return the findings in reading order, those that overlap as one of the foremost kind."""
    result: list[Found] = []
    for each in sorted(found, key=lambda one: (one.start, -one.end, _ORDER[one.kind])):
        last = result[-1] if result else None
        if each.start >= each.end:
            continue
        if last is None or each.start >= last.end:
            result.append(each)
        elif last.now is None or each.end > last.end or _ORDER[each.kind] < _ORDER[last.kind]:
            result[-1] = _joined(last, each)
    return tuple(result)


def _joined(left: Found, right: Found) -> Found:
    """Cover both; a shifted date that lies within another identifier goes with it."""
    if (left.start, left.end, left.now) == (right.start, right.end, right.now):
        return left if _ORDER[left.kind] <= _ORDER[right.kind] else right
    kind = min(left.kind, right.kind, key=_ORDER.__getitem__)
    return Found(kind, left.start, max(left.end, right.end))
