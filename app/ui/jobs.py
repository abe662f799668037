"""The one way to leave the GUI thread: an operation is a value, a job is one that can be watched and stopped."""

import threading
import time
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Generic, TypeVar

from PySide6.QtCore import QObject, Qt, QTimer, Signal

from app.errors import DxDeskError
from app.store.database import Store
from app.store.thread import StoreThread

T = TypeVar("T")
POLL_MS = 200


@dataclass(frozen=True, slots=True)
class Operation(Generic[T]):
    """Run this off the GUI thread, then that on it; on an error of the user's or the machine's, the other."""

    run: Callable[[Store], T]
    then: Callable[[T], None]
    otherwise: Callable[[DxDeskError], None] | None = None


class Runner(QObject):
    """Send operations to the store's thread or to a side thread, and bring their results back to the GUI thread."""

    failed = Signal(object)
    _finished = Signal(int, object)

    def __init__(self, store: StoreThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.store = store
        self._aside = ThreadPoolExecutor(max_workers=3, thread_name_prefix="aside")
        self._waiting: dict[int, tuple[Callable[[Any], None], Callable[[DxDeskError], None]]] = {}
        self._number = 0
        self._closed = False
        self._finished.connect(self._finish, Qt.ConnectionType.QueuedConnection)

    def submit(self, operation: Operation[Any]) -> None:
        """Run an operation on the store's thread; after closing, none is run."""
        if self._closed:
            return
        self._watch(self.store.submit(operation.run), operation.then, operation.otherwise)

    def aside(
        self,
        run: Callable[[], T],
        then: Callable[[T], None],
        otherwise: Callable[[DxDeskError], None] | None = None,
    ) -> None:
        """Run a function on a side thread, for files and models; after closing, none is run."""
        if self._closed:
            return
        self._watch(self._aside.submit(run), then, otherwise)

    def follow(
        self,
        future: Future[T],
        then: Callable[[T], None],
        otherwise: Callable[[DxDeskError], None] | None = None,
    ) -> None:
        """Bring the result of work on another thread back; after closing, none is brought."""
        if not self._closed:
            self._watch(future, then, otherwise)

    @property
    def busy(self) -> bool:
        """Say whether results are still to come."""
        return bool(self._waiting)

    def close(self) -> None:
        """Take no more results; what runs is left to end by itself."""
        self._closed = True
        self._waiting.clear()
        self._aside.shutdown(wait=False, cancel_futures=True)

    def _watch(
        self, future: Future[T], then: Callable[[T], None], otherwise: Callable[[DxDeskError], None] | None
    ) -> None:
        self._number += 1
        number = self._number
        self._waiting[number] = (then, otherwise or self.failed.emit)
        future.add_done_callback(lambda done: self._announce(number, done))

    def _announce(self, number: int, future: Future[Any]) -> None:
        """Post a result to the GUI thread (called on whichever thread made it)."""
        if not self._closed and not future.cancelled():
            self._finished.emit(number, future)

    def _finish(self, number: int, future: Future[Any]) -> None:
        then, otherwise = self._waiting.pop(number, (None, None))
        if then is None or otherwise is None:
            return
        error = future.exception()
        if error is None:
            then(future.result())
        elif isinstance(error, DxDeskError):
            otherwise(error)
        else:
            raise error


@dataclass(frozen=True, slots=True)
class Trouble:
    """What could not be done with one item of a job: where (a record, or a file and its row), why, what to do."""

    where: str
    row: int
    message: str
    advice: str


class JobState(StrEnum):
    """How a job stands, as the jobs panel shows it."""

    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Control:
    """What a running job asks and tells: safe from any thread."""

    def __init__(self) -> None:
        self._go = threading.Event()
        self._go.set()
        self._stop = threading.Event()
        self._lock = threading.Lock()
        self._done, self._total, self._errors = 0, 0, list[Trouble]()
        self._interrupt: Callable[[], None] = _nothing

    def interrupts(self, interrupt: Callable[[], None]) -> None:
        """Name what makes the item in hand end early when the job is paused or cancelled."""
        self._interrupt = interrupt

    def interrupt(self) -> None:
        """Make the item in hand end early."""
        self._interrupt()

    def pause(self) -> None:
        """Hold the job before its next item."""
        self._go.clear()
        self._interrupt()

    def resume(self) -> None:
        """Let a held job go on."""
        self._go.set()

    def cancel(self) -> None:
        """Ask the job to end before its next item."""
        self._stop.set()
        self._go.set()
        self._interrupt()

    @property
    def paused(self) -> bool:
        """Say whether the job is held."""
        return not self._go.is_set()

    @property
    def cancelled(self) -> bool:
        """Say whether the job is to end."""
        return self._stop.is_set()

    def goes_on(self) -> bool:
        """Wait while held; return whether the next item is to be done."""
        self._go.wait()
        return not self._stop.is_set()

    def report(self, done: int, total: int) -> None:
        """Tell how many of how many are done."""
        with self._lock:
            self._done, self._total = done, total

    def error(self, trouble: Trouble) -> None:
        """Tell of one item that could not be done."""
        with self._lock:
            self._errors.append(trouble)

    def seen(self) -> tuple[int, int, tuple[Trouble, ...]]:
        """Return done, total and the errors so far."""
        with self._lock:
            return self._done, self._total, tuple(self._errors)


def _nothing() -> None:
    """Interrupt nothing."""


@dataclass(slots=True, eq=False)
class Job:
    """One line of the jobs panel."""

    title: str
    control: Control
    can_pause: bool = False
    state: JobState = JobState.RUNNING
    done: int = 0
    total: int = 0
    errors: tuple[Trouble, ...] = ()
    failure: DxDeskError | None = None
    started: float = field(default_factory=time.monotonic)


class Jobs(QObject):
    """The jobs of this window: started here, polled five times a second, kept until cleared."""

    changed = Signal()

    def __init__(self, runner: Runner, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._runner = runner
        self.jobs: list[Job] = []
        self._timer = QTimer(self)
        self._timer.setInterval(POLL_MS)
        self._timer.timeout.connect(self._poll)

    def start(
        self,
        title: str,
        run: Callable[[Control], T],
        then: Callable[[T], None],
        *,
        can_pause: bool = False,
        otherwise: Callable[[DxDeskError], None] | None = None,
    ) -> Job:
        """Start a job on a side thread and list it."""
        job = Job(title, Control(), can_pause)
        self.jobs.insert(0, job)
        self._runner.aside(
            lambda: run(job.control),
            lambda result: self._ended(job, result, then),
            lambda error: self._broken(job, error, otherwise),
        )
        self._timer.start()
        self.changed.emit()
        return job

    def pause(self, job: Job) -> None:
        """Hold or go on with a job."""
        if job.control.paused:
            job.control.resume()
            job.state = JobState.RUNNING
        else:
            job.control.pause()
            job.state = JobState.PAUSED
        self.changed.emit()

    def cancel(self, job: Job) -> None:
        """Ask a job to end."""
        job.control.cancel()
        self.changed.emit()

    def clear(self) -> None:
        """Take the ended jobs off the list."""
        self.jobs = [job for job in self.jobs if job.state in (JobState.RUNNING, JobState.PAUSED)]
        self.changed.emit()

    @property
    def running(self) -> int:
        """Count the jobs that have not ended."""
        return sum(job.state in (JobState.RUNNING, JobState.PAUSED) for job in self.jobs)

    def stop_all(self) -> None:
        """Ask every job to end, for closing the window."""
        for job in self.jobs:
            job.control.cancel()
        self._timer.stop()

    def _ended(self, job: Job, result: T, then: Callable[[T], None]) -> None:
        job.state = JobState.CANCELLED if job.control.cancelled else JobState.DONE
        self._settle(job)
        then(result)

    def _broken(self, job: Job, error: DxDeskError, otherwise: Callable[[DxDeskError], None] | None) -> None:
        job.state, job.failure = JobState.FAILED, error
        self._settle(job)
        (otherwise or self._runner.failed.emit)(error)

    def _settle(self, job: Job) -> None:
        job.done, job.total, job.errors = job.control.seen()
        if not self.running:
            self._timer.stop()
        self.changed.emit()

    def _poll(self) -> None:
        moved = False
        for job in self.jobs:
            if job.state in (JobState.RUNNING, JobState.PAUSED):
                seen = job.control.seen()
                moved |= seen != (job.done, job.total, job.errors)
                job.done, job.total, job.errors = seen
        if moved:
            self.changed.emit()
