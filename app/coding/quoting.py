"""Which words around a place in a section are quoted for it: short, verbatim, ending where a clause ends."""

import re
from collections.abc import Iterator

from app.coding.language import Language

SHORTEST = 4
LONGEST = {Language.ZH: 40, Language.EN: 80}
"""Characters of a quote; an English word takes about two of a Chinese one's."""
_BORDER = re.compile(r"[，。；、！？\n\r\t]|[,;!?:：](?=\s|$)|\.(?=\s|$)|(?<=[\u4e00-\u9fff])[,;:：](?!\d)")
"""Where a clause ends; a decimal point, a time or 1,000 is no border."""
_TRIMMED = "，。；、,;:：.！？!?"


def clauses(text: str, start: int, end: int, longest: int) -> Iterator[tuple[int, int]]:
    """Yield the places that may be quoted for a span: its words, cut at clause ends when long, widened when short."""
    start, end = _trimmed(text, start, end)
    if end - start > longest:
        borders = [mark.start() for mark in _BORDER.finditer(text, start, end)]
        fitting = [border for border in borders if SHORTEST <= border - start <= longest]
        places = [(start, fitting[-1] if fitting else _word_end(text, start, start + longest))]
    elif end - start < SHORTEST:
        places = _widened(text, start, end)
    else:
        places = [(start, end)]
    for place in places:
        begin, stop = _trimmed(text, *place)
        if SHORTEST <= stop - begin <= longest:
            yield begin, stop


def _widened(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Return the clause around a short span, then that with the clause after, then with the clause before it."""
    line_start = text.rfind("\n", 0, start) + 1
    line_end = text.find("\n", end)
    line_end = len(text) if line_end < 0 else line_end
    begins = [line_start, *(mark.end() for mark in _BORDER.finditer(text, line_start, start))]
    ends = [*(mark.start() for mark in _BORDER.finditer(text, end, line_end)), line_end]
    places = [(begins[-1], ends[0])]
    places += [(begins[-1], stop) for stop in ends[1:2]]
    places += [(begin, ends[0]) for begin in begins[-2:-1]]
    return places


def _word_end(text: str, start: int, stop: int) -> int:
    """Move back to the end of a Latin word rather than cut it."""
    if not (text[stop - 1].isascii() and text[stop - 1].isalnum() and text[stop : stop + 1].isalnum()):
        return stop
    blank = text.rfind(" ", start, stop)
    return blank if blank - start >= SHORTEST else stop


def _trimmed(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and _is_edge(text[start]):
        start += 1
    while start < end and _is_edge(text[end - 1]):
        end -= 1
    return start, end


def _is_edge(character: str) -> bool:
    return character in _TRIMMED or character.isspace()
