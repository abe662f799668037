"""Dates as English records write them: May 1, 2023, 05/01/2023, since 9/16; each is written again in its form."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, in_two, is_padded, like

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_MONTH_EN = (
    r"(?P<name>Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|"
    r"Oct(?:ober)?|Nov(?:ember)?|Dec(?:ember)?)(?P<dot>\.?)"
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>0?[1-9]|[12]\d|3[01])"

_US = re.compile(
    r"(?a)(?<![\w./-])(?P<first>\d{1,2})(?P<mark>[-/])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d|"
    r"(?<=/)\d\d|(?<=0\d-)\d\d|(?<=-)0\d)(?![\dA-Za-z]|[./-]\d|%)"
)
_EN_MONTH_FIRST = re.compile(
    rf"(?a)(?<![A-Za-z]){_MONTH_EN}[ ]+{_DAY}(?P<th>st|nd|rd|th)?(?!\d|[./:]\d|-\d|[ ]*(?:mg|mcg|ml|mL|units?|%|tab|"
    rf"cap|times|hours?|days?|weeks?|months?|years?|minutes?))(?:(?P<comma>,?[ ]+)(?P<year>(?:19|"
    rf"20)\d\d)(?![\d.]\d))?"
)
_EN_DAY_FIRST = re.compile(
    rf"(?a)(?<![\w./-]){_DAY}(?P<th>st|nd|rd|th)?(?P<of>[ -](?:of )?){_MONTH_EN}(?P<comma>,?[ -]+){_YEAR}(?!\d)"
)
_EN_MONTH_YEAR = re.compile(rf"(?a)(?<![A-Za-z]){_MONTH_EN}(?P<comma>,?[ ]+(?:of )?){_YEAR}(?!\d|\.\d)")
_EN_YEAR = re.compile(
    r"(?a)(?i:(?<![A-Za-z])(?:in|since|during|until|circa|year|early|late|mid)[ -])(?P<year>(?:19|20)\d\d)(?=[,;:)]|"
    r"\.(?!\d)|\s+(?!\d|m[gl]|mcg|units?|/|%|x )|$)"
)
_US_MONTH_YEAR = re.compile(rf"(?a)(?<![\w./-]){_MONTH}(?P<y>/){_YEAR}(?![\d/]|\.\d|%)")
_US_MONTH_DAY = re.compile(
    r"(?a)(?:(?<![A-Za-z])(?i:on|since|from|until|through|thru|dated?|by)[ ]+|(?m:^)[ ]*(?=\d{1,2}/\d{1,2}(?::|"
    r"[ ]*-[ ]|[ ]+[A-Z])))"
    r"(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])(?![\d/%]|\.\d)"
    r"(?![ ]*(?i:strength|motor|murmur|pain|SEM|systolic|diastolic|positive|patients?|nodes?|lymph|cores|NS|normal|"
    r"tab|dose|ppd|pack|of|power|muscle|saline))"
)


def english_dates(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the dates of English forms with the words they become; `text` is `plain`."""
    for match in _US.finditer(text):
        yield from _us(match, shift)
    for pattern in (_EN_MONTH_FIRST, _EN_DAY_FIRST):
        for match in pattern.finditer(text):
            yield from _named_month(match, shift)
    for match in _EN_MONTH_YEAR.finditer(text):
        year, month = shift.moved_month(int(match["year"]), _month_number(match["name"]))
        yield Found(Kind.DATE, *match.span(), f"{_month_name(match, month)}{match['comma']}{year}")
    for match in _US_MONTH_YEAR.finditer(text):
        year, month = shift.moved_month(int(match["year"]), int(match["month"]))
        yield Found(Kind.DATE, *match.span(), f"{like(match['month'], month)}/{year}")
    for match in _EN_YEAR.finditer(text):
        yield Found(Kind.DATE, *match.span("year"), str(shift.moved_year(int(match["year"]))))
    for match in _US_MONTH_DAY.finditer(text):
        month, number = int(match["month"]), int(match["day"])
        day = day_of(shift.year_of(month, number), month, number)
        if day is not None:
            now = shift.moved(day)
            said = f"{like(match['month'], now.month)}/{like(match['day'], now.day)}"
            yield Found(Kind.DATE, match.start("month"), match.end("day"), said)


def _us(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    """Move 05/01/2023 (month first; day first where the month could not be one)."""
    first, second, written = int(match["first"]), int(match["second"]), match["year"]
    year = int(written) if len(written) == 4 else 2000 + int(written) - (100 if int(written) > 50 else 0)
    day_first = first > 12
    day = day_of(year, second, first) if day_first else day_of(year, first, second)
    if day is None:
        return
    now = shift.moved(day)
    one, two = (now.day, now.month) if day_first else (now.month, now.day)
    mark, padded = match["mark"], is_padded(match["first"], match["second"], long=True)
    said = f"{in_two(one, padded=padded)}{mark}{in_two(two, padded=padded)}{mark}{str(now.year)[-len(written) :]}"
    yield Found(Kind.DATE, *match.span(), said)


def _named_month(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    """Move May 1, 2023, May 1 and 1 May 2023."""
    month, number = _month_number(match["name"]), int(match["day"])
    day = day_of(int(match["year"]) if match["year"] else shift.year_of(month, number), month, number)
    if day is None:
        return
    now = shift.moved(day)
    said = like(match["day"], now.day) + (_ordinal(now.day) if match["th"] else "")
    name = _month_name(match, now.month)
    if "of" in match.groupdict():
        whole = f"{said}{match['of']}{name}{match['comma']}{now.year}"
    else:
        whole = f"{name} {said}" + (f"{match['comma']}{now.year}" if match["year"] else "")
    yield Found(Kind.DATE, *match.span(), whole)


def _month_number(name: str) -> int:
    return next(number for number, each in enumerate(_MONTHS, 1) if each[:3] == name[:3])


def _month_name(match: re.Match[str], month: int) -> str:
    """Write a month's name as long as the one it replaces."""
    name = _MONTHS[month - 1]
    return (
        name if len(match["name"]) > 4 or (match["name"] in _MONTHS and not match["dot"]) else name[:3] + match["dot"]
    )


def _ordinal(day: int) -> str:
    return "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
