"""Bad cases with variants in a window's store: what the approval page is tested with."""

from collections.abc import Sequence
from dataclasses import replace

from app.coding.rewrite import Judge, Variant, Verdict
from app.store.database import Store
from app.ui.approval_page import ApprovalPage
from tests.app.ui.conftest import Workplace
from tests.builders import CODER
from tests.rewrites import bad_case, variant

PASSED = (Verdict(Judge.GUARD, True), Verdict(Judge.SFT, True, "", 1.0), Verdict(Judge.POLICY, True, "", 2 / 3))
TEXTS = ("胸痛反复3天。", "反复发作胸痛3天。", "反复胸痛30天。")
"""The last one changes a number, and a filter has not let it pass."""


def variants(case_id: str) -> tuple[Variant, ...]:
    """Build three variants of a case: two that passed the filters, one that did not."""
    made = [variant(f"{case_id}.{number}", case_id, text) for number, text in enumerate(TEXTS, 1)]
    return (*(replace(each, verdicts=PASSED) for each in made[:2]), made[2])


def fill(place: Workplace, names: Sequence[str] = ("C1", "C2", "C3")) -> None:
    """Put bad cases with their variants into the store."""

    def put(store: Store) -> None:
        for name in names:
            store.variants.put_case(bad_case(name), CODER)
            for each in variants(name):
                store.variants.put_variant(each, CODER)

    place.ask(put)


def shown(page: ApprovalPage) -> tuple[str, str]:
    """Name the case and the variant on the screen."""
    key, judged = page.approving.key, page.variant
    return (key[0] if key else ""), (judged.variant.variant_id if judged else "")
