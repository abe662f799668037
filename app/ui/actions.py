"""Every act of the window by name: its text, its keys and where they hold; menus, buttons, key sheet."""

from dataclasses import dataclass
from enum import StrEnum

from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QWidget

translate = QCoreApplication.translate


class Where(StrEnum):
    """Where an act's keys hold; letters hold in the code list only, never while somebody types."""

    WINDOW = "window"
    CODES = "codes"


class Menu(StrEnum):
    """The menus, in order."""

    FILE = "file"
    RECORD = "record"
    CODES = "codes"
    VIEW = "view"
    HELP = "help"


@dataclass(frozen=True, slots=True)
class Spec:
    """One act."""

    name: str
    menu: Menu
    text: str
    keys: tuple[str, ...]
    where: Where = Where.WINDOW


def specs() -> tuple[Spec, ...]:
    """Return all acts in the order they are shown."""
    return (*_file(), *_record(), *_codes(), *_view(), *_help())


def menu_name(menu: Menu) -> str:
    """Name a menu, with the letter that opens it."""
    return {
        Menu.FILE: translate("actions", "&File"),
        Menu.RECORD: translate("actions", "&Record"),
        Menu.CODES: translate("actions", "&Codes"),
        Menu.VIEW: translate("actions", "&View"),
        Menu.HELP: translate("actions", "&Help"),
    }[menu]


def make(parent: QWidget, codes: QWidget) -> dict[str, QAction]:
    """Make all actions; those of the code list hold only while it, or a button showing them, has the focus."""
    made: dict[str, QAction] = {}
    for spec in specs():
        action = QAction(spec.text, parent)
        action.setObjectName(spec.name)
        action.setShortcuts([QKeySequence(key) for key in spec.keys])
        action.setToolTip(f"{spec.text}  {key_text(action)}".strip())
        if spec.where is Where.CODES:
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            codes.addAction(action)
        else:
            action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
            parent.addAction(action)
        made[spec.name] = action
    return made


def key_text(action: QAction) -> str:
    """Write an action's keys the same way in every language, arrows as arrows."""
    signs = {"Right": "→", "Left": "←", "Up": "↑", "Down": "↓", "Return": "Enter"}
    written: dict[str, None] = {}
    for sequence in action.shortcuts():
        name = sequence.toString(QKeySequence.SequenceFormat.PortableText)
        head, plus, last = name.rpartition("+")
        written[name if not last else f"{head}{plus}{signs.get(last, last)}"] = None
    return " / ".join(written)


def _file() -> tuple[Spec, ...]:
    return (
        Spec("import_files", Menu.FILE, translate("actions", "Import files…"), ("Ctrl+I",)),
        Spec("import_folder", Menu.FILE, translate("actions", "Import a folder…"), ("Ctrl+Shift+I",)),
        Spec("export", Menu.FILE, translate("actions", "Export…"), ("Ctrl+E",)),
        Spec("corrections", Menu.FILE, translate("actions", "Export corrections…"), ("Ctrl+Shift+E",)),
        Spec("settings", Menu.FILE, translate("actions", "Settings…"), ("Ctrl+,",)),
        Spec("quit", Menu.FILE, translate("actions", "Quit"), ("Ctrl+Q",)),
    )


def _record() -> tuple[Spec, ...]:
    return (
        Spec("suggest", Menu.RECORD, translate("actions", "Suggest for this record"), ("F5",)),
        Spec("cancel", Menu.RECORD, translate("actions", "Cancel the suggestion"), ("Esc",)),
        Spec("suggest_all", Menu.RECORD, translate("actions", "Suggest for all records"), ("Ctrl+F5",)),
        Spec("ask_drg", Menu.RECORD, translate("actions", "Ask the model for the DRG"), ("Ctrl+Shift+F5",)),
        Spec("patient", Menu.RECORD, translate("actions", "Patient facts…"), ("F4",)),
        Spec("find", Menu.RECORD, translate("actions", "Find in the record"), ("Ctrl+F",)),
        Spec("finish", Menu.RECORD, translate("actions", "Finish and next"), ("Ctrl+Return", "Ctrl+Enter")),
        Spec("reopen", Menu.RECORD, translate("actions", "Reopen"), ("Ctrl+Shift+O",)),
        Spec("previous", Menu.RECORD, translate("actions", "Previous record"), ("Alt+Left", "Ctrl+PgUp")),
        Spec("next", Menu.RECORD, translate("actions", "Next record"), ("Alt+Right", "Ctrl+PgDown")),
        Spec("undo", Menu.RECORD, translate("actions", "Undo"), ("Ctrl+Z",)),
        Spec("redo", Menu.RECORD, translate("actions", "Redo"), ("Ctrl+Shift+Z", "Ctrl+Y")),
    )


def _codes() -> tuple[Spec, ...]:
    codes = Where.CODES
    return (
        Spec("accept", Menu.CODES, translate("actions", "Accept"), ("A",), codes),
        Spec("reject", Menu.CODES, translate("actions", "Reject…"), ("R",), codes),
        Spec("replace", Menu.CODES, translate("actions", "Replace…"), ("E",), codes),
        Spec("add", Menu.CODES, translate("actions", "Add…"), ("+", "Ins"), codes),
        Spec("promote", Menu.CODES, translate("actions", "Make principal"), ("P",), codes),
        Spec("next_evidence", Menu.CODES, translate("actions", "Next evidence"), ("Right",), codes),
        Spec("previous_evidence", Menu.CODES, translate("actions", "Previous evidence"), ("Left",), codes),
        Spec("reason", Menu.CODES, translate("actions", "Model's stated reason"), ("M",), codes),
        Spec("note", Menu.CODES, translate("actions", "Note on the record…"), ("N",), codes),
        Spec("up", Menu.CODES, translate("actions", "Move up"), ("Alt+Up",), codes),
        Spec("down", Menu.CODES, translate("actions", "Move down"), ("Alt+Down",), codes),
        Spec("on_admission_1", Menu.CODES, translate("actions", "On admission: 1 present"), ("1",), codes),
        Spec("on_admission_2", Menu.CODES, translate("actions", "On admission: 2 undetermined"), ("2",), codes),
        Spec("on_admission_3", Menu.CODES, translate("actions", "On admission: 3 unknown"), ("3",), codes),
        Spec("on_admission_4", Menu.CODES, translate("actions", "On admission: 4 absent"), ("4",), codes),
        Spec("on_admission_0", Menu.CODES, translate("actions", "On admission: not stated"), ("0",), codes),
    )


def _view() -> tuple[Spec, ...]:
    return (
        Spec("worklist", Menu.VIEW, translate("actions", "Worklist"), ("Ctrl+1",)),
        Spec("review", Menu.VIEW, translate("actions", "Review"), ("Ctrl+2",)),
        Spec("model", Menu.VIEW, translate("actions", "Model"), ("Ctrl+3",)),
        Spec("codebooks", Menu.VIEW, translate("actions", "Code books"), ("Ctrl+4",)),
        Spec("variants", Menu.VIEW, translate("actions", "Variants"), ("Ctrl+5",)),
        Spec("look_up", Menu.VIEW, translate("actions", "Look a code up…"), ("Ctrl+K",)),
        Spec("jobs", Menu.VIEW, translate("actions", "Jobs panel"), ("Ctrl+J",)),
        Spec("filter", Menu.VIEW, translate("actions", "Filter the worklist"), ("Ctrl+L",)),
        Spec("code_list", Menu.VIEW, translate("actions", "Go to the code list"), ("F6",)),
        Spec("record_text", Menu.VIEW, translate("actions", "Go to the record text"), ("F7",)),
        Spec("about_code", Menu.VIEW, translate("actions", "About the code"), ("Alt+1",)),
        Spec("edits", Menu.VIEW, translate("actions", "Edits"), ("Alt+2",)),
        Spec("drg", Menu.VIEW, translate("actions", "DRG"), ("Alt+3",)),
        Spec("larger", Menu.VIEW, translate("actions", "Larger text"), ("Ctrl++", "Ctrl+=")),
        Spec("smaller", Menu.VIEW, translate("actions", "Smaller text"), ("Ctrl+-",)),
    )


def _help() -> tuple[Spec, ...]:
    return (Spec("keys", Menu.HELP, translate("actions", "Keys"), ("F1",)),)
