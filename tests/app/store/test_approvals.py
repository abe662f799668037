"""What experts say is appended, in force as the last step leaves it, and can be taken back."""

import pytest

from app.coding.decision import Actor, Role
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
