"""The versions a suggestion, an export and a manifest state, and whether two of them fit."""

from dataclasses import dataclass

from app.coding.answer import ANSWER_VERSION
from app.coding.prompt import Style
from app.coding.scope import Scope


@dataclass(frozen=True, slots=True)
class Versions:
    """What the contract was when a suggestion was made."""

    prompt: str
    answer: str
    scope: str
    book: str


def versions_of(scope: Scope, style: Style) -> Versions:
    """State the versions in force for one scope asked in one style."""
    books = dict.fromkeys(code.book for code in scope.all_codes)
    return Versions(style.version, ANSWER_VERSION, f"{scope.scope_id}@{scope.version}", "; ".join(books))
