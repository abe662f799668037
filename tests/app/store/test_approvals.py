"""What experts say is appended, in force as the last step leaves it, and can be taken back."""

from dataclasses import replace

import pytest

from app.coding.decision import Actor, Role
from app.coding.mending import mend
from app.coding.rewrite import RejectWhy, Standing
from app.errors import StoreError
from app.store.approvals import ApprovalAct, Change
from app.store.database import Store
from tests.builders import CODER
from tests.rewrites import AT, bad_case, variant

EXPERT = Actor("专家甲", Role.EXPERT)
OTHER = Actor("专家乙", Role.EXPERT)


@pytest.fixture
def filled(store: Store) -> Store:
    store.variants.put_case(bad_case(), CODER)
    for name in ("R1.1", "R1.2"):
        store.variants.put_variant(variant(name), CODER)
    return store


def say(store: Store, standing: Standing, *names: str, actor: Actor = EXPERT) -> None:
    act = ApprovalAct.APPROVE if standing is Standing.APPROVED else ApprovalAct.REJECT
    why = RejectWhy.LOST_FACT if standing is Standing.REJECTED else None
    store.approvals.append([Change(store.approvals.get(name), act, standing, why=why) for name in names], actor, AT)


def standings(store: Store) -> list[Standing | None]:
    stored = store.approvals.of_case(store.variants.case_row("R1"))
    return [each.approval.standing if each.approval else None for each in stored]


def test_the_last_word_is_in_force(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    say(filled, Standing.REJECTED, "R1.1")
    assert standings(filled) == [Standing.REJECTED, None]
    assert [each.approved + each.rejected for each in filled.variants.counts()] == [1]


def test_a_step_is_taken_back_whole_and_only_once(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    say(filled, Standing.REJECTED, "R1.1", "R1.2")
    assert filled.approvals.undo(EXPERT, AT) == "R1.1"
    assert standings(filled) == [Standing.APPROVED, None]
    assert filled.approvals.undo(EXPERT, AT) == "R1.1"
    assert standings(filled) == [None, None]
    assert filled.approvals.undo(EXPERT, AT) is None


def test_what_is_brought_back_is_the_first_approval_with_its_time_and_reviewer(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    first = filled.approvals.get("R1.1").approval
    say(filled, Standing.REJECTED, "R1.1", actor=OTHER)
    filled.approvals.undo(OTHER, "2027-01-01T00:00:00+00:00")
    assert filled.approvals.get("R1.1").approval == first


def test_a_step_somebody_has_acted_upon_is_not_taken_back(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    say(filled, Standing.REJECTED, "R1.1", actor=OTHER)
    assert filled.approvals.undo(EXPERT, AT) is None
    assert standings(filled) == [Standing.REJECTED, None]


def approved(store: Store) -> list[str]:
    return [each.variant.variant_id for each in store.approvals.approved()]


def test_an_undo_never_chooses_a_second_variant(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    say(filled, Standing.REJECTED, "R1.1")
    say(filled, Standing.APPROVED, "R1.2", actor=OTHER)
    head = filled.audit.head()
    assert filled.approvals.undo(EXPERT, AT) is None
    assert (approved(filled), filled.audit.head()) == (["R1.2"], head)


def test_nor_does_undoing_an_edit(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    mended = mend(variant("R1.1"), {"主诉": "胸痛三天。"}, EXPERT.name)
    edit = Change(filled.approvals.get("R1.1"), ApprovalAct.EDIT, Standing.PENDING, text=mended)
    filled.approvals.append([edit], EXPERT, AT)
    say(filled, Standing.APPROVED, "R1.2", actor=OTHER)
    assert filled.approvals.undo(EXPERT, AT) is None
    assert approved(filled) == ["R1.2"]
    assert filled.approvals.undo(OTHER, AT) == "R1.2"
    assert filled.approvals.undo(EXPERT, AT) == "R1.1"
    assert approved(filled) == ["R1.1"]


def test_a_rejection_is_taken_back_beside_a_chosen_one(filled: Store) -> None:
    say(filled, Standing.REJECTED, "R1.1")
    say(filled, Standing.APPROVED, "R1.2", actor=OTHER)
    assert filled.approvals.undo(EXPERT, AT) == "R1.1"
    assert standings(filled) == [None, Standing.APPROVED]


def test_a_text_mended_before_verdicts_were_kept_has_those_of_the_old_one(filled: Store) -> None:
    bare = replace(mend(variant("R1.1"), {"主诉": "胸痛三天。"}, "甲"), verdicts=())
    edit = Change(filled.approvals.get("R1.1"), ApprovalAct.EDIT, Standing.PENDING, text=bare)
    filled.approvals.append([edit], EXPERT, AT)
    found = filled.approvals.get("R1.1").variant
    assert (found.passed, found.stale) == (False, True)
    assert [each.by for each in found.verdicts] == [each.by for each in variant().verdicts]


def test_every_step_is_audited(filled: Store) -> None:
    say(filled, Standing.REJECTED, "R1.1")
    filled.approvals.undo(EXPERT, AT)
    undone, rejected = filled.audit.entries(limit=2)
    assert (rejected.actor, rejected.record_id, rejected.body["why"]) == (EXPERT, "R1", "lost_fact")
    assert (undone.body["act"], undone.body["undoes"]) == ("undo", 1)
    assert filled.audit.verify().ok


def test_approvals_are_never_changed(filled: Store) -> None:
    say(filled, Standing.APPROVED, "R1.1")
    with pytest.raises(StoreError, match="never changed"):
        filled._connection.write("UPDATE approvals SET reviewer = 'x'")
