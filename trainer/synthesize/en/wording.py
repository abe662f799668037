"""Templates become words: choices, numbers, holes, and marks around the words that are a code's evidence.

`<a|b>` is a choice, `{#2-5}` a number, `{#12-18}/10` one with a decimal, `{name}` a hole. Marks are control characters
until `unmarked` turns them into spans.
"""

import re
from collections.abc import Mapping, Sequence

from app.coding.example import Span
from trainer.synthesize.en.chance import Chance

_CHOICE = re.compile(r"<([^<>]*)>")
_NUMBER = re.compile(r"\{#(\d+)-(\d+)\}(/10)?")
_HOLE = re.compile(r"\{([A-Za-z_]\w*)\}")
_MARK = re.compile("\x02([^\x03]*)\x03([^\x04]*)\x04")
_START = re.compile("^((?:\x02[^\x03]*\x03|[^\\w\x02])*)(\\w)")
_HE = {"he": "she", "his": "her", "him": "her", "He": "She", "His": "Her", "Him": "Her"}
_BLANKS = re.compile("  +")
_ARTICLE = re.compile(r"\b([Aa]) (?=(?:8\d?|11|18)[ -]?y)")
_ONE = re.compile(r"(?<![\d.,/-])\b1 (day|week|month|hour|unit|liter|minute|pack|block|episode)s\b")
_PRONOUN = re.compile(r"\b(he|his|him|He|His|Him)\b")


def fill(template: str, chance: Chance, holes: Mapping[str, str] | None = None) -> str:
    """Draw a template's choices and numbers, then put the holes' words in; `{Name}` is `{name}` with a capital."""
    text = template
    while "<" in text:
        text, count = _CHOICE.subn(lambda found: chance.pick(found[1].split("|")), text)
        if not count:
            break
    if "{#" in text:
        text = _NUMBER.sub(lambda found: _number(found, chance), text)
    if holes and "{" in text:
        text = _HOLE.sub(lambda found: _held(found[1], holes), text)
    return text


def _number(found: re.Match[str], chance: Chance) -> str:
    value = chance.whole(int(found[1]), int(found[2]))
    return f"{value / 10:.1f}" if found[3] else str(value)


def _held(name: str, holes: Mapping[str, str]) -> str:
    return holes[name] if name in holes else capital(holes[name[0].lower() + name[1:]])


def holes_of(template: str) -> frozenset[str]:
    """Name the holes of a template."""
    return frozenset(name[0].lower() + name[1:] for name in _HOLE.findall(template))


def mark(words: str, codes: Sequence[str]) -> str:
    """Mark words as the evidence of codes."""
    return f"\x02{' '.join(codes)}\x03{words}\x04" if codes else words


def mark_bracketed(text: str, codes: Sequence[str]) -> str:
    """Mark the words in square brackets as the evidence of codes."""
    return re.sub(r"\[([^\]]*)\]", lambda found: mark(found[1], codes), text)


def plain(text: str) -> str:
    """Return marked text without its marks."""
    return _MARK.sub(r"\2", text)


def unmarked(section: str, text: str) -> tuple[str, list[Span]]:
    """Take the marks out of a section's text and return the spans they stood for."""
    parts: list[str] = []
    spans: list[Span] = []
    at = length = 0
    for found in _MARK.finditer(text):
        parts += (text[at : found.start()], found[2])
        start = length + found.start() - at
        length = start + len(found[2])
        spans += (Span(section, start, length, code) for code in found[1].split())
        at = found.end()
    parts.append(text[at:])
    return "".join(parts), spans


def capital(text: str) -> str:
    """Write the first letter large, whether or not a mark stands before it."""
    return _START.sub(lambda found: found[1] + found[2].upper(), text, count=1)


def agreed(text: str, *, female: bool) -> str:
    """Make words agree: she and her for a woman, `an 80-year-old`, `1 day`; no blanks beside one another."""
    text = _BLANKS.sub(" ", _ONE.sub(r"1 \1", _ARTICLE.sub(r"\1n ", text)))
    return _PRONOUN.sub(lambda found: _HE[found[1]], text) if female else text


def listed(items: Sequence[str], last: str = "and") -> str:
    """Join phrases as `a, b and c`."""
    if len(items) < 2:
        return "".join(items)
    return f"{', '.join(items[:-1])} {last} {items[-1]}"
