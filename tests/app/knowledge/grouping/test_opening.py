"""The grouper a setting names."""

from datetime import date

import pytest

from app.errors import InputError
from app.knowledge.grouping.opening import open_grouper


def test_no_name_is_no_grouper(tmp_path):
    assert open_grouper("", "", tmp_path) is None


def test_the_latest_version_unless_named_or_by_discharge(tmp_path):
    made = [
        open_grouper("ms-drg", version, tmp_path, None, day)
        for version, day in (
            ("", None),
            ("", date(2024, 5, 1)),
            ("v38", date(2024, 5, 1)),
        )
    ]
    assert [(each.scheme, each.version) for each in made if each] == [
        ("MS-DRG", "v43.1"),
        ("MS-DRG", "v41.1"),
        ("MS-DRG", "v38"),
    ]


@pytest.mark.parametrize(("name", "version"), [("ms-drg", "v1"), ("chs-drg", ""), ("dip", "")])
def test_what_cannot_be_opened_is_told(tmp_path, name, version):
    with pytest.raises(InputError):
        open_grouper(name, version, tmp_path)
