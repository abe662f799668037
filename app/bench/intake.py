"""Import figures: 10,000 CSV records of some 2,400 characters, read and put into a store, and how memory grows."""

import csv
import sys
import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from random import Random
from time import perf_counter

from app.coding.decision import Actor
from app.coding.record import SECTIONS_ZH, Record
from app.errors import InputError
from app.exchange.intake import read_files
from app.store.database import Store

RECORDS = 10_000
_LENGTHS = (15, 567, 168, 68, 36, 40, 404, 62, 571, 110, 361)
"""Mean characters of the eleven sections in the task's records."""
_WORDS = (
    "患者",
    "无明显诱因",
    "胸痛",
    "，持续约",
    "10分钟",
    "。否认",
    "糖尿病",
    "\n查体：",
    '"压榨样"',
    "心率80次/分",
    "、气短",
    "高血压病",
)


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Measure the import of 10,000 records."""
    return measure(RECORDS, on_progress)


def measure(count: int, on_progress: Callable[[str], None]) -> dict[str, float]:
    """Write a file of count records, import it into a new store; give seconds and growth of resident memory in MB."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "records.csv"
        on_progress(f"writing {count:,} records")
        write_records(path, count)
        on_progress("importing")
        watch = _Memory(settles_at=count // 10)
        with Store.open(Path(folder) / "bench.db") as store:
            start = perf_counter()
            imported = store.records.put_many(watch.over(_records(path)), Actor("bench"))
            seconds = perf_counter() - start
        if imported.added != count:
            raise InputError(f"{imported.added} of {count} records were imported.", "The figure would mean nothing.")
    return {"import_10k_s": round(seconds, 2), "import_10k_rss_growth_mb": round(watch.growth, 1)}


def write_records(path: Path, count: int) -> None:
    """Write invented records as a quoted CSV; the same every time."""
    random = Random(20250301)  # noqa: S311 - invented text, no secret
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(["病案标识", "性别", "年龄", "入院日期", "出院日期", *SECTIONS_ZH])
        for n in range(count):
            texts = [_text(random, length) for length in _LENGTHS]
            writer.writerow([f"ZY{n:07d}", "男", "65岁", "2025-03-01", "2025-03-09", *texts])


def _text(random: Random, length: int) -> str:
    return "".join(random.choices(_WORDS, k=length // 4 + 1))[:length]  # words have some four characters


def _records(path: Path) -> Iterator[Record]:
    for each in read_files([path]):
        if isinstance(each, Record):
            yield each


class _Memory:
    """How far resident memory rose above where it had settled: after that many records buffers have their size."""

    def __init__(self, *, settles_at: int) -> None:
        self._settles_at = settles_at
        self._settled = 0.0
        self.growth = 0.0

    def over(self, records: Iterator[Record]) -> Iterator[Record]:
        """Pass records on and look at the memory every fifth of that number."""
        for number, record in enumerate(records, start=1):
            yield record
            if number == self._settles_at:
                self._settled = resident_mb()
            elif number > self._settles_at and number % (self._settles_at // 5 or 1) == 0:
                self.growth = max(self.growth, resident_mb() - self._settled)


def resident_mb() -> float:
    """Return this process's resident memory; where the system gives only its peak, the peak."""
    if sys.platform == "win32":
        return _windows_working_set() / 2**20
    statm = Path("/proc/self/statm")
    import resource  # noqa: PLC0415 - not there on Windows

    if statm.exists():
        return int(statm.read_text().split()[1]) * resource.getpagesize() / 2**20
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 2**20 if sys.platform == "darwin" else peak / 2**10


def _windows_working_set() -> int:
    """Ask Windows for WorkingSetSize, the fourth field of PROCESS_MEMORY_COUNTERS."""
    import ctypes  # noqa: PLC0415 - used on Windows only

    class Counters(ctypes.Structure):
        _fields_ = (
            ("cb", ctypes.c_ulong),
            ("PageFaultCount", ctypes.c_ulong),
            *(
                (name, ctypes.c_size_t)
                for name in ("PeakWorkingSetSize", "WorkingSetSize", "a", "b", "c", "d", "e", "f")
            ),
        )

    counters = Counters(cb=ctypes.sizeof(Counters))
    kernel = ctypes.WinDLL("kernel32")  # type: ignore[attr-defined]
    kernel.GetCurrentProcess.restype = ctypes.c_void_p
    kernel.K32GetProcessMemoryInfo.argtypes = (ctypes.c_void_p, ctypes.c_void_p, ctypes.c_ulong)
    kernel.K32GetProcessMemoryInfo(kernel.GetCurrentProcess(), ctypes.byref(counters), counters.cb)
    return counters.WorkingSetSize
