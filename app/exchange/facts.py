"""Patient facts as hospital files write them; an empty cell is None, one that cannot be read an InputError."""

import re
import unicodedata
from datetime import date, datetime, timedelta

from app.coding.record import Disposition, Sex
from app.errors import InputError

_OLDEST = 130
_EXCEL_EPOCH = date(1899, 12, 30)
_EXCEL_DAYS = range(20_000, 80_000)
_DATE = re.compile(
    r"(?P<year>(?:19|20)\d\d)(?:\s*[-/.年]\s*(?P<month>\d{1,2})\s*[-/.月]\s*(?P<day>\d{1,2})\s*日?"
    r"|(?P<month2>\d\d)(?P<day2>\d\d))(?:[ t]*\d{1,2}[:时点].*|\d{6}|\s+.*)?"
)
_AGE = re.compile(r"(?P<number>\d{1,3})(?:\.\d+)?\s*(?P<unit>岁|周岁|y|yr|yrs|year|years|月|个月|m|天|日|d|小时|时|h)?")
_SEXES = {
    "男": Sex.MALE,
    "男性": Sex.MALE,
    "m": Sex.MALE,
    "male": Sex.MALE,
    "1": Sex.MALE,
    "女": Sex.FEMALE,
    "女性": Sex.FEMALE,
    "f": Sex.FEMALE,
    "female": Sex.FEMALE,
    "2": Sex.FEMALE,
}
"""Words and the codes of GB/T 2261.1."""
_NO_SEX = {"0", "9", "未知", "不详", "未说明", "未说明的性别", "未知的性别"}
_DISPOSITIONS = {
    "1": Disposition.HOME,
    "2": Disposition.TRANSFER,
    "3": Disposition.COMMUNITY,
    "4": Disposition.AGAINST_ADVICE,
    "5": Disposition.DIED,
    "9": Disposition.OTHER,
} | {value.value: value for value in Disposition}
_DISPOSITION_WORDS = (
    ("非医嘱", Disposition.AGAINST_ADVICE),
    ("自动", Disposition.AGAINST_ADVICE),
    ("against", Disposition.AGAINST_ADVICE),
    ("死亡", Disposition.DIED),
    ("died", Disposition.DIED),
    ("expired", Disposition.DIED),
    ("skilled nursing", Disposition.TRANSFER),
    ("rehab", Disposition.TRANSFER),
    ("社区", Disposition.COMMUNITY),
    ("乡镇", Disposition.COMMUNITY),
    ("转院", Disposition.TRANSFER),
    ("transfer", Disposition.TRANSFER),
    ("其他", Disposition.OTHER),
    ("医嘱离院", Disposition.HOME),
    ("正常出院", Disposition.HOME),
    ("出院", Disposition.HOME),
    ("home", Disposition.HOME),
)
"""Asked in this order: 非医嘱离院 also contains 医嘱离院."""


def read_sex(value: object) -> Sex | None:
    """Read 男/女, M/F, 1/2."""
    text = _text(value)
    if not text or text in _NO_SEX:
        return None
    if text not in _SEXES:
        raise InputError(f"性别 {text[:20]!r} is not understood.", "Write 男 or 女.")
    return _SEXES[text]


def read_age(value: object) -> int | None:
    """Read full years: 65, 65岁, 65Y; months, days and hours of an infant are 0."""
    text = _text(value)
    if not text:
        return None
    match = _AGE.match(text)
    if not match or int(match["number"]) > _OLDEST:
        raise InputError(f"年龄 {text[:20]!r} is not understood.", "Write full years.")
    unit = match["unit"] or ""
    if unit in {"月", "个月", "m", "天", "日", "d", "小时", "时", "h"}:
        return int(match["number"]) // 12 if unit in {"月", "个月", "m"} else 0
    return int(match["number"])


def read_date(value: object) -> date | None:
    """Read year-first dates with or without a time, Excel's own dates and day numbers."""
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    text = _text(value)
    if not text:
        return None
    if text.isdecimal() and int(text) in _EXCEL_DAYS:
        return _EXCEL_EPOCH + timedelta(days=int(text))
    match = _DATE.fullmatch(text)
    try:
        if match:
            month, day = match["month"] or match["month2"], match["day"] or match["day2"]
            return date(int(match["year"]), int(month), int(day))
    except ValueError:
        pass
    raise InputError(f"{text[:30]!r} is not understood as a date.", "Write dates as 2026-01-02.")


def read_disposition(value: object) -> Disposition | None:
    """Read 离院方式 by its number (1–5, 9) or in words."""
    text = _text(value)
    if not text or text in {"-", "—"}:
        return None
    number = re.match(r"[1-59](?=$|[.、:\s])", text)
    if number or text in _DISPOSITIONS:
        return _DISPOSITIONS[number.group() if number else text]
    for word, disposition in _DISPOSITION_WORDS:
        if word in text:
            return disposition
    raise InputError(f"离院方式 {text[:20]!r} is not understood.", "Write 1, 2, 3, 4, 5 or 9.")


def _text(value: object) -> str:
    if value is None or value != value:  # noqa: PLR0124 - NaN is what is not equal to itself
        return ""
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    text = unicodedata.normalize("NFKC", str(value)).strip().casefold()
    return "" if text in {"nan", "null", "none", "/"} else text
