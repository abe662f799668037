"""One child process and the lines it says: how the worker reaches the model, and notices when it cannot."""

import contextlib
import queue
import subprocess
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from app.errors import ModelStoppedError
from app.inference import wire

RESTART = "It is started again with the next record; if it keeps ending, choose a smaller model."
"""What to do when the child has ended."""
_CLOSE_SECONDS = 3.0


class EngineProcess:
    """One child process and the lines it says; the command can be any that speaks wire.py."""

    def __init__(self, command: Sequence[str], log: Path | None = None) -> None:
        self._events: queue.Queue[dict[str, Any] | None] = queue.Queue()
        self._write_lock = threading.Lock()
        self._child = _spawn(command, log)
        self._reader = threading.Thread(target=self._read, name="engine-reader", daemon=True)
        self._reader.start()

    @property
    def alive(self) -> bool:
        """Tell whether the child still runs."""
        return self._child.poll() is None

    @property
    def pid(self) -> int:
        """Return the child's process id."""
        return self._child.pid

    def send(self, message: dict[str, Any]) -> None:
        """Write one order; raise ModelStoppedError when the child is gone."""
        try:
            with self._write_lock:
                assert self._child.stdin is not None  # noqa: S101 - opened as a pipe above
                self._child.stdin.write(wire.dumps(message))
                self._child.stdin.flush()
        except (OSError, ValueError):
            raise self.stopped() from None

    def receive(self, timeout: float) -> dict[str, Any] | None:
        """Return the next event, None when none comes in time; raise ModelStoppedError when the child ended."""
        try:
            event = self._events.get(timeout=timeout)
        except queue.Empty:
            return None
        if event is None:
            self._events.put(None)
            raise self.stopped()
        return event

    def stopped(self) -> ModelStoppedError:
        """Return the error that says the child ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._child.wait(0.5)
        code = self._child.returncode
        return ModelStoppedError(f"The model's process has ended (code {code}).", RESTART)

    def close(self) -> None:
        """Ask the child to end, and end it when it does not."""
        if self.alive:
            with contextlib.suppress(ModelStoppedError):
                self.send({"op": "close", "id": 0})
            with contextlib.suppress(subprocess.TimeoutExpired):
                self._child.wait(_CLOSE_SECONDS)
        self.kill()

    def kill(self) -> None:
        """End the child at once."""
        self._child.kill()
        self._child.wait()
        self._reader.join(_CLOSE_SECONDS)
        for pipe in (self._child.stdin, self._child.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _read(self) -> None:
        """Queue every line; a line that is none of ours means the child has lost its mind."""
        assert self._child.stdout is not None  # noqa: S101 - opened as a pipe above
        with contextlib.suppress(OSError, ValueError):
            for line in self._child.stdout:
                event = wire.loads(line)
                if event is None or "event" not in event:
                    break
                self._events.put(event)
        self._events.put(None)


def _spawn(command: Sequence[str], log: Path | None) -> subprocess.Popen[bytes]:
    """Start the child with its messages going to the log, or nowhere when that cannot be written."""
    with contextlib.ExitStack() as files:
        errors: Any = subprocess.DEVNULL
        if log is not None:
            with contextlib.suppress(OSError):
                log.parent.mkdir(parents=True, exist_ok=True)
                errors = files.enter_context(log.open("wb"))
        try:
            return subprocess.Popen(
                list(command),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as error:
            raise ModelStoppedError(f"The model's process cannot be started: {error}.", RESTART) from error
