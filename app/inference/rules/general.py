"""A reading of codes that have no weights: by where the record names a condition, and how it speaks of it there.

A diagnosis list states what is coded; a course states what was found and treated; a history states what lasts.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from app.coding.codebook import Code
from app.coding.evidence import supports
from app.coding.mentions import Assertion, Mention
from app.inference.rules.chart import Chart, Passage

_CLOSING_LISTS = ("出院诊断", "最后诊断", "Discharge Diagnoses", "Discharge Diagnosis", "Final Diagnosis")
_OPENING_LISTS = ("入院诊断", "初步诊断", "诊断", "Admission Diagnoses", "Admission Diagnosis")
_COURSE = ("诊疗经过", "Hospital Course", "Imaging")
_HISTORY = ("既往史", "Past Medical History", "Past Surgical History")
_PRESENT = ("现病史", "History of Present Illness")
_COMPLAINT = ("主诉", "Chief Complaint")
_WHERE: MappingProxyType[str, float] = MappingProxyType(
    dict.fromkeys(_CLOSING_LISTS, 0.95)
    | dict.fromkeys(_OPENING_LISTS, 0.85)
    | dict.fromkeys(_COURSE, 0.55)
    | dict.fromkeys(_HISTORY, 0.6)
    | dict.fromkeys(_PRESENT, 0.45)
    | dict.fromkeys(_COMPLAINT, 0.3)
)
"""How likely a condition is coded that stands there, affirmed; judged from coding practice, not learnt."""
_ELSEWHERE = 0.25
_MORE_PLACES = 0.1
"""What each further section adds."""
_CONCLUDED = 0.2
"""What 诊断为 or diagnosed before it, or treatment for it, adds within the course."""
_KEEP = 0.5
_UNLISTED = 0.4
"""Most that a symptom, a vague infection or an encounter counts that no diagnosis list names."""
_MOST = 25
_CONCLUSION = re.compile(
    r"(?:诊断|确诊|考虑|明确|符合|针对|并发|合并)[^。；;，,]{0,8}$"
    r"|(?:diagnos\w+|consistent with|confirmed|treated for|complicated by|developed|found to have|due to)[^.;]{0,24}$",
    re.IGNORECASE,
)
_ITEM = re.compile(r"(?:^|(?<=[\s。；;，,]))\d{1,2}\s*[.、．)）]|[①-⑳]|\n|[；;]")


@dataclass(frozen=True, slots=True)
class Stated:
    """A code as the record states it: how likely it is coded, and the words."""

    code: Code
    chance: float
    listed: bool
    passages: tuple[Passage, ...]


def read_general(chart: Chart, codes: Iterable[Code]) -> tuple[Stated, ...]:
    """Return what the record states of these codes and what is likely enough to be coded, likeliest first."""
    by_code = _stated(chart, frozenset(codes))
    kept = [each for each in by_code if each.chance >= _KEEP]
    specific = [each for each in kept if not any(_says_less(each.code, other.code) for other in kept)]
    return tuple(sorted(specific, key=lambda each: -each.chance)[:_MOST])


def lead_general(chart: Chart, stated: Iterable[Stated]) -> Stated | None:
    """Return which of the stated conditions is the principal: the first of the closing list, else of the opening one.

    Within one item what is acute goes before what lasts; a symptom leads only where no disease is listed. Without a
    list the course, the present illness and the complaint are asked in turn.
    """
    candidates = {each.code: each for each in stated}
    for sections in (_CLOSING_LISTS, _OPENING_LISTS, _COURSE, _PRESENT, _COMPLAINT):
        for name in sections:
            found = _first(chart, name, candidates)
            if found is not None:
                return found
    return None


def is_symptom(code: Code) -> bool:
    """Say whether a code is of the chapter of symptoms and findings (R00–R99)."""
    return code.code[:1].upper() == "R"


def _needs_list(code: Code) -> bool:
    """Say whether only a diagnosis list makes a code one: symptoms, encounters and family history, infection alone."""
    return is_symptom(code) or "Z00" <= code.code[:3].upper() <= "Z84" or code.code.upper().startswith("B99")


def _stated(chart: Chart, codes: frozenset[Code]) -> list[Stated]:
    """Weigh every code by the best place that names it."""
    places: dict[Code, list[Mention]] = {}
    for mention in chart.mentions:
        if mention.code in codes and supports(mention.assertion, mention.code):
            places.setdefault(mention.code, []).append(mention)
    return [_weighed(chart, code, mentions) for code, mentions in places.items()]


def _weighed(chart: Chart, code: Code, mentions: list[Mention]) -> Stated:
    chances = [_chance(chart, mention) for mention in mentions]
    sections = {mention.section for mention in mentions}
    chance = max(chances) + _MORE_PLACES * (len(sections) - 1)
    listed = bool(sections & {*_CLOSING_LISTS, *_OPENING_LISTS})
    if not listed and _needs_list(code):
        chance = min(chance, _UNLISTED)
    ordered = sorted(zip(chances, mentions, strict=True), key=lambda pair: -pair[0])
    passages = tuple(Passage(m.section, m.start, m.end, m.text) for _, m in ordered)
    return Stated(code, min(chance, 0.99), listed, passages)


def _chance(chart: Chart, mention: Mention) -> float:
    chance = _WHERE.get(mention.section, _ELSEWHERE)
    text = chart.texts[mention.section]
    concluded = _CONCLUSION.search(text[max(0, mention.start - 40) : mention.start])
    if concluded and mention.section in _COURSE:
        chance += _CONCLUDED
    if mention.assertion is Assertion.PAST and mention.section not in _HISTORY:
        chance -= _CONCLUDED / 2
    return chance


def _says_less(code: Code, other: Code) -> bool:
    """Say whether another code of the same category says the same and more (高血压 beside 高血压病3级)."""
    if code == other or code.code[:3] != other.code[:3]:
        return False
    return code.name in other.name or other.code.startswith(code.code)


def _first(chart: Chart, section: str, candidates: Mapping[Code, Stated]) -> Stated | None:
    """Return the first condition of a section that may lead: within its first item the acute one."""
    named = [m for m in chart.mentions if m.section == section and m.code in candidates]
    named = [m for m in named if m.assertion is Assertion.AFFIRMED]
    diseases = [m for m in named if not is_symptom(m.code)] or named
    if not diseases:
        return None
    text = chart.texts[section]
    end = next((match.start() for match in _ITEM.finditer(text, diseases[0].end)), len(text))
    item = [m for m in diseases if m.start < end]
    acute = next((m for m in item if not m.code.lasting), item[0])
    return candidates[acute.code]
