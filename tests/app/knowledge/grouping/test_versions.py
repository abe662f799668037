"""Versions of MS-DRG by name and by day of discharge."""

from datetime import date

import pytest

from app.errors import InputError
from app.knowledge.grouping.versions import VERSIONS, find_version, version_on


def test_they_are_those_drgpy_carries():
    from drgpy._versions import SUPPORTED_VERSIONS

    assert [(each.name, each.first_day) for each in VERSIONS] == [
        (each.name, each.effective_date) for each in SUPPORTED_VERSIONS
    ]


@pytest.mark.parametrize(
    ("day", "name"),
    [
        (date(2018, 10, 1), "v36"),
        (date(2024, 3, 31), "v41"),
        (date(2024, 4, 1), "v41.1"),
        (date(2026, 3, 31), "v43"),
        (date(2026, 4, 1), "v43.1"),
        (date(2030, 1, 1), "v43.1"),
    ],
)
def test_a_discharge_belongs_to_the_version_in_force(day, name):
    assert version_on(day).name == name


def test_a_day_is_covered_by_one_version_at_most():
    days = [date(2023, 10, 1), date(2024, 3, 31), date(2024, 4, 1), date(2026, 9, 30)]
    assert [[each.name for each in VERSIONS if each.covers(day)] for day in days] == [
        ["v41"],
        ["v41"],
        ["v41.1"],
        ["v43.1"],
    ]
    assert not [each for each in VERSIONS if each.covers(date(2026, 10, 1))]


def test_before_the_first_version_there_is_none():
    with pytest.raises(InputError, match="2018-09-30"):
        version_on(date(2018, 9, 30))


def test_names_are_taken_with_and_without_v():
    assert find_version("43") == find_version("v43")
    assert find_version().name == "v43.1"
    with pytest.raises(InputError, match="v1"):
        find_version("v1")
