"""A window on a small store with a scripted model; the platform without a screen may say what it cannot do."""

import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from app.coding.codebook import CodeBook
from app.coding.completion import Completion, CompletionModel, Finish, ModelInfo, OnText, Request
from app.coding.mentions import Finder
from app.coding.record import Record
from app.paths import Places
from app.settings import Settings
from app.store.database import Store
from app.store.thread import StoreThread
from app.ui import theme
from app.ui.desk import Desk
from app.ui.jobs import Runner
from app.ui.knowledge import Knowledge
from app.ui.main_window import MainWindow
from app.ui.reading import Reading
from tests.builders import BOOK, CODER, ScriptedModel, record, scope, suggestion

T = TypeVar("T")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Let the offscreen platform say what it cannot do; every other Qt warning fails a test."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@dataclass(slots=True)
class HeldModel(CompletionModel):
    """A scripted model that waits at the gate after its first words, until it is let through or cancelled."""

    inner: ScriptedModel = field(default_factory=ScriptedModel)
    gate: threading.Event = field(default_factory=threading.Event)
    begun: threading.Event = field(default_factory=threading.Event)
    cancels: int = 0

    @property
    def info(self) -> ModelInfo:
        return self.inner.info

    @property
    def context_length(self) -> int:
        return self.inner.context_length

    def count_tokens(self, text: str) -> int:
        return self.inner.count_tokens(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        before = self.cancels
        first = self.inner.complete(requests[:1], on_text)
        self.begun.set()
        self.gate.wait(30)
        if self.cancels > before:
            none = Completion("", Finish.CANCELLED)
            return tuple(tuple(none for _ in request.samplings) for request in requests)
        return (*first, *self.inner.complete(requests[1:], on_text))

    def cancel(self) -> None:
        self.cancels += 1
        self.gate.set()


@dataclass(slots=True)
class Workplace:
    """A window, its desk and its store, for a test to use by keyboard."""

    qtbot: QtBot
    window: MainWindow
    desk: Desk
    store: StoreThread

    def settle(self) -> None:
        """Wait until nothing is under way any more."""
        self.qtbot.waitUntil(lambda: not self.desk.runner.busy and not self.desk.reading.reading, timeout=20_000)
        QApplication.processEvents()
        self.qtbot.waitUntil(lambda: not self.desk.runner.busy, timeout=20_000)

    def ask(self, question: Callable[[Store], T]) -> T:
        """Ask the store."""
        return self.store.submit(question).result(timeout=20)


Open = Callable[..., Workplace]


@pytest.fixture
def places(tmp_path: Path) -> Places:
    return Places(tmp_path / "home", tmp_path / "cache")


@pytest.fixture
def workplace(qtbot: QtBot, qapp: QApplication, places: Places) -> Iterator[Open]:
    """Open a window on these records, each with the builders' suggestion unless told otherwise."""
    opened: list[Workplace] = []

    def open_(
        records: Sequence[Record] = (), *, model: CompletionModel | None = None, suggested: bool = True
    ) -> Workplace:
        store = StoreThread(places.store)
        listed = list(records) or [record("R1"), record("R2"), record("R3")]

        def fill(database: Store) -> None:
            for each in listed:
                database.records.put(each, CODER)
                if suggested:
                    database.suggestions.put(suggestion(each.record_id))

        store.submit(fill).result()
        asked = scope()
        reading = Reading(model or ScriptedModel(), asked, Finder(asked.all_codes), Settings())
        book = CodeBook(BOOK, "测试编码库", "1", asked.all_codes)
        settings = Settings(actor=CODER.name, language="en")
        runner = Runner(store)
        knowledge = Knowledge(asked, book, places, settings, runner)
        desk = Desk(places, settings, knowledge, runner, reading, theme.LIGHT, encrypted=False)
        window = MainWindow(desk)
        window.resize(1200, 800)
        qtbot.addWidget(window)
        window.show()
        made = Workplace(qtbot, window, desk, store)
        opened.append(made)
        made.settle()
        return made

    yield open_
    for each in opened:
        each.window.close()
        each.desk.jobs.stop_all()
        each.desk.reading.close()
        each.desk.checking.close()
        each.desk.knowledge.close()
        each.desk.runner.close()
        each.store.close()
