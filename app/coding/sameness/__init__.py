"""What must not change between an original and its rewrite: numbers, dates, sides, denials, drugs, diagnoses.

One judgement for the guard that filters rewrites and for the page that shows them. It reads words, not meaning: a fact
told in other words than it knows may be missed or called lost.
"""

from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.sameness.comparing import differences
from app.coding.sameness.drugs import DrugNames
from app.coding.sameness.kinds import Change, Difference, Place, Sort
from app.coding.sameness.reading import Facts, read_facts

__all__ = [
    "Change",
    "Difference",
    "DrugNames",
    "Facts",
    "Place",
    "Sort",
    "compare",
    "differences",
    "read_facts",
]


def compare(original: Record, rewrite: Record, finder: Finder, drugs: DrugNames) -> tuple[Difference, ...]:
    """Return what the rewrite does not keep of the original; nothing for a rewrite that keeps it all.

    Order, widths, numerals and units do not matter (三级 is 3级, 0.5g is 500毫克), and where a fact stands does not
    either. To compare many rewrites with one original, read its facts once: `differences(read_facts(…), …)`.
    """
    return differences(read_facts(original, finder, drugs), read_facts(rewrite, finder, drugs))
