"""Days by two numbers move where words make days of them; values stay."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.knowledge.identifiers.shift import Shift
from tests.app.knowledge.identifiers.moving import ADMITTED, moved


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("于5.12出现胸痛，5.12-5.15治疗", "于4.2出现胸痛，4.2-4.5治疗"),
        ("2023年5.12行造影", "2023年4.2行造影"),
        ("2023年1.12行造影", "2022年12.3行造影"),
        ("去年5.12复查", "去年4.2复查"),
        ("05-10入院", "03-31入院"),
        ("5-31就诊", "4-21就诊"),
        ("于6/12复查胸片", "于5/3复查胸片"),
        ("0302-0307行化疗，0310骨穿", "0122-0127行化疗，0130骨穿"),
        ("化疗（4-4~4-18）", "化疗（2-24~3-9）"),
        ("9.1、9.22及10.13行化疗", "7.23、8.13及9.3行化疗"),
        ("12.31-01.03住院", "11.21-11.24住院"),
        ("血常规（5.12）：正常", "血常规（4.2）：正常"),
        ("手术日期：8-16", "手术日期：7-7"),
        ("5.12日出院", "4.2日出院"),
    ],
)
def test_days_move_in_the_form_they_had(before: str, after: str):
    assert moved(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "血压 5.12",
        "血糖5.12予胰岛素",
        "血钾：5.12予补钾",
        "血钾 3.5-5.1",
        "血钾波动于3.5-5.1",
        "血钾自3.5降至2.8",
        "激素自2.5改1.25",
        "白细胞 5.12×10^9/L",
        "EF 0.55",
        "剂量5-10mg",
        "病程3-5年",
        "于1.5T磁共振检查",
        "3.2周后复查心电图",
        "2.1 检查：无殊",
        "病理（3/12）",
        "L3-4、4-5椎间盘",
        "Hgb 8.1, 7.6 CT scan",
    ],
)
def test_values_stay(text: str):
    assert moved(text) == text


@given(
    st.dates(ADMITTED - timedelta(days=100), ADMITTED), st.integers(30, 80), st.sampled_from(["于{}入院", "{}行手术"])
)
def test_a_day_without_its_year_moves_as_one_with_it(day: date, days: int, around: str):
    now = day - timedelta(days=days)

    said = moved(around.format(f"{day.month}.{day.day}"), Shift(-days, ADMITTED))

    assert said == around.format(f"{now.month}.{now.day}")
