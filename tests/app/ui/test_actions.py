"""Every act has a text and keys that do not clash; every widget one can reach has a name."""

from collections import Counter

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QPlainTextEdit, QWidget

from app.ui.actions import Where, specs
from app.ui.key_sheet import letters_hold_in_the_code_list
from app.ui.settings_dialog import SettingsDialog
from tests.app.ui.conftest import Open

NAMED = (QAbstractButton, QAbstractItemView, QLineEdit, QPlainTextEdit, QComboBox)


def test_every_act_has_text_and_keys() -> None:
    assert [spec.name for spec in specs() if not spec.text or not spec.keys] == []


def test_no_key_is_given_twice() -> None:
    keys = Counter(QKeySequence(key).toString() for spec in specs() for key in set(spec.keys))
    doubled = [key for key, count in keys.items() if count > 1 and key != "Ctrl++"]
    assert doubled == []


def test_single_letters_hold_in_the_code_list_only(workplace: Open) -> None:
    assert letters_hold_in_the_code_list()
    place = workplace()
    for spec in specs():
        action = place.window.actions_by_name[spec.name]
        expected = Qt.ShortcutContext.WidgetShortcut if spec.where is Where.CODES else Qt.ShortcutContext.WindowShortcut
        assert action.shortcutContext() is expected


def test_every_act_does_something(workplace: Open) -> None:
    place = workplace()
    silent = [
        name for name, action in place.window.actions_by_name.items() if action.receivers("2triggered(bool)") == 0
    ]
    assert silent == []


def test_every_widget_that_takes_the_focus_has_a_name(workplace: Open) -> None:
    place = workplace()
    place.window.open_record("R1")
    place.settle()
    nameless = [describe(each) for each in place.window.findChildren(QWidget) if unnamed(each)]
    assert nameless == []


def test_the_settings_are_labelled(workplace: Open) -> None:
    place = workplace()
    place.window.actions_by_name["settings"].trigger()
    dialog = place.window.dialog
    assert isinstance(dialog, SettingsDialog)
    pages = {
        dialog.general: (dialog.general.name, dialog.general.role, dialog.general.language, dialog.general.theme),
        dialog.books: (dialog.books.book, dialog.books.second, dialog.books.grouper, dialog.books.version),
    }
    assert all(page.layout().labelForField(each) for page, fields in pages.items() for each in fields)  # type: ignore[union-attr]
    dialog.close()


def unnamed(widget: QWidget) -> bool:
    own = not widget.objectName().startswith("qt_")
    reachable = widget.focusPolicy() is not Qt.FocusPolicy.NoFocus and isinstance(widget, NAMED) and own
    text = widget.text() if isinstance(widget, QAbstractButton) else ""
    return reachable and not (widget.accessibleName() or text.strip(" ✕↑↓‹›☰"))


def describe(widget: QWidget) -> str:
    return f"{type(widget).__name__} {widget.objectName()} in {type(widget.parent()).__name__}"
