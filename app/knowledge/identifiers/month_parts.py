"""Parts of a month and months by name: 5月上旬, 去年12月底, 8月份; a part is moved as the day in its middle."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers import date_words
from app.knowledge.identifiers.chinese_dates import MONTH, in_chinese, of_chinese
from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, like

_RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2}
_PART = re.compile(
    r"(?a)(?<![\d.一二三四五六七八九十])"
    r"(?:(?P<year>(?:19|20)?\d\d)(?P<y>[ ]*年[ ]*)|(?P<when>今年|本年|去年|前年)(?P<w>[ ]*))?"
    rf"(?:(?P<first>1[0-2]|0?[1-9])(?P<to>[ ]*[-~—–至到、][ ]*))?(?P<month>1[0-2]|0?[1-9]|{MONTH})(?P<m>[ ]*月)"
    r"(?P<part>[上中下]旬|底(?![数部物层])|末(?![次梢端期])|初(?![潮产始次诊治起期发步孕])|份)"
)
_RELATIVE = re.compile(
    r"(?a)(?P<when>今年|本年|去年|前年)(?P<w>[ ]*)(?P<month>1[0-2]|0?[1-9])(?P<m>[ ]*月)(?![余前后来])"
    r"(?:(?P<t>[ ]*)(?P<day>[12]\d|3[01]|0?[1-9])(?P<d>[ ]*[日号]))?"
)
_DAYS = {"上旬": 5, "中旬": 15, "下旬": 25, "初": 3, "底": 28, "末": 28}
"""The day that stands for a part."""


def month_parts(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the parts of months with the words they become; `text` is `plain`."""
    for match in _PART.finditer(text):
        dated = match["year"] or match["when"]
        if not dated and date_words.counts_months(text, match.start()):
            continue
        if match["when"] and shift.anchor is None:
            yield Found(Kind.DATE, *match.span())
        else:
            yield Found(Kind.DATE, *match.span(), _said(match, shift))


def relative_dates(text: str, shift: Shift) -> Iterator[Found]:
    """Yield 去年12月 and 今年1月8日, seen from the moved anchor; without one their year is not known, and they go."""
    for match in _RELATIVE.finditer(text):
        year, month = (shift.anchor.year if shift.anchor else 0) + _RELATIVE_YEARS[match["when"]], int(match["month"])
        day = day_of(year, month, int(match["day"] or 15))
        if shift.anchor is None or day is None:
            yield Found(Kind.DATE, *match.span())
            continue
        now = shift.moved(day)
        year, month = (now.year, now.month) if match["day"] else shift.moved_month(year, month)
        said = f"{_said_year(year, shift)}{match['w']}{like(match['month'], month)}{match['m']}"
        behind = f"{match['t']}{like(match['day'], now.day)}{match['d']}" if match["day"] else ""
        yield Found(Kind.DATE, *match.span(), said + behind)


def _said_year(year: int, shift: Shift) -> str:
    """Say a moved year as seen from the moved anchor: 今年, 去年, or by its number."""
    gap = year - shift.moved(shift.anchor).year if shift.anchor else None
    return next((word for word, years in _RELATIVE_YEARS.items() if years == gap), f"{year}年")


def _said(match: re.Match[str], shift: Shift) -> str:
    """Write a part of a month again in the form it had."""
    month = _number(match["month"])
    day = _DAYS.get(match["part"], 15)
    now_year, now, part = _moved(_year(match, month, day, shift), month, match["part"], shift)
    first = ""
    if match["first"]:
        was = int(match["first"])
        first_year, first_now, _ = _moved(_year(match, was, day, shift), was, match["part"], shift)
        now_year = first_year
        first = f"{like(match['first'], first_now)}{match['to']}"
    if match["year"]:
        before = f"{now_year:04d}"[-len(match["year"]) :] + match["y"]
    else:
        before = f"{_said_year(now_year, shift)}{match['w']}" if match["when"] else ""
    written = like(match["month"], now) if match["month"].isdecimal() else in_chinese(now)
    return f"{before}{first}{written}{match['m']}{part}"


def _moved(year: int, month: int, part: str, shift: Shift) -> tuple[int, int, str]:
    """Return the year, the month and the part of it that a part of a month becomes."""
    day = day_of(year, month, _DAYS[part]) if part in _DAYS else None
    if day is None:
        return (*shift.moved_month(year, month), part)
    now = shift.moved(day)
    third = min((now.day - 1) // 10, 2)
    if part in ("上旬", "中旬", "下旬"):
        return now.year, now.month, ("上旬", "中旬", "下旬")[third]
    return now.year, now.month, ("初", "中旬", part if part in ("底", "末") else "底")[third]


def _year(match: re.Match[str], month: int, day: int, shift: Shift) -> int:
    if match["year"]:
        return int(match["year"]) if len(match["year"]) == 4 else shift.whole_year(int(match["year"]))
    if match["when"] and shift.anchor:
        return shift.anchor.year + _RELATIVE_YEARS[match["when"]]
    return shift.year_of(month, day)


def _number(written: str) -> int:
    return int(written) if written.isdecimal() else of_chinese(written)
