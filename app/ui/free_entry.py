"""A code that is in no book, entered freely: it needs the form of a code and a name."""

import re

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QGroupBox, QHBoxLayout, QLabel, QLineEdit, QWidget

from app.coding.codebook import Code

FREE_BOOK = "自录"
"""The book of a code that was entered freely."""
_FORM = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Zx]{1,4}(?:x\d{3})?)?[+*]?")


def free_code(code: str, name: str) -> Code | None:
    """Return a freely entered code when it has the form of one and a name, None otherwise."""
    written = code.strip()
    written = written[:1].upper() + written[1:]
    if not _FORM.fullmatch(written) or not name.strip():
        return None
    return Code(written, " ".join(name.split()), FREE_BOOK)


class FreeEntry(QGroupBox):
    """Two fields and what is still wrong with them."""

    changed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTitle(self.tr("Not listed? Enter it freely (kept as 自录)"))
        self.code = QLineEdit(self)
        self.name = QLineEdit(self)
        self.hint = QLabel(self)
        self.hint.setObjectName("muted")
        row = QHBoxLayout(self)
        for label, field, share in ((self.tr("&Code"), self.code, 1), (self.tr("&Name"), self.name, 2)):
            title = QLabel(label, self)
            title.setBuddy(field)
            row.addWidget(title)
            row.addWidget(field, share)
        row.addWidget(self.hint, 3)
        for field in (self.code, self.name):
            field.textChanged.connect(self._say)
        self._say()

    @property
    def written(self) -> bool:
        """Say whether anything is written."""
        return bool(self.code.text().strip() or self.name.text().strip())

    @property
    def made(self) -> Code | None:
        """Return the code as written, None when it is not one yet."""
        return free_code(self.code.text(), self.name.text())

    def _say(self) -> None:
        if not self.written:
            self.hint.setText(self.tr("as the classification writes it: J18.900, I10.x00x002"))
        elif self.made is None:
            self.hint.setText(self.tr("This is not yet a code with a name."))
        else:
            self.hint.setText(self.tr("✓ has the form of a code"))
        self.changed.emit()
