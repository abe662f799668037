"""Patient facts as hospital files write them."""

from datetime import date, datetime

import pytest

from app.coding.record import Disposition, Sex
from app.errors import InputError
from app.exchange.facts import read_age, read_date, read_disposition, read_sex


@pytest.mark.parametrize(("value", "sex"), [("男", Sex.MALE), (" 女性 ", Sex.FEMALE), ("F", Sex.FEMALE), (1, Sex.MALE)])
def test_sex_in_words_and_numbers(value: object, sex: Sex):
    assert read_sex(value) is sex


@pytest.mark.parametrize("value", ["", None, float("nan"), "未知", 0, "NaN"])
def test_sex_that_is_not_stated_is_missing(value: object):
    assert read_sex(value) is None


@pytest.mark.parametrize(
    ("value", "age"),
    [
        ("65岁", 65),
        ("65Y", 65),
        (65.0, 65),
        ("８月", 0),
        ("14个月", 1),
        ("28天", 0),
        ("1岁3月", 1),
        ("6小时", 0),
        (0, 0),
    ],
)
def test_age_in_full_years(value: object, age: int):
    assert read_age(value) == age


@pytest.mark.parametrize(
    "value",
    [
        "2026-01-02",
        "2026/1/2 08:30",
        "2026.1.2",
        "20260102",
        "20260102083000",
        "2026年1月2日",
        "2026-01-02T08:30:00+08:00",
        date(2026, 1, 2),
        datetime(2026, 1, 2, 8, 30),  # noqa: DTZ001 - as openpyxl gives it
        46024,
        20260102,
    ],
)
def test_dates_in_the_forms_hospitals_write(value: object):
    assert read_date(value) == date(2026, 1, 2)


@pytest.mark.parametrize(
    ("value", "disposition"),
    [
        ("1", Disposition.HOME),
        (2.0, Disposition.TRANSFER),
        ("医嘱离院", Disposition.HOME),
        ("4.非医嘱离院", Disposition.AGAINST_ADVICE),
        ("自动出院", Disposition.AGAINST_ADVICE),
        ("医嘱转社区卫生服务机构", Disposition.COMMUNITY),
        ("死亡", Disposition.DIED),
        ("9", Disposition.OTHER),
    ],
)
def test_disposition_by_number_and_in_words(value: object, disposition: Disposition):
    assert read_disposition(value) is disposition


@pytest.mark.parametrize(
    ("read", "value"),
    [
        (read_sex, "张三"),
        (read_age, "老年"),
        (read_age, "650"),
        (read_date, "2026-13-40"),
        (read_date, "昨天"),
        (read_disposition, "7"),
    ],
)
def test_what_is_not_understood_is_said(read, value: str):
    with pytest.raises(InputError, match="not understood"):
        read(value)
