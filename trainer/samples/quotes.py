"""Gold spans become the quotes of a rationale: short, verbatim, and standing in what the model is shown."""

import re
from collections.abc import Iterable, Iterator, Sequence

from app.coding.answer import Quote, parse, render_quote
from app.coding.codebook import Code
from app.coding.evidence import overlaps, verify_quote
from app.coding.example import Example, Span
from app.coding.language import Language
from app.coding.marks import Mark
from app.coding.normalise import fold_text
from app.coding.quoting import LONGEST, clauses
from app.coding.record import Section
from app.coding.scope import Scope, Task

_TAG = re.compile(r"</?(?:think|answer)>", re.IGNORECASE)


def quotes_for(
    example: Example,
    codes: Sequence[Code],
    shown: Sequence[Section],
    scope: Scope,
    language: Language,
    marks: Sequence[Mark] = (),
) -> tuple[Quote, ...]:
    """Return one quote per code that has a span in what is shown, in the codes' order.

    `shown` are the record's sections after shortening. A quote the workstation would verify is taken before one it
    would not, then one that names the condition before one that implies it, then the first; a code whose spans were
    all cut off, or whose line could not be read back, gets none. Where a mark of the prompt quotes a gold span, its
    line is the one that is learned.
    """
    kept = kept_parts(example, shown)
    found: list[Quote] = []
    marked = {mark.mention.code.code: mark for mark in marks if mark.supported}
    for code in codes:
        mark = marked.get(code.code)
        if mark and _reads_back(mark.quote, language) and _states(example, mark):
            found.append(mark.quote)
            continue
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


def _states(example: Example, mark: Mark) -> bool:
    """Say whether a mark stands where the example says its code is stated."""
    spans = (span for span in example.spans if span.code == mark.mention.code.code)
    return any(overlaps(mark.mention, span) for span in spans)


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
