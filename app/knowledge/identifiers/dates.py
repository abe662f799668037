"""Dates moved by one offset per record, so that intervals stay; each is written again in the form it had.

A date without its year, or without its day, moves as far as the record's anchor (the admission) does: the months and
years between the two stay what they were.
"""

import re
from collections.abc import Iterator
from datetime import date

from app.knowledge.identifiers.chinese_dates import chinese_dates
from app.knowledge.identifiers.day_chains import day_chains
from app.knowledge.identifiers.english_dates import english_dates
from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.month_parts import month_parts, relative_dates
from app.knowledge.identifiers.periods import further_days
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, in_two, is_padded, like
from app.knowledge.identifiers.short_days import short_days
from app.knowledge.identifiers.short_years import short_dates, short_months, short_years

_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"

_NUMBERED = r"(?<![\w/-])(?<!\d\d\.)(?<![A-Za-z]\.)(?<!\.\d\.)"
"""Before a date with marks: nothing it could be part of, but for the number of a list (2.2023-05-01)."""

_WHOLE = (
    re.compile(
        rf"(?a)(?<!\d){_YEAR}[ ]*(?P<y>年)[ ]*{_MONTH}[ ]*(?P<m>月)[ ]*{_DAY}(?P<d>[ ]*[日号]|(?!\d|\.\d))"
    ),
    re.compile(rf"(?a){_NUMBERED}{_YEAR}(?P<y>[-./])[ ]?{_MONTH}(?P<m>(?P=y){{1,2}})[ ]?{_DAY}(?P<d>)(?!\d|[./]\d)"),
    re.compile(
        rf"(?a)(?<!\w){_YEAR}(?P<y>)(?P<month>0[1-9]|1[0-2])(?P<m>)(?P<day>0[1-9]|[12]\d|3[01])(?P<d>)(?=\D|"
        rf"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)|$)(?![.]\d|[A-Za-z%]|[ ]?(?:IU|copies|个))"
    ),
)  # fmt: skip
_YEAR_MONTH = (
    re.compile(rf"(?a)(?<!\d){_YEAR}(?P<y>[ ]*年[ ]*){_MONTH}(?P<m>[ ]*月)(?![ ]*\d{{1,2}}[ ]*[日号])"),
    re.compile(rf"(?a)(?<![\w./-]){_YEAR}(?P<y>[-/])(?P<month>0[1-9]|1[0-2])(?P<m>)(?![\d/-]|\.\d|%|[ ]*(?:m[lg]|U))"),
)
_YEAR_ALONE = re.compile(rf"(?a)(?<!\d)(?:(?<!-)|(?<=(?:19|20)\d\d-)){_YEAR}(?P<y>[ ]*年)(?![ ]*\d{{1,2}}[ ]*月)")
_MONTH_DAY = re.compile(rf"(?a)(?<!\d){_MONTH}(?P<m>[ ]*月[ ]*){_DAY}(?P<d>[ ]*[日号])")
_BORN = re.compile(
    r"(?a)(?:出生(?:日期|年月日?|时间)|生日|(?<![A-Za-z])(?i:DOB|D\.O\.B\.|date of birth|birth ?date|birthday|"
    r"born(?: on)?))[ \t]*[:=为]?[ \t]*"
    r"(?P<it>(?:19|20)\d\d[-./年]?[ ]*\d{1,2}[-./月]?[ ]*(?:\d{1,2}日?)?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})"
)


def dates(text: str, shift: Shift) -> Iterator[Found]:
    """Yield every date with the words it becomes; `text` is `plain`."""
    for match in _BORN.finditer(text):
        yield Found(Kind.DATE, *match.span("it"))
    taken: list[tuple[int, int]] = []
    for found in _read(text, shift):
        if not any(start < found.end and found.start < end for start, end in taken):
            taken.append((found.start, found.end))
            yield found


def days_in(text: str) -> Iterator[date]:
    """Yield the whole dates a text names with a year of four digits first: what an anchor can be taken from."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            day = day_of(int(match["year"]), int(match["month"]), int(match["day"]))
            if day:
                yield day


def _read(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the dates of each form, the fullest forms first."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            yield from _whole(match, text, shift)
    yield from short_dates(text, shift)
    yield from chinese_dates(text, shift)
    yield from english_dates(text, shift)
    yield from month_parts(text, shift)
    yield from day_chains(text, shift)
    yield from short_days(text, shift)
    yield from short_months(text, shift)
    for pattern in _YEAR_MONTH:
        for match in pattern.finditer(text):
            year, month = shift.moved_month(int(match["year"]), int(match["month"]))
            yield Found(Kind.DATE, *match.span(), f"{year}{match['y']}{like(match['month'], month)}{match['m']}")
    yield from relative_dates(text, shift)
    for match in _MONTH_DAY.finditer(text):
        yield from _month_day(match, text, shift)
    for match in _YEAR_ALONE.finditer(text):
        yield Found(Kind.DATE, *match.span(), f"{shift.moved_year(int(match['year']))}{match['y']}")
    yield from short_years(text, shift)


def _whole(match: re.Match[str], text: str, shift: Shift) -> Iterator[Found]:
    """Move a date with year, month and day, and the end of a period that names no year of its own."""
    day = day_of(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None:
        if match["y"]:
            yield Found(Kind.DATE, *match.span())
        return
    now = shift.moved(day)
    padded = is_padded(match["month"], match["day"], long=match["m"].strip() != "月")
    month, number = in_two(now.month, padded=padded), in_two(now.day, padded=padded)
    said = f"{now.year}{match['y']}{month}{match['m']}{number}{match['d']}"
    yield Found(Kind.DATE, *match.span(), said)
    if match["y"]:
        yield from further_days(text, match.end(), day, match["m"], shift)


def _month_day(match: re.Match[str], text: str, shift: Shift) -> Iterator[Found]:
    month, number = int(match["month"]), int(match["day"])
    day = day_of(shift.year_of(month, number), month, number)
    if day is None:
        yield Found(Kind.DATE, *match.span())
        return
    now = shift.moved(day)
    said = f"{like(match['month'], now.month)}{match['m']}{like(match['day'], now.day)}{match['d']}"
    yield Found(Kind.DATE, *match.span(), said)
    yield from further_days(text, match.end(), day, "月", shift)
