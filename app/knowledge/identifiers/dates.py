"""Dates moved by one offset per record, so that intervals stay; each is written again in the form it had.

A date without its year, or without its day, moves as far as the record's anchor (the admission) does: the months and
years between the two stay what they were.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind

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
_CHINESE = "〇○零一二三四五六七八九"

_WHOLE = (
    re.compile(
        rf"(?a)(?<![\d.]){_YEAR}[ ]*(?P<y>年)[ ]*{_MONTH}[ ]*(?P<m>月)[ ]*{_DAY}(?P<d>[ ]*[日号]|(?!\d|\.\d))"
    ),
    re.compile(rf"(?a)(?<![\w./-]){_YEAR}(?P<y>[-./])[ ]?{_MONTH}(?P<m>(?P=y))[ ]?{_DAY}(?P<d>)(?!\d|[./]\d)"),
    re.compile(
        rf"(?a)(?<!\w){_YEAR}(?P<y>)(?P<month>0[1-9]|1[0-2])(?P<m>)(?P<day>0[1-9]|[12]\d|3[01])(?P<d>)(?=\D|"
        rf"(?:[01]\d|2[0-3])[0-5]\d(?:[0-5]\d)?(?!\d)|$)(?![.]\d|[A-Za-z%]|[ ]?(?:IU|copies|个))"
    ),
)  # fmt: skip
_US = re.compile(
    r"(?a)(?<![\w./-])(?P<first>\d{1,2})(?P<mark>[-/])(?P<second>\d{1,2})(?P=mark)(?P<year>(?:19|20)\d\d|"
    r"(?<=/)\d\d)(?!\d|[./]\d|%)"
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
_YEAR_MONTH = (
    re.compile(rf"(?a)(?<![\d.]){_YEAR}(?P<y>[ ]*年[ ]*){_MONTH}(?P<m>[ ]*月)(?![ ]*\d{{1,2}}[ ]*[日号])"),
    re.compile(rf"(?a)(?<![\w./-]){_YEAR}(?P<y>[-/])(?P<month>0[1-9]|1[0-2])(?P<m>)(?![\d/-]|\.\d|%|[ ]*(?:m[lg]|U))"),
)
_US_MONTH_YEAR = re.compile(rf"(?a)(?<![\w./-]){_MONTH}(?P<y>/){_YEAR}(?![\d/]|\.\d|%)")
_YEAR_ALONE = re.compile(rf"(?a)(?<![\d.-]){_YEAR}(?P<y>[ ]*年)(?![ ]*\d{{1,2}}[ ]*月)")
_RELATIVE_YEARS = {"今年": 0, "本年": 0, "去年": -1, "前年": -2}
_RELATIVE = re.compile(
    rf"(?a)(?P<when>今年|本年|去年|前年)(?P<m>[ ]*){_MONTH}(?P<d>[ ]*月)(?!余|前|后|来|[ ]*\d{{1,2}}[ ]*[日号])"
)
_MONTH_DAY = re.compile(rf"(?a)(?<![\d.年]){_MONTH}(?P<m>[ ]*月[ ]*){_DAY}(?P<d>[ ]*[日号])")
_US_MONTH_DAY = re.compile(
    r"(?a)(?:(?<![A-Za-z])(?i:on|since|from|until|through|thru|dated?|by)[ ]+|(?m:^)[ ]*(?=\d{1,2}/\d{1,2}(?::|"
    r"[ ]*-[ ]|[ ]+[A-Z])))"
    r"(?P<month>0?[1-9]|1[0-2])/(?P<day>0?[1-9]|[12]\d|3[01])(?![\d/%]|\.\d)"
    r"(?![ ]*(?i:strength|motor|murmur|pain|SEM|systolic|diastolic|positive|patients?|nodes?|lymph|cores|NS|normal|"
    r"tab|dose|ppd|pack|of|power|muscle|saline))"
)
_ENDS = re.compile(
    r"(?a)[ ]*(?P<to>[-~—–至到]+)[ ]*(?:(?P<month>1[0-2]|0?[1-9])(?P<m>[月./-]))?(?P<day>[12]\d|3[01]|"
    r"0?[1-9])(?P<d>[日号])?(?![\d.%/年月:天周岁级mc])"
)
_CHINESE_DATE = re.compile(
    rf"(?P<year>[{_CHINESE}]{{4}})年(?P<month>十[一二]?|[一二三四五六七八九])月(?:(?P<day>三十一?|"
    rf"二?十[一二三四五六七八九]?|[一二三四五六七八九])(?P<d>[日号]))?"
)
_BORN = re.compile(
    r"(?a)(?:出生(?:日期|年月日?|时间)|生日|(?<![A-Za-z])(?i:DOB|D\.O\.B\.|date of birth|birth ?date|birthday|"
    r"born(?: on)?))[ \t]*[:=为]?[ \t]*"
    r"(?P<it>(?:19|20)\d\d[-./年]?[ ]*\d{1,2}[-./月]?[ ]*(?:\d{1,2}日?)?|\d{1,2}[-/]\d{1,2}[-/]\d{2,4}|"
    r"[A-Z][a-z]{2,8}\.? \d{1,2},? \d{4})"
)


@dataclass(frozen=True, slots=True)
class Shift:
    """How far a record's dates move, and the day that dates without a year or a day are counted from."""

    days: int
    anchor: date | None = None

    def moved(self, day: date) -> date:
        """Return a day moved; one at the end of the calendar stays there."""
        try:
            return day + timedelta(days=self.days)
        except OverflowError:
            return day

    def moved_month(self, year: int, month: int) -> tuple[int, int]:
        """Return a month moved: as many months from the anchor's as before."""
        start = self.anchor or _day(year, month, 15) or date(2001, month, 15)
        end = self.moved(start)
        count = year * 12 + month - 1 + (end.year - start.year) * 12 + end.month - start.month
        return (count // 12, count % 12 + 1) if MINYEAR < count // 12 < MAXYEAR else (year, month)

    def moved_year(self, year: int) -> int:
        """Return a year moved: as many years from the anchor's as before."""
        start = self.anchor or date(year, 7, 1)
        return year + self.moved(start).year - start.year

    def year_of(self, month: int, day: int) -> int:
        """Return the year a day without one lies in: the one that brings it nearest to the anchor."""
        if self.anchor is None:
            return 2000
        near = [each for year in range(-1, 2) if (each := _day(self.anchor.year + year, month, day))]
        return min(near, key=lambda each: abs((each - (self.anchor or each)).days)).year if near else 2000


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
    """Yield the whole dates a text names year first: what an anchor can be taken from."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
            if day:
                yield day


def _read(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the dates of each form, the fullest forms first."""
    for pattern in _WHOLE:
        for match in pattern.finditer(text):
            yield from _whole(match, text, shift)
    for match in _CHINESE_DATE.finditer(text):
        yield from _in_chinese(match, shift)
    yield from _english(text, shift)
    for pattern in _YEAR_MONTH:
        for match in pattern.finditer(text):
            year, month = shift.moved_month(int(match["year"]), int(match["month"]))
            yield Found(Kind.DATE, *match.span(), f"{year}{match['y']}{_like(match['month'], month)}{match['m']}")
    for match in _RELATIVE.finditer(text):
        yield from _relative(match, shift)
    for match in _MONTH_DAY.finditer(text):
        yield from _month_day(match, text, shift)
    for match in _YEAR_ALONE.finditer(text):
        yield Found(Kind.DATE, *match.span(), f"{shift.moved_year(int(match['year']))}{match['y']}")


def _whole(match: re.Match[str], text: str, shift: Shift) -> Iterator[Found]:
    """Move a date with year, month and day, and the end of a period that names no year of its own."""
    day = _day(int(match["year"]), int(match["month"]), int(match["day"]))
    if day is None:
        return
    now = shift.moved(day)
    padded = _padded(match["month"], match["day"], long=match["m"].strip() != "月")
    said = (
        f"{now.year}{match['y']}{_two(now.month, padded=padded)}{match['m']}{_two(now.day, padded=padded)}{match['d']}"
    )
    yield Found(Kind.DATE, *match.span(), said)
    if match["y"]:
        yield from _period_end(text, match.end(), day, match["m"], shift)


def _period_end(text: str, start: int, begin: date, mark: str, shift: Shift) -> Iterator[Found]:
    """Move what follows a date as 至7日, -5.7 or ~6月2日."""
    match = _ENDS.match(text, start)
    if match is None or not (match["d"] if mark.strip() == "月" else match["m"] == mark):
        return
    month = int(match["month"]) if match["month"] else begin.month
    day = _day(begin.year + (month < begin.month), month, int(match["day"]))
    if day is None:
        return
    now = shift.moved(day)
    mark = match["m"] or mark.strip()
    said = f"{_like(match['month'] or '1', now.month)}{mark}{_like(match['day'], now.day)}{match['d'] or ''}"
    yield Found(Kind.DATE, match.end("to") + _blanks(text, match.end("to")), match.end(), said)


def _month_day(match: re.Match[str], text: str, shift: Shift) -> Iterator[Found]:
    month, number = int(match["month"]), int(match["day"])
    day = _day(shift.year_of(month, number), month, number)
    if day is None:
        return
    now = shift.moved(day)
    said = f"{_like(match['month'], now.month)}{match['m']}{_like(match['day'], now.day)}{match['d']}"
    yield Found(Kind.DATE, *match.span(), said)
    yield from _period_end(text, match.end(), day, "月", shift)


def _relative(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    """Move 去年12月 as many months as the anchor; without an anchor its year is not known."""
    if shift.anchor is None:
        return
    year, month = shift.moved_month(shift.anchor.year + _RELATIVE_YEARS[match["when"]], int(match["month"]))
    gap = year - shift.moved(shift.anchor).year
    when = next((word for word, years in _RELATIVE_YEARS.items() if years == gap), f"{year}年")
    yield Found(Kind.DATE, *match.span(), f"{when}{match['m']}{_like(match['month'], month)}{match['d']}")


def _in_chinese(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    """Move 二〇二三年五月一日, written again in Chinese numerals."""
    year = int("".join(str(max(0, _CHINESE.index(digit) - 2)) for digit in match["year"]))
    month = _of_chinese(match["month"])
    if match["day"] is None:
        year, month = shift.moved_month(year, month)
        yield Found(Kind.DATE, *match.span(), f"{_digits(year)}年{_in_tens(month)}月")
        return
    day = _day(year, month, _of_chinese(match["day"]))
    if day is not None:
        now = shift.moved(day)
        said = f"{_digits(now.year)}年{_in_tens(now.month)}月{_in_tens(now.day)}{match['d']}"
        yield Found(Kind.DATE, *match.span(), said)


def _english(text: str, shift: Shift) -> Iterator[Found]:
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
        yield Found(Kind.DATE, *match.span(), f"{_like(match['month'], month)}/{year}")
    for match in _EN_YEAR.finditer(text):
        yield Found(Kind.DATE, *match.span("year"), str(shift.moved_year(int(match["year"]))))
    for match in _US_MONTH_DAY.finditer(text):
        month, number = int(match["month"]), int(match["day"])
        day = _day(shift.year_of(month, number), month, number)
        if day is not None:
            now = shift.moved(day)
            said = f"{_like(match['month'], now.month)}/{_like(match['day'], now.day)}"
            yield Found(Kind.DATE, match.start("month"), match.end("day"), said)


def _us(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    """Move 05/01/2023 (month first; day first where the month could not be one)."""
    first, second, written = int(match["first"]), int(match["second"]), match["year"]
    year = int(written) if len(written) == 4 else 2000 + int(written) - (100 if int(written) > 50 else 0)
    day_first = first > 12 and len(written) == 4
    day = _day(year, second, first) if day_first else _day(year, first, second)
    if day is None:
        return
    now = shift.moved(day)
    one, two = (now.day, now.month) if day_first else (now.month, now.day)
    mark, padded = match["mark"], _padded(match["first"], match["second"], long=True)
    said = f"{_two(one, padded=padded)}{mark}{_two(two, padded=padded)}{mark}{str(now.year)[-len(written) :]}"
    yield Found(Kind.DATE, *match.span(), said)


def _named_month(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    """Move May 1, 2023, May 1 and 1 May 2023."""
    month, number = _month_number(match["name"]), int(match["day"])
    day = _day(int(match["year"]) if match["year"] else shift.year_of(month, number), month, number)
    if day is None:
        return
    now = shift.moved(day)
    said = _like(match["day"], now.day) + (_ordinal(now.day) if match["th"] else "")
    name = _month_name(match, now.month)
    if "of" in match.groupdict():
        whole = f"{said}{match['of']}{name}{match['comma']}{now.year}"
    else:
        whole = f"{name} {said}" + (f"{match['comma']}{now.year}" if match["year"] else "")
    yield Found(Kind.DATE, *match.span(), whole)


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _like(written: str, number: int) -> str:
    """Write a number with a leading zero where the one it replaces had one."""
    return _two(number, padded=written.startswith("0"))


def _padded(month: str, day: str, *, long: bool) -> bool:
    """Say whether a date is written with leading zeros; where both numbers have two digits anyway, as `long` says."""
    return "0" in (month[0], day[0]) or (long and len(month) == len(day) == 2)


def _two(number: int, *, padded: bool) -> str:
    return f"{number:02d}" if padded else str(number)


def _blanks(text: str, start: int) -> int:
    return len(text[start:]) - len(text[start:].lstrip(" "))


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


def _of_chinese(written: str) -> int:
    tens, ten, ones = written.rpartition("十")
    one = "一二三四五六七八九".find(ones) + 1 if ones else 0
    return one if not ten else ("一二三".find(tens) + 1 if tens else 1) * 10 + one


def _in_tens(number: int) -> str:
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + ("" if not ones else "一二三四五六七八九"[ones - 1])


def _digits(year: int) -> str:
    return "".join("〇一二三四五六七八九"[int(digit)] for digit in str(year))
