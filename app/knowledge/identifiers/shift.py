"""How a record's dates move: by one number of days, and how a moved number is written again in the form it had."""

from dataclasses import dataclass
from datetime import MAXYEAR, MINYEAR, date, timedelta

_AHEAD = 2
"""Years behind the anchor that a year of two digits may lie in: a follow-up is planned ahead."""
_UNANCHORED = 2035
"""The last year that two digits stand for in a record that names no whole date."""


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
        start = self.anchor or day_of(year, month, 15) or date(2001, month, 15)
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
        near = [each for year in range(-1, 2) if (each := day_of(self.anchor.year + year, month, day))]
        return min(near, key=lambda each: abs((each - (self.anchor or each)).days)).year if near else 2000

    def whole_year(self, year: int) -> int:
        """Return the year that its last two digits stand for: the latest that the record can speak of."""
        last = self.anchor.year + _AHEAD if self.anchor else _UNANCHORED
        return last - (last - year) % 100


def day_of(year: int, month: int, day: int) -> date | None:
    """Return a day, None when the calendar has none of that name."""
    try:
        return date(year, month, day)
    except ValueError:
        return None


def like(written: str, number: int) -> str:
    """Write a number with a leading zero where the one it replaces had one."""
    return in_two(number, padded=written.startswith("0"))


def is_padded(month: str, day: str, *, long: bool) -> bool:
    """Say whether a date is written with leading zeros; where both numbers have two digits anyway, as `long` says."""
    return "0" in (month[0], day[0]) or (long and len(month) == len(day) == 2)


def in_two(number: int, *, padded: bool) -> str:
    """Write a number, on request with a leading zero."""
    return f"{number:02d}" if padded else str(number)
