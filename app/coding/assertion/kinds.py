"""The five ways a record can speak of a condition."""

from enum import StrEnum


class Assertion(StrEnum):
    """How the record speaks of a condition at one place."""

    AFFIRMED = "affirmed"
    NEGATED = "negated"
    FAMILY = "family"
    PAST = "past"
    SUSPECTED = "suspected"
