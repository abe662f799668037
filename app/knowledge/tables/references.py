"""The codes an instructional note refers to: codes, stems (I21.-) and ranges (I20-I25), and what they cover."""

import re

_CODE = r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Z]{1,4})?"
_REFERENCE = re.compile(rf"(?<![\w.])({_CODE})(\.?-)?(?:(?<=-)({_CODE})|)(?![\w])")
_BRACKETED = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_SAID = re.compile(rf"\b(?:codes?|categor(?:y|ies)|subcategor(?:y|ies)|block|from|through|and)\s+(?={_CODE})")


def codes_in(text: str) -> tuple[str, ...]:
    """Return the codes, stems and ranges of a note in reading order, each once.

    They stand in brackets, after a word such as "category", or carry a dot or a dash: vitamin B12 is no code.
    """
    sure = {place for match in _BRACKETED.finditer(text) for place in range(*match.span())}
    sure |= {match.end() for match in _SAID.finditer(text)}
    found: dict[str, None] = {}
    for match in _REFERENCE.finditer(text):
        code, dash, last = match.groups()
        if match.start() in sure or dash or "." in code:
            found[f"{code}{dash or ''}{last or ''}"] = None
    return tuple(found)


def covers(reference: str, code: str) -> bool:
    """Say whether a reference means a code: itself and what lies below it, a stem's children, a range's categories."""
    code = code.replace(".", "").upper()
    first, dash, last = reference.partition("-")
    first, last = first.replace(".", ""), last.replace(".", "")
    if dash and last:
        return first <= code[: len(first)] and code[: len(last)] <= last
    return code.startswith(first)
