"""Runs one step of an export in a process of its own: llama.cpp and its converter may end the process they run in."""

import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from trainer.errors import BaseModelError

_TAIL = 6


def run_child(module: str, arguments: Sequence[str | Path], *, doing: str, advice: str, said: str = "") -> str:
    """Run `python -m module` to its end and return what it printed; raise BaseModelError with its last words.

    `said` goes to the child's standard input.
    """
    command = [sys.executable, "-P", "-m", module, *map(str, arguments)]
    env = {**os.environ, "OMP_WAIT_POLICY": os.environ.get("OMP_WAIT_POLICY", "passive"), "HF_HUB_OFFLINE": "1"}
    done = subprocess.run(
        command, input=said, capture_output=True, encoding="utf-8", errors="replace", env=env, check=False
    )
    if done.returncode:
        lines = [line.strip() for line in done.stderr.splitlines() if line.strip()]
        how = f"ended with {done.returncode}" if done.returncode > 0 else "was ended by the system"
        last = " | ".join(lines[-_TAIL:])
        raise BaseModelError(f"{doing} failed: the process {how}" + (f": {last}" if last else "."), advice)
    return done.stdout
