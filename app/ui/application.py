"""Where the window's objects are made and handed down: store, scope, model, theme, language, and the window itself."""

import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer, QTranslator
from PySide6.QtWidgets import QApplication, QMessageBox

from app.coding.mentions import Finder
from app.errors import EXIT_UNUSABLE, DxDeskError
from app.inference.reader import RuleReader
from app.knowledge.scopes import load_book, load_scope
from app.logs import start_log
from app.paths import Places
from app.settings import Settings
from app.store.thread import StoreThread
from app.ui import fonts, language, theme
from app.ui.crash import CrashReporter
from app.ui.demo import put_demo
from app.ui.desk import Desk
from app.ui.error_words import say
from app.ui.jobs import Runner
from app.ui.knowledge import Knowledge
from app.ui.main_window import LAYOUT_VERSION, MainWindow
from app.ui.reading import Reading

SWITCH_S = 0.001
"""How long a thread that reads records by rules may keep the window's thread waiting (Python's own 5 ms are felt)."""


class Application:
    """One run of the window on one store."""

    def __init__(self, app: QApplication, places: Places, settings: Settings) -> None:
        self.app = app
        self.plain_size = fonts.apply_font(app)
        self.store = StoreThread(places.store)
        self.desk = _desk(app, places, settings, self.store, self.plain_size)
        self._translators: list[QTranslator] = []
        self._kept = QSettings(str(places.home / "window.ini"), QSettings.Format.IniFormat)
        self.window = self._build()
        app.styleHints().colorSchemeChanged.connect(self._follow_system)

    def show(self) -> None:
        """Show the window where it was, and open the chosen model once it stands."""
        self._restore()
        self.window.show()
        QTimer.singleShot(0, self.window.models.open_chosen)
        QTimer.singleShot(0, self.desk.knowledge.start)

    def close(self) -> None:
        """Keep the window's place, stop what runs, close the store."""
        self._keep()
        self.app.styleHints().colorSchemeChanged.disconnect(self._follow_system)
        language.remove(self._translators)
        self.desk.jobs.stop_all()
        self.desk.reading.close()
        self.desk.checking.close()
        self.desk.knowledge.close()
        self.desk.runner.close()
        self.store.close()

    def _build(self) -> MainWindow:
        language.remove(self._translators)
        self._translators = language.install(self.app, language.chosen(self.desk.settings.language))
        window = MainWindow(self.desk)
        window.restyle.connect(self._restyle)
        window.rebuild.connect(lambda: QTimer.singleShot(0, self._rebuild))
        return window

    def _rebuild(self) -> None:
        """Make the window anew in another language, on the same record."""
        former, record_id = self.window, self.window.case.record_id
        self._keep()
        self.window = self._build()
        self.window.review.notes.drafts.update(former.review.notes.drafts)
        self._restyle()
        self._restore()
        self.window.show()
        if record_id:
            self.window.open_record(record_id)
        former.close()
        former.deleteLater()

    def _restyle(self) -> None:
        settings = self.desk.settings
        self.desk.theme = theme.apply(self.app, settings.theme, settings.font_scale, self.plain_size)
        self.window.set_theme()

    def _follow_system(self) -> None:
        """Change with the desktop's light and dark when the settings say so."""
        if self.desk.settings.theme == "system" and theme.chosen("system") != self.desk.theme:
            self._restyle()

    def _keep(self) -> None:
        self._kept.setValue("geometry", self.window.saveGeometry())
        self._kept.setValue("state", self.window.saveState(LAYOUT_VERSION))

    def _restore(self) -> None:
        geometry, state = self._kept.value("geometry"), self._kept.value("state")
        if geometry and state:
            self.window.restore(geometry, state)


def run_window(places: Places, settings: Settings, *, demo: bool = False, english: bool = False) -> int:
    """Open the window and return the exit code.

    `demo` works on a throw-away store with the demo records; `english` on one with the English discharge summaries,
    coded from ICD-10-CM and grouped by MS-DRG.
    """
    app = make_application()
    if not demo and not english:
        return _run(app, places, settings, None)
    settings = replace(settings, book="", second_book="", grouper="", grouper_version="")
    if english:
        from app.knowledge.tables.icd10cm import describe  # noqa: PLC0415 - only this demo needs it

        settings = replace(settings, book=describe().book_id, grouper="ms-drg")
    with tempfile.TemporaryDirectory(prefix="dxdesk-demo-", ignore_cleanup_errors=True) as folder:
        return _run(app, Places(Path(folder), places.cache), settings, partial(put_demo, english=english))


def make_application() -> QApplication:
    """Return the one QApplication, made if there is none."""
    app = QApplication.instance() or QApplication(sys.argv[:1])
    if not isinstance(app, QApplication):
        raise TypeError(app)
    app.setApplicationName("DxDesk")
    app.setDesktopFileName("dxdesk")
    return app


def take_screenshots(folder: Path) -> list[Path]:
    """Render every page in both languages and themes as PNG, with the demo records read by the rules."""
    from app.ui.screenshots import shoot  # noqa: PLC0415 - only this command needs it

    return shoot(make_application(), folder)


def _run(
    app: QApplication, places: Places, settings: Settings, prepare: Callable[[StoreThread, Desk], None] | None
) -> int:
    start_log(places.logs)
    sys.setswitchinterval(SWITCH_S)
    reporter = CrashReporter(places.logs)
    reporter.install()
    try:
        running = Application(app, places, settings)
    except DxDeskError as error:
        _refuse(app, settings, error)
        return EXIT_UNUSABLE
    if prepare:
        prepare(running.store, running.desk)
    running.show()
    code = app.exec()
    running.close()
    reporter.remove()
    return code


def _refuse(app: QApplication, settings: Settings, error: DxDeskError) -> None:
    """Say in the window's language why it cannot open."""
    translators = language.install(app, language.chosen(settings.language))
    QMessageBox.critical(None, "DxDesk", f"{say(error.message)}\n\n{say(error.advice)}")
    language.remove(translators)


def _desk(app: QApplication, places: Places, settings: Settings, store: StoreThread, plain_size: float) -> Desk:
    scope = load_scope()
    chosen = theme.apply(app, settings.theme, settings.font_scale, plain_size)
    finder = Finder(scope.all_codes)
    reading = Reading(RuleReader(), scope, finder, settings)
    encrypted = store.submit(lambda opened: opened.encrypted).result()
    runner = Runner(store)
    knowledge = Knowledge(scope, load_book(), places, settings, runner)
    return Desk(places, settings, knowledge, runner, reading, chosen, encrypted=encrypted)
