"""Bundles of variants come in row by row, once; approved ones go out whole and are noted."""

from pathlib import Path

import pytest

from app.coding.bundle import Bundle, Kind, read_bundle
from app.coding.errors import ContractError
from app.coding.rewrite import BadCase, Variant, case_to_json, read_approved, variant_to_json, variants_bundle
from app.errors import InputError
from app.exchange.handover import write_bundle_file
from app.knowledge.filehash import file_hash
from app.review.approval import ApprovalSession
from app.review.variant_files import TakenIn, hand_out, take_in
from app.store.audit import Action
from app.store.database import Store
from tests.builders import CODER
from tests.rewrites import bad_case, variant

Cases = list[tuple[BadCase, list[Variant]]]
CASES: Cases = [(bad_case(), [variant("R1.1"), variant("R1.2")]), (bad_case("R2"), [variant("R2.1", "R2")])]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return written(tmp_path / "variants.jsonl", CASES)


def written(path: Path, cases: Cases) -> Path:
    write_bundle_file(variants_bundle(cases, {}), path)
    return path


def test_a_bundle_comes_in_whole(store: Store, file: Path) -> None:
    assert take_in(store, file, CODER) == TakenIn(2, 3, 0, ())
    assert [each.case_id for each in store.variants.counts()] == ["R1", "R2"]
    assert (store.audit.entries()[0].action, store.audit.verify().ok) == (Action.IMPORT, True)


def test_the_same_bundle_again_changes_nothing(store: Store, file: Path) -> None:
    take_in(store, file, CODER)
    head = store.audit.head()
    assert take_in(store, file, CODER) == TakenIn(0, 0, 5, ())
    assert store.audit.head() == head


def test_a_newer_bundle_of_the_round_adds(store: Store, file: Path, tmp_path: Path) -> None:
    take_in(store, file, CODER)
    ApprovalSession(store, "甲").approve("R1.1")
    newer = written(tmp_path / "more.jsonl", [(bad_case(), [variant("R1.2"), variant("R1.3")])])
    assert take_in(store, newer, CODER) == TakenIn(0, 1, 2, ())
    assert len(ApprovalSession(store, "甲").open("R1").variants) == 3
    assert ApprovalSession(store, "甲").open("R1").chosen is not None


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ({"variant": variant_to_json(variant("R1.1", text="另外的话。"))}, "known with other content"),
        ({"variant": variant_to_json(variant("R1.9", text="反复胸痛3天。"))}, "text of its case"),
        ({"variant": {}}, "fields"),
        ({"nothing": 1}, "neither a case nor a variant"),
        ({"variant": variant_to_json(variant("R1" * 150))}, "too long"),
        ({"variant": variant_to_json(variant("R2.9", "R2"))}, "does not belong"),
    ],
)
def test_what_is_wrong_is_refused_alone(
    store: Store, file: Path, tmp_path: Path, row: dict[str, object], reason: str
) -> None:
    take_in(store, file, CODER)
    rows = ({"case": case_to_json(bad_case())}, row, {"variant": variant_to_json(variant("R1.3"))})
    write_bundle_file(Bundle(Kind.VARIANTS, rows), tmp_path / "b.jsonl")
    taken = take_in(store, tmp_path / "b.jsonl", CODER)
    assert (taken.variants, [each.row for each in taken.refused]) == (1, [3])
    assert reason in taken.refused[0].reason


def test_the_variants_of_a_refused_case_are_refused(store: Store, file: Path, tmp_path: Path) -> None:
    take_in(store, file, CODER)
    other = BadCase(bad_case("R2").example, bad_case().predicted, "another model", 1)
    taken = take_in(store, written(tmp_path / "b.jsonl", [(other, [variant("R2.7", "R2")])]), CODER)
    assert [each.row for each in taken.refused] == [2, 3]


def test_a_changed_file_is_refused_whole(store: Store, file: Path) -> None:
    file.write_text(file.read_text(encoding="utf-8").replace("胸痛", "腹痛"), encoding="utf-8")
    with pytest.raises(ContractError, match="hash"):
        take_in(store, file, CODER)
    assert store.variants.counts() == []


def test_approved_variants_leave_with_who_when_and_the_audits_head(store: Store, file: Path, tmp_path: Path) -> None:
    take_in(store, file, CODER)
    session = ApprovalSession(store, "专家甲")
    session.approve("R1.2", 5)
    head, out = store.audit.head(), tmp_path / "approved.jsonl"
    assert hand_out(store, session, out, {"maker": "test"}) == 1
    bundle = read_bundle(out.read_text(encoding="utf-8"), Kind.APPROVED)
    assert bundle.about == {"maker": "test", "reviewer": "专家甲", "audit_head": head}
    ((sent, given),) = read_approved(bundle)
    assert (sent.variant_id, given.score) == ("R1.2", 5)
    noted = store.audit.entries()[0]
    assert (noted.action, noted.body["sha256"]) == (Action.EXPORT, file_hash(out))


def loop(batch: str, of_round: int = 1) -> tuple[Cases, str]:
    """Build one loop's round over the record R1, and the id of its only variant."""
    name = f"R1~{of_round}.{batch}.01"
    return [(bad_case("R1", of_round, batch), [variant(name, round=of_round, batch=batch)])], name


@pytest.mark.parametrize("second", [("b2", 1), ("b1", 2)])
def test_loops_and_rounds_over_the_same_record_are_handed_out_apart(
    store: Store, tmp_path: Path, second: tuple[str, int]
) -> None:
    session, handed = ApprovalSession(store, "专家甲"), [("b1", 1), second]
    for batch, of_round in handed:
        cases, name = loop(batch, of_round)
        assert take_in(store, written(tmp_path / "in.jsonl", cases), CODER).refused == ()
        session.approve(name)
    for batch, of_round in handed:
        out = tmp_path / "approved.jsonl"
        assert hand_out(store, session, out, {}, of_round, batch) == 1
        bundle = read_bundle(out.read_text(encoding="utf-8"), Kind.APPROVED)
        assert (bundle.about["round"], bundle.about["batch"]) == (str(of_round), batch)
        assert [sent.variant_id for sent, _ in read_approved(bundle)] == [loop(batch, of_round)[1]]


def test_what_could_not_be_written_is_not_noted(store: Store, tmp_path: Path) -> None:
    head = store.audit.head()
    with pytest.raises(InputError, match="cannot be written"):
        hand_out(store, ApprovalSession(store, "甲"), tmp_path / "nowhere" / "a.jsonl", {})
    assert store.audit.head() == head
