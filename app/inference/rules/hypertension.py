"""Which one of the six hypertension codes a record states: named grade and risk first, else the highest pressure."""

import re
from dataclasses import dataclass

from app.coding.mentions import assertion_at
from app.coding.normalise import close_bracket, fold
from app.inference.rules.chart import STATED, Chart, Passage
from app.inference.rules.pattern import words

_NAMED = re.compile(
    r"(?:原发性|良性)?高血压病?(?:病史)?[,:]?(?:(?P<risk0>极高危|很高危|高危|中危|低危)组?[,]?)?"
    r"(?:(?P<grade>[123])[级期](?:[-/](?P<grade2>[23])[级期])?)?[,:]?(?P<risk>极高危|很高危|极高|很高|高危|中危|低危)?组?"
    r"|(?<!功能)(?<!nyha)(?<!分级)(?<!killip)(?P<grade3>[123])级(?:原发性)?高血压病?(?![,:]?[123][级期])[,:]?(?P<risk3>极高危|很高危|高危|中危|低危)?组?"
)
_NOT_IT = re.compile(r"(?:肺动脉|门静?脉|肺|眼|妊娠期?|颅内|继发性|肾血管性|白大衣|家族性)$")
_CODES = {
    (1, "高危"): "I10.x00x023",
    (1, "极高危"): "I10.x00x024",
    (2, "高危"): "I10.x00x027",
    (2, "极高危"): "I10.x00x028",
    (3, "高危"): "I10.x00x031",
    (3, "极高危"): "I10.x00x032",
}
HYPERTENSION_CODES = frozenset(_CODES.values())
_TOP = 3
"""The grade of the hypertension that is a principal."""
_CARDIAC = r"冠心病|冠状动脉|心绞[痛疼]|心(?:肌)?梗[死塞]|心力衰竭|心功能|心衰|胸[痛闷]|急性冠"
_HIGHER_RISK = words(
    "冠心病|冠状动脉粥样硬化|心绞痛|心肌梗[死塞]|心力衰竭|心功能不全", "脑梗|脑出血|脑卒中|糖尿病|肾功能不全|肾病"
)
_NOT_ASKED = frozenset(("家族史", "婚姻史", "出院医嘱"))


@dataclass(frozen=True, slots=True)
class Hypertension:
    """The hypertension a record states: grade and risk as named (None where it does not say), and where.

    `lesser` says that the list grades it below 3级极高危 and no other section names that grade.
    """

    passages: tuple[Passage, ...]
    grade: int | None
    risk: str | None
    first_listed: bool
    listed: bool
    lesser: bool


def read_hypertension(chart: Chart) -> Hypertension | None:
    """Read the record's hypertension; the diagnosis list is asked first, then the course, then the rest."""
    rest = [name for name in ("诊疗经过", "出院情况", "现病史", "既往史", "入院情况") if name in chart.texts]
    rest += [name for name in chart.texts if name not in {*rest, chart.admission} | _NOT_ASKED]
    passages: list[Passage] = []
    named: list[tuple[str, int | None, str | None]] = []
    grade: int | None = None
    risk: str | None = None
    for name in ([chart.admission] if chart.admission else []) + rest:
        for passage, found_grade, found_risk in _in_section(chart, name):
            passages.append(passage)
            named.append((name, found_grade, found_risk))
            if grade is None and found_grade:
                grade, risk = found_grade, found_risk or risk
            risk = risk or found_risk
    if not passages:
        return None
    return Hypertension(
        passages=tuple(sorted(passages, key=lambda passage: -len(passage.text))),
        grade=grade,
        risk=risk,
        first_listed=_leads_the_list(chart, passages),
        listed=any(passage.section == chart.admission for passage in passages),
        lesser=_is_lesser(chart.admission, named),
    )


def _is_lesser(admission: str, named: list[tuple[str, int | None, str | None]]) -> bool:
    """Say whether the list grades hypertension below 3级极高危 and nothing else in the record contradicts it."""
    listed = [(grade, risk) for section, grade, risk in named if section == admission and grade]
    low = any(grade in (1, 2) for grade, _ in listed) and not any(grade == _TOP for _, grade, _ in named)
    mild = any(risk == "高危" for _, risk in listed) and not any(risk == "极高危" for _, _, risk in named)
    return low or mild


def hypertension_code(chart: Chart, stated: Hypertension) -> tuple[str, tuple[Passage, ...]]:
    """Choose exactly one code: the named grade, else that of the highest pressure."""
    passages = stated.passages
    grade = stated.grade
    if grade is None:
        grade, passage = _grade_of_pressure(chart)
        if passage is not None:
            passages = (*passages, passage)
    risk = stated.risk if stated.risk in {"极高危", "高危"} else "极高危"
    if risk == "高危" and stated.grade is None and chart.find(_HIGHER_RISK, asserted=STATED):
        risk = "极高危"
    return _CODES[grade, risk], passages


def _leads_the_list(chart: Chart, passages: list[Passage]) -> bool:
    """Say whether hypertension opens the diagnosis list, before any disease of the heart."""
    places = [passage.start for passage in passages if passage.section == chart.admission]
    if not places or "高血压" not in chart.items[0]:
        return False
    cardiac = re.search(_CARDIAC, chart.texts[chart.admission])
    return cardiac is None or min(places) < cardiac.start()


def _grade_of_pressure(chart: Chart) -> tuple[int, Passage | None]:
    """Return the grade of the highest pressure; 3 where no reading is telling, as under treatment most are not."""
    graded = [
        (3 if systolic >= 180 or diastolic >= 110 else 2 if systolic >= 160 or diastolic >= 100 else 0, passage)
        for systolic, diastolic, passage in chart.pressures
    ]
    grade, passage = max(graded, key=lambda item: item[0], default=(0, None))
    if grade:
        return grade, passage
    highest = chart.find(r"最高[^。；;，,]{0,6}1[45]\d\s*/\s*\d{2,3}", asserted=STATED)
    return (1, highest[0]) if highest else (3, None)


def _in_section(chart: Chart, name: str) -> list[tuple[Passage, int | None, str | None]]:
    """Return each hypertension stated in a section with its grade and risk."""
    text = chart.texts.get(name, "")
    folded = fold(text)
    found: list[tuple[Passage, int | None, str | None]] = []
    for match in _NAMED.finditer(folded.text):
        if _NOT_IT.search(folded.text[max(0, match.start() - 8) : match.start()]) or folded.text.startswith(
            "饮食", match.end()
        ):
            continue
        start, end = close_bracket(text, *folded.span(match.start(), match.end()))
        if assertion_at(text, start, end, name) not in STATED:
            continue
        grade = match["grade2"] or match["grade"] or match["grade3"]
        risk = match["risk"] or match["risk0"] or match["risk3"]
        if risk is not None and risk.startswith(("极", "很")):
            risk = "极高危"
        found.append((Passage(name, start, end, text[start:end]), int(grade) if grade else None, risk))
    return found
