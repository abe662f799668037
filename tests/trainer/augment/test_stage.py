"""The augment stage with a scripted rewriter and a scripted expert: what survives, what is awaited, what is refused."""

import json
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.coding.bundle import Kind, read_bundle, write_bundle
from app.coding.completion import Finish
from app.coding.example import Example, Origin
from app.coding.rewrite import BadCase, Judge, Variant, approved_bundle, read_variants
from tests.trainer.cases import example
from tests.trainer.loop import READ_RIGHT, Rewriter, approval, approve, bad_case, loop_run, reworded
from trainer.augment.acceptance import ACCEPTANCE
from trainer.augment.making import VARIANTS
from trainer.augment.settings import FilterSettings, RewriterSettings, StageSettings
from trainer.augment.stage import APPROVED, LINEAGE, run
from trainer.errors import AwaitingExpertError, DataError
from trainer.examples import read_examples

RULES = FilterSettings(kind="rules")


def _settings(**changes: object) -> StageSettings:
    values: dict[str, object] = {
        "rewriter": RewriterSettings(kind="gguf", path="rewriter.gguf"),
        "rewrites": 4,
        "least_characters": 4,
        "closest": 0.99,
    }
    return StageSettings.model_validate(values | changes)


def _make(
    stage_at, root: Path, rewriter: Rewriter, cases: Sequence[BadCase] = (), heldout: Sequence[Example] = (), **changes
):
    """Run the stage until it waits; return its folder with the cases of its bundle."""
    at = stage_at("augment", loop_run(root, cases or [bad_case()], heldout))
    with pytest.raises(AwaitingExpertError):
        run(_settings(**changes), at, rewriter.open())
    return at.folder, _handed(at.folder)


def _handed(folder: Path) -> list[tuple[BadCase, list[Variant]]]:
    return read_variants(read_bundle((folder / VARIANTS).read_text(encoding="utf-8"), Kind.VARIANTS))


def _accepted(folder: Path) -> list[dict]:
    return [json.loads(line) for line in (folder / ACCEPTANCE).read_text(encoding="utf-8").splitlines()]


def test_rewrites_keep_codes_and_kin_and_are_handed_over(stage_at, tmp_path: Path):
    _, [(case, variants)] = _make(stage_at, tmp_path, Rewriter(), sft=RULES, policy=RULES)

    first = variants[0].example
    assert (first.origin, first.parent_id, first.group) == (Origin.VARIANT, "R1", "R1")
    assert first.gold == case.example.gold
    assert first.record.text("诊疗经过") != case.example.record.text("诊疗经过")
    assert first.record.text("入院诊断") == case.example.record.text("入院诊断")
    assert [each.by for each in variants[0].verdicts] == [Judge.GUARD, Judge.SFT, Judge.POLICY]
    assert {span.code for span in first.spans} == {span.code for span in case.example.spans}
    assert "2型糖尿病" in {first.words(span) for span in first.spans}


def test_each_rewrite_has_its_own_seed_and_temperature(stage_at, tmp_path: Path):
    rewriter = Rewriter()

    _make(stage_at, tmp_path, rewriter, rewrites=3)

    for request in rewriter.asked:
        assert [round(each.temperature, 3) for each in request.samplings] == [0.7, 0.85, 1.0]
        assert len({each.seed for each in request.samplings}) == 3


def test_the_facts_that_must_stand_are_named(stage_at, tmp_path: Path):
    rewriter = Rewriter()

    _make(stage_at, tmp_path, rewriter)

    asked = {request.messages[-1].content for request in rewriter.asked}
    assert any("2型糖尿病" in text.partition("原文：")[0] and "10年" in text.partition("原文：")[0] for text in asked)
    assert not any("「入院诊断」" in text for text in asked)


@pytest.mark.parametrize(
    "change",
    [("80%", "90%"), ("前降支", "右冠"), ("2型糖尿病病史", "否认2型糖尿病病史"), ("二甲双胍", "阿卡波糖")],
)
def test_a_section_whose_facts_change_keeps_its_words(stage_at, tmp_path: Path, change: tuple[str, str]):
    def write(text: str, number: int) -> str:
        return reworded(text, number).replace(*change)

    folder, [(case, variants)] = _make(stage_at, tmp_path, Rewriter(write))

    section = "诊疗经过" if change[0] in ("80%", "前降支") else "既往史"
    assert {each.example.record.text(section) for each in variants} == {case.example.record.text(section)}
    assert _accepted(folder)[0]["lost"]["text put back: facts changed"] == 4


def test_without_mending_a_changed_fact_loses_the_whole_rewrite(stage_at, tmp_path: Path):
    at = stage_at("augment", loop_run(tmp_path, [bad_case()]))
    write = Rewriter(lambda text, number: reworded(text, number).replace("80%", "90%"))

    counts = run(_settings(mend=False), at, write.open())

    assert (counts["written"], counts["guarded"], counts["handed_over"], counts["approved"]) == (4, 0, 0, 0)
    assert read_examples(at.folder / APPROVED) == []


def test_the_whole_record_may_be_rewritten_at_once(stage_at, tmp_path: Path):
    rewriter = Rewriter(
        lambda text, number: text.replace("胸闷", "胸部憋闷").replace("病史10年", f"已有10年{'。' * number}")
    )

    folder, [(_, variants)] = _make(stage_at, tmp_path, rewriter, form="whole", closest=1.0)

    assert len(rewriter.asked) == 1
    assert "胸部憋闷" in variants[0].example.record.text("主诉")
    assert _accepted(folder)[0]["written"] == 4


@pytest.mark.parametrize(
    ("rewriter", "why"),
    [
        (Rewriter(wrap="好的，{}"), "text not in the form asked for"),
        (Rewriter(finish=Finish.LENGTH), "text unfinished"),
        (Rewriter(finish=Finish.LOOP), "text looped"),
        (Rewriter(lambda text, _: text), "text unchanged"),
        (Rewriter(lambda text, _: text[: len(text) // 2]), "text shortened"),
        (Rewriter(context_length=20), "text too long for the context"),
    ],
)
def test_what_is_no_rewrite_is_counted_and_nothing_is_awaited(stage_at, tmp_path: Path, rewriter: Rewriter, why: str):
    at = stage_at("augment", loop_run(tmp_path, [bad_case()]))

    counts = run(_settings(), at, rewriter.open())

    assert counts["handed_over"] == 0
    assert _accepted(at.folder)[0]["lost"][why] == 12


def test_rewrites_that_are_too_near_to_each_other_are_left_out(stage_at, tmp_path: Path):
    same = Rewriter(lambda text, _: reworded(text, 1))

    folder, [(_, variants)] = _make(stage_at, tmp_path, same)

    assert len(variants) == 1
    assert _accepted(folder)[0]["lost"]["too near to the original or another"] == 3


def test_a_filter_lets_pass_what_it_codes_as_the_case(stage_at, tmp_path: Path):
    wrong = bad_case("R2", others=("E11.900",))

    folder, cases = _make(stage_at, tmp_path, Rewriter(), [bad_case(), wrong], sft=RULES, policy=RULES)

    assert [case.case_id for case, _ in cases] == ["R1"]
    right, lost = _accepted(folder)
    assert right["sft"] == right["policy"] == right["handed over"] > 0
    assert (lost["distinct"] > 0, lost["sft"], lost["policy"]) == (True, 0, 0)
    assert "SFT filter: rules: 1 of 1" not in json.dumps(right)


def test_the_expert_may_be_shown_what_a_filter_refused(stage_at, tmp_path: Path):
    wrong = bad_case("R2", others=("E11.900",))

    _, [(_, variants)] = _make(stage_at, tmp_path, Rewriter(), [wrong], sft=RULES, hand_over="guarded")

    assert {(each.by, each.passed) for each in variants[0].verdicts} == {(Judge.GUARD, True), (Judge.SFT, False)}
    assert variants[0].verdicts[-1].why == "added E78.500, I25.103" or "added I25.103" in variants[0].verdicts[-1].why


def test_no_more_than_so_many_of_a_case_are_handed_over(stage_at, tmp_path: Path):
    _, [(_, variants)] = _make(stage_at, tmp_path, Rewriter(), most=1)

    assert len(variants) == 1


def test_a_variant_of_a_held_out_record_is_never_made(stage_at, tmp_path: Path):
    held = example("R1", others=READ_RIGHT)
    at = stage_at("augment", loop_run(tmp_path, [bad_case()], [held]))
    rewriter = Rewriter()

    with pytest.raises(DataError, match="R1 must not be rewritten"):
        run(_settings(), at, rewriter.open())

    assert rewriter.asked == []


@pytest.mark.parametrize("kin", [{"group": "patient"}, {"record_id": "same text"}])
def test_nor_one_of_its_group_or_text(stage_at, tmp_path: Path, kin: dict[str, str]):
    held = example("R1", others=READ_RIGHT, group=kin.get("group", ""))
    held = replace(held, record=replace(held.record, record_id="H1"))
    at = stage_at("augment", loop_run(tmp_path, [bad_case(group=kin.get("group", ""))], [held]))

    with pytest.raises(DataError, match="must not be rewritten"):
        run(_settings(), at, Rewriter().open())


def test_the_stage_waits_in_words_and_goes_on_without_any_model(stage_at, tmp_path: Path):
    folder, _ = _make(stage_at, tmp_path, Rewriter(), sft=RULES)
    back = tmp_path / "back" / "approved.jsonl"
    at = stage_at("augment", tmp_path)

    with pytest.raises(AwaitingExpertError, match=r"wait for the expert.*dxdesk variants import.*approved") as waiting:
        run(_settings(sft=RULES, approved=str(back)), at, Rewriter(calls_left=0).open())
    (chosen,) = approve(folder / VARIANTS, back)
    counts = run(_settings(sft=RULES, approved=str(back)), at, Rewriter(calls_left=0).open())

    assert str(back) in str(waiting.value)
    assert counts["approved"] == 1
    assert read_examples(at.folder / APPROVED) == [chosen.example]
    assert at.inputs["approved"]["path"] == str(back)


def test_the_lineage_says_where_an_approved_rewrite_comes_from(stage_at, tmp_path: Path):
    folder, _ = _make(stage_at, tmp_path, Rewriter(), sft=RULES, policy=RULES)
    (chosen,) = approve(folder / VARIANTS, tmp_path / "back.jsonl")

    run(_settings(sft=RULES, policy=RULES, approved=str(tmp_path / "back.jsonl")), stage_at("augment", tmp_path))

    (row,) = json.loads((folder / LINEAGE).read_text(encoding="utf-8"))
    assert (row["variant"], row["record"], row["round"], row["seed"]) == (chosen.variant_id, "R1", 1, chosen.seed)
    assert (row["rewriter"], row["misread_by"], row["approved_by"]) == ("rewriter", "policy", "李专家")
    assert [(each["by"], each["score"]) for each in row["verdicts"]] == [("guard", None), ("sft", 1.0), ("policy", 1.0)]
    assert row["text_sha256"] == chosen.text_hash
    assert len({row["cases_sha256"], row["variants_bundle_sha256"], row["approved_bundle_sha256"]}) == 3


def test_a_killed_stage_goes_on_and_makes_the_same_bundle(stage_at, tmp_path: Path):
    cases = [bad_case(), bad_case("R2")]
    whole, _ = _make(stage_at, tmp_path / "whole", Rewriter(), cases, sft=RULES)
    killed = stage_at("augment", loop_run(tmp_path / "killed", cases))
    with pytest.raises(KeyboardInterrupt):
        run(_settings(sft=RULES), killed, Rewriter(calls_left=4).open())
    rest = Rewriter()

    _make(stage_at, tmp_path / "killed", rest, cases, sft=RULES)

    assert (killed.folder / VARIANTS).read_bytes() == (whole / VARIANTS).read_bytes()
    assert len(rest.asked) == 2


def _sent_back(folder: Path, target: Path, *pairs) -> StageSettings:
    rows = [(variant, approval(variant, score)) for variant, score in pairs]
    target.write_text(write_bundle(approved_bundle(rows, {})), encoding="utf-8", newline="\n")
    return _settings(approved=str(target))


def _mended(variant: Variant, old: str, new: str) -> Variant:
    sections = tuple(replace(each, text=each.text.replace(old, new)) for each in variant.example.record.sections)
    return replace(
        variant,
        example=replace(variant.example, record=replace(variant.example.record, sections=sections), spans=()),
    )


def test_what_the_expert_mended_is_taken_with_its_own_words(stage_at, tmp_path: Path):
    folder, [(_, [first, *_])] = _make(stage_at, tmp_path, Rewriter())
    mended = _mended(first, "胸闷", "胸口发闷")
    at = stage_at("augment", tmp_path)

    run(_sent_back(folder, tmp_path / "b", (mended, 4)), at)

    (made,) = read_examples(at.folder / APPROVED)
    (row,) = json.loads((folder / LINEAGE).read_text(encoding="utf-8"))
    assert "胸口发闷" in made.record.text("主诉")
    assert {made.words(span) for span in made.spans} == {first.example.words(span) for span in first.example.spans}
    assert row["mended_by_expert"]


def test_a_mended_text_that_changes_a_fact_is_not_taken(stage_at, tmp_path: Path):
    folder, [(_, [first, *_])] = _make(stage_at, tmp_path, Rewriter())
    at = stage_at("augment", tmp_path)

    counts = run(_sent_back(folder, tmp_path / "b", (_mended(first, "80%", "90%"), None)), at)

    assert (counts["approved"], counts["refused"]) == (0, 1)
    assert (
        "as mended it changes a fact" in json.loads((folder / "report.json").read_text(encoding="utf-8"))["refused"][0]
    )


def test_a_text_changed_after_approval_voids_the_bundle(stage_at, tmp_path: Path):
    folder, [(_, [first, *_])] = _make(stage_at, tmp_path, Rewriter())
    settings = _sent_back(folder, tmp_path / "b", (first, None))
    bundle = read_bundle((tmp_path / "b").read_text(encoding="utf-8"), Kind.APPROVED)
    rows = json.loads(json.dumps(bundle.rows, ensure_ascii=False).replace("患者", "病人").replace("以上", "上述"))
    (tmp_path / "b").write_text(write_bundle(replace(bundle, rows=tuple(rows))), encoding="utf-8", newline="\n")

    with pytest.raises(DataError, match="not the one that was approved"):
        run(settings, stage_at("augment", tmp_path))


@pytest.mark.parametrize("what", ["codes", "round", "stranger", "two"])
def test_what_was_not_handed_over_is_refused(stage_at, tmp_path: Path, what: str):
    folder, [(_, [first, second, *_])] = _make(stage_at, tmp_path, Rewriter())
    others = replace(first.example.gold, others=())
    given = {
        "codes": [replace(first, example=replace(first.example, gold=others, spans=()))],
        "round": [replace(first, round=2)],
        "stranger": [replace(first, variant_id="R1~1.99")],
        "two": [first, second],
    }[what]
    said = {"stranger": "did not hand over", "two": "approves 2 rewrites of R1"}.get(what, "other codes")

    with pytest.raises(DataError, match=said):
        run(_sent_back(folder, tmp_path / "b", *((each, None) for each in given)), stage_at("augment", tmp_path))


@pytest.mark.parametrize(("score", "taken"), [(None, 0), (3, 0), (4, 1)])
def test_an_approval_may_need_a_score(stage_at, tmp_path: Path, score: int | None, taken: int):
    folder, [(_, [first, *_])] = _make(stage_at, tmp_path, Rewriter(), least_score=4)
    settings = _sent_back(folder, tmp_path / "b", (first, score)).model_copy(update={"least_score": 4})

    assert run(settings, stage_at("augment", tmp_path))["approved"] == taken


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"rewriter": {"kind": "server"}}, "needs an address"),
        ({"rewriter": {"kind": "gguf"}}, "needs the path"),
        ({"sft": {"kind": "model", "samples": 2, "least": 3}}, "least is above samples"),
        ({"sft": {"kind": "rules", "samples": 3}}, "always answers the same"),
        ({"policy": {"kind": "folds"}}, "cannot read rewrites"),
        ({"highest_temperature": 0.5}, "below temperature"),
    ],
)
def test_contradictory_settings(changes: dict[str, object], said: str):
    with pytest.raises(ValidationError, match=said):
        _settings(**changes)


def test_what_weakens_the_filters_is_cautioned_of():
    said = _settings(hand_over="guarded", policy=RULES, temperature=0.1, highest_temperature=0.2).cautions()

    assert [caution.partition(" ")[0] for caution in said] == ["no", "hand_over", "rewrites"]


def test_the_expert_s_bundle_is_no_part_of_what_was_begun():
    assert _settings(approved="a.jsonl").digest() == _settings().digest()
