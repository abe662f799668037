"""Suggest for many records in the background: one after another, each kept as soon as it is made.

A batch is a job in the store, so it goes on where it was after a pause, a crash or a restart.
"""

import threading
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TypeVar

from app.coding.completion import CompletionModel, Finish, OnText
from app.coding.decision import Actor
from app.coding.errors import DxDeskError
from app.coding.record import Record
from app.coding.suggest import REPLY_TOKENS, Suggestion, suggest
from app.errors import ModelError, ModelStoppedError, StoreError
from app.review.scoping import Scoping, stated_by
from app.store.audit import SYSTEM
from app.store.database import Store
from app.store.jobs import Job, JobState
from app.store.suggestions import suggestion_key
from app.store.thread import StoreThread
from app.store.worklist import CaseStatus

T = TypeVar("T")

KIND = "suggest"
STOPS_IN_A_ROW = 3
"""After so many records at which the model's process ended, it is the model and not the record: the job pauses."""


class Control:
    """Lets another thread pause or cancel a running batch; it stops after the record in hand."""

    def __init__(self) -> None:
        self._asked = JobState.RUNNING
        self._lock = threading.Lock()

    def pause(self) -> None:
        """Stop in a way that can be gone on with; a cancelled batch stays cancelled."""
        with self._lock:
            if self._asked is JobState.RUNNING:
                self._asked = JobState.PAUSED

    def cancel(self) -> None:
        """Stop for good; what is done stays done."""
        with self._lock:
            self._asked = JobState.CANCELLED

    @property
    def asked(self) -> JobState:
        """Return RUNNING, or what was asked for."""
        with self._lock:
            return self._asked


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a job is, which record was finished last ("" at the start and the end), and why it has no suggestion."""

    job: Job
    record_id: str = ""
    problem: DxDeskError | None = None

    @property
    def error(self) -> str:
        """Say why the record has no suggestion, empty when it has one."""
        return str(self.problem or "")


OnProgress = Callable[[Progress], None]


def create_batch(store: Store | StoreThread, record_ids: Iterable[str] | None = None, actor: Actor = SYSTEM) -> int:
    """Create the job of a batch, by default of every record that is not finished, and return its number."""

    def create(opened: Store) -> int:
        chosen = record_ids
        if chosen is None:
            chosen = opened.worklist.ids(CaseStatus.NEW, CaseStatus.SUGGESTED, CaseStatus.IN_WORK)
        return opened.jobs.create(KIND, chosen, actor)

    return _on(store, create)


def run_batch(
    store: Store | StoreThread,
    model: CompletionModel,
    scoping: Scoping,
    job_id: int,
    control: Control | None = None,
    on_progress: OnProgress | None = None,
    *,
    reply_tokens: int = REPLY_TOKENS,
    actor: Actor = SYSTEM,
    on_text: OnText | None = None,
) -> Job:
    """Suggest for what is left of a job until it is done or the control says stop, and return how it stands.

    A record that has a suggestion of the same model and versions is skipped; one that fails is kept with why.
    Raises ModelError when the model cannot be used and DxDeskError when the code book cannot be asked (the job is
    paused), StoreError when the store cannot.
    """
    control = control or Control()
    batch = _Batch(store, model, scoping, job_id, reply_tokens, actor, on_text)
    report = on_progress or _say_nothing
    batch.on_store(lambda opened: opened.jobs.set_state(job_id, JobState.RUNNING))
    batch.make_ready(report)
    stops = 0
    try:
        while control.asked is JobState.RUNNING:
            record = batch.next_record()
            if record is None:
                return batch.end(JobState.DONE, report)
            try:
                made = batch.suggest(record)
            except DxDeskError as problem:
                stops = _stops_after(problem, stops)
                job = batch.keep(record, None, str(problem))
                report(Progress(job, record.record_id, problem))
                continue
            stops = 0
            if any(vote.completion.finish is Finish.CANCELLED for vote in made.votes):
                control.pause()
                continue
            report(Progress(batch.keep(record, made), record.record_id))
    except ModelError:
        batch.end(JobState.PAUSED, report)
        raise
    return batch.end(control.asked, report)


@dataclass(frozen=True, slots=True)
class _Batch:
    """A job with what every record of it is asked with."""

    store: Store | StoreThread
    model: CompletionModel
    scoping: Scoping
    job_id: int
    reply_tokens: int
    actor: Actor
    on_text: OnText | None

    def on_store(self, work: Callable[[Store], T]) -> T:
        """Do a piece of work on the store, on its own thread where it has one."""
        return _on(self.store, work)

    def make_ready(self, report: OnProgress) -> None:
        """Make ready what all records need; where that cannot be, the job waits."""
        try:
            self.scoping.ready()
        except DxDeskError:
            self.end(JobState.PAUSED, report)
            raise

    def suggest(self, record: Record) -> Suggestion:
        """Suggest for one record, off the store's thread."""
        scope, finder = self.scoping.of(record)
        return suggest(
            record,
            scope,
            self.model,
            finder,
            style=self.scoping.style,
            reply_tokens=self.reply_tokens,
            on_text=self.on_text,
        )

    def next_record(self) -> Record | None:
        """Return the next record that needs a suggestion, passing over those that have it or are gone."""
        key = suggestion_key(self.model.info, stated_by(self.scoping))

        def find(store: Store) -> Record | None:
            with store.transaction():
                while (record_id := store.jobs.next_item(self.job_id)) is not None:
                    if not store.records.hash(record_id):
                        store.jobs.finish_item(self.job_id, record_id, "There is no such record any more.")
                    elif store.suggestions.exists(record_id, key):
                        store.jobs.finish_item(self.job_id, record_id)
                    else:
                        return store.records.get(record_id)
            return None

        return self.on_store(find)

    def keep(self, record: Record, made: Suggestion | None, error: str = "") -> Job:
        """Keep a suggestion, or why there is none, together with the record's being done."""

        def put(store: Store) -> Job:
            with store.transaction():
                if made is not None:
                    store.suggestions.put(made, record=record, actor=self.actor)
                store.jobs.finish_item(self.job_id, record.record_id, error)
            return _job(store, self.job_id)

        return self.on_store(put)

    def end(self, state: JobState, report: OnProgress) -> Job:
        """Say in the store and to the watcher how the job stands."""

        def put(store: Store) -> Job:
            store.jobs.set_state(self.job_id, state)
            return _job(store, self.job_id)

        job = self.on_store(put)
        report(Progress(job))
        return job


def _stops_after(problem: DxDeskError, stops: int) -> int:
    """Count the model's ends in a row; raise again what no further record can cure."""
    if not isinstance(problem, ModelError):
        return 0
    if not isinstance(problem, ModelStoppedError) or stops + 1 >= STOPS_IN_A_ROW:
        raise problem
    return stops + 1


def _say_nothing(_: Progress) -> None:
    """Report to nobody."""


def _job(store: Store, job_id: int) -> Job:
    job = store.jobs.get(job_id)
    if job is None:
        raise StoreError(f"There is no job {job_id}.", "Start the batch again.")
    return job


def _on(store: Store | StoreThread, work: Callable[[Store], T]) -> T:
    return store.submit(work).result() if isinstance(store, StoreThread) else work(store)
