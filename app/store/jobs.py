"""Jobs that outlive a restart: which records a job has, in which order, and what became of each."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from app.coding.decision import Actor
from app.store.audit import SYSTEM
from app.store.connection import Connection, Row


class JobState(StrEnum):
    """How a job stands; what was RUNNING when the process ended is gone on with like PAUSED."""

    RUNNING = "running"
    PAUSED = "paused"
    CANCELLED = "cancelled"
    DONE = "done"


class ItemState(StrEnum):
    """What became of one record of a job."""

    PENDING = "pending"
    DONE = "done"
    FAILED = "failed"


@dataclass(frozen=True, slots=True)
class Job:
    """A job with its counts; total = done + failed + still pending."""

    job_id: int
    kind: str
    state: JobState
    created_at: datetime
    total: int
    done: int
    failed: int


@dataclass(frozen=True, slots=True)
class JobError:
    """Why one record of a job failed."""

    record_id: str
    error: str


class Jobs:
    """Creates jobs, hands out their next record, keeps what became of it."""

    def __init__(self, connection: Connection, clock: Callable[[], datetime]) -> None:
        self._connection = connection
        self._clock = clock

    def create(self, kind: str, record_ids: Iterable[str], actor: Actor = SYSTEM) -> int:
        """Create a paused job of these records in this order and return its number."""
        with self._connection.transaction():
            number = self._connection.write(
                "INSERT INTO jobs (kind, state, created_at, actor) VALUES (?, ?, ?, ?)",
                (kind, JobState.PAUSED.value, self._clock().isoformat(), actor.name),
            )
            self._connection.write_many(
                "INSERT INTO job_items (job_id, position, record_id, state, error) VALUES (?, ?, ?, ?, '')",
                ((number, n, record_id, ItemState.PENDING.value) for n, record_id in enumerate(record_ids)),
            )
        return number

    def get(self, job_id: int) -> Job | None:
        """Return a job, or None."""
        row = self._connection.one("SELECT job_id, kind, state, created_at FROM jobs WHERE job_id = ?", (job_id,))
        return self._job(row) if row else None

    def open_jobs(self) -> tuple[Job, ...]:
        """Return the jobs that can be gone on with, oldest first."""
        rows = self._connection.rows(
            "SELECT job_id, kind, state, created_at FROM jobs WHERE state IN (?, ?) ORDER BY job_id",
            (JobState.RUNNING.value, JobState.PAUSED.value),
        )
        return tuple(self._job(row) for row in rows)

    def set_state(self, job_id: int, state: JobState) -> None:
        """Say how a job stands."""
        self._connection.write("UPDATE jobs SET state = ? WHERE job_id = ?", (state.value, job_id))

    def next_item(self, job_id: int) -> str | None:
        """Return the first record still to be done, or None."""
        row = self._connection.one(
            "SELECT record_id FROM job_items WHERE job_id = ? AND state = ? ORDER BY position LIMIT 1",
            (job_id, ItemState.PENDING.value),
        )
        return row[0] if row else None

    def finish_item(self, job_id: int, record_id: str, error: str = "") -> None:
        """Mark a record as done, or as failed with why."""
        state = ItemState.FAILED if error else ItemState.DONE
        self._connection.write(
            "UPDATE job_items SET state = ?, error = ? WHERE job_id = ? AND record_id = ?",
            (state.value, error, job_id, record_id),
        )

    def errors(self, job_id: int) -> tuple[JobError, ...]:
        """Return the failed records with why, in order."""
        rows = self._connection.rows(
            "SELECT record_id, error FROM job_items WHERE job_id = ? AND state = ? ORDER BY position",
            (job_id, ItemState.FAILED.value),
        )
        return tuple(JobError(record_id, error) for record_id, error in rows)

    def _job(self, row: Row) -> Job:
        counts = dict(
            self._connection.rows("SELECT state, count(*) FROM job_items WHERE job_id = ? GROUP BY state", (row[0],))
        )
        return Job(
            row[0],
            row[1],
            JobState(row[2]),
            datetime.fromisoformat(row[3]),
            sum(counts.values()),
            counts.get(ItemState.DONE.value, 0),
            counts.get(ItemState.FAILED.value, 0),
        )
