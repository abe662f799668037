"""A suggestion while it is made: fragments come in on the model's thread, the window looks in when it likes."""

import threading
from dataclasses import dataclass

from app.coding.answer import parse
from app.coding.completion import (
    Completion,
    Finish,
    Fragment,
    ModelInfo,
    tcecp_plan,
)
from app.coding.mentions import Finder
from app.coding.prompt import Style, asked_in
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.coding.suggest import TASKS, Suggestion, Vote, weigh
from app.coding.versions import versions_of

END_OF_ANSWER = "</answer>"
VOTES = 6
"""Completions of one record: three of each of the two tasks."""


@dataclass(frozen=True, slots=True)
class Glimpse:
    """A suggestion in the making: votes so far, the newest words, and what the votes so far would give."""

    votes: int
    text: str
    partial: Suggestion | None


class Stream:
    """Collect fragments of one record; `glimpse` returns what is new since the last look."""

    def __init__(self, record: Record, scope: Scope, finder: Finder, style: Style, info: ModelInfo) -> None:
        self._record, self._scope, self._finder, self._style, self._info = record, scope, finder, style, info
        self._lock = threading.Lock()
        self._texts: dict[tuple[Task, int], str] = {}
        self._complete: dict[tuple[Task, int], Vote] = {}
        self._partial: Suggestion | None = None
        self._new = False
        self._stopped = threading.Event()

    def add(self, fragment: Fragment) -> None:
        """Take a fragment (on the model's thread) and weigh the votes anew when one is complete."""
        if self._stopped.is_set():
            return
        key = (fragment.task, fragment.vote)
        text = self._texts.get(key, "") + fragment.text
        partial = None
        if END_OF_ANSWER in text and key not in self._complete:
            self._complete[key] = self._vote(key, text)
            partial = self._weigh()
        with self._lock:
            self._texts[key] = text
            self._partial = partial or self._partial
            self._new = True

    def stop(self) -> None:
        """Take no more fragments."""
        self._stopped.set()

    @property
    def stopped(self) -> bool:
        """Say whether the coder has cancelled."""
        return self._stopped.is_set()

    def glimpse(self) -> Glimpse | None:
        """Return the state when it changed since the last look."""
        with self._lock:
            if not self._new:
                return None
            self._new = False
            first = self._texts.get((Task.OTHERS, 0)) or self._texts.get((Task.PRINCIPAL, 0), "")
            return Glimpse(len(self._complete), first[-400:], self._partial)

    def _vote(self, key: tuple[Task, int], text: str) -> Vote:
        task, position = key
        sampling = tcecp_plan(self._record.record_id, task)[position]
        answer = parse(text, task, self._scope, self._style.order, asked_in(self._record.sections, self._style))
        return Vote(task, position, sampling, Completion(text, Finish.STOP), answer)

    def _weigh(self) -> Suggestion:
        votes = [self._complete[key] for key in sorted(self._complete, key=lambda k: (TASKS.index(k[0]), k[1]))]
        versions = versions_of(self._scope, self._style)
        return weigh(self._record, self._scope, votes, self._finder, self._info, (), versions)
