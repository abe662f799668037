"""The general settings: who acts, in which role, language, theme and text size."""

from dataclasses import replace
from enum import IntEnum

from PySide6.QtWidgets import QComboBox, QFormLayout, QLineEdit, QSpinBox, QWidget

from app.settings import Settings
from app.ui import words


class Page(IntEnum):
    """The pages of the dialog, in order; Ctrl+Tab goes to the next."""

    GENERAL = 0
    BOOKS = 1
    RULES = 2


class GeneralSettings(QWidget):
    """Ask for the few settings a coder changes."""

    def __init__(self, settings: Settings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.name = QLineEdit(settings.actor, self)
        self.role = choice_box(
            self,
            settings.role,
            ("coder", words.translate("words", "Coder")),
            ("reviewer", words.translate("words", "Reviewer")),
            ("expert", words.translate("words", "Expert")),
        )
        self.language = choice_box(
            self, settings.language, ("", self.tr("as the system")), ("zh_CN", "中文"), ("en", "English")
        )
        self.theme = choice_box(
            self,
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
        form = QFormLayout(self)
        form.addRow(self.tr("Your &name (in decisions and audit)"), self.name)
        form.addRow(self.tr("&Role"), self.role)
        form.addRow(self.tr("&Language"), self.language)
        form.addRow(self.tr("&Theme"), self.theme)
        form.addRow(self.tr("Text &size"), self.text_size)

    def taken(self, settings: Settings) -> Settings:
        """Return the settings with what this page says."""
        return replace(
            settings,
            actor=self.name.text().strip(),
            role=self.role.currentData(),
            language=self.language.currentData(),
            theme=self.theme.currentData(),
            font_scale=self.text_size.value(),
        )


def choice_box(parent: QWidget, current: str, *choices: tuple[str, str]) -> QComboBox:
    """Make a box of values with their names, standing on the current one."""
    box = QComboBox(parent)
    for value, name in choices:
        box.addItem(name, value)
    box.setCurrentIndex(max(0, box.findData(current)))
    return box
