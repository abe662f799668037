"""Years of two digits move as years; as durations they stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.identifiers.shift import Shift
from tests.app.knowledge.identifiers.moving import ADMITTED, BACK, FAR, moved


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("08年行阑尾切除术", "07年行阑尾切除术"),
        ("98年诊断高血压，03年发现糖尿病", "97年诊断高血压，02年发现糖尿病"),
        ("曾于11年在外院手术", "曾于10年在外院手术"),
        ("17年5月体检", "17年2月体检"),
        ("08、10、15年分别行手术", "07、09、14年分别行手术"),
        ("09至12年在外地", "08至11年在外地"),
        ("2008-2010年在矿上", "2007-2009年在矿上"),
        ("2022年9-11月化疗", "2022年6-8月化疗"),
        ("19年4月-9月化疗", "19年1月-6月化疗"),
        ("生于56年3月", "生于55年12月"),
    ],
)
def test_a_year_moves_as_far_as_the_admission(before: str, after: str):
    assert moved(before, FAR) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("23年5月1日入院", "23年3月22日入院"),
        ("23年5月1日至9日住院", "23年3月22日至3月30日住院"),
        ("23-05-01", "23-03-22"),
        ("23.5.1入院，23.5.9出院", "23.3.22入院，23.3.30出院"),
        ("23/05/01复查", "23/03/22复查"),
        ("于230501行造影", "于230322行造影"),
        ("预产期24.4.12", "预产期24.3.3"),
        ("45年5月1日出生", "45年3月22日出生"),
        ("23年2月30日入院", "[日期]入院"),
    ],
)
def test_a_whole_date_moves_by_its_days(before: str, after: str):
    assert moved(before, BACK) == after


@pytest.mark.parametrize(
    "text",
    [
        "冠心病08年余",
        "10年前行胃镜",
        "20年",
        "吸烟30年",
        "高血压10年因头晕来诊",
        "16年高血压病史",
        "糖尿病20年，予胰岛素治疗",
        "80年代居矿区",
        "胰岛素12-10-12",
        "第10.1.2条",
    ],
)
def test_a_duration_and_a_dose_stay(text: str):
    assert moved(text, FAR) == text


@given(st.dates(min_value=date(2001, 1, 1), max_value=ADMITTED), st.integers(30, 365))
def test_short_and_long_years_move_to_the_same_day(day: date, days: int):
    shift = Shift(-days, ADMITTED)
    whole = day - timedelta(days=days)

    assert moved(f"{day:%y-%m-%d}入院", shift) == f"{whole:%y-%m-%d}入院"


def test_two_digits_are_the_latest_year_that_the_record_can_speak_of():
    assert BACK.whole_year(26) == 2026
    assert BACK.whole_year(27) == 1927
    assert Shift(-40).whole_year(23) == 2023
