"""The CCL25 submission string `[主|其他1;其他2]`: written, and strictly read, because nothing is repaired silently."""

from collections.abc import Collection, Sequence

from app.errors import InputError

_ADVICE = "Write [principal|other1;other2] with ASCII marks and no spaces."


def render_submission(principal: str | None, others: Sequence[str]) -> str:
    """Write the string; no principal leaves its place before the bar empty: `[|其他1]`.

    Raises InputError on a code that the format's own marks would break.
    """
    codes = [principal or "", *others]
    for code in codes:
        if any(mark in code for mark in "[]|;；") or code != "".join(code.split()):
            raise InputError(f"Code {code!r} cannot stand in a submission.", "Export it in another format.")
    if "" in others:
        raise InputError("An empty code cannot stand in a submission.", "Remove it.")
    return f"[{principal or ''}|{';'.join(dict.fromkeys(others))}]"


def parse_submission(text: str, listed: Collection[str] | None = None) -> tuple[str | None, tuple[str, ...]]:
    """Read the string into principal (None when its place is empty) and others, duplicates dropped in order.

    Raises InputError on any other form, and on a code outside `listed` when that is given.
    """
    if not (text.startswith("[") and text.endswith("]") and len(text) > 1):
        raise InputError(f"{text[:60]!r} does not stand in square brackets.", _ADVICE)
    inner = text[1:-1]
    if inner.count("|") != 1:
        raise InputError(f"{text[:60]!r} has {inner.count('|')} bars instead of one.", _ADVICE)
    for mark in "[]；｜":
        if mark in inner:
            raise InputError(f"{text[:60]!r} has a {mark!r} inside.", _ADVICE)
    if inner != "".join(inner.split()):
        raise InputError(f"{text[:60]!r} holds blanks.", _ADVICE)
    principal, _, rest = inner.partition("|")
    others = tuple(dict.fromkeys(rest.split(";"))) if rest else ()
    if "" in others or ";" in principal:
        raise InputError(f"{text[:60]!r} has an empty or misplaced code.", _ADVICE)
    outside = [code for code in filter(None, (principal, *others)) if listed is not None and code not in listed]
    if outside:
        raise InputError(f"{', '.join(outside)} is not in the label space.", "Check the codes.")
    return principal or None, others
