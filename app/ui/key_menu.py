"""A menu whose keys are its own: while it is open no key of the page below it acts."""

from PySide6.QtCore import QEvent
from PySide6.QtWidgets import QMenu


class KeyMenu(QMenu):
    """Qt keeps the focus below an open menu, so that the page's single-key acts would come before the menu's digits."""

    def event(self, event: QEvent) -> bool:
        """Claim every key before it is taken for an act of the page."""
        if event.type() is QEvent.Type.ShortcutOverride:
            event.accept()
            return True
        return super().event(event)
