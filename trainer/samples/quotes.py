"""Gold spans become the quotes of a rationale: short, verbatim, and standing in what the model is shown."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.coding.answer import Quote, parse, render_quote
from app.coding.codebook import Code
from app.coding.evidence import verify_quote
from app.coding.example import Example, Span
from app.coding.language import Language
from app.coding.normalise import fold_text
from app.coding.record import Section
from app.coding.scope import Scope, Task

SHORTEST = 4
LONGEST = {Language.ZH: 40, Language.EN: 80}
"""Characters of a quote; an English word takes about two of a Chinese one's."""
_BORDER = re.compile(r"[，。；、！？\n\r\t]|[,;!?:：](?=\s|$)|\.(?=\s|$)|(?<=[\u4e00-\u9fff])[,;:：](?!\d)")
"""Where a clause ends; a decimal point, a time or 1,000 is no border."""
_TRIMMED = "，。；、,;:：.！？!?"
_TAG = re.compile(r"</?(?:think|answer)>", re.IGNORECASE)


def quotes_for(
    example: Example, codes: Sequence[Code], shown: Sequence[Section], scope: Scope, language: Language
) -> tuple[Quote, ...]:
    """Return one quote per code that has a span in what is shown, in the codes' order.

    `shown` are the record's sections after shortening. A quote the workstation would verify is taken before one it
    would not, then one that names the condition before one that implies it, then the first; a code whose spans were
    all cut off, or whose line could not be read back, gets none.
    """
    kept = kept_parts(example, shown)
    found: list[Quote] = []
    for code in codes:
        label = scope.label(code)
        spans = [span for span in example.spans if span.code == code.code]
        quotes = [quote for span in spans for quote in _quotes(example, span, kept, label, language)]
        names = [fold_text(name) for name in (code.name, *code.aliases)]

        def worth(quote: Quote, code: Code = code, names: Sequence[str] = names) -> tuple[bool, bool]:
            verified = verify_quote(example.record, quote, code) is not None
            return verified, any(name in fold_text(quote.text) for name in names)

        if quotes:
            found.append(max(quotes, key=worth))
    return tuple(found)


def kept_parts(example: Example, shown: Iterable[Section]) -> dict[str, tuple[int, int]]:
    """Return for each section shown how many characters of its head are there, and from where on its tail is."""
    parts: dict[str, tuple[int, int]] = {}
    for section in shown:
        whole = example.record.text(section.name)
        if section.text == whole:
            parts[section.name] = (len(whole), 0)
            continue
        most = min(len(whole), len(section.text))
        head = next((n for n in range(most) if whole[n] != section.text[n]), most)
        tail = next((n for n in range(most) if whole[-1 - n] != section.text[-1 - n]), most)
        parts[section.name] = (head, len(whole) - tail)
    return parts


def _quotes(
    example: Example, span: Span, kept: dict[str, tuple[int, int]], label: str, language: Language
) -> Iterator[Quote]:
    """Yield the quotes a span gives that stand in a kept part and whose line reads back as it was written."""
    if span.section not in kept:
        return
    text = example.record.text(span.section)
    head, tail = kept[span.section]
    for start, end in clauses(text, span.start, span.end, LONGEST[language]):
        if not (end <= head or start >= tail):
            continue
        quotes = (Quote(label, text[start:end], section) for section in (span.section, ""))
        if quote := next((each for each in quotes if _reads_back(each, language)), None):
            yield quote


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


def _reads_back(quote: Quote, language: Language) -> bool:
    """Say whether the workstation's parser reads this line as exactly this quote."""
    line = render_quote(quote, language)
    if _TAG.search(line) or len(line.splitlines()) != 1:
        return False
    return read_quotes(line) == (quote,)


def read_quotes(rationale: str) -> tuple[Quote, ...]:
    """Return the quotes that a rationale's lines hold, as the contract reads them."""
    return parse(f"<think>{rationale}</think>", Task.OTHERS, _NOTHING).quotes


_NOTHING = Scope("none", "", (Code("-", "-", ""),), ())
"""A scope for reading quotes alone; their labels are looked up by who asked."""
