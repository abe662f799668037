"""A text with its dates moved as a test's shift says, what cannot be moved as [日期]."""

from datetime import date

from app.knowledge.identifiers.dates import dates
from app.knowledge.identifiers.found import plain
from app.knowledge.identifiers.shift import Shift

ADMITTED = date(2024, 3, 11)
BACK = Shift(-40, ADMITTED)
FAR = Shift(-100, ADMITTED)
"""So far back that the year becomes another."""


def moved(text: str, shift: Shift = BACK) -> str:
    """Return a text with every date as it becomes."""
    for found in sorted(dates(plain(text), shift), key=lambda each: -each.start):
        text = text[: found.start] + (found.now or "[日期]") + text[found.end :]
    return text
