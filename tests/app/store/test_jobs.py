"""Jobs hand out their records in order and outlive a restart."""

from app.store.database import Store
from app.store.jobs import JobError, JobState
from tests.builders import CODER


def test_records_are_handed_out_in_order(store):
    job = store.jobs.create("suggest", ["R2", "R1"], CODER)
    assert store.jobs.next_item(job) == "R2"
    store.jobs.finish_item(job, "R2")
    assert store.jobs.next_item(job) == "R1"
    store.jobs.finish_item(job, "R1", "too long")
    assert store.jobs.next_item(job) is None


def test_a_job_counts_what_is_done_and_what_failed(store):
    job = store.jobs.create("suggest", ["R1", "R2", "R3"])
    store.jobs.finish_item(job, "R1")
    store.jobs.finish_item(job, "R2", "too long")
    found = store.jobs.get(job)
    assert (found.total, found.done, found.failed) == (3, 1, 1)
    assert store.jobs.errors(job) == (JobError("R2", "too long"),)


def test_only_jobs_that_can_be_gone_on_with_are_open(store):
    running, paused, *ended = (store.jobs.create("suggest", []) for _ in range(4))
    for job, state in zip((running, *ended), (JobState.RUNNING, JobState.DONE, JobState.CANCELLED), strict=True):
        store.jobs.set_state(job, state)
    assert [job.job_id for job in store.jobs.open_jobs()] == [running, paused]


def test_a_job_is_there_after_a_restart(path):
    with Store.open(path) as store:
        job = store.jobs.create("suggest", ["R1"])
    with Store.open(path) as store:
        assert [each.job_id for each in store.jobs.open_jobs()] == [job]
        assert store.jobs.next_item(job) == "R1"


def test_an_unknown_job_is_none(store):
    assert store.jobs.get(7) is None
