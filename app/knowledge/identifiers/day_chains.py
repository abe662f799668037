"""Days by two numbers, alone or in a row: 于5.12出现, 5.12-5.15治疗, 05-10入院, 2023年5.12, 0302-0307行化疗.

The same digits are as often a value; only what stands around them makes days of them (`date_words`).
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from app.knowledge.identifiers import date_words
from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, in_two, is_padded

_TO = r"[ ]*[~—–至到、及和与][ ]*"
_TO_OR_STROKE = r"[ ]*[-~—–至到、及和与][ ]*"
_FORMS = (
    (r"(?:1[0-2]|0?[1-9])\.(?:[12]\d|3[01]|0?[1-9])", _TO_OR_STROKE),
    (r"(?:1[0-2]|0?[1-9])/(?:[12]\d|3[01]|0?[1-9])", _TO_OR_STROKE),
    (r"(?:1[0-2]|0?[1-9])-(?:[12]\d|3[01]|0?[1-9])", _TO),
    (r"(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])", _TO_OR_STROKE),
)
"""How a day is written, and what may stand between two days so written."""
_CHAINS = tuple(
    re.compile(
        r"(?a)(?:(?P<year>(?<![\d.])(?:19|20)?\d\d)(?P<y>[ ]*年[ ]*))?"
        rf"(?P<days>(?<![\w/-])(?<!\d\.){day}(?:{to}{day})*)(?P<d>[日号])?(?![\d%/]|[.-]\d)"
    )
    for day, to in _FORMS
)
_DAY = re.compile(r"(?a)(?P<month>\d{1,2})(?P<mark>[./-])(?P<day>\d{1,2})|(?P<two>\d\d)(?P<more>\d\d)")
_LONGEST = 62
"""Days from the first to the last of a span that only its form shows to be one."""
_SPAN = re.compile(r"\d[ ]*[~—–至到]")
_UNIT = re.compile(rf"(?a)[ ]*(?:[A-Za-zμ℃°×*<>~+^²±]|[{date_words.UNITS}])")


@dataclass(frozen=True, slots=True)
class _Day:
    """A day of a chain: where it stands in it, and its two numbers as written."""

    start: int
    end: int
    month: str
    mark: str
    day: str

    @property
    def is_long(self) -> bool:
        """Say whether it has digits enough to be none of 1/2 and 2-3."""
        return self.month.startswith("0") or len(self.month) == 2 or len(self.day) == 2

    @property
    def is_short(self) -> bool:
        """Say whether it could be the number of a heading: 2.1."""
        return len(self.day) == 1

    def written(self, now: date) -> tuple[str, str]:
        """Return the numbers of the day it becomes, in its form."""
        padded = is_padded(self.month, self.day, long=self.mark != ".")
        return in_two(now.month, padded=padded), in_two(now.day, padded=padded)


def day_chains(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the days with the words they become; `text` is `plain`."""
    for pattern in _CHAINS:
        for match in pattern.finditer(text):
            days = [*_days(match["days"])]
            if all(day_of(2000, int(day.month), int(day.day)) for day in days) and _are_days(match, days, text):
                yield from _moved(match, days, shift)


def _days(chain: str) -> Iterator[_Day]:
    for match in _DAY.finditer(chain):
        month, day = match["month"] or match["two"], match["day"] or match["more"]
        yield _Day(*match.span(), month, match["mark"] or "", day)


def _are_days(match: re.Match[str], days: list[_Day], text: str) -> bool:
    """Say whether two numbers are a day: by a year before them, by what leads to them, by what happens then."""
    start, end = match.span()
    happens = date_words.happens(text, end) and not (days[-1].is_short and date_words.is_heading(text, end))
    measured = _UNIT.match(text, end) is not None and not happens
    if match["year"] or measured:
        return not measured
    if not date_words.is_chinese(text, start, end):
        return False
    if days[0].mark == ".":
        return _are_dotted(match, days, text, happens=happens)
    return _are_parted(match, days, text, happens=happens)


def _are_dotted(match: re.Match[str], days: list[_Day], text: str, *, happens: bool) -> bool:
    """Judge 5.12."""
    start, end = match.span()
    if date_words.labelled(text, start):
        return happens or date_words.ends(text, end)
    if date_words.led(text, start):
        if date_words.begun(text, start):
            return happens and not date_words.changes(text, end)
        return happens or (len(days) == 1 and date_words.ends(text, end))
    if match["d"]:
        return happens or not days[-1].day.endswith("5")  # 2.5日 is two days and a half
    if happens and (date_words.inside(text, start) or date_words.opens_day(text, start)):
        return True
    if all(len(day.day) == 2 for day in days) and date_words.speaks_on(text, start, end):
        return True  # the number of a paragraph has one digit behind its dot
    return date_words.of_exam(text, start, end)


def _are_parted(match: re.Match[str], days: list[_Day], text: str, *, happens: bool) -> bool:
    """Judge 05-10, 5/10 and 0510."""
    start, end = match.span()
    first = days[0]
    labelled = date_words.labelled(text, start)
    if labelled and first.mark and date_words.ends(text, end):
        return True
    led = date_words.led(text, start) or labelled
    begins = led or date_words.opens_day(text, start)
    if happens and (begins or (first.is_long and date_words.inside(text, start))):
        return first.is_long or first.mark == "-" or date_words.is_clinic(text, end)
    if begins and first.mark and first.is_long and date_words.has_result(text, end):
        return True
    if first.mark == "-" and _is_span(match, days):
        return True
    colon = bool(first.mark) and date_words.opens(text, start)
    sure = (first.month.startswith("0") or (bool(first.mark) and first.day.startswith("0"))) and (
        begins or colon or (not first.mark and len(days) > 1)
    )
    if sure and date_words.goes_on(text, end):
        return True
    if not (first.is_long and first.mark):
        return False
    return (led and date_words.ends(text, end)) or (first.mark == "-" and date_words.of_exam(text, start, end))


def _is_span(match: re.Match[str], days: list[_Day]) -> bool:
    """Say whether 4-4~4-18 is a time of some weeks: no value is written as a pair of pairs so near each other."""
    if len(days) < 2 or not any(day.is_long for day in days) or not _SPAN.search(match["days"]):
        return False
    first, last = (date(2000, int(day.month), int(day.day)) for day in (days[0], days[-1]))
    return 0 < (last - first).days <= _LONGEST


def _moved(match: re.Match[str], days: list[_Day], shift: Shift) -> Iterator[Found]:
    """Move each day of a chain; the year before it goes with the first."""
    year, behind = _year(match, days[0], shift), match["d"] or ""
    for number, each in enumerate(days):
        year += number > 0 and int(each.month) < int(days[number - 1].month)
        day = day_of(year, int(each.month), int(each.day))
        last = each is days[-1]
        start = match.start("days") + each.start if number else match.start()
        end = match.end() if last else match.start("days") + each.end
        if day is None:
            yield Found(Kind.DATE, start, end)
            continue
        now = shift.moved(day)
        said = each.mark.join(each.written(now)) + (behind if last else "")
        if match["year"] and not number:
            said = f"{now.year:04d}"[-len(match["year"]) :] + match["y"] + said
        yield Found(Kind.DATE, start, end, said)


def _year(match: re.Match[str], first: _Day, shift: Shift) -> int:
    if not match["year"]:
        return shift.year_of(int(first.month), int(first.day))
    return int(match["year"]) if len(match["year"]) == 4 else shift.whole_year(int(match["year"]))
