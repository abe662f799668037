"""A batch suggests for every record, stops when asked, goes on after a restart and loses nothing."""

import pytest

from app.coding.completion import Completion, Finish
from app.coding.errors import PromptTooLongError
from app.coding.mentions import Finder
from app.coding.prompt import Style
from app.coding.scope import Task
from app.errors import ModelError, ModelStoppedError
from app.review.batch import Control, Progress, create_batch, run_batch
from app.review.scoping import FixedScoping
from app.review.session import Session
from app.store.database import Store
from app.store.jobs import JobError, JobState
from app.store.thread import StoreThread
from app.store.worklist import CaseStatus
from tests.builders import ANGINA, CODER, Misbehaviour, ScriptedModel, record, records, scope

FINDER = Finder(scope().all_codes)


@pytest.fixture
def store(path):
    with Store.open(path) as opened:
        opened.records.put_many(records(4), CODER)
        yield opened


def run(store, model, job, **how):
    return run_batch(store, model, FixedScoping(scope(), FINDER, Style()), job, **how)


def test_every_record_gets_a_suggestion(store):
    job = run(store, ScriptedModel(), create_batch(store))
    assert (job.state, job.total, job.done, job.failed) == (JobState.DONE, 4, 4, 0)
    assert store.suggestions.latest("R0001").suggestion.principal.code == ANGINA
    assert store.worklist.counts()[CaseStatus.SUGGESTED] == 4


def test_progress_tells_each_record_as_it_is_kept(store):
    said: list[Progress] = []
    run(store, ScriptedModel(), create_batch(store), on_progress=said.append)
    assert [(each.record_id, each.job.done) for each in said] == [
        ("R0001", 1), ("R0002", 2), ("R0003", 3), ("R0004", 4), ("", 4),
    ]  # fmt: skip


def test_finished_records_are_left_alone(store):
    session = Session(store, CODER)
    session.accept(record_id="R0002", code=ANGINA, task=Task.PRINCIPAL)
    session.finish(record_id="R0002")
    model = ScriptedModel()
    run(store, model, create_batch(store))
    assert model.asked == ["R0001", "R0003", "R0004"]


def test_what_the_same_model_suggested_already_is_skipped(store):
    run(store, ScriptedModel(), create_batch(store, ["R0002"]))
    again, other = ScriptedModel(), ScriptedModel(name="other")
    run(store, again, create_batch(store))
    run(store, other, create_batch(store))
    assert (again.asked, len(other.asked)) == (["R0001", "R0003", "R0004"], 4)


def test_a_changed_record_is_suggested_anew(store):
    run(store, ScriptedModel(), create_batch(store))
    store.records.put(record("R0003", 主诉="头晕。"), CODER)
    model = ScriptedModel()
    run(store, model, create_batch(store))
    assert model.asked == ["R0003"]


def test_a_record_that_fails_is_listed_and_the_rest_goes_on(store):
    model = ScriptedModel(fails={"R0002": PromptTooLongError("No room.", "Take a longer context.")})
    job = create_batch(store)
    assert run(store, model, job).done == 3
    assert store.jobs.errors(job) == (JobError("R0002", "No room. Take a longer context."),)
    assert store.suggestions.latest("R0002") is None


def test_another_batch_tries_what_failed_and_nothing_else(store):
    run(store, ScriptedModel(fails={"R0002": ModelStoppedError("It stopped.")}), create_batch(store))
    model = ScriptedModel()
    assert run(store, model, create_batch(store)).failed == 0
    assert model.asked == ["R0002"]


def test_a_record_that_is_gone_is_listed(store):
    job = create_batch(store, ["R0001", "R9"])
    assert run(store, ScriptedModel(), job).failed == 1
    assert store.jobs.errors(job)[0].record_id == "R9"


def test_a_model_that_stops_again_and_again_pauses_the_job(store):
    stopped = ModelStoppedError("It stopped.")
    model = ScriptedModel(fails=dict.fromkeys(["R0001", "R0002", "R0003", "R0004"], stopped))
    job = create_batch(store)
    with pytest.raises(ModelStoppedError):
        run(store, model, job)
    found = store.jobs.get(job)
    assert (found.state, found.failed) == (JobState.PAUSED, 2)


def test_a_model_that_cannot_be_used_pauses_the_job_at_once(store):
    job = create_batch(store)
    with pytest.raises(ModelError):
        run(store, ScriptedModel(fails={"R0001": ModelError("No memory.")}), job)
    assert store.jobs.next_item(job) == "R0001"
    assert run(store, ScriptedModel(), job).done == 4


@pytest.mark.parametrize(("ask", "state"), [("pause", JobState.PAUSED), ("cancel", JobState.CANCELLED)])
def test_it_stops_after_the_record_in_hand_and_keeps_it(store, ask, state):
    control = Control()
    job = create_batch(store)
    ended = run(store, ScriptedModel(), job, control=control, on_progress=lambda _: getattr(control, ask)())
    assert (ended.state, ended.done) == (state, 1)
    assert store.suggestions.latest("R0001") is not None


def test_a_paused_batch_goes_on_where_it_was_after_a_restart(path):
    control = Control()
    with Store.open(path) as store:
        store.records.put_many(records(3), CODER)
        job = create_batch(store)
        run(store, ScriptedModel(), job, control=control, on_progress=lambda _: control.pause())
    model = ScriptedModel()
    with Store.open(path) as store:
        assert [each.job_id for each in store.jobs.open_jobs()] == [job]
        assert run(store, model, job).done == 3
    assert model.asked == ["R0002", "R0003"]


def test_a_batch_interrupted_in_the_middle_goes_on(store):
    model = ScriptedModel(fails={"R0003": KeyboardInterrupt()})
    job = create_batch(store)
    with pytest.raises(KeyboardInterrupt):
        run(store, model, job)
    assert store.jobs.open_jobs()[0].done == 2
    assert run(store, ScriptedModel(), job).done == 4


def test_a_cancelled_generation_is_not_kept_and_pauses(store):
    class Cancelled(ScriptedModel):
        def complete(self, requests, on_text=None):
            return tuple((Completion("", Finish.CANCELLED),) for _ in requests)

    job = run(store, Cancelled(), create_batch(store))
    assert (job.state, job.done) == (JobState.PAUSED, 0)
    assert store.suggestions.latest("R0001") is None


@pytest.mark.parametrize("way", Misbehaviour)
def test_whatever_a_model_says_the_batch_ends_and_suggests_nothing_unproven(store, way):
    assert run(store, ScriptedModel(misbehave=way), create_batch(store), reply_tokens=40).done == 4
    made = store.suggestions.latest("R0001").suggestion
    assert (made.principal, made.others) == (None, ())
    assert len(made.votes) == 6


def test_it_works_on_a_stores_own_thread(path):
    with StoreThread(path) as thread:
        thread.submit(lambda store: store.records.put_many(records(2), CODER)).result()
        assert run(thread, ScriptedModel(), create_batch(thread)).done == 2
