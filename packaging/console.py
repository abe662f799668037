"""What the set-up programs say and how they fail: progress goes to stderr, a failure is one sentence and one advice."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class StepError(Exception):
    """Stop the program: `message` says what happened, `advice` what the reader can do about it."""

    def __init__(self, message: str, advice: str) -> None:
        super().__init__(message)
        self.message = message
        self.advice = advice


def say(text: str) -> None:
    """Print one line of progress."""
    print(text, file=sys.stderr, flush=True)


def elapsed(since: float) -> str:
    """Return the time since `since` (a `time.monotonic()`) as `7 min 05 s` or `3.2 s`."""
    seconds = time.monotonic() - since
    if seconds < 60:
        return f"{seconds:.1f} s"
    return f"{int(seconds // 60)} min {int(seconds % 60):02d} s"


def call(
    command: Sequence[str | os.PathLike[str]],
    *,
    doing: str,
    advice: str,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
) -> str:
    """Run `command` and return what it printed; raise StepError with its last lines when it fails."""
    try:
        done = subprocess.run(
            [os.fspath(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            errors="replace",
            env=dict(env) if env is not None else None,
            cwd=cwd,
            check=False,
        )
    except OSError as error:
        raise StepError(f"{doing}: {error.strerror or error}: {command[0]}", advice) from error
    if done.returncode:
        raise StepError(f"{doing}: the command ended with {done.returncode}:\n{_tail(done.stdout, command)}", advice)
    return done.stdout


def _tail(output: str, command: Sequence[str | os.PathLike[str]]) -> str:
    lines = [line for line in output.splitlines() if line.strip()][-12:]
    return "\n".join(f"    | {line}" for line in [shlex.join(os.fspath(part) for part in command), *lines])


def main_border(program: Callable[[], int]) -> int:
    """Run a program and turn its failure into words on stderr and an exit code; no traceback is shown."""
    try:
        return program()
    except StepError as failure:
        say(f"\n{failure.message}\nWhat to do: {failure.advice}")
    except KeyboardInterrupt:
        say("\nStopped. What is done stays done: the same command goes on from here.")
    except OSError as error:
        place = f": {error.filename}" if error.filename else ""
        say(f"\n{error.strerror or error}{place}\nWhat to do: check free disk space and the rights on this path.")
    return 1
