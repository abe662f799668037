"""What goes on after a day: the end of a period (至7日, -5.7) and the further days of a list (、5日, 、5.15)."""

import re
from collections.abc import Iterator
from datetime import date

from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of, like

_MOST = 12
"""Days that are read behind the first."""
_NUMBERS = r"(?:(?P<month>1[0-2]|0?[1-9])(?P<m>[月./-]))?(?P<day>[12]\d|3[01]|0?[1-9])(?P<d>[日号])?"
_ENDS = re.compile(rf"(?a)[ ]*(?P<to>[-~—–至到]+)[ ]*{_NUMBERS}(?![\d.%/年月:天周岁级mc])")
_GOES_ON = re.compile(rf"(?a)[ ]*(?P<to>[、及和与])[ ]*{_NUMBERS}(?![\d.%/年月:天周岁级前后内余来间A-Za-z×*])")


def further_days(text: str, start: int, begin: date, mark: str, shift: Shift) -> Iterator[Found]:
    """Yield the days that follow one ending at `start`; `mark` is what stands behind its month: 月 or a dot."""
    mark, last = mark.strip(), begin
    for _ in range(_MOST):
        match = _ENDS.match(text, start) or _GOES_ON.match(text, start)
        if match is None or not (match["d"] if mark == "月" else match["m"] == mark):
            return
        month = int(match["month"]) if match["month"] else last.month
        day = day_of(last.year + (month < last.month), month, int(match["day"]))
        if day is None:
            return
        now = shift.moved(day)
        said = f"{like(match['day'], now.day)}{match['d'] or ''}"
        if match["month"] or match.re is _ENDS or now.month != shift.moved(last).month:
            said = f"{like(match['month'] or '1', now.month)}{match['m'] or mark}{said}"
        yield Found(Kind.DATE, match.start("month" if match["month"] else "day"), match.end(), said)
        start, last = match.end(), day
