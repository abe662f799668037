"""Every text of the window has a finished Chinese translation, and both languages start."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QApplication

import app.ui
from app.ui import actions, language

SOURCES = sorted(Path(app.ui.__file__).parent.glob("*.py"))
FOUND = language.read_translation(language.translation_file())


def texts() -> Iterator[tuple[str, str]]:
    """Yield context and text of every tr() and translate() in the sources."""
    for path in SOURCES:
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for outer in tree.body:
            context = outer.name if isinstance(outer, ast.ClassDef) else ""
            for call in ast.walk(outer):
                if not isinstance(call, ast.Call):
                    continue
                name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
                words = [arg.value for arg in call.args if isinstance(arg, ast.Constant)]
                if name == "tr":
                    assert words, f"{path.name}:{call.lineno}: tr() of something that is no literal"
                    yield context, str(words[0])
                elif name == "translate" and len(words) == 2:
                    yield str(words[0]), str(words[1])


def test_every_text_is_translated() -> None:
    assert sorted(set(texts()) - FOUND.keys()) == []


def test_no_translation_is_left_over() -> None:
    assert sorted(FOUND.keys() - set(texts())) == []


def places(text: str) -> set[str]:
    return set(re.findall(r"{\d}", text))


def test_placeholders_survive_translation() -> None:
    wrong = [source for (_, source), chinese in FOUND.items() if places(source) != places(chinese)]
    assert wrong == []


@pytest.mark.parametrize(("setting", "expected"), [("zh_CN", "接受"), ("en", "Accept")])
def test_both_languages_start(qapp: QApplication, setting: str, expected: str) -> None:
    translators = language.install(qapp, language.chosen(setting))
    try:
        assert {spec.name: spec.text for spec in actions.specs()}["accept"] == expected
    finally:
        language.remove(translators)
    assert QCoreApplication.translate("actions", "Accept") == "Accept"


def test_qt_s_own_buttons_are_chinese_too(qapp: QApplication) -> None:
    translators = language.install(qapp, "zh_CN")
    try:
        assert QCoreApplication.translate("QPlatformTheme", "Cancel") == "取消"
    finally:
        language.remove(translators)
