"""Rounds and loops go through one workstation, as its window does it, and each takes back only its own."""

import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from app.coding.bundle import Bundle, Kind, read_bundle, write_bundle
from app.coding.decision import Actor
from app.coding.rewrite import Variant, approved_bundle, read_variants
from app.review.approval import ApprovalSession
from app.review.variant_files import hand_out, take_in
from app.store.database import Store
from tests.trainer.loop import Rewriter, approval, bad_case, loop_run
from trainer.augment.making import VARIANTS
from trainer.augment.settings import RewriterSettings, StageSettings
from trainer.augment.stage import APPROVED, LINEAGE, run
from trainer.errors import AwaitingExpertError, DataError
from trainer.examples import read_examples
from trainer.runs import Stage

Made = Callable[..., Stage]


def settings(approved: Path | None = None) -> StageSettings:
    values = {"rewriter": RewriterSettings(kind="gguf", path="rewriter.gguf"), "rewrites": 4, "least_characters": 4}
    return StageSettings.model_validate(values | {"closest": 0.99, "approved": str(approved or "")})


@pytest.fixture
def made(stage_at: Callable[..., Stage], tmp_path: Path) -> Made:
    """Make the bundle of a loop's round over the record R1, as far as it waits for the expert."""

    def make(of_round: int = 1, seed: int = 42) -> Stage:
        root = loop_run(tmp_path / f"{of_round}.{seed}", [replace(bad_case(), round=of_round)])
        at = stage_at("augment", root, seed)
        with pytest.raises(AwaitingExpertError):
            run(settings(), at, Rewriter().open())
        return at

    return make


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    with Store.open(tmp_path / "store.db") as opened:
        yield opened


def handed(at: Stage) -> list[Variant]:
    [(_, variants)] = read_variants(read_bundle((at.folder / VARIANTS).read_text(encoding="utf-8"), Kind.VARIANTS))
    return variants


def decided(store: Store, stages: list[Stage]) -> ApprovalSession:
    """Import every bundle and approve the first of its variants."""
    session = ApprovalSession(store, "专家甲")
    for at in stages:
        assert take_in(store, at.folder / VARIANTS, Actor("甲")).refused == ()
        session.approve(handed(at)[0].variant_id)
    return session


def sent_back(path: Path, *variants: Variant, about: dict[str, str] | None = None) -> StageSettings:
    rows = [(each, approval(each)) for each in variants]
    path.write_text(write_bundle(approved_bundle(rows, about or {})), encoding="utf-8", newline="\n")
    return settings(path)


@pytest.mark.parametrize("second", [{"of_round": 2}, {"seed": 7}])
def test_each_round_and_each_loop_gets_its_own_back(made: Made, store: Store, tmp_path: Path, second: dict[str, int]):
    stages = [made(), made(**second)]
    session = decided(store, stages)

    for number, at in enumerate(stages):
        chosen, path = handed(at)[0], tmp_path / f"{number}.jsonl"
        hand_out(store, session, path, {}, chosen.round, chosen.batch)
        counts = run(settings(path), at)
        assert (counts["approved"], counts["refused"]) == (1, 0)
        assert [each.example_id for each in read_examples(at.folder / APPROVED)] == [chosen.variant_id]


def test_loops_have_other_ids_and_the_same_loop_the_same(made: Made):
    first, again, other = (handed(at)[0] for at in (made(), made(), made(seed=7)))

    assert (first.case_id, first.round) == (other.case_id, other.round)
    assert first.batch == again.batch != other.batch
    assert first.variant_id == f"R1~1.{first.batch}.01" != other.variant_id


def test_what_other_rounds_handed_over_is_left_out_in_words(made: Made, store: Store, tmp_path: Path):
    stages = [made(of_round=1), made(of_round=2)]
    hand_out(store, decided(store, stages), tmp_path / "all.jsonl", {})
    first, second = (handed(at)[0] for at in stages)

    counts = run(settings(tmp_path / "all.jsonl"), stages[1])

    assert (counts["approved"], counts["refused"]) == (1, 1)
    [said] = json.loads((stages[1].folder / "report.json").read_text(encoding="utf-8"))["refused"]
    assert said == (
        f"{first.variant_id}: it was handed over in round 1, batch {first.batch}, not in round 2, batch {second.batch}."
    )


def test_what_says_it_is_of_this_round_must_have_been_handed_over(made: Made, tmp_path: Path):
    at = made()
    stranger = replace(handed(at)[0], variant_id="R1~1.x.99")

    with pytest.raises(DataError, match="did not hand over"):
        run(sent_back(tmp_path / "b", handed(at)[0], stranger), at)


@pytest.mark.parametrize("about", [{}, {"round": "1"}])
def test_a_bundle_of_another_round_does_not_end_the_loop(made: Made, tmp_path: Path, about: dict[str, str]):
    at = made(of_round=2)
    other = replace(handed(at)[0], round=1, batch="", variant_id="R1~1.01")

    with pytest.raises(DataError, match="round 1"):
        run(sent_back(tmp_path / "b", other, about=about), at)


def test_nor_does_an_empty_one_of_another_round(made: Made, tmp_path: Path):
    at = made(of_round=2)

    with pytest.raises(DataError, match=r"is of round 1; round 2, batch .* is waited for"):
        run(sent_back(tmp_path / "b", about={"round": "1"}), at)


def test_reasons_and_writer_of_a_mended_text_are_those_handed_over(made: Made, tmp_path: Path):
    at = made()
    first = handed(at)[0]
    sections = tuple(
        replace(each, text=each.text.replace("胸闷", "胸口发闷")) for each in first.example.record.sections
    )
    record = replace(first.example.record, sections=sections)
    example = replace(first.example, record=record, spans=(), rationale="别处的理由", writer="别人")

    run(sent_back(tmp_path / "b", replace(first, example=example)), at)

    [taken] = read_examples(at.folder / APPROVED)
    assert "胸口发闷" in taken.record.text("主诉")
    assert (taken.rationale, taken.writer) == (first.example.rationale, first.example.writer)


def test_the_lineage_names_the_batch(made: Made, tmp_path: Path):
    at = made()

    run(sent_back(tmp_path / "b", handed(at)[0]), at)

    [row] = json.loads((at.folder / LINEAGE).read_text(encoding="utf-8"))
    assert (row["round"], row["batch"]) == (1, handed(at)[0].batch)


def test_a_bundle_that_waits_since_before_batches_is_taken_back(made: Made, tmp_path: Path):
    at = made()
    bundle = read_bundle((at.folder / VARIANTS).read_text(encoding="utf-8"), Kind.VARIANTS)
    text = json.dumps(bundle.rows, ensure_ascii=False)
    batch = handed(at)[0].batch
    rows = json.loads(text.replace(f', "batch": "{batch}"', "").replace(f"~1.{batch}.", "~1."))
    (at.folder / VARIANTS).write_text(write_bundle(Bundle(Kind.VARIANTS, tuple(rows))), encoding="utf-8", newline="\n")
    first = handed(at)[0]
    old = [(first, replace(approval(first), seal=first.text_hash))]
    (tmp_path / "b").write_text(write_bundle(approved_bundle(old, {})), encoding="utf-8", newline="\n")

    assert run(settings(tmp_path / "b"), at)["approved"] == 1
    assert (first.variant_id, first.batch) == ("R1~1.01", "")
