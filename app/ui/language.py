"""zh_CN and English: the source strings are English, and the committed .ts file is read as it stands."""

import xml.etree.ElementTree as ET
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QLibraryInfo, QLocale, QTranslator
from PySide6.QtWidgets import QApplication

from app.paths import resources
from app.ui.error_words import ErrorTranslator

CHINESE = "zh_CN"
ENGLISH = "en"


def translation_file() -> Path:
    """Return the Chinese translation: what pyside6-lupdate writes and translators edit."""
    return resources() / "translations" / "dxdesk_zh_CN.ts"


def read_translation(path: Path) -> dict[tuple[str, str], str]:
    """Return the finished translations of a .ts file by context and source text."""
    found: dict[tuple[str, str], str] = {}
    for context in ET.parse(path).getroot().iter("context"):  # noqa: S314 - reads only our own file
        name = context.findtext("name") or ""
        for message in context.iter("message"):
            translation = message.find("translation")
            if translation is not None and translation.get("type") is None and translation.text:
                found[name, message.findtext("source") or ""] = translation.text
    return found


class TsTranslator(QTranslator):
    """Translate from a .ts file directly: no compiled copy that could be stale or missing on a fresh clone."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self._found = read_translation(path)

    def isEmpty(self) -> bool:
        """Say whether there is anything to translate with."""
        return not self._found

    def translate(self, context: str, source: str, _comment: str | None = None, _n: int = -1) -> str | None:  # type: ignore[override]
        """Return the translation, None when there is none (Qt then shows the source)."""
        return self._found.get((context, source))


def chosen(setting: str) -> str:
    """Return the language in force: the set one, otherwise Chinese on a Chinese system and English elsewhere."""
    if setting in (CHINESE, ENGLISH):
        return setting
    return CHINESE if QLocale.system().language() == QLocale.Language.Chinese else ENGLISH


def install(app: QApplication, language: str) -> list[QTranslator]:
    """Translate the application from now on; return the translators, which `remove` takes away again."""
    if language != CHINESE:
        return []
    qt = QTranslator()
    if qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath)):
        app.installTranslator(qt)
    own = TsTranslator(translation_file())
    errors = ErrorTranslator()
    for each in (errors, own):  # Qt asks the last one first
        app.installTranslator(each)
    return [qt, errors, own]


def remove(translators: list[QTranslator]) -> None:
    """Take translators away again."""
    for translator in translators:
        QCoreApplication.removeTranslator(translator)
