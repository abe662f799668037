"""Search a code to add or to put in place of another: by code prefix or parts of the name, or enter one freely."""

import re
from dataclasses import dataclass

from PySide6.QtCore import QEvent, QObject, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QGroupBox,
    QLabel,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from app.coding.codebook import Code, CodeBook
from app.coding.scope import Task

FREE_BOOK = "自录"
"""The book of a code that was entered freely."""
_FORM = re.compile(r"[A-Z]\d[0-9A-Z](?:\.[0-9A-Zx]{1,4}(?:x\d{3})?)?[+*]?")


@dataclass(frozen=True, slots=True)
class Found:
    """What was chosen: a code, and which kind of diagnosis it is to be."""

    code: Code
    task: Task


def search(book: CodeBook, text: str, limit: int = 200) -> tuple[Code, ...]:
    """Return the codes that begin with the text, or have all its parts in their name or an alias, in any order."""
    parts = text.lower().split()
    if not parts:
        return tuple(book)[:limit]
    by_code = [code for code in book if code.code.lower().startswith(parts[0]) and len(parts) == 1]
    by_name = [code for code in book if code not in by_code and _named(code, parts)]
    return tuple((by_code + by_name)[:limit])


def free_code(code: str, name: str) -> Code | None:
    """Return a freely entered code when it has the form of one and a name, None otherwise."""
    written = code.strip()
    written = written[:1].upper() + written[1:]
    if not _FORM.fullmatch(written) or not name.strip():
        return None
    return Code(written, " ".join(name.split()), FREE_BOOK)


def _named(code: Code, parts: list[str]) -> bool:
    names = [name.lower() for name in (code.name, *code.aliases)]
    return any(all(part in name for part in parts) for name in names)


class CodeSearch(QDialog):
    """Type, ↓, Enter; or fill in code and name below."""

    found = Signal(object)

    def __init__(self, book: CodeBook, title: str, *, ask_task: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._book = book
        self.setWindowTitle(title)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("Code or parts of the name, e.g. I10 or 高血压"))
        self.words.setAccessibleName(self.tr("Search a code"))
        self.list = QListWidget(self)
        self.list.setAccessibleName(self.tr("Codes found"))
        self.definition = QLabel(self)
        self.definition.setWordWrap(True)
        self.definition.setObjectName("muted")
        self.principal = QToolButton(self)
        self.principal.setCheckable(True)
        self.principal.setText(self.tr("☆ as &principal diagnosis"))
        self.principal.setVisible(ask_task)
        self.code = QLineEdit(self)
        self.name = QLineEdit(self)
        self.hint = QLabel(self)
        self.hint.setObjectName("muted")
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self._lay_out()
        self._connect()
        self._fill("")
        self.resize(560, 560)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let ↑ and ↓ move in the list while the words are typed."""
        if watched is self.words and isinstance(event, QKeyEvent) and event.type() is QEvent.Type.KeyPress:
            step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
            if step and self.list.count():
                self.list.setCurrentRow((self.list.currentRow() + step) % self.list.count())
                return True
        return super().eventFilter(watched, event)

    def accept(self) -> None:
        """Take the freely entered code when one is written, otherwise the chosen one."""
        task = Task.PRINCIPAL if self.principal.isChecked() else Task.OTHERS
        code = self._free() if self.code.text().strip() or self.name.text().strip() else self._listed()
        if code is None:
            self._say()
            return
        self.found.emit(Found(code, task))
        super().accept()

    def _lay_out(self) -> None:
        free = QGroupBox(self.tr("Not listed? Enter it freely (kept as 自录)"), self)
        form = QFormLayout(free)
        form.addRow(self.tr("&Code"), self.code)
        form.addRow(self.tr("&Name"), self.name)
        form.addRow(self.hint)
        column = QVBoxLayout(self)
        column.addWidget(self.words)
        column.addWidget(self.list, 1)
        column.addWidget(self.definition)
        column.addWidget(self.principal)
        column.addWidget(free)
        column.addWidget(self.buttons)
        self._say()

    def _connect(self) -> None:
        self.words.installEventFilter(self)
        self.words.textChanged.connect(self._fill)
        self.list.itemActivated.connect(lambda _item: self.accept())
        self.list.currentItemChanged.connect(lambda _now, _before: self._define())
        self.principal.toggled.connect(self._name_task)
        self.code.textChanged.connect(lambda _text: self._say())
        self.name.textChanged.connect(lambda _text: self._say())
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)

    def _name_task(self, principal: bool) -> None:  # noqa: FBT001 - Qt's signal
        no, yes = self.tr("☆ as &principal diagnosis"), self.tr("★ as &principal diagnosis")
        self.principal.setText(yes if principal else no)

    def _fill(self, text: str) -> None:
        self.list.clear()
        for code in search(self._book, text):
            item = QListWidgetItem(f"{code.code}   {code.name}", self.list)
            item.setData(Qt.ItemDataRole.UserRole, code)
        self.list.setCurrentRow(0)
        self._define()

    def _define(self) -> None:
        code = self._listed()
        self.definition.setText(code.definition if code else self.tr("No code of this book fits; enter it below."))

    def _listed(self) -> Code | None:
        item = self.list.currentItem()
        return item.data(Qt.ItemDataRole.UserRole) if item else None

    def _free(self) -> Code | None:
        return free_code(self.code.text(), self.name.text())

    def _say(self) -> None:
        written = bool(self.code.text().strip() or self.name.text().strip())
        if not written:
            self.hint.setText(self.tr("A code as the classification writes it, e.g. J18.900 or I10.x00x002."))
        elif self._free() is None:
            self.hint.setText(self.tr("This is not yet a code with a name."))
        else:
            self.hint.setText(self.tr("✓ has the form of a code"))
