"""A working process is killed at random moments; what it had acknowledged is there, and the store is sound."""

import multiprocessing
import random
import time
from pathlib import Path

import pytest

from app.coding.decision import Act
from app.errors import StoreError
from app.store.database import Store
from app.store.worklist import CaseStatus, WorklistQuery
from tests.flows.kill_child import live

KILLS = 100
LONGEST = 0.12
"""Seconds a process works at most; it makes an act every few milliseconds."""


class Child:
    """A process that works on a store and tells what it has done, until it is killed."""

    def __init__(self, path: Path, life: int) -> None:
        """Start it and wait until it has opened the store."""
        self._told, telling = multiprocessing.Pipe(duplex=False)
        self._process = _context().Process(target=live, args=(path, life, telling))
        self._process.start()
        telling.close()
        assert self._told.poll(60), "the process did not start"
        assert self._told.recv() == ["open"]

    def kill(self) -> list[list]:
        """Kill it without warning and return what it acknowledged."""
        self._process.kill()
        self._process.join()
        assert self._process.exitcode != 1, "the process failed before it was killed"
        told = list(_received(self._told))
        self._told.close()
        self._process.close()
        return told


def _context():
    """Start processes from a server that has everything imported, where the system can (or the start takes longest)."""
    if "forkserver" not in multiprocessing.get_all_start_methods():
        return multiprocessing.get_context("spawn")
    context = multiprocessing.get_context("forkserver")
    context.set_forkserver_preload(["pytest", "tests.flows.kill_child"])
    return context


def _received(told):
    """Yield whole messages; the kill may have cut the last one off."""
    while True:
        try:
            yield told.recv()
        except (EOFError, OSError):
            return


def check(store: Store, acknowledged: list[list]) -> None:
    """Find every acknowledged act in the store."""
    for kind, *about in acknowledged:
        match kind:
            case "import":
                assert store.records.known(about) == set(about)
            case "update":
                assert store.records.get(about[0]).text("主诉") == about[1]
            case "suggestion":
                assert store.suggestions.history(about[0])
            case "job":
                job = store.jobs.get(about[0])
                assert job
                assert job.done == job.total
            case "decision":
                record_id, number, act, place = about
                decision = store.decisions.of(record_id)[place - 1]
                assert (decision.decision_id, decision.act) == (number, act)
            case "final":
                assert about[1] in [final.decision_id for final in store.finals.history(about[0])]
            case _:
                pytest.fail(f"nobody knows {kind}")


def in_step(store: Store, life: int) -> None:
    """Find worklist, decisions and finals telling the same of every record of one life."""
    for row in store.worklist.page(WorklistQuery(text=f"L{life}-")):
        acts = [decision.act for decision in store.decisions.of(row.record_id)]
        finals = store.finals.history(row.record_id)
        assert len(finals) == acts.count(Act.FINISH)
        assert (row.status is CaseStatus.FINISHED) is (acts[-1:] == [Act.FINISH])
        assert (row.status in (CaseStatus.NEW, CaseStatus.SUGGESTED)) is (not acts)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path):
    chance = random.Random(20250301)
    path = tmp_path / "store.db"
    acts = 0
    for life in range(KILLS):
        child = Child(path, life)
        time.sleep(chance.uniform(0, LONGEST))
        acknowledged = child.kill()
        with Store.open(path) as store:
            assert store.check() == "ok"
            assert store.audit.verify().ok
            check(store, acknowledged)
            in_step(store, life)
        acts += len(acknowledged)
    assert acts > KILLS  # the children did work


def test_a_second_process_is_refused_while_the_first_one_works(tmp_path):
    child = Child(tmp_path / "store.db", 0)
    try:
        with pytest.raises(StoreError, match="is open in another DxDesk"):
            Store.open(tmp_path / "store.db")
    finally:
        child.kill()
    Store.open(tmp_path / "store.db").close()
