"""What a record implies, as the words a code's name has: blood pressure grades, laboratory values, medicines taken."""

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from app.coding.assertion import Assertion, assertion_at
from app.coding.record import Record, Section
from app.errors import InputError
from app.knowledge.entries import Language
from app.knowledge.passages import section_weight
from app.paths import resources

_PRESSURE = re.compile(r"(?<![\d.])(\d{2,3})\s*[/／]\s*(\d{2,3})(?![\d/])")
_NEAR_PRESSURE = re.compile(r"血压|BP|高达|最高|mm\s*Hg|blood pressure|㎜Hg|毫米汞柱", re.IGNORECASE)
_REACH = 14
_IMPLIED = 0.8
"""What an implied condition counts against one that is named."""
_DENIED = (Assertion.NEGATED, Assertion.FAMILY)


@dataclass(frozen=True, slots=True)
class Clue:
    """Words that a number stands for, and where the number is."""

    words: str
    section: str
    start: int
    end: int
    weight: float


@dataclass(frozen=True, slots=True)
class Measure:
    """A laboratory item: what it is called, and the words for a value beyond a limit."""

    name: re.Pattern[str]
    below: float | None
    above: float | None
    least: float
    most: float
    """Values outside least and most are another item's, or another unit's."""
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Grade:
    """A grade of hypertension: from which pressure (systolic or diastolic, mmHg), and its words."""

    systolic: int
    diastolic: int
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a record says that implies a code's words (a medicine taken for long, an organ removed)."""

    pattern: re.Pattern[str]
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ClueRules:
    """What numbers stand for in one language."""

    hypertension: re.Pattern[str]
    grades: tuple[Grade, ...]
    measures: tuple[Measure, ...]
    phrases: tuple[Phrase, ...]


@cache
def load_clue_rules(language: Language, folder: Path | None = None) -> ClueRules:
    """Read resources/knowledge/clues.*.toml; raise InputError when the file is missing or faulty."""
    path = (folder or resources() / "knowledge") / f"clues.{language}.toml"
    try:
        content = tomllib.loads(path.read_text(encoding="utf-8"))
        grades = [Grade(row["systolic"], row["diastolic"], tuple(row["words"])) for row in content["grade"]]
        measures = [
            Measure(
                re.compile(row["name"], re.IGNORECASE),
                row.get("below"),
                row.get("above"),
                row["least"],
                row["most"],
                tuple(row["words"]),
            )
            for row in content["measure"]
        ]
        phrases = [
            Phrase(re.compile(row["pattern"], re.IGNORECASE), tuple(row["words"])) for row in content.get("phrase", ())
        ]
        speaks = re.compile(content["hypertension"], re.IGNORECASE)
        return ClueRules(speaks, tuple(grades), tuple(measures), tuple(phrases))
    except (OSError, ValueError, KeyError, TypeError, re.error) as error:
        raise InputError(f"{path.name} cannot be used: {error}.", "Restore the file.") from error


def clues(record: Record, language: Language) -> Iterator[Clue]:
    """Yield what the record's numbers and phrases stand for; each words once, at its first place."""
    rules = load_clue_rules(language)
    found: dict[str, Clue] = {}
    for clue in (*_grades(record, rules), *_measures(record, rules), *_phrases(record, rules)):
        if clue.words not in found:
            found[clue.words] = clue
    yield from found.values()


def _phrases(record: Record, rules: ClueRules) -> Iterator[Clue]:
    """Yield the words that phrases imply, unless they are denied or a relative's."""
    for phrase in rules.phrases:
        for section in record.sections:
            for match in phrase.pattern.finditer(section.text) if _counts(section) else ():
                if assertion_at(section.text, match.start(), match.end(), section.name) not in _DENIED:
                    for words in phrase.words:
                        yield Clue(words, section.name, match.start(), match.end(), _IMPLIED)


def _counts(section: Section) -> bool:
    return section_weight(section.name) > 0


def _grades(record: Record, rules: ClueRules) -> Iterator[Clue]:
    """Yield the grade of the highest blood pressure where the record speaks of hypertension at all."""
    read = [section for section in record.sections if _counts(section)]
    if not any(rules.hypertension.search(section.text) for section in read):
        return
    reached = [
        (rank, section.name, match)
        for section in read
        for match in _PRESSURE.finditer(section.text)
        if (rank := _rank(section.text, match, rules.grades)) is not None
    ]
    if reached:
        rank, name, match = min(reached, key=lambda each: each[0])
        for words in rules.grades[rank].words:
            yield Clue(words, name, match.start(), match.end(), 1.0)


def _rank(text: str, match: re.Match[str], grades: tuple[Grade, ...]) -> int | None:
    """Return which grade, highest first, a pressure reaches; None for none and for what is no pressure."""
    systolic, diastolic = int(match[1]), int(match[2])
    before = re.split("[。；;\n]", text[max(0, match.start() - _REACH) : match.start()])[-1]
    near = before + text[match.start() : match.end() + _REACH]
    if not (80 <= systolic <= 300 and 40 <= diastolic < systolic and _NEAR_PRESSURE.search(near)):
        return None
    reached = (rank for rank, grade in enumerate(grades) if systolic >= grade.systolic or diastolic >= grade.diastolic)
    return next(reached, None)


def _measures(record: Record, rules: ClueRules) -> Iterator[Clue]:
    """Yield the words for every laboratory value beyond its limit."""
    for measure in rules.measures:
        for section in record.sections:
            for match in measure.name.finditer(section.text) if _counts(section) else ():
                value = float(match["value"])
                low = measure.below is not None and value < measure.below
                high = measure.above is not None and value > measure.above
                if (low or high) and measure.least <= value <= measure.most:
                    for words in measure.words:
                        yield Clue(words, section.name, match.start(), match.end(), _IMPLIED)
