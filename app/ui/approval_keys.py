"""The acts of the approval page: their names, keys and what they do; buttons and key sheet are written from this."""

from dataclasses import dataclass

from PySide6.QtCore import QCoreApplication

translate = QCoreApplication.translate


@dataclass(frozen=True, slots=True)
class PageAct:
    """One act of the page: the name in code, the label on its button, the keys."""

    name: str
    label: str
    keys: tuple[str, ...]
    shown: str = ""
    """How the keys are written, when not as the first of them."""

    @property
    def key(self) -> str:
        """Return the keys as they are shown."""
        return self.shown or self.keys[0]

    @property
    def button(self) -> str:
        """Return label and key as a button shows them."""
        return f"{self.label}  {self.key}"


def deciding() -> tuple[PageAct, ...]:
    """Return the acts that decide something."""
    return (
        PageAct("approve", translate("approval", "Approve and next"), ("A",)),
        PageAct("reject", translate("approval", "Reject…"), ("R",)),
        PageAct("none", translate("approval", "None of these…"), ("N",)),
        PageAct("edit", translate("approval", "Edit the text…"), ("E",)),
        PageAct("undo", translate("approval", "Undo"), ("U",)),
    )


def moving() -> tuple[PageAct, ...]:
    """Return the acts that only show something."""
    return (
        PageAct("previous_variant", translate("approval", "Variant up"), ("K",), "K ↑"),
        PageAct("next_variant", translate("approval", "Variant down"), ("J",), "J ↓"),
        PageAct("previous_case", translate("approval", "Case up"), ("Ctrl+Up",), "Ctrl+↑"),
        PageAct("next_case", translate("approval", "Case down"), ("Ctrl+Down",), "Ctrl+↓"),
        PageAct("next_fact", translate("approval", "Next place"), ("D",)),
        PageAct("passed", translate("approval", "Passed only"), ("S",)),
        PageAct("open_only", translate("approval", "Open cases only"), ("F",)),
    )


def files() -> tuple[PageAct, ...]:
    """Return the acts that take bundles in and write them."""
    return (
        PageAct("import", translate("approval", "Import variants…"), ("I",)),
        PageAct("export", translate("approval", "Export approved…"), ("X",)),
    )


def scores() -> PageAct:
    """Return the act of giving a score; its keys are the digits, the last takes the score away."""
    return PageAct("score", translate("approval", "Score for A"), ("1", "2", "3", "4", "5", "0"), "1–5, 0")


def every() -> tuple[PageAct, ...]:
    """Return all acts in the order they are listed."""
    return (*deciding(), scores(), *moving(), *files())
