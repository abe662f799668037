"""Days of which a part is not written: 5月12晨, 于2021.9, 本月8日, 12日晨; what cannot be moved safely goes."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers import date_words
from app.knowledge.identifiers.found import Found, all_of
from app.knowledge.identifiers.periods import further_days
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, like

_ITEM = r"(?:19|20)\d\d[./-](?:1[0-2]|0?[1-9])"
_YEAR_MONTHS = re.compile(
    rf"(?a)(?<![\w./-])(?P<months>{_ITEM}(?:[ ]*[-~—–至到、][ ]*{_ITEM})*)(?P<m>月)?(?![\d%/]|[.-]\d)"
)
_YEAR_MONTH = re.compile(r"(?a)(?P<year>\d{4})(?P<mark>[./-])(?P<month>\d{1,2})")
_MONTH_DAY = re.compile(
    r"(?a)(?<![\d.])(?P<month>0?[1-9]|1[0-2])(?P<m>[ ]*月[ ]*)(?P<day>[12]\d|3[01]|0?[1-9])(?![\d.%日号天周])"
)
_LISTED_DAY = re.compile(r"(?a)[ ]*[-~—–至到、及和与][ ]*\d{1,2}[日号]")
_OF_A_MONTH = re.compile(r"(?a)(?:本|上|当|次|同|下|该|这)个?月[ ]*(?:[12]\d|3[01]|0?[1-9])[ ]*[日号]")
_ALONE = re.compile(r"(?a)(?<![\d.月第])(?:[12]\d|3[01]|0?[1-9])[日号](?![前后内余来间龄床楼])")
_AT = re.compile(
    r"(?a)[ ]*(?:凌晨|晨|上午|中午|下午|午[后间]|傍晚|夜|晚(?!餐)|\d{1,2}(?::\d\d|时|点)|入院|出院|转[入院科出])"
)
_IN_MONTH = re.compile(
    r"(?a)(?:(?<=于)|(?<=[,。;]))(?P<month>1[0-2]|0?[1-9])(?P<m>月)(?:(?<=于.月)|(?<=于..月)|(?!因|在|出现))"
    r"(?=行(?![走动])|因|在|就诊|入院|出院|出现|发现|诊断|确诊|住院|体检)"
)


def short_days(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the days with the words they become, those that cannot be moved with none; `text` is `plain`."""
    for match in _YEAR_MONTHS.finditer(text):
        if _is_year_month(match, text):
            yield from _year_months(match, shift)
    for match in _MONTH_DAY.finditer(text):
        if date_words.happens(text, match.end()) or _LISTED_DAY.match(text, match.end()):
            yield from _month_day(match, text, shift)
    for match in _IN_MONTH.finditer(text):
        month = int(match["month"])
        _, now = shift.moved_month(shift.year_of(month, 15), month)
        yield Found(Kind.DATE, *match.span(), f"{like(match['month'], now)}{match['m']}")
    yield from all_of(Kind.DATE, _OF_A_MONTH, text)
    yield from (Found(Kind.DATE, *match.span()) for match in _ALONE.finditer(text) if _is_alone(match, text))


def _is_year_month(match: re.Match[str], text: str) -> bool:
    """Say whether 2021.9 is a month: 2023.05 may be a value."""
    start, end = match.span()
    happens = date_words.happens(text, end)
    if match["m"] or date_words.labelled(text, start) or date_words.of_exam(text, start, end):
        return True
    if date_words.led(text, start) and (happens or date_words.ends(text, end)):
        return True
    return happens and (date_words.opens_day(text, start) or date_words.inside(text, start))


def _year_months(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    for each in _YEAR_MONTH.finditer(match["months"]):
        year, month = shift.moved_month(int(each["year"]), int(each["month"]))
        start = match.start("months")
        behind = (match["m"] or "") if each.end() == len(match["months"]) else ""
        said = f"{year}{each['mark']}{like(each['month'], month)}{behind}"
        yield Found(Kind.DATE, start + each.start(), start + each.end() + len(behind), said)


def _month_day(match: re.Match[str], text: str, shift: Shift) -> Iterator[Found]:
    """Move 5月12晨, and the days of 5月12、13日."""
    month, number = int(match["month"]), int(match["day"])
    day = day_of(shift.year_of(month, number), month, number)
    if day is None:
        yield Found(Kind.DATE, *match.span())
        return
    now = shift.moved(day)
    yield Found(Kind.DATE, *match.span(), f"{like(match['month'], now.month)}{match['m']}{like(match['day'], now.day)}")
    yield from further_days(text, match.end(), day, "月", shift)


def _is_alone(match: re.Match[str], text: str) -> bool:
    """Say whether 12日 is a day of some month, and not so many days."""
    start, end = match.span()
    if match.group().endswith("日") and date_words.led(text, start):
        return date_words.happens(text, end)
    return (date_words.opens_day(text, start) or date_words.led(text, start)) and _AT.match(text, end) is not None
