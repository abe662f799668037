"""A working process is killed at random moments; what it had acknowledged is there, and the store is sound."""

import json
import random
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest

from app.coding.decision import Act
from app.errors import StoreError
from app.store.database import Store
from app.store.worklist import CaseStatus

CHILD = Path(__file__).with_name("kill_child.py")
KILLS = 100
AT_ONCE = 2
"""Interpreters started ahead, so that one starts while another is killed and its store checked."""
LONGEST = 0.12
"""Seconds a child works at most: it makes an act every few milliseconds."""


class Child:
    """A process that starts at once, works when told to, and is killed."""

    def __init__(self, path: Path, life: int) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-W", "error", str(CHILD), str(path), f"L{life}"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            encoding="utf-8",
        )
        self._told: list[str] = []

    def work_and_die(self, seconds: float) -> list[list]:
        """Let it work for a while, kill it, and return what it acknowledged."""
        assert self._process.stdin
        assert self._process.stdout
        assert self._process.stderr
        listening = threading.Thread(target=self._listen)
        self._process.stdin.write("go\n")
        self._process.stdin.flush()
        first = self._process.stdout.readline()
        assert first == '["open"]\n', self._process.stderr.read()
        listening.start()
        time.sleep(seconds)
        self.kill()
        listening.join()
        said = self._process.stderr.read()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            pipe.close()
        assert said == ""
        return [json.loads(line) for line in self._told if line.endswith("\n")]

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()

    def discard(self) -> None:
        """End a child that was never let go."""
        self.kill()
        for pipe in (self._process.stdin, self._process.stdout, self._process.stderr):
            if pipe:
                pipe.close()

    def _listen(self) -> None:
        assert self._process.stdout
        self._told.extend(self._process.stdout)


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


def in_step(store: Store) -> None:
    """Find worklist, decisions and finals telling the same of every record."""
    for row in store.worklist.page():
        acts = [decision.act for decision in store.decisions.of(row.record_id)]
        finals = store.finals.history(row.record_id)
        assert len(finals) == acts.count(Act.FINISH)
        assert (row.status is CaseStatus.FINISHED) is (acts[-1:] == [Act.FINISH])
        assert (row.status in (CaseStatus.NEW, CaseStatus.SUGGESTED)) is (not acts)


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_a_killed_process_loses_nothing_it_acknowledged(tmp_path):
    path = tmp_path / "store.db"
    chance = random.Random(20250301)
    waiting = [Child(path, life) for life in range(AT_ONCE)]
    acts = 0
    try:
        for life in range(AT_ONCE, KILLS + AT_ONCE):
            child = waiting.pop(0)
            acknowledged = child.work_and_die(chance.uniform(0, LONGEST))
            if life < KILLS:
                waiting.append(Child(path, life))
            with Store.open(path) as store:
                assert store.check() == "ok"
                assert store.audit.verify().ok
                check(store, acknowledged)
                in_step(store)
            acts += len(acknowledged)
    finally:
        for child in waiting:
            child.discard()
    assert acts > KILLS  # the children did work


def test_a_second_process_is_refused_while_the_first_one_works(tmp_path):
    path = tmp_path / "store.db"
    Store.open(path).close()
    child = Child(path, 0)
    refused: list[str] = []

    def open_too() -> None:
        try:
            Store.open(path).close()
        except StoreError as error:
            refused.append(error.message)

    timer = threading.Timer(0.05, open_too)
    timer.start()
    with Store.open(path):
        pass
    timer.join()
    child.discard()
