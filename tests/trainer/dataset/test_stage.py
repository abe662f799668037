"""The dataset stage from files to parts: what is read, what is refused, what is said."""

import csv
import json
from pathlib import Path

import pytest
from openpyxl import Workbook
from pydantic import ValidationError

from app.coding.bundle import write_bundle
from app.coding.codeset import CodeSet
from app.coding.example import Example, Origin
from app.coding.rewrite import BadCase, Variant, approved_bundle, corrections_bundle
from tests.app.knowledge.shelves import shelf
from tests.trainer.cases import drg_example, example, many
from tests.trainer.loop import approval
from trainer.dataset.stage import StageSettings, run
from trainer.errors import DataError, RunError
from trainer.examples import read_examples, write_examples


def _ccl25(record_id: str, principal: str = "I20.000", others: str = "I10.x00x032;E11.900", **texts: str):
    return {
        "病案标识": record_id,
        "主诉": f"胸痛{record_id}天",
        "主要诊断编码": principal,
        "其他诊断编码": others,
    } | texts


def _json(path: Path, content: object) -> Path:
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")
    return path


def _corrections(corrected: Example) -> str:
    return write_bundle(corrections_bundle([BadCase(corrected, CodeSet(), "policy", 0)], {}))


def _run(stage_at, *files: Path, **settings):
    at = stage_at("dataset")
    values = {"files": files, "folds": 0, "heldout_share": 0.0} | settings
    counts = run(StageSettings.model_validate(values), at)
    return at.folder, counts


def _report(folder: Path):
    return json.loads((folder / "report.json").read_text(encoding="utf-8"))


def test_ccl25_json_becomes_examples_with_the_scopes_own_codes(stage_at, tmp_path: Path):
    folder, counts = _run(stage_at, _json(tmp_path / "train.json", [_ccl25("ZY1")]))

    (made,) = read_examples(folder / "train.jsonl")
    assert counts["train"] == 1
    assert made.origin is Origin.REAL
    assert made.gold.principal is not None
    assert (made.gold.principal.code.name, made.gold.principal.code.book) == ("不稳定型心绞痛", "国家临床版2.0")
    assert [other.code.code for other in made.gold.others] == ["I10.x00x032", "E11.900"]


def test_a_table_and_its_records_in_another_file(stage_at, tmp_path: Path):
    with (tmp_path / "codes.csv").open("w", encoding="gbk", newline="") as out:
        csv.writer(out).writerows([("病案标识", "主要诊断编码", "其他诊断编码"), ("ZY1", "I20.000", "E11.900")])
    _json(tmp_path / "texts.json", [{"病案标识": "ZY1", "现病史": "胸痛"}])

    folder, counts = _run(stage_at, tmp_path / "codes.csv", records=tmp_path / "texts.json")

    assert counts["train"] == 1
    assert read_examples(folder / "train.jsonl")[0].record.text("现病史") == "胸痛"


def test_a_workbook(stage_at, tmp_path: Path):
    names = ("病案标识", "现病史", "主要诊断编码", "其他诊断编码")
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet()
    for row in (names, ("ZY1", "胸痛三天", "I20.000", "E11.900")):
        sheet.append(row)
    workbook.save(tmp_path / "train.xlsx")

    folder, counts = _run(stage_at, tmp_path / "train.xlsx")

    assert counts["train"] == 1
    assert read_examples(folder / "train.jsonl")[0].record.text("现病史") == "胸痛三天"


def test_corrections_from_a_workstation(stage_at, tmp_path: Path):
    corrected = example("C1", origin=Origin.CORRECTION)
    path = tmp_path / "corrections.dxb"
    path.write_text(_corrections(corrected), encoding="utf-8", newline="\n")

    folder, _ = _run(stage_at, path)

    assert read_examples(folder / "train.jsonl") == [corrected]


def test_an_approved_rewrite_is_parted_with_its_record(stage_at, tmp_path: Path):
    made = example("R1~1.01", origin=Origin.VARIANT, parent_id="R0001", group="R0001")
    variant = Variant(made.example_id, "R0001", 1, made, "rewriter", 7)
    path = tmp_path / "approved.jsonl"
    path.write_text(write_bundle(approved_bundle([(variant, approval(variant))], {})), encoding="utf-8", newline="\n")
    write_examples(tmp_path / "train.jsonl", many(10))

    folder, counts = _run(stage_at, tmp_path / "train.jsonl", path, folds=5)

    fold_of = json.loads((folder / "folds.json").read_text(encoding="utf-8"))["of"]
    assert counts["train"] == 11
    assert fold_of["R1~1.01"] == fold_of["R0001"]


def test_a_bundle_that_was_changed_is_refused_whole(stage_at, tmp_path: Path):
    path = tmp_path / "corrections.dxb"
    changed = _corrections(example(origin=Origin.CORRECTION)).replace("胸闷", "胸痛")
    path.write_text(changed, encoding="utf-8", newline="\n")

    with pytest.raises(DataError, match="hash does not fit"):
        _run(stage_at, path)


def test_what_cannot_be_learned_from_is_listed_with_its_reason(stage_at, tmp_path: Path):
    rows = [
        _ccl25("ZY1"),
        _ccl25("ZY2", principal="K35.900"),
        _ccl25("ZY3", others="E11.900;K35.900"),
        _ccl25("ZY4", principal=""),
        {"病案标识": "ZY5", "主要诊断编码": "I20.000", "其他诊断编码": ""},
        {"病案标识": "ZY6", "主诉": "", "主要诊断编码": "I20.000", "其他诊断编码": ""},
        {"病案标识": "ZY7", "主诉": "胸痛"},
    ]

    folder, counts = _run(stage_at, _json(tmp_path / "a.json", rows))

    reasons = " ".join(refusal["reason"] for refusal in _report(folder)["refused"])
    assert counts["refused"] == 6
    for part in ("K35.900 is outside", "others K35.900", "no principal", "no record", "no text", "no 主要诊断编码"):
        assert part in reasons
    assert "K35.900" in (folder / "report.md").read_text(encoding="utf-8")


def test_codes_outside_the_scope_can_be_learned_as_such(stage_at, tmp_path: Path):
    rows = [_ccl25("ZY2", principal="K35.900"), _ccl25("ZY3", others="E11.900;K35.900")]

    folder, counts = _run(
        stage_at, _json(tmp_path / "a.json", rows), outside_principal="out-of-scope", outside_others="drop"
    )

    first, second = read_examples(folder / "train.jsonl")
    assert counts["refused"] == 0
    assert (first.out_of_scope, first.gold.principal) == (True, None)
    assert second.gold.other_codes == {"E11.900"}
    assert _report(folder)["parts"]["train"]["out_of_scope_share"] == 0.5


def test_a_record_id_twice(stage_at, tmp_path: Path):
    write_examples(tmp_path / "a.jsonl", [example("R1"), example("R1")])

    folder, counts = _run(stage_at, tmp_path / "a.jsonl")

    assert (counts["train"], counts["refused"]) == (1, 1)
    assert "twice" in _report(folder)["refused"][0]["reason"]


def test_invented_records_keep_their_held_out_writers_apart(stage_at, tmp_path: Path):
    invented = tmp_path / "run" / "synthesize"
    invented.mkdir(parents=True)
    examples = many(30)
    write_examples(invented / "examples.jsonl", examples)
    write_examples(invented / "train.jsonl", examples[:24])
    write_examples(invented / "heldout.jsonl", examples[24:])

    folder, counts = _run(stage_at, heldout_share=None, folds=3)

    folds = json.loads((folder / "folds.json").read_text())
    assert (counts["train"], counts["heldout"]) == (24, 6)
    assert folds["folds"] == 3
    assert set(folds["of"]) == {each.example_id for each in examples[:24]}


def test_no_invented_records_there(stage_at):
    with pytest.raises(RunError, match=r"\[synthesize\] made"):
        _run(stage_at)


def test_drg_records_need_a_version_and_a_number_of_it(stage_at, tmp_path: Path):
    write_examples(tmp_path / "a.jsonl", [drg_example("A", "291"), drg_example("B", "999999")])

    folder, counts = _run(stage_at, tmp_path / "a.jsonl", scope="", drg_version="v43.1")

    assert (counts["train"], counts["refused"]) == (1, 1)
    assert _report(folder)["parts"]["train"]["classes"] == {"291": 1}


def test_codes_of_a_whole_book(stage_at, tmp_path: Path):
    with shelf(tmp_path) as index:
        path, book = index.path, index.books()[0].book_id
    rows = [_ccl25("ZY1", "K35.900", "E11.900"), _ccl25("ZY2", "X99.900", "")]

    folder, counts = _run(stage_at, _json(tmp_path / "a.json", rows), index=path, book=book)

    (made,) = read_examples(folder / "train.jsonl")
    assert made.gold.principal is not None
    assert made.gold.principal.code.name == "急性阑尾炎"
    assert counts["refused"] == 1


def test_duplicates_contradictions_and_leaks_are_reported(stage_at, tmp_path: Path):
    same = example("R1")
    copies = [type(same)(type(same.record)(name, same.record.sections), same.gold) for name in ("R2", "R3")]
    copies[1] = type(same)(copies[1].record, example("R9", others=()).gold)
    close = example("R4", others=("E11.900", "E78.500"))
    write_examples(tmp_path / "a.jsonl", [same, copies[0]])
    write_examples(tmp_path / "h.jsonl", [close])

    folder, counts = _run(stage_at, tmp_path / "a.jsonl", heldout_files=(tmp_path / "h.jsonl",), leak_overlap=0.5)

    assert (counts["duplicates"], counts["leaks"]) == (1, 2)
    assert "close to a held-out one" in _report(folder)["cautions"][-1]
    write_examples(tmp_path / "b.jsonl", [same, copies[1]])
    assert _run(stage_at, tmp_path / "b.jsonl")[1]["contradictory"] == 1


@pytest.mark.parametrize("how", ["caution", "error"])
def test_a_class_missing_from_a_fold(stage_at, tmp_path: Path, how: str):
    write_examples(tmp_path / "a.jsonl", [*(example(f"R{n}") for n in range(9)), example("L", "I21.401")])

    if how == "error":
        with pytest.raises(DataError, match=r"no record of a class \(I21\.401 in fold.*fewer folds"):
            _run(stage_at, tmp_path / "a.jsonl", folds=5, empty_class="error")
    else:
        folder, _ = _run(stage_at, tmp_path / "a.jsonl", folds=5)
        assert "I21.401 in fold" in _report(folder)["cautions"][0]
        assert "I21.401" in _report(folder)["empty_classes"]


def test_nothing_usable_says_the_first_refusal(stage_at, tmp_path: Path):
    with pytest.raises(DataError, match=r"K35\.900 is outside the scope"):
        _run(stage_at, _json(tmp_path / "a.json", [_ccl25("ZY2", principal="K35.900")]))
    with pytest.raises(DataError, match="does not exist"):
        _run(stage_at, tmp_path / "absent.json")
    (tmp_path / "note.txt").write_text("主诉：胸痛", encoding="utf-8")
    with pytest.raises(DataError, match=r"note\.txt: .*no gold"):
        _run(stage_at, tmp_path / "note.txt")


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"folds": 1}, "one fold is none"),
        ({"book": "ICD"}, "index and book belong together"),
        ({"synthesized": False}, "nothing to read"),
        ({"scope": ""}, "no code is allowed"),
    ],
)
def test_contradictory_settings(values, said):
    with pytest.raises(ValidationError, match=said):
        StageSettings.model_validate(values)
