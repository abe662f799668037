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
from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import REPLY_TOKENS, Suggestion, suggest
from app.coding.versions import versions_of
from app.errors import ModelError, ModelStoppedError, StoreError
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
    """How far a job is, and which record was finished last ("" at the start and the end)."""

    job: Job
    record_id: str = ""
    error: str = ""


OnProgress = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Batch:
    """What every record of a batch is asked with."""

    model: CompletionModel
    scope: Scope
    finder: Finder
    style: Style = Style()
    reply_tokens: int = REPLY_TOKENS
    actor: Actor = SYSTEM

    @property
    def key(self) -> str:
        """Return the key of the suggestions this batch makes."""
        return suggestion_key(self.model.info, versions_of(self.scope, self.style))


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
    batch: Batch,
    job_id: int,
    *,
    control: Control | None = None,
    on_progress: OnProgress | None = None,
    on_text: OnText | None = None,
) -> Job:
    """Suggest for what is left of a job until it is done or the control says stop, and return how it stands.

    A record that has a suggestion of the same model and versions is skipped; one that fails is kept with why.
    Raises ModelError when the model cannot be used (the job is paused) and StoreError when the store cannot.
    """
    control = control or Control()
    _on(store, lambda opened: opened.jobs.set_state(job_id, JobState.RUNNING))
    stops = 0
    try:
        while control.asked is JobState.RUNNING:
            record = _on(store, lambda opened: _next_record(opened, job_id, batch.key))
            if record is None:
                return _end(store, job_id, JobState.DONE, on_progress)
            stops = _do(store, batch, job_id, record, stops, on_progress, on_text)
    except ModelError:
        _end(store, job_id, JobState.PAUSED, on_progress)
        raise
    return _end(store, job_id, control.asked, on_progress)


def _do(
    store: Store | StoreThread,
    batch: Batch,
    job_id: int,
    record: Record,
    stops: int,
    on_progress: OnProgress | None,
    on_text: OnText | None,
) -> int:
    """Suggest for one record and keep what came of it; return how often in a row the model's process has ended."""
    error = ""
    try:
        made = suggest(
            record,
            batch.scope,
            batch.model,
            batch.finder,
            style=batch.style,
            reply_tokens=batch.reply_tokens,
            on_text=on_text,
        )
    except (StoreError, DxDeskError) as problem:
        made, error = None, str(problem)
        stops = _stops_after(problem, stops)
    else:
        stops = 0
        if any(vote.completion.finish is Finish.CANCELLED for vote in made.votes):
            return stops
    job = _on(store, lambda opened: _keep(opened, batch, job_id, record, made, error))
    if on_progress:
        on_progress(Progress(job, record.record_id, error))
    return stops


def _stops_after(problem: DxDeskError, stops: int) -> int:
    """Count the model's ends in a row; raise what no further record can cure."""
    if isinstance(problem, StoreError):
        raise problem
    if not isinstance(problem, ModelError):
        return 0
    if not isinstance(problem, ModelStoppedError) or stops + 1 >= STOPS_IN_A_ROW:
        raise problem
    return stops + 1


def _keep(store: Store, batch: Batch, job_id: int, record: Record, made: Suggestion | None, error: str) -> Job:
    with store.transaction():
        if made is not None:
            store.suggestions.put(made, record=record, actor=batch.actor)
        store.jobs.finish_item(job_id, record.record_id, error)
    return _job(store, job_id)


def _next_record(store: Store, job_id: int, key: str) -> Record | None:
    """Return the next record that needs a suggestion, passing over those that have it or are gone."""
    with store.transaction():
        while (record_id := store.jobs.next_item(job_id)) is not None:
            if not store.records.hash(record_id):
                store.jobs.finish_item(job_id, record_id, "There is no such record any more.")
            elif store.suggestions.exists(record_id, key):
                store.jobs.finish_item(job_id, record_id)
            else:
                return store.records.get(record_id)
    return None


def _end(store: Store | StoreThread, job_id: int, state: JobState, on_progress: OnProgress | None) -> Job:
    def end(opened: Store) -> Job:
        opened.jobs.set_state(job_id, state)
        return _job(opened, job_id)

    job = _on(store, end)
    if on_progress:
        on_progress(Progress(job))
    return job


def _job(store: Store, job_id: int) -> Job:
    job = store.jobs.get(job_id)
    if job is None:
        raise StoreError(f"There is no job {job_id}.", "Start the batch again.")
    return job


def _on(store: Store | StoreThread, work: Callable[[Store], T]) -> T:
    """Do a piece of work on the store, on its own thread where it has one."""
    return store.submit(work).result() if isinstance(store, StoreThread) else work(store)
