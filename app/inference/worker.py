"""The parent side of the model's child process: starts the child process, streams, cancels, and survives its death."""

import contextlib
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

from app.coding.completion import Completion, Finish, Fragment, ModelInfo, OnText, Request
from app.errors import ModelError, ModelStoppedError
from app.inference import wire
from app.inference.hashes import Hashes
from app.inference.modelfile import Expected, ModelFile, check_together
from app.inference.process import RESTART, EngineProcess
from app.inference.threads import default_threads
from app.paths import Places

CANCEL_SECONDS = 0.2
"""How long a cancelled call waits for the child's own answer before it returns what it has."""
RECOVER_SECONDS = 20.0
"""How long the next call waits for a cancelled child before it is replaced."""
SILENCE_SECONDS = 900.0
"""A child that says nothing for this long is taken for hung."""
LOAD_SECONDS = 600.0
_POLL_SECONDS = 0.05
OnProgress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class ModelSpec:
    """Which model to run and how."""

    path: Path
    adapter: Path | None = None
    sha256: str = ""
    """What the file must hash to, '' when nothing is pinned."""
    adapter_sha256: str = ""
    """What the adapter's file must hash to."""
    name: str = ""
    prompt: str = ""
    """The prompt version it was trained in."""
    context_tokens: int = 8192
    threads: int = 0
    expected: Expected = field(default_factory=Expected)


class _Interrupted(Exception):  # noqa: N818 - not an error: the caller asked for it
    """A call was cancelled before the model was ready for it."""


class ModelWorker:
    """A local GGUF model behind the contract's protocol; safe to cancel and close from any thread."""

    def __init__(self, spec: ModelSpec, places: Places, command: Sequence[str] | None = None) -> None:
        self.spec = spec
        self._places = places
        self._command = command or (sys.executable, "-P", "-m", "app.inference.child")
        self._hashes = Hashes(places.cache / "hashes.json")
        self._lock = threading.RLock()
        self._cancel = threading.Event()
        self._process: EngineProcess | None = None
        self._next_id = 0
        self._owed: int | None = None
        self._runtime = ""
        self._file: ModelFile | None = None
        self._closed = False
        self._busy = 0
        self.timing: dict[str, Any] = {}
        """Where the last completion's time went, as the engine measured it."""
        self._count = lru_cache(maxsize=4096)(self._ask_count)

    @property
    def info(self) -> ModelInfo:
        """Name the model; its hash is read on start."""
        name = self.spec.name or self.spec.path.stem
        adapter = self.spec.adapter.stem if self.spec.adapter else ""
        return ModelInfo(
            name,
            sha256=self._hashes.known(self.spec.path) if self.spec.path.exists() else "",
            adapter=adapter,
            runtime=self._runtime,
            prompt=self.spec.prompt,
        )

    @property
    def context_length(self) -> int:
        """Return the tokens prompt and completion may take together; reads the header if need be."""
        file = self._checked()
        return min(self.spec.context_tokens, file.context_length or self.spec.context_tokens)

    @property
    def running(self) -> bool:
        """Tell whether the child runs with the model loaded."""
        return self._process is not None and self._process.alive

    @property
    def pid(self) -> int | None:
        """Return the child's process id, None when there is none."""
        return self._process.pid if self._process else None

    def start(self, on_progress: OnProgress | None = None) -> None:
        """Check the file and load it; raises ModelRefusedError, ModelError or ModelStoppedError."""
        with contextlib.suppress(_Interrupted):
            self._start(on_progress)

    def _start(self, on_progress: OnProgress | None = None) -> None:
        with self._lock:
            if self.running and self._settled():
                return
            if self._cancel.is_set() and not self._closed:
                raise _Interrupted
            self._drop()
            say = on_progress or (lambda _text: None)
            say("checking")
            file = self._checked()
            key = self._hashes.sha256(self.spec.path)
            adapter_key = self._hashes.sha256(self.spec.adapter) if self.spec.adapter else ""
            say("loading")
            self._process = EngineProcess(self._command, self._places.logs / "engine.log")
            load = wire.Load(
                file.path,
                self.spec.adapter,
                key,
                adapter_key,
                self._places.prefixes,
                self.spec.threads or default_threads(),
                self.context_length,
            )
            self._ask(wire.write_load(load), LOAD_SECONDS)
            say("ready")

    def count_tokens(self, text: str) -> int:
        """Count the tokens of a text as the model reads it; of a cancelled call any number will do."""
        try:
            return self._count(text)
        except _Interrupted:
            return len(text)

    def complete(
        self, requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer every request; a cancelled call returns what there is, a dead child raises ModelStoppedError."""
        return self.complete_orders([wire.order_of(request) for request in requests], requests, on_text)

    def complete_orders(
        self, orders: Sequence[wire.Order], requests: Sequence[Request], on_text: OnText | None = None
    ) -> tuple[tuple[Completion, ...], ...]:
        """Answer orders; requests only name the fragments' tasks."""
        with self._at_work():
            try:
                self._start()
                return self._run(orders, requests, on_text)
            except _Interrupted:
                return tuple(tuple(Completion("", Finish.CANCELLED) for _ in order.samplings) for order in orders)
            finally:
                self._cancel.clear()

    def cancel(self) -> None:
        """Stop the completion in progress, or the one whose prompt is being counted; it returns within about 0.2 s."""
        if self._busy:
            self._cancel.set()

    def close(self) -> None:
        """End the child; a call in progress is cancelled first."""
        self._closed = True
        self._cancel.set()
        with self._lock:
            self._drop()

    def _run(
        self, orders: Sequence[wire.Order], requests: Sequence[Request], on_text: OnText | None
    ) -> tuple[tuple[Completion, ...], ...]:
        call = _Call(self._send(wire.write_orders(orders)), orders, requests, on_text)
        while True:
            if self._cancel.is_set() and call.cancelled_at is None:
                call.cancelled_at = time.monotonic()
                self._live().send({"op": "cancel", "id": call.number})
            if call.cancelled_at is not None and time.monotonic() - call.cancelled_at > CANCEL_SECONDS:
                self._owed = call.number
                return call.so_far()
            event = self._receive(_POLL_SECONDS)
            if event is None:
                self._watch(call)
                continue
            call.heard_at = time.monotonic()
            found = call.take(event)
            if found is not None:
                self.timing = event.get("timing", {})
                return found

    def _watch(self, call: "_Call") -> None:
        """Replace a child that has said nothing for too long."""
        if time.monotonic() - call.heard_at > SILENCE_SECONDS:
            self._drop()
            raise ModelStoppedError("The model's process does not answer any more.", RESTART)

    @contextlib.contextmanager
    def _at_work(self) -> Iterator[None]:
        """Hold the worker; from when a caller waits for it there is something to cancel."""
        self._busy += 1
        try:
            with self._lock:
                yield
        finally:
            self._busy -= 1

    def _ask_count(self, text: str) -> int:
        with self._at_work():
            self._start()
            return int(self._ask({"op": "count", "text": text}, SILENCE_SECONDS)["count"])

    def _ask(self, message: dict[str, Any], timeout: float) -> dict[str, Any]:
        """Send one order and wait for its answer; leaves it owed when the caller is cancelled."""
        self._owed = self._send(message)
        event = self._await_owed(timeout)
        if event is None and self._cancel.is_set() and not self._closed:
            raise _Interrupted
        if event is None:
            self._drop()
            raise ModelStoppedError("The model's process does not answer.", RESTART)
        if event["event"] == "error":
            if message["op"] == "load":
                self._drop()
            raise ModelError(event["message"], event["advice"])
        return event

    def _settled(self) -> bool:
        """Wait for what a cancelled call left owed; False when the child must be replaced."""
        return self._owed is None or self._await_owed(RECOVER_SECONDS) is not None

    def _await_owed(self, timeout: float) -> dict[str, Any] | None:
        """Return the owed answer; None when it does not come in time or the caller is cancelled."""
        limit = time.monotonic() + timeout
        while time.monotonic() < limit:
            event = self._receive(_POLL_SECONDS)
            if event is not None and event.get("id") == self._owed:
                self._owed = None
                self._runtime = str(event.get("runtime", self._runtime))
                return event
            if self._closed or self._cancel.is_set():
                return None
        return None

    def _send(self, message: dict[str, Any]) -> int:
        self._next_id += 1
        self._live().send(message | {"id": self._next_id})
        return self._next_id

    def _receive(self, timeout: float) -> dict[str, Any] | None:
        try:
            return self._live().receive(timeout)
        except ModelStoppedError:
            self._drop()
            raise

    def _live(self) -> EngineProcess:
        if self._process is None:
            raise ModelStoppedError("The model's process has ended.", RESTART)
        return self._process

    def _drop(self) -> None:
        """End the child, if there is one."""
        process, self._process, self._owed = self._process, None, None
        if process is not None:
            process.close() if process.alive and self._closed else process.kill()

    def _checked(self) -> ModelFile:
        """Check model and adapter once; raise ModelRefusedError in words."""
        if self._file is None:
            spec = self.spec
            self._file = check_together(
                spec.path,
                spec.adapter,
                sha256=spec.sha256,
                adapter_sha256=spec.adapter_sha256,
                expected=spec.expected,
                hashed=self._hashes.sha256,
            )
        return self._file


class _Call:
    """One completion call: what the child said of it so far."""

    def __init__(
        self, number: int, orders: Sequence[wire.Order], requests: Sequence[Request], on_text: OnText | None
    ) -> None:
        self.number = number
        self.heard_at = time.monotonic()
        self.cancelled_at: float | None = None
        self._requests = requests
        self._on_text = on_text
        self._texts = [["" for _ in order.samplings] for order in orders]

    def take(self, event: dict[str, Any]) -> tuple[tuple[Completion, ...], ...] | None:
        """Take one event; return the completions when it brings them; raise ModelError when it reports one."""
        if event["event"] == "text":
            for question, vote, text in event["pieces"]:
                self._texts[question][vote] += text
                if self._on_text and self.cancelled_at is None:
                    self._on_text(Fragment(self._requests[question].task, vote, text))
        elif event["event"] == "error" and event["id"] == self.number:
            raise ModelError(event["message"], event["advice"])
        elif event["event"] == "done" and event["id"] == self.number:
            return wire.read_completions(event["completions"])
        return None

    def so_far(self) -> tuple[tuple[Completion, ...], ...]:
        """Return the streamed texts as cancelled completions."""
        return tuple(tuple(Completion(text, Finish.CANCELLED) for text in each) for each in self._texts)
