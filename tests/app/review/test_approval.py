"""An expert chooses one of a case's variants, or none; every act is one step that can be taken back."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.coding.decision import Actor
from app.coding.errors import ContractError
from app.coding.rewrite import RejectWhy, Standing, read_approved
from app.errors import InputError
from app.review.approval import ApprovalSession, CaseStanding, OpenCase
from app.store.approvals import ApprovalAct, Change
from app.store.database import Store
from tests.builders import CODER, Clock
from tests.rewrites import bad_case, variant


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db", clock=Clock()) as opened:
        for case_id in ("R1", "R2"):
            opened.variants.put_case(bad_case(case_id), CODER)
            for number in (1, 2, 3):
                opened.variants.put_variant(variant(f"{case_id}.{number}", case_id), CODER)
        yield opened


@pytest.fixture
def session(store: Store) -> ApprovalSession:
    clock = Clock()
    return ApprovalSession(store, "专家甲", lambda: clock().isoformat())


def standings(case: OpenCase) -> list[str]:
    return [each.standing.value for each in case.variants]


def test_a_case_opens_with_its_variants_pending(session: ApprovalSession) -> None:
    case = session.open("R1")
    assert (case.case, case.standing, case.chosen) == (bad_case("R1"), CaseStanding.OPEN, None)
    assert [each.variant.variant_id for each in case.variants] == ["R1.1", "R1.2", "R1.3"]


def test_an_approval_says_who_when_and_how_close(session: ApprovalSession) -> None:
    chosen = session.approve("R1.2", 4, "很近").chosen
    assert chosen is not None
    assert chosen.approval is not None
    assert (chosen.approval.reviewer, chosen.approval.score, chosen.approval.note) == ("专家甲", 4, "很近")
    assert chosen.approval.seal == chosen.variant.seal


def test_one_of_a_case_is_chosen(session: ApprovalSession) -> None:
    session.approve("R1.1")
    assert standings(session.approve("R1.3")) == ["pending", "pending", "approved"]


def test_undo_brings_the_earlier_choice_back(session: ApprovalSession) -> None:
    session.approve("R1.1")
    session.approve("R1.3")
    assert session.undo()
    assert standings(session.open("R1")) == ["approved", "pending", "pending"]
    assert session.last_undone == ("R1", 1, "")


def test_none_rejects_what_is_not_rejected_yet(session: ApprovalSession) -> None:
    session.reject("R1.2", RejectWhy.NEW_FACT)
    case = session.none_of("R1", RejectWhy.IMPLAUSIBLE, "都不像")
    assert case.standing is CaseStanding.NONE
    assert [each.approval.why for each in case.variants if each.approval] == ["implausible", "new_fact", "implausible"]
    assert session.undo()
    assert standings(session.open("R1")) == ["pending", "rejected", "pending"]


def test_none_of_a_case_without_open_variants_changes_nothing(session: ApprovalSession, store: Store) -> None:
    session.none_of("R1", RejectWhy.IMPLAUSIBLE)
    head = store.audit.head()
    session.none_of("R1", RejectWhy.NEW_FACT)
    assert store.audit.head() == head


def test_a_mended_text_voids_the_approval(session: ApprovalSession) -> None:
    session.approve("R1.1")
    case = session.edit("R1.1", {"主诉": "胸痛3日余。"})
    assert (case.variants[0].standing, case.variants[0].edited) == (Standing.PENDING, True)
    assert case.variants[0].variant.example.record.text("主诉") == "胸痛3日余。"
    assert not session.approved_bundle({}).rows


def test_a_mended_text_can_be_approved_and_leaves_as_mended(session: ApprovalSession) -> None:
    session.edit("R1.1", {"主诉": "胸痛3日余。"})
    session.approve("R1.1")
    ((sent, given),) = read_approved(session.approved_bundle({}))
    assert sent.example.record.text("主诉") == "胸痛3日余。"
    assert given.seal == sent.seal


def test_undoing_an_edit_brings_text_and_approval_back(session: ApprovalSession) -> None:
    session.approve("R1.1")
    session.edit("R1.1", {"主诉": "胸痛3日余。"})
    session.undo()
    first = session.open("R1").variants[0]
    assert (first.variant, first.standing, first.edited) == (variant("R1.1"), Standing.APPROVED, False)


def test_an_edit_that_changes_nothing_keeps_the_approval(session: ApprovalSession) -> None:
    session.approve("R1.1")
    assert session.edit("R1.1", {"主诉": variant().example.record.text("主诉")}).chosen is not None


def test_only_what_is_approved_leaves(session: ApprovalSession) -> None:
    session.approve("R1.1")
    session.reject("R2.1", RejectWhy.LEAKS_IDENTITY)
    assert [sent.variant_id for sent, _ in read_approved(session.approved_bundle({}))] == ["R1.1"]
    assert not session.approved_bundle({}, of_round=2).rows


@pytest.mark.parametrize("second", ["reject", "edit"])
def test_an_undo_never_makes_a_second_choice(session: ApprovalSession, store: Store, second: str) -> None:
    other = ApprovalSession(store, "专家乙")
    session.approve("R1.1")
    if second == "edit":
        session.edit("R1.1", {"主诉": "胸痛3日余。"})
    else:
        session.reject("R1.1", RejectWhy.NEW_FACT)
    other.approve("R1.2")
    assert not session.undo()
    assert [sent.variant_id for sent, _ in read_approved(session.approved_bundle({}))] == ["R1.2"]


def test_two_approved_variants_of_a_case_do_not_leave(session: ApprovalSession, store: Store) -> None:
    """An undo of an earlier version could leave two."""
    for name in ("R1.1", "R1.2"):
        change = Change(store.approvals.get(name), ApprovalAct.APPROVE, Standing.APPROVED)
        store.approvals.append([change], session.actor, "2026-01-02T03:04:05+00:00")
    with pytest.raises(InputError, match=r"Case R1 has two approved variants: R1\.1, R1\.2"):
        session.approved_bundle({})
    session.approve("R1.2")
    assert [sent.variant_id for sent, _ in read_approved(session.approved_bundle({}))] == ["R1.2"]


def test_what_failed_is_not_listed_as_passed_once_it_is_mended(session: ApprovalSession) -> None:
    case = session.edit("R1.1", {"主诉": "胸痛3日余。"})
    assert [each.variant.passed for each in case.variants] == [False, False, False]
    assert sum(each.variant.passed for each in case.variants) == session.cases()[0].passed


def test_another_loop_s_case_is_another_case(session: ApprovalSession, store: Store) -> None:
    store.variants.put_case(bad_case("R1", batch="b2"), CODER)
    store.variants.put_variant(variant("R1~1.b2.01", batch="b2"), CODER)
    session.approve("R1.1")
    session.approve("R1~1.b2.01")
    assert [session.open("R1", 1, batch).standing for batch in ("", "b2")] == [CaseStanding.CHOSEN] * 2
    bundles = [session.approved_bundle({}, 1, batch) for batch in ("", "b2")]
    assert [[sent.variant_id for sent, _ in read_approved(each)] for each in bundles] == [["R1.1"], ["R1~1.b2.01"]]
    assert session.none_of("R1", RejectWhy.IMPLAUSIBLE, of_round=1, of_batch="b2").standing is CaseStanding.NONE
    assert session.undo()
    assert session.last_undone == ("R1", 1, "b2")


def test_the_list_follows(session: ApprovalSession) -> None:
    session.approve("R1.1")
    session.reject("R1.2", RejectWhy.NEW_FACT)
    lines = [(each.case_id, each.standing.value, each.variants, each.rejected) for each in session.cases()]
    assert lines == [("R1", "chosen", 3, 1), ("R2", "open", 3, 0)]


def test_a_refused_act_stores_nothing(session: ApprovalSession, store: Store) -> None:
    head = store.audit.head()
    with pytest.raises(ContractError, match="no score"):
        session.approve("R1.1", 9)
    assert (store.audit.head(), standings(session.open("R1"))) == (head, ["pending"] * 3)


def test_work_goes_on_in_another_session(session: ApprovalSession, store: Store) -> None:
    session.approve("R1.1")
    again = ApprovalSession(store, "专家甲")
    assert again.open("R1").chosen is not None
    assert again.undo()
    assert not ApprovalSession(store, "专家乙").undo()


def test_an_approval_needs_a_name_and_a_variant(store: Store, session: ApprovalSession) -> None:
    with pytest.raises(InputError, match="reviewer"):
        ApprovalSession(store, " ")
    with pytest.raises(InputError, match="no variant"):
        session.approve("nobody")
    assert session.actor == Actor("专家甲", session.actor.role)
    assert store.audit.verify().ok
