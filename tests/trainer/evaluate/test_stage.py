"""The stage as a recipe runs it: judged, resumed, compared, summarised."""

import json

import pytest

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example
from app.coding.record import Record
from tests.app.knowledge.shelves import EN, ENGLISH, shelf
from tests.builders import DIABETES, HYPERTENSION
from tests.trainer.evaluate.said import A, D, H, example, examples_file, figures_at
from trainer.errors import DataError, RunError
from trainer.evaluate.stage import StageSettings, run
from trainer.examples import write_examples

TWO = [example("R1", writer="w1"), example("R2", others=(HYPERTENSION,), writer="w2")]
RULES = {"rules": {"kind": "rules", "title": "the rules"}}


def settings(tmp_path, examples: list[Example] | None = None, **values):
    given = {"examples": examples_file(tmp_path, TWO if examples is None else examples), "systems": RULES}
    return StageSettings.model_validate(given | {"scope": "ccl25", "plots": False} | values)


def saved(tmp_path, name, *rows):
    path = tmp_path / f"{name}.jsonl"
    written = (json.dumps({"record_id": record_id, "principal": A, "others": others}) for record_id, others in rows)
    path.write_text("\n".join(written), encoding="utf-8")
    return {"kind": "predictions", "path": str(path)}


def test_the_rules_are_judged_on_two_records(stage_at, tmp_path):
    at = stage_at("evaluate")
    counts = run(settings(tmp_path, plots=True), at)
    found = figures_at(at.folder)

    assert counts["records"] == found["systems"]["rules"]["n"] == 2
    assert counts["systems"] == {"rules": found["systems"]["rules"]["composite"]}
    assert found["systems"]["rules"]["refusals"]["in_scope"] == 2
    assert "the rules" in (at.folder / "report.md").read_text(encoding="utf-8")
    assert {path.name for path in (at.folder / "plots").iterdir()} == {
        "composite.svg",
        "confusion-1.svg",
        "codes-1.svg",
    }


def test_systems_are_set_beside_each_other_with_their_vote_and_differences(stage_at, tmp_path):
    systems = {
        "a": saved(tmp_path, "a", ("R1", [H]), ("R2", [H])),
        "b": saved(tmp_path, "b", ("R1", [H, D]), ("R2", [H])),
        "both": {"kind": "vote", "members": ["a", "b"], "threshold": 1},
    }
    at = stage_at("evaluate")
    run(settings(tmp_path, systems=systems, baseline="a", plots=True), at)
    found = figures_at(at.folder)

    assert {name: each["composite"] for name, each in found["systems"].items()} == {
        "a": pytest.approx(91.67, abs=0.01),
        "b": 100,
        "both": 100,
    }
    assert found["systems"]["both"]["bands"]["others"]["2"]["right"] == 1
    assert found["systems"]["both"]["thresholds"] == {"1": 2}
    assert [(row["system"], row["difference"]) for row in found["differences"]] == [("b", 8.33), ("both", 8.33)]
    assert (at.folder / "plots" / "reliability.svg").stat().st_size > 1000


def test_a_killed_evaluation_goes_on_and_gives_the_same_figures(stage_at, tmp_path):
    first, again = stage_at("evaluate", tmp_path / "a"), stage_at("evaluate", tmp_path / "b")
    run(settings(tmp_path), first)
    log = (first.folder / "predictions.jsonl").read_text(encoding="utf-8").splitlines(keepends=True)
    (again.folder / "predictions.jsonl").write_text(log[0] + log[1] + log[2][:40], encoding="utf-8")
    run(settings(tmp_path), again)

    def apart_from_time(at):
        return [
            {key: value for key, value in each.items() if key != "seconds_per_record"}
            for each in figures_at(at.folder)["systems"].values()
        ]

    assert apart_from_time(first) == apart_from_time(again)


def test_two_evaluations_are_compared_and_share_a_table(stage_at, tmp_path):
    old = stage_at("evaluate", tmp_path / "old")
    run(settings(tmp_path, name="old set", systems={"rules": saved(tmp_path, "a", ("R1", []), ("R2", []))}), old)
    path = str(old.folder / "figures.json")
    new = stage_at("evaluate", tmp_path / "new")
    run(settings(tmp_path, compare=path, tables=[path]), new)
    (row,) = figures_at(new.folder)["differences"]

    assert (row["n"], row["from"]) == (2, "old set")
    assert "| old set (2) |" in (new.folder / "report.md").read_text(encoding="utf-8")


def test_its_own_score_of_a_set_stands_in_the_table_and_not_an_older_one(stage_at, tmp_path):
    old, new = stage_at("evaluate", tmp_path / "old"), stage_at("evaluate", tmp_path / "new")
    run(settings(tmp_path, systems={"p": saved(tmp_path, "a", ("R1", []), ("R2", []))}), old)
    tables = [str(old.folder / "figures.json")]
    run(settings(tmp_path, systems={"p": saved(tmp_path, "b", ("R1", [H, D]), ("R2", [H]))}, tables=tables), new)

    assert "| p | 100.00" in (new.folder / "report.md").read_text(encoding="utf-8").partition("Table of methods")[2]


def test_a_comparison_over_two_files_is_cautioned(stage_at, tmp_path):
    old, new = stage_at("evaluate", tmp_path / "old"), stage_at("evaluate", tmp_path / "new")
    run(settings(tmp_path / "a", TWO[::-1], name="reversed"), old)
    run(settings(tmp_path / "b", compare=str(old.folder / "figures.json")), new)

    assert "another file (reversed, not examples)" in (new.folder / "report.md").read_text(encoding="utf-8")
    assert len(figures_at(new.folder)["cautions"]) == 1


def test_a_vote_of_three_has_no_first_vote_of_tcecp(stage_at, tmp_path):
    members = {name: saved(tmp_path, name, ("R1", [H]), ("R2", [H])) for name in "abc"}
    vote = {"kind": "vote", "members": ["a", "b", "c"], "threshold": 2}
    at = stage_at("evaluate")
    run(settings(tmp_path, systems={**members, "all": vote}), at)
    lines = (at.folder / "report.md").read_text(encoding="utf-8").splitlines()
    head = next(line for line in lines if line.startswith("| system")).split(" | ")
    row = next(line for line in lines if line.startswith("| all |")).split(" | ")

    assert row[head.index("T = 0 alone")] == "–"


def test_a_path_may_be_within_the_runs_own_folder(stage_at, tmp_path):
    at = stage_at("evaluate")
    system = saved(at.root, "mine", ("R1", [H, D]), ("R2", [H]))
    run(settings(tmp_path, systems={"p": system | {"path": "mine.jsonl"}}), at)

    assert figures_at(at.folder)["systems"]["p"]["composite"] == 100
    assert "mine.jsonl" in at.inputs


def test_writers_that_training_did_not_know_are_scored_apart(stage_at, tmp_path):
    write_examples(tmp_path / "train.jsonl", [TWO[0]])
    at = stage_at("evaluate")
    run(settings(tmp_path, trained_on=str(tmp_path / "train.jsonl")), at)

    assert figures_at(at.folder)["systems"]["rules"]["by"]["writers held out"]["n"] == 1


def test_what_dataset_held_out_is_judged_by_default(stage_at, tmp_path):
    at = stage_at("evaluate")
    (at.root / "dataset").mkdir()
    write_examples(at.root / "dataset" / "heldout.jsonl", TWO)
    write_examples(at.root / "dataset" / "train.jsonl", TWO[:1])
    (at.root / "dataset" / "scope.json").write_text('{"scope_id": "ccl25"}', encoding="utf-8")
    run(StageSettings.model_validate({"systems": RULES, "plots": False}), at)

    assert figures_at(at.folder)["set"]["name"] == "heldout"


def test_gold_codes_nobody_can_answer_are_counted_and_named(stage_at, tmp_path):
    strange = type(DIABETES)("X99.999", "异物", DIABETES.book)
    at = stage_at("evaluate")
    run(settings(tmp_path, [example(others=(strange,))]), at)

    assert figures_at(at.folder)["set"]["gold_outside_scope"] == 1
    assert "1 gold codes are not in the scope" in (at.folder / "report.md").read_text(encoding="utf-8")


def test_records_are_coded_from_the_whole_book_that_dataset_used(stage_at, tmp_path):
    names = dict(ENGLISH)
    with shelf(tmp_path, ENGLISH, EN) as opened:
        about = {"scope_id": "", "index": str(opened.path), "book": EN.book_id}
    at = stage_at("evaluate")
    (at.root / "dataset").mkdir()
    (at.root / "dataset" / "scope.json").write_text(json.dumps(about), encoding="utf-8")
    coded = [Diagnosis(Code(code, names[code], EN.book_id)) for code in ("J18.9", "E87.6")]
    gold = CodeSet(coded[0], (coded[1],))
    texts = {"EN1": "Pneumonia was treated. Hypokalemia was corrected.", "EN2": "Well."}
    examples = [Example(Record.of(name, {"Hospital Course": text}), gold) for name, text in texts.items()]
    run(settings(tmp_path, examples, scope=""), at)
    found = figures_at(at.folder)

    assert found["set"]["scope"] == f"retrieved from {EN.book_id}"
    assert found["systems"]["rules"]["scores"] == {"EN1": 1.0, "EN2": 0.0}


def test_a_form_is_written_and_its_ratings_are_summarised(stage_at, tmp_path):
    at = stage_at("evaluate")
    assert run(settings(tmp_path, rubric_form="rubric"), at)["rubric_records"] == 2
    form = at.folder / "rubric" / "form.csv"
    head, *rows = form.read_text(encoding="utf-8-sig").splitlines()
    filled = tmp_path / "filled.csv"
    filled.write_text(
        "\n".join([head, rows[0].replace(",,,,", ",甲,4,5,"), rows[1].replace(",,,,", ",甲,9,5,")]), "utf-8"
    )
    later = stage_at("evaluate", tmp_path / "later")
    key = str(at.folder / "rubric" / "form.json")
    counts = run(StageSettings(rubric_key=key, rubric_ratings=(str(filled),)), later)

    assert counts == {"ratings": 1, "ratings_refused": 1}
    assert "helpfulness is '9'" in (later.folder / "rubric.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("examples", "said"), [([], "no examples"), ([TWO[0], TWO[0]], "two examples of one id")])
def test_examples_that_cannot_be_judged_on_are_refused(stage_at, tmp_path, examples, said):
    with pytest.raises(DataError, match=said):
        run(settings(tmp_path, examples), stage_at("evaluate"))


def test_what_a_recipe_names_must_be_there(stage_at, tmp_path):
    missing = {"kind": "predictions", "path": str(tmp_path / "none.jsonl")}

    with pytest.raises(RunError, match="does not exist"):
        run(settings(tmp_path, systems={"p": missing}), stage_at("evaluate"))
    with pytest.raises(RunError, match="does not exist"):
        run(settings(tmp_path, compare=str(tmp_path / "figures.json")), stage_at("evaluate"))
