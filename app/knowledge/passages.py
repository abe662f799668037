"""A record cut into the passages that retrieval compares with names: clauses, neighbours of clauses, sentences."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType

from app.coding.record import Record, Section
from app.knowledge.entries import Language

_PAIRED = 0.93
_SENTENCE = 0.85
"""What a name found across two clauses, or across a sentence, counts of one found within a clause."""
_LONGEST = 400
"""Characters of a sentence; a longer one is read by its clauses alone."""

_CLAUSE_END = MappingProxyType(
    {
        Language.ZH: re.compile(r"[，,；;。！!？?：:\n\r（）()“”、]|\.(?!\d)"),
        Language.EN: re.compile(r"[,;:()\n\r?!]|\.(?!\d)|\b(?:and|with|or)\b"),
    }
)
_SENTENCE_END = MappingProxyType(
    {Language.ZH: re.compile(r"[；;。！!\n\r]"), Language.EN: re.compile(r"[;\n\r?!]|\.(?!\d)")}
)
SECTION_WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "入院诊断": 1.3,
        "出院诊断": 1.3,
        "初步诊断": 1.2,
        "诊疗经过": 1.0,
        "主诉": 1.0,
        "现病史": 0.9,
        "既往史": 0.95,
        "入院情况": 0.75,
        "出院情况": 0.7,
        "出院医嘱": 0.5,
        "个人史": 0.5,
        "婚姻史": 0.2,
        "家族史": 0.0,
    }
)
"""What a name in a section counts; 1 for a section not named here. Relatives' diseases are not retrieved."""
_EN_WEIGHTS: tuple[tuple[str, float], ...] = (
    (r"family", 0.0),
    (r"discharge diagnos|final diagnos|admission diagnos|^diagnos|impression|assessment", 1.3),
    (r"history of present|hospital course|course|chief|reason|radiolog|imaging|results?", 1.0),
    (r"past|medical history|surgical", 0.95),
    (r"exam|vital", 0.75),
    (r"social", 0.7),
    (r"medication|instruction|disposition|allerg|follow", 0.5),
)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch of one section and what a name found in it counts; start and end count code points."""

    section: str
    start: int
    end: int
    weight: float


def section_weight(name: str) -> float:
    """Return what a name in the section counts, from 0 (not retrieved) to 1.3 (the diagnosis list)."""
    if name in SECTION_WEIGHTS:
        return SECTION_WEIGHTS[name]
    lowered = name.lower()
    return next((weight for pattern, weight in _EN_WEIGHTS if re.search(pattern, lowered)), 1.0)


def passages(record: Record, language: Language) -> Iterator[Passage]:
    """Yield the passages of every section that counts, clauses first."""
    for section in record.sections:
        weight = section_weight(section.name)
        if weight:
            yield from _of_section(section, language, weight)


def _of_section(section: Section, language: Language, weight: float) -> Iterator[Passage]:
    for start, end in _cut(section.text, _SENTENCE_END[language], 0, len(section.text)):
        clauses = list(_cut(section.text, _CLAUSE_END[language], start, end))
        for clause in clauses:
            yield Passage(section.name, *clause, weight)
        if len(clauses) > 2:
            for left, right in pairwise(clauses):
                yield Passage(section.name, left[0], right[1], weight * _PAIRED)
        if len(clauses) > 1 and end - start <= _LONGEST:
            yield Passage(section.name, start, end, weight * _SENTENCE)


def _cut(text: str, ends: re.Pattern[str], start: int, end: int) -> Iterator[tuple[int, int]]:
    """Yield what stands between the ends, without what holds nothing."""
    last = start
    for match in ends.finditer(text, start, end):
        if text[last : match.start()].strip():
            yield last, match.start()
        last = match.end()
    if text[last:end].strip():
        yield last, end
