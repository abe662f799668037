"""Dates move by one offset in the form they had, so that every interval stays."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding.record import Patient, Record
from app.knowledge.identifiers import Known, deidentify
from app.knowledge.identifiers.dates import days_in
from app.knowledge.identifiers.deidentify import LEAST_DAYS, MOST_DAYS, shift_of
from app.knowledge.identifiers.shift import Shift
from tests.app.knowledge.identifiers.moving import moved
from tests.app.knowledge.identifiers.planted import SECRET, SECTION, cleaned

DAYS = st.dates(min_value=date(1990, 1, 1), max_value=date(2030, 12, 31))


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("2023-05-01入院", "2023-03-22入院"),
        ("2023年5月1日", "2023年3月22日"),
        ("2023.05.01", "2023.03.22"),
        ("5月1日行手术", "3月22日行手术"),
        ("05/01/2023", "03/22/2023"),
        ("5/1/23", "3/22/23"),
        ("2023年5月1日至7日", "2023年3月22日至3月28日"),
        ("2023.5.1-5.7", "2023.3.22-3.28"),
        ("9月10日-9月20日", "8月1日-8月11日"),
        ("2023年5月", "2023年3月"),
        ("二〇二三年五月一日", "二〇二三年三月二十二日"),
        ("20230501", "20230322"),
        ("202305011230", "202303221230"),
        ("May 1, 2023 and May 3rd", "March 22, 2023 and March 24th"),
        ("1 May 2023", "22 March 2023"),
        ("Dec. 5, 2021", "Oct. 26, 2021"),
        ("5/2022", "3/2022"),
        ("since 9/16 on", "since 8/7 on"),
        ("2023年5月1日08:30", "2023年3月22日08:30"),
        ("2023年2月30日", "[日期]"),
        ("去年12月起病，今年1月加重", "去年10月起病，去年11月加重"),
        ("前年2月", "2021年12月"),
        ("1.2023年5月1日，2.5月3日", "1.2023年3月22日，2.3月24日"),
        ("2023-10--24", "2023-09--14"),
    ],
)
def test_each_form_is_written_again_as_it_was(before: str, after: str):
    assert moved(before) == after


@pytest.mark.parametrize(
    "text",
    [
        "2-3年前",
        "10年",
        "ABG 7.36/44/51",
        "3/6 systolic murmur",
        "5/5 strength",
        "130-145/80-90",
        "BNP 2023.05",
        "1/2 tablet",
    ],
)
def test_durations_and_values_are_no_dates(text: str):
    assert moved(text) == text


@given(
    DAYS,
    DAYS,
    st.sampled_from(["{:%Y-%m-%d}", "{:%Y/%m/%d}", "{:%Y.%m.%d}", "{0.year}年{0.month}月{0.day}日", "{:%Y%m%d}"]),
)
def test_the_days_between_two_dates_stay(first: date, second: date, form: str):
    text = f"入院{form.format(first)}，手术{form.format(second)}。"
    record = Record.of("R7", {SECTION: text})
    one, two = days_in(
        deidentify(record, Known(), SECRET).record.text(SECTION).replace("年", "-").replace("月", "-").replace("日", "")
    )

    assert sorted((one, two)) == sorted(day + timedelta(shift_of(record, SECRET).days) for day in (first, second))


@given(DAYS, DAYS)
def test_the_face_sheet_and_the_text_move_alike(admitted: date, discharged: date):
    record = Record.of(
        "R7", {SECTION: f"于{admitted.isoformat()}入院"}, Patient(admitted=admitted, discharged=discharged)
    )
    clean = deidentify(record, Known(), SECRET).record

    assert clean.patient.admitted
    assert clean.patient.discharged
    assert clean.text(SECTION) == f"于{clean.patient.admitted.isoformat()}入院"
    assert clean.patient.discharged - clean.patient.admitted == discharged - admitted


@given(DAYS, st.integers(0, 30))
def test_years_count_from_the_admission_as_before(admitted: date, years: int):
    shift = Shift(-300, admitted)

    now = moved(f"{admitted.year - years}年行支架植入", shift)

    assert int(now[:4]) == shift.moved(admitted).year - years


@given(st.text(min_size=1).filter(str.strip))
def test_a_record_moves_at_least_a_month_and_always_alike(record_id: str):
    record = Record.of(record_id, {SECTION: "无"})
    days = shift_of(record, SECRET).days

    assert LEAST_DAYS <= abs(days) <= MOST_DAYS
    assert shift_of(record, SECRET).days == days


def test_a_date_of_birth_goes_whole():
    assert cleaned("出生日期：1956-08-12") == "出生日期：[日期]"
    assert cleaned("DOB: 08/12/1956") == "DOB: [date]"


@pytest.mark.parametrize(
    ("before", "after"), [("93岁", "90岁"), ("89岁", "89岁"), ("101-year-old", "90-year-old"), ("92%", "92%")]
)
def test_only_ages_over_89_become_90(before: str, after: str):
    assert cleaned(before) == after
