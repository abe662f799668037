"""Worklist figures at 100,000 records: first page with its counts, filters, sorts, in milliseconds (medians).

The records are invented and come in by a fast path (rows written in bulk, short texts, no audit, no text index): what
is measured is the worklist's own table, which is the same as after an import.
"""

import json
import tempfile
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from pathlib import Path
from random import Random
from statistics import median
from time import perf_counter

from app.coding.codebook import Code
from app.store.connection import Connection, Value
from app.store.database import Store
from app.store.migrations import migrate
from app.store.worklist import CaseStatus, WorklistQuery, WorklistSort, found_in

RECORDS = 100_000
REPEATS = 5
PRINCIPALS = (
    Code("I20.000", "不稳定性心绞痛", "bench"),
    Code("I63.900", "脑梗死", "bench"),
    Code("J18.900", "肺炎", "bench"),
    Code("K80.200", "胆囊结石", "bench"),
    Code("M51.202", "腰椎间盘突出", "bench"),
)


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Fill a temporary store and measure; each figure is the slowest of its kind (each a median)."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "bench.db"
        on_progress(f"writing {RECORDS:,} records")
        fill(path, RECORDS)
        with Store.open(path) as store:
            figures: dict[str, float] = {}
            for name, works in (("open", _opening(store)), ("filter", _filters(store)), ("sort", _sorts(store))):
                on_progress(f"measuring {name}")
                figures[f"worklist_{name}_ms"] = round(max(map(_milliseconds, works)), 1)
    return figures


def fill(path: Path, count: int) -> None:
    """Write invented records and their worklist rows into a new store, in bulk."""
    connection = Connection(path)
    try:
        migrate(connection.database, str(path))
        connection.write_many(
            "INSERT INTO records (record_id, sections, hash, stored_at) VALUES (?, ?, '', '')",
            ((_record_id(n), json.dumps([["主诉", "胸痛"]])) for n in range(count)),
        )
        connection.write_many(
            "INSERT INTO worklist (record_id, sex, age, admitted, discharged, length, status, principal_code, "
            "principal_name, others, possible, suggested_at, finished_at, owner, "
            "find) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            _rows(count),
        )
    finally:
        connection.close()


def _rows(count: int) -> Iterator[tuple[Value, ...]]:
    random = Random(20250301)  # noqa: S311 - invented patients, no secret
    statuses = list(CaseStatus)
    for n in range(count):
        admitted = date(2023, 1, 1) + timedelta(days=random.randrange(800))
        status = random.choices(statuses, (5, 60, 5, 30))[0]
        code = random.choice(PRINCIPALS) if status is not CaseStatus.NEW else None
        done = (admitted + timedelta(days=12)).isoformat()
        yield (
            _record_id(n),
            random.choice(("male", "female")),
            random.randrange(100),
            admitted.isoformat(),
            (admitted + timedelta(days=random.randrange(1, 20))).isoformat(),
            random.randrange(1200, 3200),
            status.value,
            code and code.code,
            code and code.name,
            random.randrange(9),
            random.randrange(9),
            done if code else None,
            done if status is CaseStatus.FINISHED else None,
            random.choice(("张三", "李四", "王五")) if status in (CaseStatus.IN_WORK, CaseStatus.FINISHED) else None,
            found_in(_record_id(n), code),
        )


def _record_id(n: int) -> str:
    return f"ZY{2023 + n % 3}{n:07d}"


Work = Callable[[], object]


def _opening(store: Store) -> list[Work]:
    return [lambda: (store.worklist.page(), store.worklist.counts())]


def _filters(store: Store) -> list[Work]:
    """Filter by a common, a rare and an absent text, by status, and by both, with the count the window shows."""
    queries = [WorklistQuery(text=text) for text in ("心绞痛", "ZY20230000", "0099999", "没有")]
    queries += [WorklistQuery(status=status) for status in CaseStatus]
    queries += [
        WorklistQuery(text=text, status=status, sort=sort, descending=descending)
        for text in ("脑梗", "K80", "00031")
        for status in (None, CaseStatus.IN_WORK, CaseStatus.SUGGESTED)
        for sort in (WorklistSort.PRINCIPAL, WorklistSort.FINISHED, WorklistSort.RECORD_ID)
        for descending in (False, True)
    ]
    return [lambda query=query: (store.worklist.page(query), store.worklist.total(query)) for query in queries]


def _sorts(store: Store) -> list[Work]:
    """Sort by every column both ways, all records and those of one status, and show the first or the last page."""
    queries = [
        WorklistQuery(sort=sort, descending=descending, status=status)
        for sort in WorklistSort
        for descending in (False, True)
        for status in (None, CaseStatus.NEW, CaseStatus.SUGGESTED)
    ]
    queries += [WorklistQuery(sort=sort, offset=RECORDS - 200) for sort in WorklistSort]
    return [lambda query=query: store.worklist.page(query) for query in queries]


def _milliseconds(work: Work) -> float:
    times: list[float] = []
    for _ in range(REPEATS):
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
    return median(times)
