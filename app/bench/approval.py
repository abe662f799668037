"""Approval figures with 200 bad cases of 30 variants: the list, one case opened, one chosen, in milliseconds (medians).

The records are invented and of a real one's length; they come in as a bundle would bring them.
"""

import tempfile
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from time import perf_counter

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.decision import Actor
from app.coding.example import Example, Origin
from app.coding.record import Record
from app.coding.rewrite import BadCase, Judge, Variant, Verdict, variants_bundle
from app.exchange.handover import write_bundle_file
from app.review.approval import ApprovalSession
from app.review.variant_files import take_in
from app.store.database import Store

CASES = 200
VARIANTS = 30
REPEATS = 20
_CLAUSE = "患者3天前活动后出现胸痛，位于胸骨后，每次持续3-5分钟，休息后缓解，否认发热、咳嗽。"
_GOLD = CodeSet(Diagnosis(Code("I20.000", "不稳定性心绞痛", "bench")))


def run(on_progress: Callable[[str], None]) -> dict[str, float]:
    """Fill a temporary store and measure."""
    with tempfile.TemporaryDirectory() as folder, Store.open(Path(folder) / "bench.db") as store:
        on_progress(f"importing {CASES} cases of {VARIANTS} variants")
        bundle = Path(folder) / "variants.jsonl"
        write_bundle_file(variants_bundle(_cases(), {}), bundle)
        started = perf_counter()
        take_in(store, bundle, Actor("bench"))
        taken = perf_counter() - started
        session = ApprovalSession(store, "bench")
        names = [line.case_id for line in session.cases()][-REPEATS:]
        return {
            "approval_import_s": round(taken, 1),
            "approval_list_ms": _milliseconds([session.cases] * REPEATS),
            "approval_open_ms": _milliseconds([lambda name=name: session.open(name) for name in names]),
            "approval_choose_ms": _milliseconds([lambda name=name: session.approve(f"{name}.1", 5) for name in names]),
        }


def _cases() -> Iterator[tuple[BadCase, list[Variant]]]:
    for number in range(CASES):
        name = f"B{number:04d}"
        case = BadCase(Example(_record(name, number, 0), _GOLD), CodeSet(), "bench", 1)
        yield case, [_variant(name, number, seed) for seed in range(1, VARIANTS + 1)]


def _variant(case_id: str, number: int, seed: int) -> Variant:
    name = f"{case_id}.{seed}"
    record = _record(name, number, seed)
    example = Example(record, _GOLD, origin=Origin.VARIANT, parent_id=case_id, group=case_id)
    return Variant(name, case_id, 1, example, "bench", seed, (Verdict(Judge.GUARD, True), Verdict(Judge.SFT, True)))


def _record(name: str, number: int, seed: int) -> Record:
    """Make a record of some 2,000 characters that differs from every other."""
    texts = dict.fromkeys(("现病史", "入院情况", "诊疗经过", "出院医嘱"), f"{number}-{seed}。{_CLAUSE * 12}")
    return Record.of(name, {"主诉": "胸痛3天。", **texts})


def _milliseconds(works: list[Callable[[], object]]) -> float:
    times: list[float] = []
    for work in works:
        start = perf_counter()
        work()
        times.append((perf_counter() - start) * 1000)
    return round(median(times), 1)
