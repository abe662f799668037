"""Which class of heart function a record states, by NYHA or by Killip, beyond the names of their codes."""

import re

from app.coding.mentions import assertion_at
from app.inference.rules.chart import STATED, Chart, Passage
from app.inference.rules.names import KILLIP

NYHA = {"I50.900x007": "Ⅱ", "I50.900x008": "Ⅲ", "I50.900x010": "Ⅳ"}
KILLIP_CODES = {"I50.900x014": "Ⅱ", "I50.900x015": "Ⅲ", "I50.900x016": "Ⅳ"}
SEVERE = ("I50.900x008", "I50.900x010")
"""The classes that stand for heart failure by themselves."""
_SCALE = rf"(?:NYHA|{KILLIP})"
_GRADE = r"(?P<grade>IV|I{2,3}|[ⅡⅢⅣ]|[2-4二三四](?=\s*级))(?![A-Za-z0-9ⅠⅡⅢⅣ.])"
_STATED = re.compile(
    rf"(?:[心泵]功能?|{_SCALE})[^。；;，,、不\n\d]{{0,10}}?{_GRADE}\s*级?(?:\s*[（(]?\s*{_SCALE})?",
    re.IGNORECASE,
)
_DEGREES = {"2": "Ⅱ", "二": "Ⅱ", "II": "Ⅱ", "3": "Ⅲ", "三": "Ⅲ", "III": "Ⅲ", "4": "Ⅳ", "四": "Ⅳ", "IV": "Ⅳ"}
_BY_NYHA = {grade: code for code, grade in NYHA.items()}
_BY_KILLIP = {grade: code for code, grade in KILLIP_CODES.items()}


def classes(chart: Chart, *, infarct: bool) -> dict[str, list[Passage]]:
    """Return the classes stated, by code; a bare 心功能II级 beside an infarct is Killip's.

    In the published label sets no infarct has the NYHA class II, and 21 of 159 have Killip's.
    """
    found: dict[str, list[Passage]] = {}
    own: list[Passage] = []
    for name, text in chart.texts.items():
        for match in _STATED.finditer(text):
            passage = Passage(name, match.start(), match.end(), match.group())
            if assertion_at(text, passage.start, passage.end, name) in STATED:
                own.append(passage)
                found.setdefault(_code(passage.text, match["grade"], infarct=infarct), []).append(passage)
    for code in (*NYHA, *KILLIP_CODES):
        named = [passage for passage in chart.of_code(code, STATED) if not passage.inside(own)]
        found.setdefault(code, []).extend(named)
    return found


def _code(said: str, grade: str, *, infarct: bool) -> str:
    degree = _DEGREES.get(grade.upper(), grade)
    bare = re.search("NYHA", said, re.IGNORECASE) is None
    killip = re.search(KILLIP, said, re.IGNORECASE) is not None
    return (_BY_KILLIP if killip or (bare and infarct and degree == "Ⅱ") else _BY_NYHA)[degree]
