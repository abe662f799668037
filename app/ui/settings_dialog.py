"""Settings: who acts, in which role, language, theme and text size; kept in settings.toml."""

from dataclasses import replace

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QComboBox, QDialog, QDialogButtonBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from app.settings import Settings
from app.ui import words


class SettingsDialog(QDialog):
    """Ask for the few settings a coder changes."""

    chosen = Signal(object)

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Settings"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._settings = settings
        self.name = QLineEdit(settings.actor, self)
        self.role = self._box(
            settings.role,
            ("coder", words.translate("words", "Coder")),
            ("reviewer", words.translate("words", "Reviewer")),
            ("expert", words.translate("words", "Expert")),
        )
        self.language = self._box(
            settings.language, ("", self.tr("as the system")), ("zh_CN", "中文"), ("en", "English")
        )
        self.theme = self._box(
            settings.theme,
            ("system", self.tr("as the system")),
            ("light", self.tr("light")),
            ("dark", self.tr("dark")),
        )
        self.text_size = QSpinBox(self)
        self.text_size.setRange(70, 200)
        self.text_size.setSingleStep(10)
        self.text_size.setSuffix(" %")
        self.text_size.setValue(settings.font_scale)
        buttons = QDialogButtonBox(QDialogButtonBox.StandardButton.Ok | QDialogButtonBox.StandardButton.Cancel, self)
        buttons.accepted.connect(self.accept)
        buttons.rejected.connect(self.reject)
        form = QFormLayout(self)
        form.addRow(self.tr("Your &name (in decisions and audit)"), self.name)
        form.addRow(self.tr("&Role"), self.role)
        form.addRow(self.tr("&Language"), self.language)
        form.addRow(self.tr("&Theme"), self.theme)
        form.addRow(self.tr("Text &size"), self.text_size)
        form.addRow(buttons)
        self.setMinimumWidth(420)

    def accept(self) -> None:
        """Tell the new settings."""
        self.chosen.emit(
            replace(
                self._settings,
                actor=self.name.text().strip(),
                role=self.role.currentData(),
                language=self.language.currentData(),
                theme=self.theme.currentData(),
                font_scale=self.text_size.value(),
            )
        )
        super().accept()

    def _box(self, current: str, *choices: tuple[str, str]) -> QComboBox:
        box = QComboBox(self)
        for value, name in choices:
            box.addItem(name, value)
        box.setCurrentIndex(max(0, box.findData(current)))
        return box
