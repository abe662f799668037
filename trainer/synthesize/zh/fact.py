"""What is to be said, apart from how: facts name a slot of the writer packs and fill its holes."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True, slots=True)
class Styled:
    """A value each writer sets down in an own manner: a grade, a class, a risk, a day, a test's name."""

    kind: str
    value: object


@dataclass(frozen=True, slots=True)
class Fact:
    """Something to be said: a slot, what fills its holes, and the codes that its words state.

    An empty slot says the hole `text` as it is. A spare fact is left out by terse writers.
    """

    slot: str
    holes: "Mapping[str, Filling]" = field(default_factory=dict)
    states: tuple[str, ...] = ()
    spare: bool = False


@dataclass(frozen=True, slots=True)
class Several:
    """Facts said one after the other; `between` names the writer's habit of joining them, empty for nothing."""

    facts: "tuple[Filling, ...]"
    between: str = ""


Filling = str | Styled | Fact | Several


def plain(text: str, *states: str, spare: bool = False) -> Fact:
    """Say these very words."""
    return Fact("", {"text": text}, states, spare)


def day(value: date) -> Styled:
    """Say a date as the writer does."""
    return Styled("date", value)
