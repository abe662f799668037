"""Years of two digits, 08年行阑尾切除术 and 23-05-01, and the years and months of a range: 2008-2010年, 2022年9-11月.

Two digits before 年 are as often a duration; what stands around them tells (`date_words`).
"""

import re
from collections.abc import Iterator
from datetime import date

from app.knowledge.identifiers import date_words
from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.periods import further_days
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, in_two, is_padded, like

_MONTH = r"(?P<month>0?[1-9]|1[0-2])"
_DAY = r"(?P<day>[12]\d|3[01]|0?[1-9])"
_TO = r"[ ]*[-~—–至到、及和与][ ]*"
_SPELLED = re.compile(
    rf"(?a)(?<![\d.])(?P<year>\d\d)[ ]*(?P<y>年)[ ]*{_MONTH}[ ]*(?P<m>月)[ ]*{_DAY}"
    r"(?P<d>[ ]*[日号](?![间内余]))?(?!\d|\.\d)"
)
_MARKED = re.compile(
    rf"(?a)(?<![\w./-])(?P<year>\d\d)(?P<y>[-./]){_MONTH}(?P<m>(?P=y)){_DAY}(?P<d>)"
    r"(?!\d|[./-]\d|%|[ ]?(?:[UuIi]|m[gl]|单位|片|粒))"
)
_RUN = re.compile(
    r"(?a)(?<![\w./-])(?P<year>\d\d)(?P<y>)(?P<month>0[1-9]|1[0-2])(?P<m>)(?P<day>0[1-9]|[12]\d|3[01])(?P<d>)(?![\w.%/-])"
)
_MONTHS = re.compile(
    rf"(?a)(?<![\d.])(?P<year>(?:19|20)?\d\d)(?P<y>[ ]*年[ ]*){_MONTH}"
    rf"(?:(?P<own>[ ]*月)?{_TO}(?P<last>1[0-2]|0?[1-9]))?(?P<m>[ ]*月)(?![余前后来内间多以])"
)
_NEXT = re.compile(rf"(?a){_TO}\d\d([-./])\d{{1,2}}\1\d{{1,2}}(?!\d)")
_RANGE = re.compile(rf"(?a)(?<![\w.-])(?P<years>\d\d(?:{_TO}\d\d)+)[ ]*年")
_LONG_RANGE = re.compile(
    rf"(?a)(?<![\d.])(?P<year>(?:19|20)\d\d)(?=(?:{_TO}(?:19|20)\d\d)*{_TO}(?:19|20)\d\d[ ]*年)(?![ ]*年)"
)
_ALONE = re.compile(r"(?a)(?<![\d.])(?P<year>\d\d)(?P<y>[ ]*年)(?![ ]*\d{1,2}[ ]*月)")
_AND = re.compile(rf"{_TO}$")
_OLDEST = 70
"""Years of two digits from here on are of the last century, and no duration that one has."""
_EARLIEST = 1950
"""The first year that digits between strokes are read as."""


def short_dates(text: str, shift: Shift) -> Iterator[Found]:
    """Yield whole dates with a year of two digits, and the days that follow them; `text` is `plain`."""
    for match in _whole(text, shift):
        day = _day(match, shift)
        if day is None:
            yield Found(Kind.DATE, *match.span())
            continue
        now = shift.moved(day)
        padded = is_padded(match["month"], match["day"], long=match["m"] != "月")
        said = f"{match['m']}".join((in_two(now.month, padded=padded), in_two(now.day, padded=padded)))
        yield Found(Kind.DATE, *match.span(), f"{now.year % 100:02d}{match['y']}{said}{match['d'] or ''}")
        if match["m"]:
            yield from further_days(text, match.end(), day, match["m"], shift)


def short_days_in(text: str) -> Iterator[date]:
    """Yield the whole dates with a year of two digits: an anchor where no fuller date is named."""
    unmoved = Shift(0)
    yield from (day for match in _whole(text, unmoved) if (day := _day(match, unmoved)))


def short_months(text: str, shift: Shift) -> Iterator[Found]:
    """Yield 17年5月, and the months of 2022年9-11月."""
    for match in _MONTHS.finditer(text):
        if not (match["last"] if len(match["year"]) == 4 else _is_month(match, text, shift)):
            continue
        written = shift.whole_year(int(match["year"])) if len(match["year"]) == 2 else int(match["year"])
        month = int(match["month"])
        year, now = shift.moved_month(written, month)
        behind = (match["own"] or "") if match["last"] else match["m"]
        end = match.end("month") + len(behind)
        said = f"{_two_of(year, match['year'])}{match['y']}{like(match['month'], now)}{behind}"
        yield Found(Kind.DATE, match.start(), end, said)
        if match["last"]:
            _, now = shift.moved_month(written + (int(match["last"]) < month), int(match["last"]))
            yield Found(Kind.DATE, match.start("last"), match.end(), f"{like(match['last'], now)}{match['m']}")


def short_years(text: str, shift: Shift) -> Iterator[Found]:
    """Yield 08年 and 98年 where they are years, and every year of 2008-2010年 but the last."""
    for match in _LONG_RANGE.finditer(text):
        yield Found(Kind.DATE, *match.span(), str(shift.moved_year(int(match["year"]))))
    known = 0
    for match in _RANGE.finditer(text):
        if _is_range(match, text, shift):
            for each in re.finditer(r"\d\d(?:[ ]*年)?", match.group()):
                start = match.start() + each.start()
                said = _moved(each.group()[:2], shift) + each.group()[2:]
                yield Found(Kind.DATE, start, start + len(said), said)
    for match in _ALONE.finditer(text):
        goes_on = known and _AND.fullmatch(text, known, match.start())
        if (goes_on and not date_words.lasts(text, match.end())) or _is_year(match, text, shift):
            known = match.end()
            yield Found(Kind.DATE, *match.span(), f"{_moved(match['year'], shift)}{match['y']}")


def _whole(text: str, shift: Shift) -> Iterator[re.Match[str]]:
    """Yield the matches that are whole dates."""
    for match in _SPELLED.finditer(text):
        if match["d"] or date_words.happens(text, match.end()):
            yield match
    for pattern in (_MARKED, _RUN):
        for match in pattern.finditer(text):
            read = _day(match, shift)
            if read and read.year >= _EARLIEST and date_words.is_chinese(text, *match.span()) and _is_day(match, text):
                yield match


def _day(match: re.Match[str], shift: Shift) -> date | None:
    return day_of(shift.whole_year(int(match["year"])), int(match["month"]), int(match["day"]))


def _is_day(match: re.Match[str], text: str) -> bool:
    """Say whether digits between marks are a day: they are written with noughts, or something happens on it."""
    start, end = match.span()
    parted = bool(match["y"])
    if parted and len(match["month"]) == len(match["day"]) == 2 and is_padded(match["month"], match["day"], long=False):
        return True
    begins = date_words.opens(text, start) if parted else date_words.opens_day(text, start)
    if date_words.labelled(text, start):
        return True
    return (begins or date_words.led(text, start)) and (date_words.happens(text, end) or bool(_NEXT.match(text, end)))


def _is_month(match: re.Match[str], text: str, shift: Shift) -> bool:
    """Say whether 17年5月 is a month, and not how long something lasted."""
    start, end = match.span()
    if date_words.is_duration(text, start) or not (_is_sure(match["year"]) or _is_recent(match["year"], shift)):
        return date_words.born(text, start, end)
    begins = date_words.opens(text, start) or date_words.led(text, start) or date_words.goes_on_from(text, start)
    return _is_sure(match["year"]) or begins or date_words.happens_in_year(text, end)


def _is_year(match: re.Match[str], text: str, shift: Shift) -> bool:
    """Say whether two digits before 年 are a year: by a nought in front, by what happens in it, by 于 before it."""
    start, end = match.span()
    begins, led = date_words.opens(text, start), date_words.led(text, start)
    if date_words.is_duration(text, start) or date_words.lasts(text, end):
        return False
    begins = begins or led or date_words.inside(text, start) or date_words.goes_on_from(text, start)
    if begins and date_words.born(text, start, end):
        return True
    if _is_sure(match["year"]):
        return begins or led or date_words.happens_in_year(text, end)
    happens = date_words.happens_in_year(text, end)
    return _is_recent(match["year"], shift) and (
        (begins and happens) or (led and (happens or date_words.ends(text, end)))
    )


def _is_range(match: re.Match[str], text: str, shift: Shift) -> bool:
    """Say whether 09至12年 and 08、10、15年 are years, unlike 10-15年."""
    start, end = match.span()
    if not (date_words.opens(text, start) or date_words.led(text, start)) or date_words.lasts(text, end):
        return False
    years = re.findall(r"\d\d", match["years"])
    listed = all(_is_recent(year, shift) for year in years) and date_words.happens_in_year(text, end)
    return _is_sure(years[0]) or (listed and re.search(r"[、及和与]", match["years"]) is not None)


def _is_sure(year: str) -> bool:
    """Say whether two digits are hardly a number of years."""
    return year[0] == "0" or int(year) >= _OLDEST


def _is_recent(year: str, shift: Shift) -> bool:
    """Say whether two digits are a year of this century that the record can speak of."""
    last = shift.anchor.year if shift.anchor else 2029
    return 2000 + int(year) <= last + 1


def _moved(year: str, shift: Shift) -> str:
    return f"{shift.moved_year(shift.whole_year(int(year))) % 100:02d}"


def _two_of(year: int, like: str) -> str:
    """Write a year with as many digits as the one it replaces."""
    return f"{year:04d}"[-len(like) :]
