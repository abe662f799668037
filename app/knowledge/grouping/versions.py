"""The versions of MS-DRG that can be computed, and which one a discharge belongs to."""

from dataclasses import dataclass
from datetime import date, timedelta

from app.errors import InputError


@dataclass(frozen=True, slots=True)
class Version:
    """One version of MS-DRG with the discharges it is in force for, both days included."""

    name: str
    first_day: date
    last_day: date

    @property
    def major(self) -> int:
        """Return the number of the fiscal year's version (43 of v43.1)."""
        return int(self.name.removeprefix("v").partition(".")[0])

    def covers(self, day: date) -> bool:
        """Tell whether a discharge on that day is grouped by this version."""
        return self.first_day <= day <= self.last_day


_STARTS = (
    ("v36", date(2018, 10, 1)),
    ("v37", date(2019, 10, 1)),
    ("v38", date(2020, 10, 1)),
    ("v39", date(2021, 10, 1)),
    ("v40", date(2022, 10, 1)),
    ("v41", date(2023, 10, 1)),
    ("v41.1", date(2024, 4, 1)),
    ("v42", date(2024, 10, 1)),
    ("v42.1", date(2025, 4, 1)),
    ("v43", date(2025, 10, 1)),
    ("v43.1", date(2026, 4, 1)),
)
_END = date(2026, 10, 1)
"""The first day of the version after the last one here."""

VERSIONS: tuple[Version, ...] = tuple(
    Version(name, first, following - timedelta(days=1))
    for (name, first), following in zip(_STARTS, [*(day for _, day in _STARTS[1:]), _END], strict=True)
)
"""Every version drgpy carries, oldest first."""


def find_version(name: str = "") -> Version:
    """Return the version called name, the latest for an empty one; raise InputError on an unknown one."""
    if not name:
        return VERSIONS[-1]
    wanted = name.lower() if name.lower().startswith("v") else f"v{name}"
    for version in VERSIONS:
        if version.name == wanted:
            return version
    known = ", ".join(version.name for version in VERSIONS)
    raise InputError(f"There is no MS-DRG version {name}.", f"Choose one of: {known}.")


def version_on(day: date) -> Version:
    """Return the version in force on a day of discharge, the latest for later days; raise InputError before the first.

    That the latest version does not cover a later discharge is said by the group's caveats.
    """
    begun = [version for version in VERSIONS if version.first_day <= day]
    if not begun:
        first = VERSIONS[0]
        raise InputError(
            f"No MS-DRG version here covers a discharge on {day.isoformat()}.",
            f"The first is {first.name}, from {first.first_day.isoformat()}; name a version to use it all the same.",
        )
    return begun[-1]
