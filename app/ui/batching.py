"""Suggestions for many records beside the window: a stored job that can be paused, cancelled and gone on with later."""

from app.review.batch import Control as BatchControl
from app.review.batch import Progress, run_batch
from app.store.database import Store
from app.store.jobs import Job, JobState
from app.ui.jobs import Control, Runner, Trouble
from app.ui.reading import Reading
from app.ui.turns import Taking


def run_suggestions(runner: Runner, reading: Reading, job_id: int, control: Control) -> Job | None:
    """Run a job to its end (on a side thread), waiting while it is paused, with the model in force at each start."""
    while True:
        asked = BatchControl()
        model = Taking(
            reading.model, reading.turns, urgent=False, stopped=lambda asked=asked: asked.asked is not JobState.RUNNING
        )
        control.interrupts(lambda asked=asked, model=model: _stop(asked, model))
        if not control.goes_on():
            return _cancelled(runner, job_id)
        job = run_batch(
            runner.store,
            model,
            reading.scoping,
            job_id,
            asked,
            lambda made: _tell(control, made),
            reply_tokens=reading.reply_tokens,
        )
        if job.state is JobState.DONE:
            return job
        if control.cancelled:
            return _cancelled(runner, job_id)


def _stop(asked: BatchControl, model: Taking) -> None:
    asked.pause()
    model.cancel()


def _tell(control: Control, made: Progress) -> None:
    control.report(made.job.done + made.job.failed, made.job.total)
    if made.problem:
        control.error(Trouble(made.record_id, 0, made.problem.message, made.problem.advice))


def _cancelled(runner: Runner, job_id: int) -> Job | None:
    def cancel(store: Store) -> Job | None:
        store.jobs.set_state(job_id, JobState.CANCELLED)
        return store.jobs.get(job_id)

    return runner.store.submit(cancel).result()
