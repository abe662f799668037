"""Examples for the tests of dataset, samples and rationales: short records with codes and spans, one with a DRG."""

import random
from functools import cache

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example, Origin, Span
from app.coding.record import Record
from app.coding.scope import Scope, Task
from app.knowledge.scopes import load_scope

SENTENCES = {
    "I20.000": ("诊疗经过", "冠脉造影见前降支狭窄80%，考虑不稳定型心绞痛"),
    "I21.401": ("诊疗经过", "肌钙蛋白升高，诊断急性非ST段抬高型心肌梗死"),
    "I50.900x018": ("现病史", "活动后气促加重1周，夜间不能平卧，慢性心功能不全急性加重"),
    "E11.900": ("既往史", "2型糖尿病病史10年，口服二甲双胍"),
    "E78.500": ("入院诊断", "高脂血症"),
    "I25.103": ("入院诊断", "冠状动脉粥样硬化性心脏病"),
    "I48.x01": ("既往史", "房颤"),
}
"""What a test record says for a code, and in which section."""


@cache
def ccl25() -> Scope:
    """Read the shipped scope once for all tests."""
    return load_scope("ccl25")


def example(
    record_id: str = "R1", principal: str | None = "I20.000", others: tuple[str, ...] = ("E11.900",), **changes: object
) -> Example:
    """Build a record that states its codes, each by its sentence or its name, and marks them as spans."""
    scope = ccl25()
    texts = {"主诉": f"胸闷，编号{record_id}。", "现病史": "", "既往史": "", "入院诊断": "", "诊疗经过": ""}
    spans: list[Span] = []
    for code in (*((principal,) if principal else ()), *others):
        section, words = SENTENCES.get(code, ("入院诊断", _entry(scope, code).name))
        start = len(texts[section])
        texts[section] += f"{words}。"
        spans.append(Span(section, start, start + len(words), code))
    gold = CodeSet(
        Diagnosis(_entry(scope, principal)) if principal else None,
        tuple(Diagnosis(_entry(scope, code)) for code in others),
    )
    values: dict[str, object] = {"spans": tuple(spans), "origin": Origin.SYNTHETIC, "out_of_scope": principal is None}
    return Example(Record.of(record_id, texts), gold, **(values | changes))  # type: ignore[arg-type]


def drg_example(record_id: str = "EN1", drg: str = "291", **changes: object) -> Example:
    """Build an English record with a DRG."""
    texts = {
        "Chief Complaint": f"Dyspnea, stay {record_id}.",
        "Hospital Course": "Acute on chronic systolic heart failure was treated with furosemide.",
    }
    failure = Code("I50.23", "Acute on chronic systolic (congestive) heart failure", "ICD-10-CM")
    span = Span("Hospital Course", 0, 38, "I50.23")
    values: dict[str, object] = {"spans": (span,), "origin": Origin.SYNTHETIC, "drg": drg}
    return Example(Record.of(record_id, texts), CodeSet(Diagnosis(failure)), **(values | changes))  # type: ignore[arg-type]


def many(count: int, seed: int = 1) -> list[Example]:
    """Build examples with the scope's principals in turn and some others, as far as chance has it."""
    rng = random.Random(seed)
    scope = ccl25()
    principals = [code.code for code in scope.codes(Task.PRINCIPAL)]
    made: list[Example] = []
    for n in range(count):
        principal = principals[n % len(principals)]
        others = [code for code in ("E11.900", "E78.500", "I25.103", "I48.x01") if rng.random() < 0.4]
        made.append(example(f"R{n:04}", principal, tuple(others)))
    return made


def _entry(scope: Scope, code: str) -> Code:
    return next((each for each in scope.all_codes if each.code == code), Code(code, code, "国家临床版2.0"))
