"""A quote or a mention becomes evidence only when it stands in the record and is affirmed there."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol

from app.coding.answer import Quote
from app.coding.codebook import Code
from app.coding.mentions import Assertion, Mention, assertion_at, locate
from app.coding.record import Record

MIN_QUOTE = 3
"""Characters a quote needs to be more than chance."""


class Kind(StrEnum):
    """Where evidence comes from: the record names the condition, or the model quoted words that stand there."""

    MENTION = "mention"
    QUOTE = "quote"


@dataclass(frozen=True, slots=True)
class Evidence:
    """A verified span of the record; start and end count code points within the section's text."""

    section: str
    start: int
    end: int
    text: str
    kind: Kind


def supports(assertion: Assertion, code: Code) -> bool:
    """Say whether an assertion lets a span count for a code: affirmed, or past for a lasting condition."""
    return assertion is Assertion.AFFIRMED or (assertion is Assertion.PAST and code.lasting)


def from_mentions(mentions: Iterable[Mention], code: Code) -> tuple[Evidence, ...]:
    """Return the mentions of code that support it, in reading order."""
    return tuple(
        Evidence(mention.section, mention.start, mention.end, mention.text, Kind.MENTION)
        for mention in mentions
        if mention.code == code and supports(mention.assertion, code)
    )


def verify_quote(record: Record, quote: Quote, code: Code) -> Evidence | None:
    """Find a quote in its section, then anywhere; return it as evidence if it is affirmed there, else None.

    Widths, numerals, spaces and punctuation variants do not matter; the words do (`mentions.locate`).
    """
    if len(quote.text.strip()) < MIN_QUOTE:
        return None
    ordered = sorted(record.sections, key=lambda section: section.name != quote.section)
    for section in ordered:
        for start, end in locate(section.text, quote.text):
            if supports(assertion_at(section.text, start, end, section.name), code):
                return Evidence(section.name, start, end, section.text[start:end], Kind.QUOTE)
    return None


class Placed(Protocol):
    """Anything that marks characters of a section: a mention, evidence, a gold span."""

    @property
    def section(self) -> str:
        """Return the section's name."""
        ...

    @property
    def start(self) -> int:
        """Return the first character."""
        ...

    @property
    def end(self) -> int:
        """Return the one after the last."""
        ...


def overlaps(left: Placed, right: Placed) -> bool:
    """Say whether two spans share a character."""
    return left.section == right.section and left.start < right.end and right.start < left.end


def gather(
    record: Record, code: Code, mentions: Iterable[Mention], quotes: Iterable[Quote], label: str
) -> tuple[Evidence, ...]:
    """Collect all verified evidence for one code: its mentions, then the quotes that add a new place."""
    found = list(from_mentions(mentions, code))
    for quote in quotes:
        if quote.label != label:
            continue
        evidence = verify_quote(record, quote, code)
        if evidence is not None and not any(overlaps(evidence, known) for known in found):
            found.append(evidence)
    return tuple(found)
