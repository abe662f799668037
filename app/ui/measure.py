"""One figure of the window, measured in a process of its own: `python -m app.ui.measure start|memory|marks …`."""

import ctypes
import os
import statistics
import sys
import time
from pathlib import Path

from PySide6.QtCore import QEventLoop
from PySide6.QtWidgets import QApplication

from app.coding.codebook import Code
from app.coding.record import Record
from app.paths import Places
from app.settings import Settings
from app.ui.application import Application, make_application
from app.ui.code_rows import Group
from app.ui.marks import Mark, Marks
from app.ui.record_view import RecordView
from app.ui.theme import LIGHT

RUNS = 9


def show_window(home: Path) -> Application:
    """Open the window on the store in home and return when its worklist is shown and takes keys."""
    running = Application(make_application(), Places(home, home / "cache"), Settings())
    running.window.show()
    page = running.window.worklist
    while page.rows.rowCount() == 0 or running.desk.runner.busy:
        QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
    QApplication.processEvents()
    return running


def marks_ms(spans: int, characters: int) -> float:
    """Return the median time to mark spans on a record of so many characters and to paint it."""
    app = make_application()
    view = RecordView(LIGHT)
    view.resize(800, 900)
    view.show()
    view.show_record(Record.of("R", {"现病史": "患者反复胸痛。" * (characters // 7)}))
    width = characters // spans
    code = Code("I20.000", "不稳定性心绞痛", "测量")
    marks = Marks(Mark(n * width + 4, n * width + 4 + min(7, width), code, Group.SUGGESTED) for n in range(spans))
    times: list[float] = []
    for _ in range(RUNS):
        view.set_marks(Marks())
        app.processEvents()
        started = time.perf_counter()
        view.set_marks(marks)
        view.viewport().repaint()
        times.append((time.perf_counter() - started) * 1000)
    return statistics.median(times)


def resident_mb() -> float:
    """Return the memory this process holds, in MB (2^20 bytes)."""
    if sys.platform.startswith("linux"):
        pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20
    if sys.platform == "win32":
        return _resident_windows()
    import resource  # noqa: PLC0415 - not there on Windows

    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def _resident_windows() -> float:
    class Counters(ctypes.Structure):
        _fields_ = [
            ("size", ctypes.c_uint32),
            ("faults", ctypes.c_uint32),
            *((name, ctypes.c_size_t) for name in ("peak", "now", "a", "b", "c", "d", "e", "f")),
        ]

    counters = Counters(size=ctypes.sizeof(Counters))
    libraries = getattr(ctypes, "windll")  # noqa: B009 - exists on Windows only
    handle = libraries.kernel32.GetCurrentProcess()
    libraries.psapi.GetProcessMemoryInfo(handle, ctypes.byref(counters), counters.size)
    return counters.now / 2**20


def main(words: list[str]) -> None:
    """Print `ready` (start HOME), megabytes with a record open (memory HOME), or milliseconds (marks)."""
    if words[0] == "marks":
        print(marks_ms(200, 5000))
        return
    running = show_window(Path(words[1]))
    if words[0] == "start":
        print("ready", flush=True)
    else:
        running.window.open_record(running.window.worklist.current)
        while not running.window.case.record_id:
            QApplication.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 5)
        print(resident_mb())
    running.window.close()
    running.close()


if __name__ == "__main__":
    main(sys.argv[1:])
