"""What a row of the code list says, in words."""

from app.ui import words
from app.ui.code_rows import Group, Row, Standing


def heading(group: Group) -> str:
    """Name a part of the list."""
    return {
        Group.ASSIGNED: words.translate("words", "Assigned"),
        Group.SUGGESTED: words.translate("words", "Suggested"),
        Group.POSSIBLE: words.translate("words", "Possible"),
    }[group]


def heading_with_count(group: Group, rows: tuple[Row, ...]) -> str:
    """Name a part of the list with how many codes it has; say when the principal diagnosis is still missing."""
    mine = [row for row in rows if row.group is group]
    text = f"{heading(group)}  {len(mine)}"
    if group is Group.ASSIGNED and not any(row.standing is Standing.PRINCIPAL for row in mine):
        return text + "  ·  " + words.translate("words", "no principal diagnosis yet")
    still = sum(row.undecided for row in mine)
    if group is Group.SUGGESTED and still:
        return text + "  ·  " + words.translate("words", "{0} to decide").format(still)
    return text


def standing(row: Row) -> str:
    """Say how a row stands, in words."""
    if row.standing is Standing.REJECTED:
        rejected = words.translate("words", "Rejected")
        return f"{rejected} · {words.reason(row.reason)}" if row.reason else rejected
    return {
        Standing.OPEN: "",
        Standing.PRINCIPAL: words.translate("words", "Principal"),
        Standing.OTHER: words.translate("words", "Other"),
        Standing.PROVISIONAL: words.translate("words", "votes still coming"),
    }[row.standing]


def agreement(row: Row) -> tuple[str, str]:
    """Return shape and words for what speaks for a row."""
    if row.candidate is None:
        return "✎", words.translate("words", "Added by hand")
    if row.standing is Standing.PROVISIONAL:
        so_far = words.translate("words", "{0} so far").format(row.candidate.votes)
        return "●" * row.candidate.votes or "○", so_far
    return words.votes(row.candidate, row.source)


def evidence_count(row: Row) -> str:
    """Say how much evidence a row has."""
    if not row.evidence:
        return words.translate("words", "no evidence")
    return words.translate("words", "evidence {0}").format(len(row.evidence))


def missing(row: Row) -> str:
    """Say that the book in force has not a row's code, and which key searches another; empty where it has."""
    if not row.missing_from:
        return ""
    return "⚠ " + words.translate("words", "not in {0}: E searches another").format(row.missing_from)


def counterpart(row: Row) -> str:
    """Say what the second book has for a row's code; empty where no second book is chosen."""
    found = row.counterpart
    if found is None:
        return ""
    if found.code is None and not found.walked:
        return "→ " + words.translate("words", "{0}: no crosswalk from {1}").format(found.book, row.code.book)
    if found.code is None:
        return "→ " + words.translate("words", "{0}: no code for it").format(found.book)
    return f"→ {found.book} {found.code.code} {found.code.name}"


def on_admission(row: Row) -> str:
    """Say a row's on-admission state with its number, empty where none is stated."""
    if row.on_admission is None:
        return ""
    state = f"{int(row.on_admission)} {words.on_admission(row.on_admission)}"
    return words.translate("words", "on admission {0}").format(state)


def spoken(row: Row) -> str:
    """Say a whole row in words, for a screen reader and for tests."""
    parts = (
        row.code.code,
        row.code.name,
        standing(row),
        words.task(row.task),
        on_admission(row),
        agreement(row)[1],
        evidence_count(row),
        missing(row),
        counterpart(row),
    )
    return ", ".join(part for part in parts if part)
