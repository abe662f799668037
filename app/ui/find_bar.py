"""Find in the record: Ctrl+F, next and previous, and how many there are."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QToolButton, QWidget

from app.ui.record_view import RecordView


class FindBar(QFrame):
    """A line edit over the record; Enter goes on, Shift+Enter goes back, Esc closes."""

    closed = Signal()

    def __init__(self, view: RecordView, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._view = view
        self._at, self._count = -1, 0
        self.words = QLineEdit(self)
        self.words.setPlaceholderText(self.tr("Find in this record"))
        self.words.setAccessibleName(self.tr("Find in this record"))
        self.words.setClearButtonEnabled(True)
        self.count = QLabel(self)
        self.count.setObjectName("muted")
        row = QHBoxLayout(self)
        row.setContentsMargins(6, 4, 6, 4)
        row.addWidget(self.words, 1)
        row.addWidget(self.count)
        buttons = (
            ("↑", self.tr("Previous place (Shift+Enter)"), lambda: self.step(-1)),
            ("↓", self.tr("Next place (Enter)"), lambda: self.step(1)),
            ("✕", self.tr("Close (Esc)"), self.close_bar),
        )
        for sign, name, act in buttons:
            row.addWidget(self._button(sign, name, act))
        self.words.textChanged.connect(self._search)
        self.hide()

    def open_bar(self) -> None:
        """Show the bar, with what is selected in the record as words to find."""
        selected = self._view.textCursor().selectedText()
        self.show()
        if selected and "\u2029" not in selected:
            self.words.setText(selected)
        self.words.setFocus()
        self.words.selectAll()

    def close_bar(self) -> None:
        """Hide the bar and take its marks away."""
        self.hide()
        self._view.find_all("")
        self.closed.emit()

    def refresh(self) -> None:
        """Search again, after another record was opened."""
        if self.isVisible():
            self._search(self.words.text())

    def step(self, by: int) -> None:
        """Go to the next or previous place."""
        if self._count:
            self._at = (self._at + by) % self._count
            self._view.reveal_found(self._at)
        self._say()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Go on with Enter, back with Shift+Enter, close with Esc."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.step(-1 if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else 1)
        elif event.key() == Qt.Key.Key_Escape:
            self.close_bar()
        else:
            super().keyPressEvent(event)

    def _search(self, text: str) -> None:
        self._count = len(self._view.find_all(text))
        self._at = -1
        if self._count:
            self.step(1)
        self._say()

    def _say(self) -> None:
        if not self.words.text():
            self.count.setText("")
        elif self._count:
            self.count.setText(self.tr("{0} of {1}").format(self._at + 1, self._count))
        else:
            self.count.setText(self.tr("Not in this record"))

    def _button(self, sign: str, name: str, act: object) -> QToolButton:
        button = QToolButton(self)
        button.setText(sign)
        button.setToolTip(name)
        button.setAccessibleName(name)
        button.clicked.connect(act)  # type: ignore[arg-type]
        return button
