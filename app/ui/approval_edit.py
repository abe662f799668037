"""The expert mends a variant's text: section by section, saved as one new text that nobody has approved yet."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QHBoxLayout,
    QLabel,
    QListWidget,
    QPlainTextEdit,
    QPushButton,
    QStackedWidget,
    QVBoxLayout,
    QWidget,
)

from app.coding.rewrite import Standing
from app.review.approval import Judged


class EditDialog(QDialog):
    """One editor for each section, beginning with the one in view; Ctrl+S keeps what was changed, Esc keeps nothing."""

    saved = Signal(object)
    """The changed sections: their texts by name."""

    def __init__(self, judged: Judged, section: str = "", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Edit the text of a variant"))
        self._judged = judged
        self.sections = QListWidget(self)
        self.sections.setAccessibleName(self.tr("Sections"))
        self.pages = QStackedWidget(self)
        self.editors: dict[str, QPlainTextEdit] = {}
        for each in judged.variant.example.record.sections:
            editor = QPlainTextEdit(each.text, self)
            editor.setAccessibleName(each.name)
            editor.setTabChangesFocus(True)
            self.editors[each.name] = editor
            self.pages.addWidget(editor)
            self.sections.addItem(each.name)
        self._before = {name: each.toPlainText() for name, each in self.editors.items()}
        self.message = QLabel(self)
        self.message.setWordWrap(True)
        self.buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Cancel, self)
        self.ok = QPushButton(self.tr("Save  Ctrl+S"), self)
        QShortcut(QKeySequence("Ctrl+S"), self).activated.connect(self.accept)
        self.buttons.addButton(self.ok, QDialogButtonBox.ButtonRole.AcceptRole)
        for button in self.buttons.buttons():
            if isinstance(button, QPushButton):
                button.setAutoDefault(False)  # Enter is pressed in fields and lists, and must not cancel
        self._lay_out()
        self.sections.currentRowChanged.connect(self.pages.setCurrentIndex)
        names = list(self.editors)
        self.sections.setCurrentRow(names.index(section) if section in names else 0)
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        for each in self.editors.values():
            each.textChanged.connect(self._judge)
        self._judge()
        self.resize(900, 560)

    @property
    def changed(self) -> dict[str, str]:
        """Return the texts that were changed, by section."""
        texts = {name: each.toPlainText() for name, each in self.editors.items()}
        return {name: text for name, text in texts.items() if text != self._before[name]}

    def accept(self) -> None:
        """Save what was changed, when it can be saved."""
        if self.ok.isEnabled():
            self.saved.emit(self.changed)
            super().accept()

    def _lay_out(self) -> None:
        said = self.tr("Mend the text; the codes stay. A changed text is not approved, and no filter has judged it.")
        if self._judged.standing is Standing.APPROVED:
            said = self.tr("⚠ This variant is approved. Saving another text voids the approval.")
        warning = QLabel(said, self)
        warning.setWordWrap(True)
        self.sections.setMaximumWidth(200)
        middle = QHBoxLayout()
        middle.addWidget(self.sections)
        middle.addWidget(self.pages, 1)
        column = QVBoxLayout(self)
        column.addWidget(warning)
        column.addLayout(middle, 1)
        column.addWidget(self.message)
        column.addWidget(self.buttons)
        self.sections.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def _judge(self) -> None:
        """Say what is changed, or what keeps it from being saved."""
        changed = self.changed
        empty = next((name for name, text in changed.items() if not text.strip()), "")
        self.ok.setEnabled(bool(changed) and not empty)
        if empty:
            self.message.setText(self.tr("⚠ {0} would be empty: write its text.").format(empty))
        elif changed:
            self.message.setText(self.tr("Changed: {0}").format("、".join(changed)))
        else:
            self.message.setText(self.tr("Nothing is changed yet."))
