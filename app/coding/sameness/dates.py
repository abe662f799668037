"""Dates and clock times of a record, however they are written."""

import re
from collections.abc import Iterator

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan", "february feb", "march mar", "april apr", "may", "june jun", "july jul", "august aug",
            "september sept sep", "october oct", "november nov", "december dec",
        ),
        1,
    )
    for name in names.split()
}  # fmt: skip
_MONTH = "|".join(sorted(_MONTHS, key=len, reverse=True))
_DATE = re.compile(
    r"(?<!\d)(?P<y1>(?:19|20)\d\d)年(?P<m1>\d{1,2})月(?:份)?(?:(?P<d1>\d{1,2})[日号])?"
    r"|(?<!\d)(?P<y2>(?:19|20)\d\d)年"
    r"|(?<![\d.])(?P<m3>1[0-2]|0?[1-9])月(?P<d3>[12]\d|3[01]|0?[1-9])[日号]"
    r"|(?<![\d.])(?P<y4>(?:19|20)\d\d)(?P<sep>[-/.])(?P<m4>1[0-2]|0?[1-9])(?P=sep)(?P<d4>[12]\d|3[01]|0?[1-9])(?!\d)"
    r"|(?<![\d./-])(?P<y5>(?:19|20)\d\d)[-/](?P<m5>1[0-2]|0[1-9])(?![\d./-])"
    r"|(?<![\d./-])(?P<m6>1[0-2]|0?[1-9])/(?P<d6>[12]\d|3[01]|0?[1-9])/(?P<y6>(?:19|20)?\d\d)(?!\d)"
    rf"|(?<![a-z])(?P<m7>{_MONTH})\.? (?P<d7>[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?(?!\d)(?:,? (?P<y7>(?:19|20)\d\d))?"
    rf"|(?<!\d)(?P<d8>[12]\d|3[01]|[1-9])(?:st|nd|rd|th)?(?: of)? (?P<m8>{_MONTH})(?![a-z])\.?"
    r"(?:,? (?P<y8>(?:19|20)\d\d))?"
    rf"|(?<![a-z])(?P<m9>{_MONTH})\.?(?: of)?,? (?P<y9>(?:19|20)\d\d)"
    r"|(?<![\d.,/×-])(?P<y10>(?:19|20)\d\d)(?![\d年.,/×%]*\d|[-/]\d)(?=[^a-z]|$)(?<= .{4}|\(.{4})"
)
_CLOCK = re.compile(
    r"(?<![\d:/])(?P<h1>[01]?\d|2[0-4]):(?P<m1>[0-5]\d)(?![\d])|(?<!\d)(?P<h2>[01]?\d|2[0-4])[时点](?P<m2>[0-5]?\d)分(?!钟)"
)
_BEFORE_YEAR = re.compile(r"(?:[a-z),]|\() ?$")
_NEAR = 12
_CENTURY = 100


def dates(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and year-month-day of every date in evened text; what is not said is empty."""
    for match in _DATE.finditer(text):
        said = {name[0]: part for name, part in match.groupdict().items() if part and name != "sep"}
        if "y10" in match.groupdict() and match["y10"] and not _lone_year(text, match.start()):
            continue
        year = said.get("y", "")
        if year and int(year) < _CENTURY:
            year = f"20{year}"
        month = said.get("m", "")
        number = _MONTHS.get(month) or (int(month) if month else 0)
        day = int(said.get("d", "0"))
        yield match.start(), match.end(), f"{year}-{number or ''}-{day or ''}"


def clocks(text: str) -> Iterator[tuple[int, int, str]]:
    """Yield start, end and hour:minute of every clock time in evened text."""
    for match in _CLOCK.finditer(text):
        hour, minute = match["h1"] or match["h2"], match["m1"] or match["m2"]
        yield match.start(), match.end(), f"{int(hour)}:{int(minute):02}"


def agree(left: str, right: str) -> bool:
    """Say whether two dates can be one day: month and day are the same, and the year where both say it."""
    (year, *rest), (other, *others) = left.split("-"), right.split("-")
    return rest == others and (year == other or (any(rest) and not (year and other)))


def _lone_year(text: str, start: int) -> bool:
    """Take four digits alone for a year only after words that English puts before one."""
    return _BEFORE_YEAR.search(text[max(0, start - _NEAR) : start]) is not None
