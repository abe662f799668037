"""Where a record names the scope's codes, as the lines that the with-mentions layout puts before the model.

They are found in the whole record, so that what a shortened record leaves out is still named.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from app.coding.answer import Quote, render_quote
from app.coding.codebook import Code
from app.coding.evidence import supports, verify_quote
from app.coding.language import Language
from app.coding.mentions import Mention
from app.coding.prompt_words import WORDS
from app.coding.quoting import LONGEST, clauses
from app.coding.record import Record
from app.coding.scope import Scope

_MOST_PLACES = 4
"""Further sections named for one code."""


@dataclass(frozen=True, slots=True)
class Mark:
    """One code the record names: where first, words to quote for it, and in which other sections it is named so."""

    mention: Mention
    quote: Quote
    supported: bool
    """Whether the record affirms it here."""
    also: tuple[str, ...] = ()


def marks_of(record: Record, mentions: Iterable[Mention], scope: Scope, language: Language) -> tuple[Mark, ...]:
    """Return one mark for each of the scope's codes that is named, in reading order; supporting mentions go first."""
    listed = frozenset(scope.all_codes)
    by_code: dict[Code, list[Mention]] = {}
    for mention in mentions:
        if mention.code in listed:
            by_code.setdefault(mention.code, []).append(mention)
    return tuple(_mark(record, code, found, scope.label(code), language) for code, found in by_code.items())


def render_marks(marks: Iterable[Mark], language: Language) -> str:
    """Write the marks as the model reads them: what supports a code, then what is denied, family's, past or open."""
    words = WORDS[language]
    listed = list(marks)
    supported = [render_quote(mark.quote, language) + _also(mark, language) for mark in listed if mark.supported]
    others = [
        f"{render_quote(mark.quote, language)}{words.colon}{words.standing[mark.mention.assertion.value]}"
        for mark in listed
        if not mark.supported
    ]
    lines = [words.named, *(supported or [words.nothing])]
    return "\n".join([*lines, *([words.not_standing, *others] if others else [])]) + "\n\n"


def _mark(record: Record, code: Code, found: list[Mention], label: str, language: Language) -> Mark:
    standing = [mention for mention in found if supports(mention.assertion, code)]
    first = (standing or found)[0]
    also = tuple(dict.fromkeys(mention.section for mention in (standing or found) if mention.section != first.section))
    quote = _quote(record, code, first, label, language)
    return Mark(first, quote, bool(standing), also[:_MOST_PLACES])


def _quote(record: Record, code: Code, mention: Mention, label: str, language: Language) -> Quote:
    """Quote the clause around a mention, or its own words where the clause would not be verified."""
    text = record.text(mention.section)
    for start, end in clauses(text, mention.start, mention.end, LONGEST[language]):
        quote = Quote(label, text[start:end], mention.section)
        if start <= mention.start and mention.end <= end and verify_quote(record, quote, code) is not None:
            return quote
    return Quote(label, mention.text, mention.section)


def _also(mark: Mark, language: Language) -> str:
    words = WORDS[language]
    return words.also + words.comma.join(mark.also) if mark.also else ""
