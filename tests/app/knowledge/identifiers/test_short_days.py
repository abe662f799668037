"""Days without 日, parts of months, days of this month and dates in numerals move or go."""

import pytest

from app.knowledge.identifiers.shift import Shift
from tests.app.knowledge.identifiers.moving import FAR, moved


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("5月12晨突发言语不清", "4月2晨突发言语不清"),
        ("5月12、13日查血培养", "4月2、3日查血培养"),
        ("6月3日、5日、7日输血", "4月24日、26日、28日输血"),
        ("6月8日、11日输血", "4月29日、5月2日输血"),
        ("3.5月12日复查", "3.4月2日复查"),
        ("本月8日起停药", "[日期]起停药"),
        ("12日晨出院", "[日期]晨出院"),
        ("5月上旬受凉", "3月下旬受凉"),
        ("去年12月底水肿", "去年11月中旬水肿"),
        ("今年1月8日加重", "去年11月29日加重"),
        ("今年3月份再发", "今年1月份再发"),
        ("2023年6月初", "2023年4月底"),
        ("五月三日晨", "三月二十四日晨"),
    ],
)
def test_each_form_moves(before: str, after: str):
    assert moved(before) == after


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("零九年行胆囊切除术", "零八年行胆囊切除术"),
        ("二一年三月复发", "二〇年十二月复发"),
        ("于2021.9行置换术", "于2021.6行置换术"),
        ("2022.11月体检", "2022.8月体检"),
        ("于5月行手术", "于2月行手术"),
    ],
)
def test_months_and_years_move_as_far_as_the_admission(before: str, after: str):
    assert moved(before, FAR) == after


@pytest.mark.parametrize(
    "text",
    [
        "孕5月下腹痛",
        "停药3月底数不详",
        "12月初潮",
        "每6月复查",
        "术后3月复查",
        "七八年前",
        "一二年",
        "共12日",
        "零零零零年",
        "一二三四年",
        "BNP 2023.05",
    ],
)
def test_counts_of_months_and_days_stay(text: str):
    assert moved(text, FAR) == text


def test_without_an_anchor_this_and_last_year_are_not_known():
    assert moved("去年12月起病，今年1月8日加重", Shift(-40)) == "[日期]起病，[日期]加重"
