"""The bad cases of a training set: by one policy, out of fold, and from coders' corrections."""

import json
from collections.abc import Sequence
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.coding.bundle import write_bundle
from app.coding.codeset import CodeSet
from app.coding.errors import ContractError
from app.coding.example import Example, Origin
from app.coding.rewrite import BadCase, corrections_bundle
from tests.trainer.cases import drg_example, example
from tests.trainer.stays import said
from trainer.badcases.stage import CASES, StageSettings, read_cases, run
from trainer.dataset.coded_from import CodedFrom, write_folds
from trainer.errors import DataError
from trainer.evaluate.systems import SystemSettings
from trainer.examples import write_examples

OTHERS = ("E11.900",)


def _dataset(root: Path, train: Sequence[Example], heldout: Sequence[Example] = ()) -> None:
    folder = root / "dataset"
    folder.mkdir(parents=True)
    write_examples(folder / "train.jsonl", train)
    write_examples(folder / "heldout.jsonl", heldout)
    write_folds(folder, 2, {each.example_id: n % 2 for n, each in enumerate(train)})
    CodedFrom("ccl25").write(folder)


def _said(path: Path, **principals: str | None) -> SystemSettings:
    rows = [{"record_id": name, "principal": code, "others": OTHERS} for name, code in principals.items()]
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    return SystemSettings(kind="predictions", path=str(path))


def _corrections(path: Path, *examples: Example) -> Path:
    cases = [BadCase(each, CodeSet(), "policy", 0) for each in examples]
    path.write_text(write_bundle(corrections_bundle(cases, {})), encoding="utf-8", newline="\n")
    return path


def test_what_the_policy_gets_wrong_is_kept_with_what_it_said(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1"), example("R2"), example("R3", others=("E78.500",))])
    at = stage_at("badcases", tmp_path)
    system = _said(tmp_path / "said.jsonl", R1="I20.000", R2="I21.401", R3="I20.000")

    counts = run(StageSettings(system=system, round=2), at)

    cases = read_cases(at.folder / CASES)
    assert [case.case_id for case in cases] == ["R2", "R3"]
    assert cases[0].predicted.principal is not None
    assert cases[0].predicted.principal.code.name == "急性非ST段抬高型心肌梗死"
    assert (cases[1].predicted.other_codes, cases[1].model, cases[1].round) == ({"E11.900"}, "said.jsonl", 2)
    assert counts == {"read": 3, "cases": 2, "corrections": 0, "refused": 0}
    assert "3 training records and got 2 wrong" in (at.folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("wrong", "cases"), [("principal", ["R2"]), ("others", ["R3"]), ("either", ["R2", "R3"])])
def test_the_faults_of_one_task_may_be_what_counts(stage_at, tmp_path: Path, wrong, cases: list[str]):
    _dataset(tmp_path, [example("R2"), example("R3", others=("E78.500",))])
    at = stage_at("badcases", tmp_path)

    run(StageSettings(system=_said(tmp_path / "said.jsonl", R2="I21.401", R3="I20.000"), wrong=wrong), at)

    assert [case.case_id for case in read_cases(at.folder / CASES)] == cases


def test_a_killed_reading_goes_on_where_it_was(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1"), example("R2")])
    at = stage_at("badcases", tmp_path)
    with pytest.raises(DataError, match="nothing of record R2"):
        run(StageSettings(system=_said(tmp_path / "said.jsonl", R1="I21.401").model_copy(update={"batch": 1})), at)

    run(StageSettings(system=_said(tmp_path / "said.jsonl", R2="I20.000")), stage_at("badcases", tmp_path))

    assert [case.case_id for case in read_cases(at.folder / CASES)] == ["R1"]


def test_rewrites_of_earlier_rounds_and_records_with_a_drg_are_not_read(stage_at, tmp_path: Path):
    variant = example("R1~1.01", origin=Origin.VARIANT, parent_id="R1", group="R1")
    _dataset(tmp_path, [example("R1"), variant, drg_example("EN1")])

    counts = run(StageSettings(system=_said(tmp_path / "said.jsonl", R1="I20.000")), stage_at("badcases", tmp_path))

    assert counts["read"] == 1


def test_corrections_are_bad_cases_as_they_are(stage_at, tmp_path: Path):
    held = example("H1")
    _dataset(tmp_path, [example("R1")], [held])
    corrected = [example(name, origin=Origin.CORRECTION) for name in ("R1", "H1")]
    corrected.append(example("C1", "I50.900x018", ("I48.x01",), origin=Origin.CORRECTION))
    path = _corrections(
        tmp_path / "corrections.jsonl", *corrected, example("C2", "K35.900", (), origin=Origin.CORRECTION)
    )
    at = stage_at("badcases", tmp_path)

    counts = run(StageSettings(system=_said(tmp_path / "said.jsonl", R1="I21.401"), corrections=(path,)), at)

    cases = read_cases(at.folder / CASES)
    assert [(case.case_id, case.round) for case in cases] == [("R1", 1), ("C1", 1), ("C2", 1)]
    assert cases[-1].example.out_of_scope
    refused = json.loads((at.folder / "errors.json").read_text(encoding="utf-8"))["refused"]
    assert counts["refused"] == 2
    assert "bad case already" in refused[0]
    assert "held out" in refused[1]


def test_a_held_out_record_comes_back_under_another_id(stage_at, tmp_path: Path):
    texts = {"现病史": "患者三天前活动后出现胸闷胸痛，持续十余分钟，休息后缓解，夜间可平卧，无发热咳嗽。"}
    back = {"现病史": texts["现病史"].replace("三天前", "某日")}
    _dataset(tmp_path, [example("R1")], [said("H1", texts)])
    path = _corrections(tmp_path / "c.jsonl", said("C-1", back, origin=Origin.CORRECTION))
    system = _said(tmp_path / "said.jsonl", R1="I20.000")

    counts = run(StageSettings(system=system, corrections=(path,)), stage_at("badcases", tmp_path))

    assert (counts["corrections"], counts["refused"]) == (0, 1)


def test_a_broken_bundle_and_a_broken_case_are_said(stage_at, tmp_path: Path):
    _dataset(tmp_path, [example("R1")])
    path = _corrections(tmp_path / "c.jsonl", example("C1", origin=Origin.CORRECTION))
    path.write_text(path.read_text(encoding="utf-8").replace("胸闷", "胸痛"), encoding="utf-8")
    system = _said(tmp_path / "said.jsonl", R1="I20.000")

    with pytest.raises(DataError, match="hash does not fit"):
        run(StageSettings(system=system, corrections=(path,)), stage_at("badcases", tmp_path))
    (tmp_path / CASES).write_text("{}\n", encoding="utf-8")
    with pytest.raises(DataError, match=r"cases.jsonl, line 1"):
        read_cases(tmp_path / CASES)


def test_a_vote_is_no_policy():
    with pytest.raises((ValidationError, ContractError), match="no policy"):
        StageSettings(system=SystemSettings(kind="vote", members=("a", "b")))
