"""Every page in both languages and both themes as PNG: what a newcomer sees, and a reviewer looks at."""

import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEventLoop, QSize, QtMsgType, qInstallMessageHandler
from PySide6.QtWidgets import QApplication, QWidget

from app.coding.suggest import suggest
from app.paths import Places
from app.settings import Settings
from app.ui.application import Application
from app.ui.approval_shots import approvals
from app.ui.book_shots import whole_books
from app.ui.check_shots import checks
from app.ui.demo import demo_records, put_demo_records
from app.ui.desk import Desk
from app.ui.language import CHINESE, ENGLISH
from app.ui.lookup_shots import SECOND, lookups, shelve
from app.ui.main_window import MainWindow

SIZE = QSize(1440, 900)
LONGEST_S = 20
SHOWN = "DEMO-001"


def shoot(
    app: QApplication,
    folder: Path,
    languages: tuple[str, ...] = (CHINESE, ENGLISH),
    themes: tuple[str, ...] = ("light", "dark"),
    *,
    icd10cm: bool = True,
) -> list[Path]:
    """Write the pictures and return their paths; `icd10cm` shows that book's notes too, which takes seconds to read."""
    folder.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="dxdesk-shelf-", ignore_cleanup_errors=True) as shelf:
        books = Path(shelf) / "codebooks.db"
        shelve(books, icd10cm=icd10cm)
        return _all_pages(app, folder, books, languages, themes)


def _all_pages(
    app: QApplication, folder: Path, books: Path, languages: tuple[str, ...], themes: tuple[str, ...]
) -> list[Path]:
    made: list[Path] = []
    former = qInstallMessageHandler(_drop_platform_remarks)
    for language in languages:
        for colours in themes:
            with tempfile.TemporaryDirectory(prefix="dxdesk-shots-", ignore_cleanup_errors=True) as home:
                settings = Settings(
                    actor="李编码" if language == CHINESE else "Coder Li",
                    language=language,
                    theme=colours,
                    second_book=SECOND,
                )
                shutil.copy(books, Path(home) / "codebooks.db")
                running = Application(app, Places(Path(home), Path(home) / "cache"), settings)
                try:
                    made += _pages(running, folder, f"{language}-{colours}")
                finally:
                    running.window.close()
                    running.close()
                    running.window.deleteLater()
    qInstallMessageHandler(former)
    return made


def _pages(running: Application, folder: Path, suffix: str) -> list[Path]:
    window = running.window
    prepare(running)
    window.resize(SIZE)
    window.show()
    running.desk.knowledge.start()
    settle(window)
    made = [_picture(window, folder / f"worklist-{suffix}.png")]
    window.open_record(SHOWN)
    settle(window)
    made.append(_picture(window, folder / f"review-{suffix}.png"))
    _decide(window)
    made.append(_picture(window, folder / f"decided-{suffix}.png"))
    for name, open_it in _dialogs(window).items():
        open_it()
        settle(window)
        dialog = window.dialog or window.review_acts.dialog
        if dialog is not None:
            made.append(_picture(dialog, folder / f"{name}-{suffix}.png"))
            dialog.close()
        window.dialog = window.review_acts.dialog = None
    for step in lookups(window, running.desk.places.home):
        step.open()
        settle(window)
        shown = step.shown()
        if shown is not None:
            made.append(_picture(shown, folder / f"{step.name}-{suffix}.png"))
        step.close()
    for pages in (checks, whole_books, approvals):
        made += [_picture(shown, folder / f"{name}-{suffix}.png") for name, shown in pages(running)]
    window.notice.hide()
    window.show_page(window.models)
    window.jobs_dock.show()
    settle(window)
    made.append(_picture(window, folder / f"model-{suffix}.png"))
    return made


def prepare(running: Application) -> None:
    """Fill the store with the demo records and the rules' suggestions, and finish none of them."""
    put_demo_records(running.store, running.desk)
    reading = running.desk.reading
    for record in demo_records()[:16]:
        made = suggest(record, reading.scope, reading.model, reading.finder)
        running.store.submit(lambda opened, made=made: opened.suggestions.put(made)).result()
    running.window.worklist.refresh()


def settle(window: MainWindow) -> None:
    """Let everything that was asked for arrive and be painted."""
    desk: Desk = window.desk
    until = time.monotonic() + LONGEST_S
    quiet = 0
    while quiet < 3 and time.monotonic() < until:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
        quiet = 0 if desk.runner.busy or desk.reading.reading else quiet + 1
        time.sleep(0.005)


def _drop_platform_remarks(_kind: QtMsgType, _where: object, text: str) -> None:
    """Keep off the terminal what a platform without a screen says it cannot do."""
    if not text.startswith("This plugin does not support"):
        print(text, file=sys.stderr)


def _decide(window: MainWindow) -> None:
    """Accept a few codes the way a coder would, so that all three groups are filled."""
    for act in ("promote", "accept", "accept"):
        window.actions_by_name[act].trigger()
        settle(window)


def _dialogs(window: MainWindow) -> dict[str, Callable[[], None]]:
    trigger = {name: window.actions_by_name[name].trigger for name in ("add", "reject", "keys", "settings")}
    return {
        "search": trigger["add"],
        "reasons": trigger["reject"],
        "keys": trigger["keys"],
        "settings": trigger["settings"],
    }


def _picture(widget: QWidget, path: Path) -> Path:
    widget.grab().save(str(path))
    return path
