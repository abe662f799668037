"""What is ours and unexpected: written to a file, shown in words, never a lost window; no patient text is shown."""

import faulthandler
import sys
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import TextIO

from PySide6.QtCore import QCoreApplication
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QMessageBox

from app import __version__
from app.logs import note_crash

Hook = Callable[[type[BaseException], BaseException, TracebackType | None], object]
translate = QCoreApplication.translate


def details(kind: type[BaseException], trace: TracebackType | None) -> str:
    """Write where an error came from: files, lines and functions, but no values, which may hold patient text."""
    places = traceback.extract_tb(trace)
    lines = [f"  {Path(place.filename).name}:{place.lineno} in {place.name}" for place in places]
    return "\n".join([f"DxDesk {__version__}, Python {sys.version.split()[0]}", kind.__name__, *lines])


class CrashReporter:
    """Show unexpected errors in one dialog; the log of hard crashes is kept beside the other logs."""

    def __init__(self, logs: Path) -> None:
        self._logs = logs
        self._former: Hook = sys.excepthook
        self._faults: TextIO | None = None
        self.box: QMessageBox | None = None

    def install(self) -> None:
        """Take over unexpected errors and hard crashes."""
        self._former = sys.excepthook
        sys.excepthook = self.report
        try:
            self._logs.mkdir(parents=True, exist_ok=True)
            self._faults = (self._logs / "faults.log").open("a", encoding="utf-8")
            faulthandler.enable(self._faults)
        except OSError:
            self._faults = None

    def remove(self) -> None:
        """Give unexpected errors back to who had them."""
        sys.excepthook = self._former
        if self._faults is not None:
            faulthandler.disable()
            self._faults.close()

    def report(self, kind: type[BaseException], error: BaseException, trace: TracebackType | None) -> None:
        """Note an error and show it once; the window goes on."""
        if issubclass(kind, KeyboardInterrupt):
            self._former(kind, error, trace)
            return
        text = details(kind, trace)
        where = note_crash(self._logs, text)
        if self.box is None:
            self._show(text, where)

    def _show(self, text: str, where: Path) -> None:
        box = QMessageBox(
            QMessageBox.Icon.Warning,
            "DxDesk",
            translate("crash", "DxDesk has made a mistake. What you have decided is stored; you can go on working."),
        )
        box.setInformativeText(translate("crash", "Please send {0} to its makers.").format(where))
        box.setDetailedText(text)
        copy = box.addButton(translate("crash", "Copy the details"), QMessageBox.ButtonRole.ActionRole)
        copy.clicked.connect(lambda: QGuiApplication.clipboard().setText(text))
        box.addButton(QMessageBox.StandardButton.Close)
        box.finished.connect(self._closed)
        self.box = box
        box.open()

    def _closed(self, _result: int) -> None:
        self.box = None
