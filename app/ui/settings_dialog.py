"""Settings: the person and the look, the code books and the grouper, the rules' levels; kept on this workstation."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QDialogButtonBox, QLabel, QTabWidget, QVBoxLayout, QWidget

from app.errors import DxDeskError
from app.ui.desk import Desk
from app.ui.error_words import told
from app.ui.settings_books import BookSettings
from app.ui.settings_general import GeneralSettings, Page
from app.ui.settings_rules import RuleSettings


class SettingsDialog(QDialog):
    """Ask for what a site and a coder change; OK keeps all pages, and what cannot be kept is said and stays open."""

    chosen = Signal(object)

    def __init__(self, desk: Desk, page: Page = Page.GENERAL, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._desk = desk
        self.general = GeneralSettings(desk.settings, self)
        self.name = self.general.name
        self.books = BookSettings(desk, self)
        self.rules = RuleSettings(desk, self)
        self.pages = QTabWidget(self)
        self.pages.addTab(self.general, self.tr("&General"))
        self.pages.addTab(self.books, self.tr("Code &books and DRG"))
        self.pages.addTab(self.rules, self.tr("R&ules"))
        self.problem = QLabel(self)
        self.problem.setWordWrap(True)
        self.problem.hide()
        self.buttons = QDialogButtonBox(
            QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self
        )
        self.buttons.accepted.connect(self.accept)
        self.buttons.rejected.connect(self.reject)
        column = QVBoxLayout(self)
        column.addWidget(self.pages, 1)
        column.addWidget(self.problem)
        column.addWidget(self.buttons)
        self.pages.setCurrentIndex(page)
        self.resize(900, 620)

    def accept(self) -> None:
        """Write the rules where they were changed, then tell the new settings."""
        change = self.rules.change()
        if change is None:
            self._finish()
            return
        self._hold(True)
        self._desk.runner.aside(change, lambda _rules: self._written(), self._refused)

    def done(self, result: int) -> None:
        """Want nothing more of what is being found out."""
        self.books.wanted = False
        super().done(result)

    def _hold(self, held: bool) -> None:  # noqa: FBT001 - one of two states
        """Let nothing be changed while the rules are written."""
        self.pages.setDisabled(held)
        self.buttons.setDisabled(held)

    def _written(self) -> None:
        self._desk.knowledge.reload_rules()
        self._finish()

    def _finish(self) -> None:
        self.chosen.emit(self.books.taken(self.general.taken(self._desk.settings)))
        super().accept()

    def _refused(self, error: DxDeskError) -> None:
        """Stay open and say why the rules were not written."""
        self._hold(False)
        self.pages.setCurrentIndex(Page.RULES)
        self.problem.setText(f"⚠ {told(error)}")
        self.problem.show()
