"""One line of plain words over a page: what happened, what to do, and the buttons that do it."""

from collections.abc import Callable

from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QToolButton, QWidget

from app.errors import DxDeskError
from app.ui.refusals import in_words


class Notice(QFrame):
    """Say something without stopping anybody's work; it goes with the next act or when closed."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("notice")
        self.text = QLabel(self)
        self.text.setWordWrap(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(10, 6, 6, 6)
        self._row.addWidget(self.text, 1)
        self._buttons: list[QToolButton] = []
        self.hide()

    def say(self, text: str, *choices: tuple[str, Callable[[], None]]) -> None:
        """Show a sentence and the choices it leaves."""
        self._clear()
        self.text.setText(text)
        self.setAccessibleName(text)
        for label, act in (*choices, (self.tr("Close"), self.hide)):
            button = QToolButton(self)
            button.setText(label)
            button.clicked.connect(self._then(act))
            self._row.addWidget(button)
            self._buttons.append(button)
        self.show()

    def tell(self, error: DxDeskError) -> None:
        """Show what happened and what to do."""
        self.say(in_words(error))

    def _then(self, act: Callable[[], None]) -> Callable[[], None]:
        def clicked() -> None:
            self.hide()
            act()

        return clicked

    def _clear(self) -> None:
        for button in self._buttons:
            self._row.removeWidget(button)
            button.deleteLater()
        self._buttons.clear()
