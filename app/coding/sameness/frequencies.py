"""How often a day something is given or happens: qd, 每日1次, once daily are one fact."""

import re
from collections.abc import Iterator
from decimal import Decimal

from app.coding.sameness.numerals import DIGITS, HAN, WORDS, shown, value
from app.coding.sameness.units import FREQUENCY

_ABBREVIATED = {"qd": "1", "bid": "2", "tid": "3", "qid": "4", "qn": "1/晚", "qhs": "1/晚", "qod": "1/2", "q.d": "1"}
_NUMBER = f"(?:{DIGITS})(?:[-至到](?:{DIGITS}))?"
_SPOKEN = {"once": "1", "twice": "2", "thrice": "3"}
_SHORT = re.compile(r"(?<![a-z])(qd|bid|tid|qid|qn|qhs|qod|q\.d|b\.i\.d|t\.i\.d)\.?(?![a-z])")
_EVERY_HOURS = re.compile(
    rf"(?<![a-z])q\.?(?P<q>\d{{1,2}})\.?h(?![a-z])|每(?P<zh>\d{{1,2}}|{HAN})(?:个)?小时(?P<n>\d|一|1)?次?"
    rf"|every (?P<en>\d{{1,2}}|{WORDS}) hours?"
)
_CHINESE = re.compile(
    rf"(?:每个?|1|一)(?P<per>[天日晚周月年])(?P<gap>[^,。;、\d一二两三四五六七八九十]{{0,5}}?)"
    rf"(?P<a>{_NUMBER}|{HAN}(?:-{HAN})?|[一二两三四五六七八九]至[二两三四五六七八九十])次"
    rf"|(?P<b>{_NUMBER}|{HAN})次/(?P<per2>[天日晚周月年d])"
)
_ENGLISH = re.compile(
    rf"(?<![a-z])(?:(?P<spoken>once|twice|thrice)|(?P<n>{_NUMBER}|{WORDS}) times)(?: a| per| each|/)? ?"
    r"(?P<per>day|daily|week|weekly|night|nightly)(?![a-z])"
    r"|(?<![a-z])(?P<alone>every other day|every day|daily|nightly|every night|at bedtime)(?![a-z])"
    r"|(?P<other>隔[日天][1一]次)"
)
_EACH = re.compile(r"每(?P<zh>[天日晚周月年])|(?<![a-z])(?:each|every|per) (?P<en>day|week|night|month|year)(?![a-z])")
_AFTER_DOSE = re.compile(r"\d[^.;\n]{0,24}$")
_DOSE = 30
"""Characters before `daily` in which the dose stands that it is said of."""
_PER = {"天": "", "日": "", "d": "", "day": "", "daily": "", "晚": "/晚", "night": "/晚", "nightly": "/晚"}
_ALONE = {
    "every other day": "1/2",
    "every day": "1",
    "daily": "1",
    "nightly": "1/晚",
    "every night": "1/晚",
    "at bedtime": "1/晚",
}


def frequencies(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield start, end, how often and the unit of every frequency in evened text."""
    for match in _SHORT.finditer(text):
        written = match[1]
        dotted = {"b.i.d": "2", "t.i.d": "3"}
        yield match.start(), match.end(), _ABBREVIATED.get(written) or dotted.get(written, "1"), FREQUENCY
    for match in _EVERY_HOURS.finditer(text):
        hours = value(match["q"] or match["zh"] or match["en"])
        if hours:
            yield match.start(), match.end(), shown(round(Decimal(24) / hours, 2)), FREQUENCY
    for match in _CHINESE.finditer(text):
        often = "-".join(shown(v) for part in re.split("[-至到]", match["a"] or match["b"]) if (v := value(part)))
        per = match["per"] or match["per2"]
        yield match.start(), match.end(), often + _PER.get(per, f"/{per}"), FREQUENCY
    for match in _ENGLISH.finditer(text):
        if match["other"]:
            yield match.start(), match.end(), "1/2", FREQUENCY
            continue
        if alone := match["alone"]:
            if alone != "daily" or _AFTER_DOSE.search(text[max(0, match.start() - _DOSE) : match.start()]):
                yield match.start(), match.end(), _ALONE[alone], FREQUENCY
            continue
        often = _SPOKEN.get(match["spoken"] or "") or "-".join(
            shown(v) for part in re.split("[-至到]", match["n"]) if (v := value(part))
        )
        yield match.start(), match.end(), often + _PER.get(match["per"], f"/{match['per']}"), FREQUENCY


def regularly(text: str) -> Iterator[tuple[int, int, str, str]]:
    """Yield the same of `each year` and the like without a number: once, if the other text says a number at all."""
    for match in _EACH.finditer(text):
        per = match["zh"] or match["en"]
        yield match.start(), match.end(), "1" + _PER.get(per, f"/{per}"), FREQUENCY
