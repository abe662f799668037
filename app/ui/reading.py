"""The model as the window sees it: one record read now with its words streaming in, cancel, restart."""

import threading
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.coding.completion import CompletionModel, Fragment
from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import Suggestion, suggest
from app.errors import DxDeskError
from app.paths import Places
from app.review.scoping import BookScoping, FixedScoping, Scoping
from app.review.whole_book import WholeBook
from app.settings import Settings
from app.ui.stream import Glimpse, Stream
from app.ui.turns import Taking, Turns

FLUSH_MS = 50
"""Streamed words reach the window in batches at least this far apart."""


@dataclass(slots=True, eq=False)
class _Now:
    """The record being read; its stream begins once its scope is known."""

    record: Record
    stopped: threading.Event = field(default_factory=threading.Event)
    stream: Stream | None = None

    def add(self, fragment: Fragment) -> None:
        """Take words of the model unless the coder has cancelled (on the reading thread)."""
        if self.stream is not None and not self.stopped.is_set():
            self.stream.add(fragment)


class Reading(QObject):
    """Read the open record on a thread of its own; signals carry plain values to the GUI thread."""

    began = Signal(str)
    glimpsed = Signal(str, object)
    made = Signal(str, object)
    cancelled = Signal(str)
    failed = Signal(str, object)
    model_changed = Signal()
    preparing = Signal(str, bool)
    """A code book is being prepared, or is ready."""
    _ended = Signal(object, object)

    def __init__(
        self, model: CompletionModel, scope: Scope, finder: Finder, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.model = model
        self.info = model.info
        self.scope = scope
        self.finder = finder
        self.turns = Turns()
        self.book: WholeBook | None = None
        self.configure(settings)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self._now: _Now | None = None
        self._taking: Taking | None = None
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(FLUSH_MS)
        self._timer.timeout.connect(self._flush)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def configure(self, settings: Settings) -> None:
        """Take over the prompt's style and the reply's length from the settings."""
        self._settings = settings
        self.reply_tokens = settings.reply_tokens

    def ask_from(self, book_id: str, places: Places) -> None:
        """Ask about the codes of a whole book from now on; an empty id returns to the closed list."""
        if self.book is not None:
            if self.book.book_id == book_id:
                return
            self.book.close()
        self.cancel()
        if not book_id:
            self.book = None
        else:
            self.book = WholeBook(places, book_id, lambda begun: self.preparing.emit(book_id, begun))

    @property
    def style(self) -> Style:
        """Return the style the model is asked in: set, or the one it was trained in."""
        return self._settings.style_for(self.model.info.prompt)

    @property
    def scoping(self) -> Scoping:
        """Say from which codes records are asked now: those retrieved out of the book in force, or the closed list."""
        if self.book is not None:
            return BookScoping(self.book, self.style.retrieved)
        return FixedScoping(self.scope, self.finder, self.style)

    def use(self, model: CompletionModel) -> None:
        """Read with another model from now on, closing the former one when it can be closed."""
        former, self.model = self.model, model
        self.info = model.info
        self.cancel()
        if former is not model:
            self._thread.submit(_close, former)
        self.model_changed.emit()

    @property
    def reading(self) -> str:
        """Return the record that is being read, empty for none."""
        return self._now.record.record_id if self._now else ""

    def start(self, record: Record) -> None:
        """Read a record now; whatever was being read is cancelled."""
        self.cancel()
        now = _Now(record)
        self._taking = model = Taking(self.model, self.turns, urgent=True, stopped=now.stopped.is_set)
        self._now = now
        future = self._thread.submit(_read, now, self.scoping, model, self.reply_tokens)
        future.add_done_callback(lambda done: self._announce(now, done))
        self._timer.start()
        self.began.emit(record.record_id)

    def cancel(self) -> None:
        """Stop reading the record: the window is free at once, the model is told to stop."""
        if self._now is None:
            return
        now, self._now = self._now, None
        self._timer.stop()
        now.stopped.set()
        if self._taking is not None:
            self._taking.cancel()
        self.cancelled.emit(now.record.record_id)

    def close(self) -> None:
        """Cancel, close the model, take no more results."""
        self.cancel()
        self._closed = True
        if self.book is not None:
            self.book.close()
        self._thread.submit(_close, self.model)
        self._thread.shutdown(wait=False)

    def _announce(self, now: _Now, future: Future[Suggestion]) -> None:
        if not self._closed and not future.cancelled():
            self._ended.emit(now, future)

    def _end(self, now: _Now, future: Future[Suggestion]) -> None:
        if now is not self._now:
            return
        self._timer.stop()
        self._now = None
        error = future.exception()
        if error is None:
            self.made.emit(now.record.record_id, future.result())
        elif isinstance(error, DxDeskError):
            self.failed.emit(now.record.record_id, error)
        else:
            self.cancelled.emit(now.record.record_id)
            raise error

    def _flush(self) -> None:
        if self._now is None or self._now.stream is None:
            return
        glimpse: Glimpse | None = self._now.stream.glimpse()
        if glimpse is not None:
            self.glimpsed.emit(self._now.record.record_id, glimpse)


def _read(now: _Now, scoping: Scoping, model: Taking, reply_tokens: int) -> Suggestion:
    """Find the record's scope, then ask (on the reading thread)."""
    scope, finder = scoping.of(now.record)
    now.stream = Stream(now.record, scope, finder, scoping.style, model.info)
    return suggest(now.record, scope, model, finder, style=scoping.style, reply_tokens=reply_tokens, on_text=now.add)


def _close(model: CompletionModel) -> None:
    close = getattr(model, "close", None)
    if close is not None:
        close()
