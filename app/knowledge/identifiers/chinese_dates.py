"""Dates in Chinese numerals: 二〇二三年五月一日, 零九年, 五月三日; each is written in numerals again."""

import re
from collections.abc import Iterator

from app.knowledge.identifiers import date_words
from app.knowledge.identifiers.found import Found
from app.knowledge.identifiers.removed import Kind
from app.knowledge.identifiers.shift import Shift, day_of

_ZEROS = "〇○零"
_ONES = "一二三四五六七八九"
_DIGIT = f"[{_ZEROS}{_ONES}]"
MONTH = f"十[一二]?|[{_ONES}]"
_DATE = re.compile(
    rf"(?=[{_ZEROS}{_ONES}十])(?<![{_ZEROS}{_ONES}十百几数两])(?:(?P<year>{_DIGIT}{{4}}|{_DIGIT}{{2}})年)?(?:(?P<month>{MONTH})月(?:(?P<day>三十一?|"
    rf"二?十[{_ONES}]?|[{_ONES}])(?P<d>[日号]))?)?"
)
_FIRST, _LAST = 1850, 2100
"""Years that a record can speak of."""
_SURE = re.compile(rf"[{_ZEROS}]|^九[{_ONES}]$")
"""Two digits that are no number of years: 零九, 九八; 七八年 is seven or eight years."""


def chinese_dates(text: str, shift: Shift) -> Iterator[Found]:
    """Yield the dates in numerals with the words they become; `text` is `plain`."""
    for match in _DATE.finditer(text):
        if match["year"] and not _FIRST <= _read_year(match["year"], shift) <= _LAST:
            continue
        if match["day"] and (match["year"] or not date_words.counts_months(text, match.start())):
            yield _of_day(match, shift)
        elif match["year"] and (len(match["year"]) == 4 or _is_year(match, text)):
            yield from _of_year(match, shift)


def of_chinese(written: str) -> int:
    """Return the number below a hundred that numerals say."""
    tens, ten, ones = written.rpartition("十")
    one = _ONES.find(ones) + 1 if ones else 0
    return one if not ten else (_ONES.find(tens) + 1 if tens else 1) * 10 + one


def in_chinese(number: int) -> str:
    """Return the numerals for 1 to 39, as months and days are said."""
    tens, ones = divmod(number, 10)
    return ("", "十", "二十", "三十")[tens] + ("" if not ones else _ONES[ones - 1])


def _is_year(match: re.Match[str], text: str) -> bool:
    """Say whether two numerals before 年 name a year."""
    if date_words.is_duration(text, match.start()):
        return False
    begins = date_words.opens(text, match.start()) or date_words.led(text, match.start())
    if match["month"]:
        return begins
    if date_words.lasts(text, match.end()):
        return False
    if _SURE.search(match["year"]):
        return begins or date_words.happens_in_year(text, match.end())
    return begins and match["year"][0] in "一二" and date_words.happens_in_year(text, match.end()) and _rises(match)


def _rises(match: re.Match[str]) -> bool:
    """Say whether two numerals are no guess like 一二 or 二三."""
    one, two = (_ONES.index(digit) for digit in match["year"])
    return two - one != 1


def _of_day(match: re.Match[str], shift: Shift) -> Found:
    month, number = of_chinese(match["month"]), of_chinese(match["day"])
    year = _read_year(match["year"], shift) if match["year"] else shift.year_of(month, number)
    day = day_of(year, month, number)
    if day is None:
        return Found(Kind.DATE, *match.span())
    now = shift.moved(day)
    written = f"{_digits(now.year, match['year'])}年" if match["year"] else ""
    return Found(Kind.DATE, *match.span(), f"{written}{in_chinese(now.month)}月{in_chinese(now.day)}{match['d']}")


def _of_year(match: re.Match[str], shift: Shift) -> Iterator[Found]:
    year, said = _read_year(match["year"], shift), ""
    if match["month"]:
        year, month = shift.moved_month(year, of_chinese(match["month"]))
        said = f"{in_chinese(month)}月"
    else:
        year = shift.moved_year(year)
    yield Found(Kind.DATE, *match.span(), f"{_digits(year, match['year'])}年{said}")


def _read_year(written: str, shift: Shift) -> int:
    year = int("".join(str(_ONES.find(digit) + 1) for digit in written))
    return year if len(written) == 4 else shift.whole_year(year)


def _digits(year: int, like: str) -> str:
    """Write a year digit by digit, with as many and the same nought as the one it replaces."""
    nought = next((digit for digit in like if digit in _ZEROS), "〇")
    return "".join((nought + _ONES)[int(digit)] for digit in f"{year:04d}"[-len(like) :])
