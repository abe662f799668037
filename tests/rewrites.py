"""Builders of the bad-case loop's values: a bad case, its variants, what the expert said of one."""

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example, Origin
from app.coding.rewrite import Approval, BadCase, Judge, RejectWhy, Standing, Variant, Verdict
from tests.builders import ANGINA, DIABETES, HYPERTENSION, INFARCT, record

AT = "2026-01-02T03:04:05+00:00"
GOLD = CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION),))
REWORDED = "胸痛反复发作3天。"


def bad_case(case_id: str = "R1", round: int = 1, batch: str = "") -> BadCase:  # noqa: A002 - the field's name
    """Build a bad case: gold ANGINA + HYPERTENSION, predicted INFARCT + DIABETES."""
    predicted = CodeSet(Diagnosis(INFARCT), (Diagnosis(DIABETES),))
    return BadCase(Example(record(case_id), GOLD), predicted, "m1", round, batch)


def variant(variant_id: str = "R1.1", case_id: str = "R1", text: str = REWORDED, **changes: object) -> Variant:
    """Build a variant with another 主诉, which guard and SFT model let pass and the policy does not."""
    example = Example(
        record(variant_id, 主诉=text), GOLD, origin=Origin.VARIANT, parent_id=case_id, group=case_id, writer="w"
    )
    verdicts = (Verdict(Judge.GUARD, True), Verdict(Judge.SFT, True, "", 2 / 3), Verdict(Judge.POLICY, False, "I63"))
    values: dict[str, object] = {"round": 1, "rewriter": "w", "seed": 7, "verdicts": verdicts} | changes
    return Variant(variant_id=variant_id, case_id=case_id, example=example, **values)  # type: ignore[arg-type]


def approval(given: Variant, standing: Standing = Standing.APPROVED, **changes: object) -> Approval:
    """Build what the expert said of a variant."""
    why = RejectWhy.NEW_FACT if standing is Standing.REJECTED else None
    values: dict[str, object] = {"score": 4, "why": why, "note": "近", "seal": given.seal} | changes
    return Approval(given.variant_id, given.case_id, standing, "专家甲", AT, **values)  # type: ignore[arg-type]
