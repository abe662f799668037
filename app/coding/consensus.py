"""Votes become a result: TCECP of the CCL25 report (§2.5), always with all three completions decoded."""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from app.coding.answer import Answer
from app.coding.codebook import Code

MAJORITY = 2
"""Votes of three that carry a code."""


@dataclass(frozen=True, slots=True)
class PrincipalVerdict:
    """The agreed principal (None: no readable answer, an outside name, or 不在范围内), and who got how many votes."""

    code: Code | None
    out_of_scope: bool
    votes: dict[Code, int]
    out_of_scope_votes: int


@dataclass(frozen=True, slots=True)
class OthersVerdict:
    """The codes with at least two votes, in the order first answered, and every code's votes."""

    codes: tuple[Code, ...]
    votes: dict[Code, int]


Choice = Code | str | None
"""What one PRINCIPAL completion chose: a code, an outside name, "" for 不在范围内, None for unreadable."""


def principal_consensus(answers: Sequence[Answer]) -> PrincipalVerdict:
    """Agree on the principal: at least two equal choices win, otherwise the T = 0 choice (first) stands.

    Identical in result to the seed's stop-early rule: if the first two agree the third cannot change the outcome.
    An unreadable completion is no vote; an outside name is a choice that no code comes of.
    """
    choices = [choice_of(answer) for answer in answers]
    counted = Counter(choice for choice in choices if choice is not None)
    winner = next((choice for choice, n in counted.items() if n >= MAJORITY), choices[0] if choices else None)
    votes = {choice: n for choice, n in counted.items() if isinstance(choice, Code)}
    return PrincipalVerdict(
        code=winner if isinstance(winner, Code) else None,
        out_of_scope=winner == "",
        votes=votes,
        out_of_scope_votes=counted.get("", 0),
    )


def others_consensus(answers: Sequence[Answer]) -> OthersVerdict:
    """Keep the codes that at least two of the three completions name; an empty result stays empty."""
    votes = Counter[Code]()
    for answer in answers:
        votes.update(dict.fromkeys(answer.codes, 1))
    return OthersVerdict(tuple(code for code, n in votes.items() if n >= MAJORITY), dict(votes))


def seed_principal(first: Choice, second: Choice, third: Choice) -> Choice:
    """Decide as the report words it, stopping early: the reference the property test holds `principal_consensus` to."""
    if first is not None and first == second:
        return first
    if third is not None and third in (first, second):
        return third
    return first


def choice_of(answer: Answer) -> Choice:
    """Return what a PRINCIPAL answer chose."""
    if not answer.readable:
        return None
    if answer.out_of_scope:
        return ""
    return answer.principal or answer.outside[0]
