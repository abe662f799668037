"""A font with Chinese characters for the window, from the system or from the OFL font that is installed with DxDesk."""

import sys
from importlib.metadata import PackageNotFoundError, files
from pathlib import Path

from PySide6.QtGui import QFontDatabase
from PySide6.QtWidgets import QApplication

_PACKAGE = "pylopdf-fonts-zh-cn"
_FILE = "NotoSansSC-Regular.otf"


def font_file() -> Path | None:
    """Return the installed OFL font's file; its package is read and never imported."""
    try:
        listed = files(_PACKAGE) or []
    except PackageNotFoundError:
        return None
    found = next((Path(str(each.locate())) for each in listed if each.name == _FILE), None)
    return found if found is not None and found.is_file() else None


def apply_font(app: QApplication) -> float:
    """Give the application a family list that can show Chinese; return the plain text size in points."""
    font = app.font()
    size = font.pointSizeF() if font.pointSizeF() > 0 else 10.0
    path = font_file()
    number = QFontDatabase.addApplicationFont(str(path)) if path else -1
    families = QFontDatabase.applicationFontFamilies(number) if number >= 0 else []
    if families:
        own_first = sys.platform.startswith("linux")
        font.setFamilies([*families, font.family()] if own_first else [font.family(), *families])
        app.setFont(font)
    return size
