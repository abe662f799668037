"""Which conditions a past history still states, by category, where a table does not say so itself."""

import tomllib
from functools import cache
from pathlib import Path

from app.errors import InputError
from app.paths import resources

_STEM = 3


def is_lasting(code: str) -> bool:
    """Say whether a past history of a code's category still states it (chronic disease, old damage, implant)."""
    stem = code[:_STEM].upper()
    return any(first <= stem <= last for first, last in _lasting())


@cache
def _lasting(path: Path | None = None) -> tuple[tuple[str, str], ...]:
    """Read the categories, each as from and to."""
    path = path or resources() / "knowledge" / "lasting.toml"
    try:
        listed: list[str] = tomllib.loads(path.read_text(encoding="utf-8"))["categories"]
    except (OSError, ValueError, KeyError) as error:
        raise InputError(f"{path.name} cannot be used: {error}.", "Restore the file.") from error
    return tuple((each.split("-")[0], each.split("-")[-1]) for each in listed)
