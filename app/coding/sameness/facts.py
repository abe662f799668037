"""One fact of a record: a key that is compared, the words that are shown, and where they stand."""

from dataclasses import dataclass

from app.coding.sameness.kinds import Place, Sort


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact; two are the same when their keys are. `unit` and `bound` refine a number."""

    kind: Sort
    key: str
    text: str
    place: Place
    unit: str = ""
    bound: str = ""
    """">" or "<" where the text gives a limit, empty where it gives a value."""
    before: str = ""
    """The words just before, by which a changed value is known as the same one."""
    quiet: bool = False
    """It stands inside a condition's name, or without a number: it explains another's and is not missed by itself."""
    owner: str = ""
    """The drug or condition it is said of, in its own clause."""
