"""A record's facts: what of it a rewrite must keep, read section by section."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from app.coding.assertion import Assertion
from app.coding.mentions import Finder, Mention
from app.coding.record import Record, Section
from app.coding.sameness.dates import clocks, dates
from app.coding.sameness.denials import denied
from app.coding.sameness.drugs import DrugNames
from app.coding.sameness.facts import Fact
from app.coding.sameness.frequencies import frequencies, regularly
from app.coding.sameness.kinds import Place, Sort
from app.coding.sameness.numbers import masked, numbers, vertebrae
from app.coding.sameness.plain import blanked, plain
from app.coding.sameness.sides import sides

_NEAR = 30
"""Characters before a number in which the drug or condition stands that it is said of."""
_BEFORE = 4
_LAST_WORD = re.compile(r"([a-z][a-z-]+|[\u4e00-\u9fff]{2})[ :约为史达]{0,2}$")
_STOPS = "。;；\n"
_EMPTY = " ,:：、()（）约为达至于"

Spans = list[tuple[int, int]]


@dataclass(frozen=True, slots=True)
class Named:
    """A condition named at a place: the codes that bear the name, and how the text speaks of it."""

    codes: frozenset[str]
    assertion: Assertion
    text: str
    place: Place


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of a record; `texts` are the sections evened out, by name."""

    texts: tuple[tuple[str, str], ...]
    facts: tuple[Fact, ...]
    named: tuple[Named, ...]
    denials: tuple[str, ...]
    """The words the record denies somewhere, without those that name a condition."""

    def of(self, kind: Sort) -> list[Fact]:
        """Return the facts of one kind in reading order."""
        return [fact for fact in self.facts if fact.kind is kind]


def read_facts(record: Record, finder: Finder, drugs: DrugNames) -> Facts:
    """Read the facts of a record; the finder knows the conditions, drugs the drugs."""
    texts: list[tuple[str, str]] = []
    facts: list[Fact] = []
    named: list[Named] = []
    denials: dict[str, None] = {}
    for section in record.sections:
        even = plain(section.text)
        texts.append((section.name, even))
        conditions = _conditions(finder.find_in(section.text, section.name))
        named += conditions
        given = [(start, end, drug) for start, end, drug in drugs.find(even)]
        facts += _facts(section, even, conditions, given)
        spans = [(each.place.start, each.place.end) for each in conditions]
        denials |= dict.fromkeys(words for start, end, words in denied(even) if not _met(start, end, spans))
    return Facts(tuple(texts), tuple(facts), tuple(named), tuple(denials))


def _conditions(mentions: Iterator[Mention]) -> list[Named]:
    """Join the mentions of one place: a name that several codes bear is one condition."""
    found: dict[Place, tuple[set[str], Mention]] = {}
    for mention in mentions:
        place = Place(mention.section, mention.start, mention.end)
        found.setdefault(place, (set(), mention))[0].add(f"{mention.code.book} {mention.code.code}")
    return [Named(frozenset(codes), first.assertion, first.text, place) for place, (codes, first) in found.items()]


def _facts(section: Section, even: str, conditions: list[Named], given: list[tuple[int, int, str]]) -> Iterator[Fact]:
    """Yield the facts of one section; what one kind has read is blanked for the next."""
    owners = sorted([(end, drug) for _, end, drug in given] + [(c.place.end, min(c.codes)) for c in conditions])

    def fact(
        kind: Sort, start: int, end: int, key: str, unit: str = "", bound: str = "", *, quiet: bool = False
    ) -> Fact:
        words = section.text[start:end].strip()
        return Fact(
            kind, key, words, Place(section.name, start, end), unit, bound,
            even[max(0, start - _BEFORE) : start].strip(_EMPTY), quiet, _owner(even, start, owners),
        )  # fmt: skip

    names = [(c.place.start, c.place.end) for c in conditions]
    drug_spans = [(start, end) for start, end, _ in given]
    yield from (fact(Sort.DRUG, start, end, drug) for start, end, drug in given)
    yield from (
        fact(Sort.SIDE, each.start, each.end, each.site, each.sides) for each in sides(blanked(even, drug_spans))
    )
    rest = blanked(even, drug_spans)
    for read, kind in ((dates, Sort.DATE), (clocks, Sort.DATE)):
        found = list(read(rest))
        yield from (fact(kind, start, end, key) for start, end, key in found)
        rest = blanked(rest, [(start, end) for start, end, _ in found])
    often = list(frequencies(rest))
    yield from (fact(Sort.NUMBER, start, end, key, unit) for start, end, key, unit in often)
    rest = blanked(rest, [(start, end) for start, end, _, _ in often])
    yield from (fact(Sort.NUMBER, *found[:2], found[2], found[3], quiet=True) for found in regularly(rest))
    levels = list(vertebrae(rest))
    yield from (fact(Sort.NUMBER, start, end, name) for start, end, name in levels)
    rest = blanked(rest, [(start, end) for start, end, _ in levels])
    rest = blanked(rest, masked(rest))
    for number in numbers(rest):
        inside = any(start <= number.start and number.end <= end for start, end in names)
        yield fact(Sort.NUMBER, number.start, number.end, number.key, number.unit, number.bound, quiet=inside)


def _owner(even: str, start: int, owners: list[tuple[int, str]]) -> str:
    """Name the drug or condition a value is said of: the last one named near before it, or else the word before it."""
    word = _word(even, start)
    found = word
    for end, name in owners:
        if end > start:
            break
        between = even[end:start]
        near = len(between) <= _NEAR and not any(stop in between for stop in _STOPS)
        found = name if near and not (word and any(mark in between for mark in ",、")) else word
    return found


def _word(even: str, start: int) -> str:
    """Return the word right before a place, by which a value without a drug or condition is known."""
    match = _LAST_WORD.search(even, max(0, start - 2 * _BEFORE), start)
    return match[1] if match else ""


def _met(start: int, end: int, spans: Spans) -> bool:
    return any(start < stop and begin < end for begin, stop in spans)
