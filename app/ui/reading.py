"""The model as the window sees it: one record read now with its words streaming in, cancel, restart."""

from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.coding.completion import CompletionModel
from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import Suggestion, suggest
from app.errors import DxDeskError
from app.settings import Settings
from app.ui.stream import Glimpse, Stream
from app.ui.turns import Taking, Turns

FLUSH_MS = 50
"""Streamed words reach the window in batches at least this far apart."""


@dataclass(slots=True, eq=False)
class _Now:
    record: Record
    stream: Stream
    model: Taking


class Reading(QObject):
    """Read the open record on a thread of its own; signals carry plain values to the GUI thread."""

    began = Signal(str)
    glimpsed = Signal(str, object)
    made = Signal(str, object)
    cancelled = Signal(str)
    failed = Signal(str, object)
    model_changed = Signal()
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
        self.configure(settings)
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="reading")
        self._now: _Now | None = None
        self._closed = False
        self._timer = QTimer(self)
        self._timer.setInterval(FLUSH_MS)
        self._timer.timeout.connect(self._flush)
        self._ended.connect(self._end, Qt.ConnectionType.QueuedConnection)

    def configure(self, settings: Settings) -> None:
        """Take over the prompt's style and the reply's length from the settings."""
        self.style = settings.style
        self.reply_tokens = settings.reply_tokens

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
        stream = Stream(record, self.scope, self.finder, self.style, self.info)
        model = Taking(self.model, self.turns, urgent=True, stopped=lambda: stream.stopped)
        now = _Now(record, stream, model)
        self._now = now
        future = self._thread.submit(
            suggest,
            record,
            self.scope,
            model,
            self.finder,
            style=self.style,
            reply_tokens=self.reply_tokens,
            on_text=stream.add,
        )
        future.add_done_callback(lambda done: self._announce(now, done))
        self._timer.start()
        self.began.emit(record.record_id)

    def cancel(self) -> None:
        """Stop reading the record: the window is free at once, the model is told to stop."""
        if self._now is None:
            return
        now, self._now = self._now, None
        self._timer.stop()
        now.stream.stop()
        now.model.cancel()
        self.cancelled.emit(now.record.record_id)

    def close(self) -> None:
        """Cancel, close the model, take no more results."""
        self.cancel()
        self._closed = True
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
        if self._now is None:
            return
        glimpse: Glimpse | None = self._now.stream.glimpse()
        if glimpse is not None:
            self.glimpsed.emit(self._now.record.record_id, glimpse)


def _close(model: CompletionModel) -> None:
    close = getattr(model, "close", None)
    if close is not None:
        close()
