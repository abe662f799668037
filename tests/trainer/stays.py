"""Examples of the small test scope whose words follow from their codes, for what learns from examples."""

import random
from collections.abc import Mapping
from dataclasses import replace

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example, Origin
from app.coding.record import Record
from tests import builders
from tests.builders import ANGINA, DIABETES, FAILURE, HYPERTENSION, INFARCT
from tests.trainer.cases import example

_SAID = {
    ANGINA: "活动后胸痛，诊断为不稳定性心绞痛",
    INFARCT: "突发言语不清，右侧肢体无力，诊断为脑梗死",
    HYPERTENSION: "高血压病3级（极高危）10年，最高200/110mmHg",
    DIABETES: "2型糖尿病5年，口服二甲双胍",
    FAILURE: "双下肢水肿，心力衰竭，BNP升高",
}
_FILL = ("神志清", "精神可", "饮食睡眠可", "二便正常", "体重无明显变化", "无发热", "无咳嗽", "无恶心呕吐")


def stay(number: int, *, seed: int = 0, **changes: object) -> Example:
    """Build an example: a principal, or none of the scope (every tenth), and up to three others, all in words."""
    chance = random.Random(f"{seed}/{number}")
    principal = None if number % 10 == 9 else (ANGINA, INFARCT)[number % 2]
    others = [code for code in (HYPERTENSION, DIABETES, FAILURE) if chance.random() < 0.5]
    filling = "，".join(chance.sample(_FILL, 4))
    record = builders.record(
        f"S{seed}-{number:04d}",
        现病史=f"患者{_SAID[principal] if principal else '摔倒后髋部疼痛，诊断为股骨颈骨折'}。{filling}。",
        既往史="。".join([_SAID[code] for code in others] or ["既往体健"]),
        诊疗经过="入院后完善检查，对症治疗。",
    )
    values: dict[str, object] = {
        "record": record,
        "gold": CodeSet(Diagnosis(principal) if principal else None, tuple(map(Diagnosis, others))),
        "origin": Origin.SYNTHETIC,
        "out_of_scope": principal is None,
        "writer": f"w{number % 3}",
    }
    return Example(**(values | changes))  # type: ignore[arg-type]


def stays(count: int, *, seed: int = 0) -> list[Example]:
    """Build the examples 0 … count - 1."""
    return [stay(number, seed=seed) for number in range(count)]


def said(
    record_id: str,
    texts: Mapping[str, str],
    others: tuple[str, ...] = (),
    principal: str | None = "I20.000",
    **changes: object,
) -> Example:
    """Build an example of the 55 codes that says these texts and nothing else."""
    record = Record.of(record_id, texts)
    return replace(example(record_id, principal, others, spans=()), record=record, **changes)  # type: ignore[arg-type]
