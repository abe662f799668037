"""Whether the words around a span affirm it: each line of a record is read by the rules of its own language."""

from app.coding.assertion import chinese, english
from app.coding.assertion.kinds import Assertion
from app.coding.language import Language, line_language

__all__ = ["Assertion", "assertion_at", "mention_assertion"]


def assertion_at(text: str, start: int, end: int, section: str = "") -> Assertion:
    """Say how text speaks of its code points start to end, standing in the named section.

    The span may itself begin with a denial or end in doubt (a quote such as 否认高血压): that is read too.
    """
    if line_language(text, start, end) is Language.EN:
        return english.assertion_at(text, start, end, section)
    return chinese.assertion_at(text, start, end, section)


def mention_assertion(text: str, start: int, end: int, section: str = "") -> Assertion:
    """Say how the words around a condition's name speak of it; the name itself is not read."""
    if line_language(text, start, end) is Language.EN:
        return english.mention_assertion(text, start, end, section)
    return chinese.mention_assertion(text, start, end, section)
