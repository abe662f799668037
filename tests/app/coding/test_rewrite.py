"""The bad-case loop's values: read back as written, travelling in bundles, approved for one text only."""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.coding import rewrite
from app.coding.bundle import Bundle, Kind, read_bundle, write_bundle
from app.coding.codeset import CodeSet
from app.coding.errors import ContractError
from app.coding.example import Origin
from app.coding.record import Patient, Record
from app.coding.rewrite import Judge, Standing, Verdict
from tests.builders import record
from tests.rewrites import GOLD, REWORDED, approval, bad_case, variant


def travelled(bundle: Bundle) -> Bundle:
    return read_bundle(write_bundle(bundle), bundle.kind)


texts = st.text(st.characters(exclude_categories=["Cs"]), min_size=1).filter(str.strip)
ids = texts.map(lambda text: text[:20]).filter(str.strip)
verdicts = st.builds(
    Verdict, st.sampled_from(Judge), st.booleans(), st.text(max_size=9), st.none() | st.floats(0, 1), st.booleans()
)


@given(ids, texts, st.integers(), st.lists(verdicts, max_size=3), st.sampled_from(["", "3fa9c1d0"]))
def test_a_variant_is_read_back_as_written(name: str, text: str, seed: int, said: list[Verdict], batch: str) -> None:
    made = variant(name, text=text, seed=seed, verdicts=tuple(said), batch=batch)
    assert rewrite.variant_from_json(rewrite.variant_to_json(made)) == made


@pytest.mark.parametrize("batch", ["", "3fa9c1d0"])
def test_a_case_is_read_back_as_written(batch: str) -> None:
    made = bad_case(batch=batch)
    assert rewrite.case_from_json(rewrite.case_to_json(made)) == made


def test_files_of_before_batches_are_written_as_they_were() -> None:
    assert set(rewrite.case_to_json(bad_case())) == {"example", "predicted", "model", "round"}
    assert "batch" not in rewrite.variant_to_json(variant())
    assert set(rewrite.variant_to_json(variant())["verdicts"][0]) == {"by", "passed", "why", "score"}  # type: ignore[index]


@pytest.mark.parametrize("batch", ["../x", "a b", "x" * 41, 3])
def test_a_batch_is_a_short_word(batch: object) -> None:
    with pytest.raises(ContractError, match="no bad case"):
        rewrite.case_from_json(rewrite.case_to_json(bad_case()) | {"batch": batch})


@given(st.none() | st.integers(1, 5), st.text(), st.sampled_from([Standing.APPROVED, Standing.REJECTED]))
def test_an_approval_is_read_back_as_written(score: int | None, note: str, standing: Standing) -> None:
    made = approval(variant(), standing, score=score, note=note)
    assert rewrite.approval_from_json(rewrite.approval_to_json(made)) == made


@given(texts, texts)
def test_two_texts_have_one_hash_only_when_they_are_the_same(one: str, other: str) -> None:
    assert (variant(text=one).text_hash == variant(text=other).text_hash) == (one == other)


def test_the_hash_covers_how_sections_are_cut() -> None:
    whole, cut = Record.of("R", {"主诉": "胸痛发热"}), Record.of("R", {"主诉": "胸痛", "现病史": "发热"})
    assert rewrite.text_hash(whole) != rewrite.text_hash(cut)


CHANGED: list[dict[str, object]] = [
    {"gold": CodeSet(bad_case().predicted.principal, GOLD.others)},
    {"gold": CodeSet(GOLD.principal)},
    {"gold": CodeSet(), "out_of_scope": True},
    {"record": replace(record("R1.1", 主诉=REWORDED), patient=Patient(age=99))},
    {"rationale": "据另一句话"},
    {"drg": "280"},
]


@pytest.mark.parametrize("change", CHANGED)
def test_what_is_changed_beside_the_text_is_not_approved(change: dict[str, Any]) -> None:
    changed = replace(variant(), example=replace(variant().example, **change))
    row = {"variant": rewrite.variant_to_json(changed), "approval": rewrite.approval_to_json(approval(variant()))}
    assert changed.text_hash == variant().text_hash
    with pytest.raises(ContractError, match=r"not the one that was approved.*codes or facts"):
        rewrite.read_approved(travelled(Bundle(Kind.APPROVED, (row,))))


def test_an_approval_from_before_there_were_seals_is_read_and_holds_for_the_texts() -> None:
    old = approval(variant(), seal=variant().text_hash)
    assert rewrite.read_approved(rewrite.approved_bundle([(variant(), old)], {})) == [(variant(), old)]
    assert not old.holds_for(variant(text="另一句。"))


def test_a_seal_stays_what_it_was() -> None:
    """Another way to make it would void every approval that was given: begin it with another number then."""
    assert variant().seal == "2:7f2c05ac1dc9b5c859e6fbeadba5bcbf076952e1cdfc469da8791104f868527e"


def test_a_variant_passes_when_every_filter_lets_it() -> None:
    assert [variant().passed, variant(verdicts=()).passed] == [False, True]


def test_variants_travel_case_by_case() -> None:
    cases = [(bad_case("R1"), [variant("R1.1"), variant("R1.2")]), (bad_case("R2"), [])]
    bundle = travelled(rewrite.variants_bundle(cases, {"site": "a"}))
    assert (rewrite.read_variants(bundle), dict(bundle.about)) == (cases, {"site": "a"})


def test_approved_variants_travel_with_their_approvals() -> None:
    chosen = [(variant(name), approval(variant(name))) for name in ("R1.1", "R1.2")]
    assert rewrite.read_approved(travelled(rewrite.approved_bundle(chosen, {}))) == chosen


@given(texts.filter(lambda text: text != REWORDED))
def test_a_changed_text_is_refused(text: str) -> None:
    changed = rewrite.variant_to_json(variant(text=text))
    row = {"variant": changed, "approval": rewrite.approval_to_json(approval(variant()))}
    with pytest.raises(ContractError, match="not the one that was approved"):
        rewrite.read_approved(travelled(Bundle(Kind.APPROVED, (row,))))


def test_only_approved_variants_travel_with_approvals() -> None:
    with pytest.raises(ContractError, match="not approved"):
        rewrite.approved_bundle([(variant(), approval(variant(), Standing.REJECTED))], {})


def test_corrections_travel_as_bad_cases() -> None:
    corrected = replace(bad_case(round=0), example=replace(bad_case().example, origin=Origin.CORRECTION))
    nothing = replace(corrected, example=replace(corrected.example, record=record("R2")), predicted=CodeSet())
    bundle = travelled(rewrite.corrections_bundle([corrected, nothing], {}))
    assert rewrite.read_corrections(bundle) == [corrected, nothing]


def test_what_nobody_corrected_is_no_correction() -> None:
    with pytest.raises(ContractError, match="no correction"):
        rewrite.corrections_bundle([bad_case()], {})


CASE = {"case": rewrite.case_to_json(bad_case())}
VARIANT = {"variant": rewrite.variant_to_json(variant())}


@pytest.mark.parametrize(
    "rows",
    [
        [VARIANT],
        [CASE, CASE],
        [CASE, VARIANT, VARIANT],
        [{"case": rewrite.case_to_json(bad_case("R2"))}, VARIANT],
        [{"case": rewrite.case_to_json(bad_case(round=2))}, VARIANT],
        [{"case": rewrite.case_to_json(bad_case(batch="b"))}, VARIANT],
        [CASE, {"variant": 3}],
        [CASE, VARIANT | {"more": 1}],
    ],
)
def test_rows_out_of_place_are_refused(rows: list[Mapping[str, object]]) -> None:
    with pytest.raises(ContractError):
        rewrite.read_variants(Bundle(Kind.VARIANTS, tuple(rows)))


@pytest.mark.parametrize("read", [rewrite.read_variants, rewrite.read_approved, rewrite.read_corrections])
def test_a_bundle_of_another_kind_is_refused(read: Callable[[Bundle], object]) -> None:
    kinds = {rewrite.read_variants: Kind.APPROVED, rewrite.read_approved: Kind.CORRECTIONS}
    with pytest.raises(ContractError, match="not "):
        read(Bundle(kinds.get(read, Kind.VARIANTS), ()))


@pytest.mark.parametrize(
    "change",
    [{"round": "1"}, {"verdicts": [{"by": "nobody", "passed": True, "why": "", "score": None}]}, {"example": {}},
     {"case_id": "R9"}, {"variant_id": " "}, {"colour": 1}, {"seed": None}],
)  # fmt: skip
def test_what_is_no_variant_is_refused_in_words(change: dict[str, object]) -> None:
    with pytest.raises(ContractError):
        rewrite.variant_from_json(rewrite.variant_to_json(variant()) | change)


@pytest.mark.parametrize(
    "change",
    [{"standing": "pending"}, {"score": 6}, {"score": 0}, {"why": "new_fact"}, {"standing": "rejected"},
     {"reviewer": " "}, {"at": "yesterday"}, {"at": "2026-01-02T03:04:05"}, {"score": True}],
)  # fmt: skip
def test_what_is_no_approval_is_refused_in_words(change: dict[str, object]) -> None:
    with pytest.raises(ContractError):
        rewrite.approval_from_json(rewrite.approval_to_json(approval(variant())) | change)


@pytest.mark.parametrize("change", [{"origin": Origin.REAL}, {"parent_id": ""}, {"group": ""}])
def test_a_variant_says_what_it_was_rewritten_from(change: dict[str, object]) -> None:
    with pytest.raises(ContractError, match=r"R1\.1"):
        replace(variant(), example=replace(variant().example, **change))  # type: ignore[arg-type]
