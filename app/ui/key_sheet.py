"""F1: every act with its keys, written from the same actions the menus show."""

import re
from html import escape

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QTextBrowser, QVBoxLayout, QWidget

from app.ui import approval_keys
from app.ui.actions import Menu, Where, key_text, menu_name, specs


class KeySheet(QDialog):
    """List the keys by menu."""

    def __init__(self, actions: dict[str, QAction], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Keys"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.sheet = QTextBrowser(self)
        self.sheet.setAccessibleName(self.tr("Keys"))
        self.sheet.setHtml(self._html(actions))
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Close, self)
        buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.sheet, 1)
        column.addWidget(buttons)
        self.resize(760, 620)

    def _html(self, actions: dict[str, QAction]) -> str:
        left = self._table(Menu.CODES, actions) + self._moving() + self._approving()
        right = "".join(self._table(menu, actions) for menu in (Menu.RECORD, Menu.VIEW, Menu.FILE, Menu.HELP))
        return f"<table width='100%'><tr><td width='50%'>{left}</td><td width='50%'>{right}</td></tr></table>"

    def _table(self, menu: Menu, actions: dict[str, QAction]) -> str:
        hint = self.tr(" — while the code list has the focus") if menu is Menu.CODES else ""
        listed = [spec for spec in specs() if spec.menu is menu and actions[spec.name].shortcuts()]
        rows = "".join(self._row(key_text(actions[spec.name]), spec.text) for spec in listed)
        title = escape(re.sub(r"\(&.\)|&", "", menu_name(menu))) + escape(hint)
        return f"<p style='margin:10px 0 2px 0'><b>{title}</b></p><table>{rows}</table>"

    def _moving(self) -> str:
        rows = (
            ("↑ ↓", self.tr("choose a code")),
            ("1 – 8", self.tr("after R: the reason; 0 or Enter: without one")),
            ("Enter", self.tr("in the worklist: open the record")),
            ("Enter", self.tr("in a note: keep it; Shift+Enter: new line; Esc: leave it")),
            ("Enter", self.tr("in the edits: go to the place to mend")),
            ("Tab, Enter", self.tr("in the DRG: go to a code")),
            ("Tab", self.tr("go on to the next part")),
        )
        body = "".join(self._row(keys, text) for keys, text in rows)
        title = escape(self.tr("Moving about"))
        return f"<p style='margin:10px 0 2px 0'><b>{title}</b></p><table>{body}</table>"

    def _approving(self) -> str:
        title = escape(self.tr("Variants — on their page"))
        body = "".join(self._row(act.key, act.label) for act in approval_keys.every())
        menus = self._row("1 – 6", self.tr("after R or N: the reason"))
        return f"<p style='margin:10px 0 2px 0'><b>{title}</b></p><table>{body}{menus}</table>"

    def _row(self, keys: str, text: str) -> str:
        return f"<tr><td width='150'>{escape(keys)}</td><td>{escape(text)}</td></tr>"


def letters_hold_in_the_code_list() -> bool:
    """Say whether every single-letter key is one of the code list's."""
    return all(spec.where is Where.CODES for spec in specs() for key in spec.keys if len(key) == 1)
