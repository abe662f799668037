"""Numbers with their units: 三天 is 3日, 0.5g is 500mg, Ⅲ级 is 三级; a range, a blood pressure, a size is one fact."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from app.coding.sameness.numerals import DIGITS, HAN, ROMAN, WORDS, shown, value
from app.coding.sameness.units import GRADES, HAN_UNITS, UNITS, pattern

_UNIT = pattern()
_POWER = r"10(?:\^|[⁹¹]|9/|12/|e)"
_APART = rf"\s*(?:×(?!\s*{_POWER})|-|/(?=\d)|至|到|x(?=\d))\s*"
_BOUND = {
    **dict.fromkeys(
        [
            ">",
            "≥",
            ">=",
            "大于",
            "超过",
            "多于",
            "高于",
            "不少于",
            "不低于",
            "至少",
            "over",
            "more_than",
            "greater_than",
            "above",
            "at_least",
        ],
        ">",
    ),
    **dict.fromkeys(
        [
            "<",
            "≤",
            "<=",
            "小于",
            "不足",
            "少于",
            "低于",
            "不超过",
            "不到",
            "under",
            "less_than",
            "below",
            "at_most",
            "up_to",
        ],
        "<",
    ),
}
_BOUNDS = "|".join(sorted((re.escape(word.replace("_", " ")) for word in _BOUND), key=len, reverse=True))
_MORE = r"\s*(?:\+|个?余|个?多|来|几)?"
_DIGITAL = re.compile(
    rf"(?:(?P<bound>{_BOUNDS})\s*)?(?<![\d.])(?P<chain>(?:{DIGITS})(?:{_UNIT}?{_APART}(?:{DIGITS}))*)"
    rf"(?P<half>个半(?=月|小时|年|天)|半(?=[年月]))?{_MORE}(?P<letter>[abc](?![a-z]))?[\s-]*(?P<unit>{_UNIT})?"
    r"(?P<half2>半(?![月年天夜卧球]))?\s*(?P<after>以上|以内|以下|or more|and above)?"
)
_HAN_UNIT = "|".join(sorted(HAN_UNITS, key=len, reverse=True))
_HAN_NUMBER = re.compile(
    rf"(?<!百分之)(?P<number>{HAN}(?:[-至到]{HAN})?)(?P<more>个?[余多]|来|几)?(?P<half>个半)?个?(?P<unit>{_HAN_UNIT})"
    r"(?P<half2>半(?![月年天夜]))?"
)
_HALF = re.compile(
    r"(?<![\d一二两三四五六七八九十个年天时月])半(?:个)?(?P<more>余|多)?(?P<unit>小时|天|日|月|年)(?!板|卧|球)"
)
_PERCENT = re.compile(rf"百分之(?P<number>{HAN}|{DIGITS})")
_ROMAN = re.compile(
    rf"(?P<first>{ROMAN})(?P<chain>[-/至到](?:{ROMAN}))?\s*(?P<unit>[级度期型类°])"
    rf"|(?:nyha|killip|心功能|分级)(?:\s*(?:class|分级|\(nyha\)))?\s*[:]?\s*(?P<alone>{ROMAN})(?!\s*[级度期型类])"
)
_GRADED = re.compile(
    r"(?<![a-z])(?P<word>stage|type|class|grade|nyha|killip|degree)(?: class)?[ -]"
    rf"(?P<number>\d|[ivx]{{1,3}}|[Ⅰ-ⅴ]|{WORDS})(?P<letter>[abc])?(?![a-z\d]|\.\d)"
)
_NTH = re.compile(
    rf"(?<![a-z])(?P<unit>day|week|month) #?(?P<number>\d{{1,3}}|{WORDS})(?![a-z\d]|[.,]\d| (?:days?|times))"
)
_SPOKEN = re.compile(
    rf"(?<![a-z])(?P<number>{WORDS}|an?|last|past)(?:[ -](?P<over>{WORDS}))?[ -]"
    r"(?P<unit>(?:days?|weeks?|months?|years?|hours?|minutes?|times"
    r"|tablets?|puffs?|units?|packs?|points?|pounds?|liters?)(?![a-z]))"
)
_FEVER = re.compile(r"(?:3[4-9]|4[0-3])(?:\.\d)?(?:-(?:3[4-9]|4[0-3])(?:\.\d)?)?")
"""Degrees that are a body's temperature and no grade."""
_ONE = frozenset({"a", "an", "last", "past"})
_GRADE_WORD = {"stage": "期", "type": "型", "class": "级", "grade": "级", "nyha": "级", "killip": "级", "degree": "度"}
_ONCE = re.compile(
    "一度(?!房室|传导|烧伤|肿大|肥大|脱垂|水肿|冻伤|损伤|营养|压疮|[-至到])|一次性|一分[为析]|一天天|一日三餐|第一时间|一类$"
)
_NUMBERED = re.compile(
    r"(?:^|(?<=[\n。;；:：!?？]))\s*(?:[(（]?\d{1,2}[)、](?!\d)|\d{1,2}\.(?!\d(?!型))|[(（]?[一二三四五六七八九十]{1,3}[)、]|[(（]\d{1,2}[)）])"
    r"|(?:^|(?<=[\n\s,。;：:、]))[(（]\d{1,2}[)）](?=\s*[^\s\d])"
    r"|(?<=[\u4e00-\u9fff)])(?:\d{1,2}[、.])(?=\s*[\u4e00-\u9fff])"
)
_NAMED = re.compile(
    r"spo2|sao2|pao2|paco2|pco2|po2|hba1c|ft[34]|(?<![a-z])t[34](?![a-z\d.])|cd\d+|vitamin b\d+|b12|b6|b1(?![\d.])"
    r"|d3(?![\d.])"
    r"|ca ?19-?9|ca ?125|ca ?153|ca ?724|p2y12|cha2ds2-vasc|(?<![a-z])[savp][1-4](?![\d.])|v[1-9](?:-v?[1-9])?(?![\d.])"
    r"|(?<![a-z])h2(?![\d.])|co2|covid-19|1\.73 ?m[2²]|t1dm|t2dm|st2|nt-pro-?bnp|il-6|β2|α1|fev1|h1n1"
    r"|t1wi|t2wi"
)
_AGE = re.compile(r"(?:^|[.;\n]\s*|(?<=a )|(?<=an ))(?P<age>\d{1,3}) ?[mf](?![a-z/\d])")
_VERTEBRA = re.compile(
    r"(?<![a-z\d.])(?P<name>[ctls]\d{1,2}(?:[-/][ctls]?\d{1,2})+|[cl][1-7](?=[^\d.a-z]|$))(?!\d|\.\d)"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A number of a text: its value or values in the canonical unit, and how the text bounds it."""

    start: int
    end: int
    key: str
    unit: str
    bound: str = ""


def masked(text: str) -> list[tuple[int, int]]:
    """Return what holds digits and is no number: the numbers of lists, names such as SpO2."""
    return [match.span() for pattern in (_NUMBERED, _NAMED, _ONCE) for match in pattern.finditer(text)]


def vertebrae(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and name of vertebral levels (L4/5)."""
    for match in _VERTEBRA.finditer(text):
        yield match.start("name"), match.end("name"), re.sub("[-/]([ctls])?", "-", match["name"])


def numbers(text: str) -> Iterator[Number]:
    """Yield the numbers of evened text; dates, frequencies and masked spans are blanked before."""
    taken: list[tuple[int, int]] = []
    for find in (_ages, _grades, _percents, _spoken, _digital, _halves, _han):
        for number in find(text):
            if not any(number.start < end and start < number.end for start, end in taken):
                taken.append((number.start, number.end))
                yield number


def _grades(text: str) -> Iterator[Number]:
    for match in _ROMAN.finditer(text):
        parts = [match["first"], (match["chain"] or "")[1:]] if match["first"] else [match["alone"]]
        unit = "度" if match["unit"] == "°" else match["unit"] or "级"
        values = [shown(found) for part in parts if part and (found := value(part)) is not None]
        yield Number(match.start(), match.end(), "-".join(values), unit)
    for match in _GRADED.finditer(text):
        found = value(match["number"])
        if found is not None:
            key = shown(found) + (match["letter"] or "")
            yield Number(match.start(), match.end(), key, _GRADE_WORD[match["word"]])


def _percents(text: str) -> Iterator[Number]:
    for match in _PERCENT.finditer(text):
        found = value(match["number"])
        if found is not None:
            yield Number(match.start(), match.end(), shown(found), "%")


def _spoken(text: str) -> Iterator[Number]:
    for match in _NTH.finditer(text):
        unit, factor = UNITS[match["unit"]]
        if (found := value(match["number"])) is not None:
            yield Number(match.start(), match.end(), shown(found * factor), unit)
    for match in _SPOKEN.finditer(text):
        first = Decimal(1) if match["number"] in _ONE else value(match["number"])
        over = value(match["over"]) if match["over"] else None
        unit, factor = UNITS.get(match["unit"], (match["unit"], Decimal(1)))
        if first is not None:
            yield Number(match.start(), match.end(), shown((first + (over or 0)) * factor), unit)


def _ages(text: str) -> Iterator[Number]:
    """Read 74M at the beginning of a sentence as an age."""
    for match in _AGE.finditer(text):
        yield Number(match.start("age"), match.end(), match["age"], "岁")


def _digital(text: str) -> Iterator[Number]:
    for match in _DIGITAL.finditer(text):
        if match["unit"] is None and _glued(text, match.start("chain")) and not re.search("[./-]", match["chain"]):
            continue
        unit, factor = UNITS.get(match["unit"] or "", ("", Decimal(1)))
        half = Decimal("0.5") if match["half"] or match["half2"] else Decimal(0)
        pieces = re.split(rf"({_APART})", re.sub(f"(?<=\\d){_UNIT}(?={_APART})", "", match["chain"]))
        key = _chain(pieces, factor, half)
        if key:
            bound = _BOUND.get((match["bound"] or "").replace(" ", "_"), "")
            bound = bound or {"以内": "<", "以下": "<"}.get(match["after"] or "", ">" if match["after"] else "")
            letter = match["letter"] if match["letter"] and unit in {*GRADES, ""} else ""
            unit = "℃" if unit == "度" and _FEVER.fullmatch(key) else unit
            yield Number(match.start(), match.end(), key + (letter or ""), unit, bound)


def _glued(text: str, start: int) -> bool:
    """Say whether a number is the end of a Latin name (T2, B12)."""
    return start > 0 and text[start - 1].isascii() and text[start - 1].isalpha()


def _chain(pieces: list[str], factor: Decimal, half: Decimal) -> str:
    """Write the values of a range, a pressure or a size with one sign between them."""
    written: list[str] = []
    for place, piece in enumerate(pieces):
        if place % 2:
            sign = piece.strip()
            written.append("×" if sign in "×x" else "/" if sign == "/" else "-")
            continue
        found = value(piece)
        if found is None:
            return ""
        written.append(shown((found + half) * factor))
    return "".join(written)


def _halves(text: str) -> Iterator[Number]:
    for match in _HALF.finditer(text):
        unit, factor = UNITS[match["unit"]]
        yield Number(match.start(), match.end(), shown(Decimal("0.5") * factor), unit)


def _han(text: str) -> Iterator[Number]:
    for match in _HAN_NUMBER.finditer(text):
        parts = [value(part) for part in re.split("[-至到]", match["number"])]
        unit, factor = UNITS[match["unit"]]
        if unit == "个" and match["number"] == "一":
            continue
        half = Decimal("0.5") if match["half"] or match["half2"] else Decimal(0)
        values = [shown((part + half) * factor) for part in parts if part is not None]
        yield Number(match.start(), match.end(), "-".join(values), unit)
