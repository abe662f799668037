"""Figures of the window: time until it is usable, its memory, and evidence marks; each in a process of its own.

The platform is `offscreen`, so that the figures are the same with and without a screen. The files' first reading is
warm: nothing here may empty the operating system's caches.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from statistics import median
from time import perf_counter

from app.bench.worklist import RECORDS, fill
from app.errors import InputError
from app.paths import Places

RUNS = 5


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Return start_s and rss_mb at 100,000 records, and evidence_marks_ms of 200 marks on 5,000 characters."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        home = Path(folder)
        on_progress(f"writing {RECORDS:,} records")
        fill(Places(home, home / "cache").store, RECORDS)
        on_progress("measuring the start")
        start = median(_seconds_until_ready(home) for _ in range(RUNS))
        on_progress("measuring memory")
        memory = float(_measured("memory", str(home)))
    on_progress("measuring evidence marks")
    marks = median(float(_measured("marks")) for _ in range(3))
    return {"start_s": round(start, 2), "rss_mb": round(memory), "evidence_marks_ms": round(marks, 2)}


def _seconds_until_ready(home: Path) -> float:
    """Time from starting Python to a worklist that is shown and takes keys."""
    started = perf_counter()
    with subprocess.Popen(_command("start", str(home)), stdout=subprocess.PIPE, text=True, env=_environment()) as child:
        line = child.stdout.readline() if child.stdout else ""
        seconds = perf_counter() - started
    if line.strip() != "ready":
        raise InputError("The window could not be started for measuring.", "Run: dxdesk doctor")
    return seconds


def _measured(*words: str) -> str:
    done = subprocess.run(_command(*words), capture_output=True, text=True, env=_environment(), check=False)
    if done.returncode != 0:
        raise InputError("The window could not be measured.", "Run: dxdesk doctor")
    return done.stdout.strip().splitlines()[-1]


def _command(*words: str) -> list[str]:
    return [sys.executable, "-m", "app.ui.measure", *words]


def _environment() -> dict[str, str]:
    return {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
