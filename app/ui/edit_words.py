"""What the levels of edits are called and how they look: a sign, a word, a colour."""

from collections.abc import Iterable
from enum import StrEnum
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from app.ui.theme import Theme

if TYPE_CHECKING:
    from app.knowledge.edits import Edit

translate = QCoreApplication.translate
LEVELS = ("error", "critical", "warning", "notice", "information")
"""The levels that are shown, gravest first (`app.knowledge.edits.Level`)."""
_SIGNS = {"error": "✖", "critical": "‼", "warning": "▲", "notice": "●", "information": "○"}


def sign(level: StrEnum | str) -> str:
    """Return a level's sign."""
    return _SIGNS.get(str(level), "")


def word(level: StrEnum | str) -> str:
    """Name a level."""
    return {
        "error": translate("edits", "Error"),
        "critical": translate("edits", "Critical"),
        "warning": translate("edits", "Warning"),
        "notice": translate("edits", "Notice"),
        "information": translate("edits", "Information"),
        "off": translate("edits", "Off"),
    }[str(level)]


def colour(level: StrEnum | str, theme: Theme) -> str:
    """Return a level's colour, which is never all that tells it."""
    if str(level) in ("error", "critical"):
        return theme.bad
    return theme.accent if str(level) == "warning" else theme.muted


def counted(edits: "Iterable[Edit]") -> str:
    """Write how many edits there are of each level, levels without one left out."""
    found = [str(edit.level) for edit in edits]
    return "   ".join(f"{sign(level)} {word(level)} {found.count(level)}" for level in LEVELS if level in found)


def source(edit: "Edit") -> str:
    """Say where a rule comes from, and when nobody could verify that."""
    text = f"{edit.clause} · {edit.rule_id}"
    return text if edit.verified else f"{text} · {translate('edits', 'source not verified')}"
