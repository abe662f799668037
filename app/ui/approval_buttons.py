"""The buttons of the approval page, each with its key; keys hold on the page only, and never while somebody types."""

from collections.abc import Callable

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QHBoxLayout, QLabel, QToolButton, QWidget

from app.ui import approval_keys
from app.ui.approval_keys import PageAct

SWITCHES = ("passed", "open_only")


class ActButtons(QObject):
    """Make the buttons and keys of a page's acts; `pressed` names the act, a score as `score:4`, none as `score:0`."""

    pressed = Signal(str)

    def __init__(self, page: QWidget) -> None:
        super().__init__(page)
        self._page = page
        self.by_name: dict[str, QToolButton] = {}

    def line(self, acts: tuple[PageAct, ...]) -> QHBoxLayout:
        """Put some acts side by side; the scores stand behind the approval they are given with."""
        row = QHBoxLayout()
        for act in acts:
            row.addWidget(self._button(act.name, act.button, act.keys))
            if act.name == "approve":
                self._add_scores(row)
        return row

    def show_score(self, score: int | None) -> None:
        """Show which score is held for the next approval."""
        for number in range(1, 6):
            self.by_name[f"score:{number}"].setChecked(number == score)

    def _add_scores(self, row: QHBoxLayout) -> None:
        act = approval_keys.scores()
        label = QLabel(act.label, self._page)
        label.setObjectName("muted")
        row.addSpacing(6)
        row.addWidget(label)
        *digits, none = act.keys
        for digit in digits:
            button = self._button(f"score:{digit}", digit, (digit,))
            button.setCheckable(True)
            button.setAccessibleName(self.tr("Score {0} of 5").format(digit))
            row.addWidget(button)
        self._shortcut(none, lambda: self.pressed.emit("score:0"))
        row.addSpacing(12)

    def _button(self, name: str, text: str, keys: tuple[str, ...]) -> QToolButton:
        button = QToolButton(self._page)
        button.setText(text)
        button.clicked.connect(lambda _checked: self.pressed.emit(name))
        if name in SWITCHES:
            button.setCheckable(True)
        if name == "approve":
            button.setObjectName("primary")
        for key in keys:
            self._shortcut(key, button.click)
        self.by_name[name] = button
        return button

    def _shortcut(self, key: str, act: Callable[[], object]) -> None:
        shortcut = QShortcut(QKeySequence(key), self._page)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        shortcut.activated.connect(act)
