"""Evaluations compared, and the tables that set them beside what was published."""

import json
from typing import Any

import pytest

from trainer.errors import DataError
from trainer.evaluate.compare import among, compare, other_set, read_figures
from trainer.evaluate.table import drg_table, table_three

OLD = {f"R{n}": 0.5 for n in range(20)}
NEW = {f"R{n}": 0.6 for n in range(5, 25)}


def evaluation(name: str = "old", task: str = "codes", **systems: dict[str, float]):
    return {
        "task": task,
        "set": {"name": name, "n": 20},
        "systems": {
            key: {
                "title": key,
                "method": "sub-task SFT" if key == "sft" else "",
                "composite": 50.0,
                "interval": [45.0, 55.0],
                "scores": scores,
            }
            for key, scores in systems.items()
        },
    }


def test_systems_are_compared_on_the_records_both_judged():
    (row,) = compare(evaluation("new", sft=NEW), evaluation(sft=OLD, other=OLD), 1)

    assert (row["system"], row["against"], row["n"]) == ("sft", "sft", 15)
    assert (row["difference"], row["low"], row["high"]) == (10, 10, 10)
    assert row["clear"]


def test_a_system_named_otherwise_is_compared_with_the_only_one_or_the_one_asked_for():
    assert compare(evaluation(new=NEW), evaluation(old=OLD), 1)[0]["against"] == "old"
    assert compare(evaluation(new=NEW), evaluation(a=OLD, b=OLD), 1, "b")[0]["against"] == "b"


def judged_on(evaluation: dict[str, Any], sha256: str, method: str = "sub-task SFT", composite: float = 50.0):
    """Give an evaluation with this file of records; every system with this method and score."""
    systems = {name: each | {"method": method, "composite": composite} for name, each in evaluation["systems"].items()}
    return evaluation | {"set": evaluation["set"] | {"sha256": sha256}, "systems": systems}


@pytest.mark.parametrize(
    ("new", "old", "against"),
    [
        (evaluation(new=NEW), evaluation(a=OLD, b=OLD), ""),
        (evaluation(new=NEW), evaluation(a=OLD), "c"),
        (evaluation(new=NEW), evaluation(new={"X": 1.0, "Y": 1.0}), ""),
        (evaluation(new=NEW), evaluation(task="drg", new=OLD), ""),
    ],
)
def test_what_cannot_be_compared_is_said(new, old, against):
    with pytest.raises(DataError):
        compare(new, old, 1, against)


def test_another_file_under_the_same_ids_is_said():
    new, old = evaluation(sft=NEW), evaluation(sft=OLD)

    assert not other_set(new, old)
    assert "another file (old, not old)" in other_set(judged_on(new, "1a"), judged_on(old, "2b"))


def test_all_systems_are_compared_with_a_baseline():
    rows = among(evaluation(base=OLD, sft=NEW, same=OLD), "base", 1)

    assert [(row["system"], row["difference"]) for row in rows] == [("sft", 10), ("same", 0)]


def test_a_file_that_holds_no_figures_is_refused(tmp_path):
    path = tmp_path / "figures.json"
    for content in ("{", "[]", '{"systems": []}'):
        path.write_text(content, encoding="utf-8")
        with pytest.raises(DataError, match="no figures"):
            read_figures(path)
    path.write_text(json.dumps(evaluation(sft=OLD)), encoding="utf-8")
    assert read_figures(path)["set"]["name"] == "old"


def test_the_table_has_a_column_for_each_set_and_the_published_scores_beside():
    table = table_three([evaluation("A", sft=OLD, rules=OLD), evaluation("B", sft=OLD)])
    lines = table.splitlines()

    assert lines[0] == "| method | A (20) | B (20) | published A | published B |"
    assert "| sft | 50.00 (45.0–55.0) | 50.00 (45.0–55.0) | 79.6 | 81.39 |" in lines
    assert "| rules | 50.00 (45.0–55.0) | – |  |  |" in lines
    assert any(line.startswith("| RBR-R1, optimised GRPO + SRADIT (published only) | – | – | 80.98") for line in lines)
    assert "must not be subtracted" in table


def test_one_title_with_two_methods_has_two_rows_each_beside_its_own_anchors():
    folds = judged_on(evaluation("heldout", policy=NEW), "1a", "sub-task K-fold SFT", 80.0)
    single = judged_on(evaluation("heldout", policy=OLD), "1a", "sub-task SFT", 60.0)
    lines = table_three([single, folds]).splitlines()

    assert "| policy (sub-task SFT) | 60.00 (45.0–55.0) | 79.6 | 81.39 |" in lines
    assert "| policy (sub-task K-fold SFT) | 80.00 (45.0–55.0) | 80.35 | 81.78 |" in lines


def test_of_two_scores_for_one_set_the_later_stands():
    earlier, later = (judged_on(evaluation(sft=OLD), "1a", composite=score) for score in (60.0, 80.0))
    table = table_three([earlier, later])

    assert "| sft | 80.00 (45.0–55.0) | 79.6 |" in table
    assert "60.00" not in table


def test_two_sets_called_the_same_have_a_column_each():
    first, second = (judged_on(evaluation("heldout", sft=OLD), sha256) for sha256 in ("1a" * 32, "2b" * 32))
    lines = table_three([first, second]).splitlines()

    assert lines[0].startswith("| method | heldout (20, 1a1a1a1a…) | heldout (20, 2b2b2b2b…) |")
    assert "| sft | 50.00 (45.0–55.0) | 50.00 (45.0–55.0) | 79.6 | 81.39 |" in lines


def test_the_drg_table_stands_beside_sapphires():
    system = {
        "title": "mine",
        "samples": 8,
        "pass@1": 12.5,
        "pass@8": 50.0,
        "maj@8": 25.0,
        "base@1": 30,
        "severity@1": 40,
    }
    table = drg_table({"systems": {"mine": system}})

    assert "| mine | 12.5 | 50 | 25 | 30 | 40 |" in table
    assert "| published: DRG-Sapphire | 54.8 | 60.3 | 54.9 | 64.4 | 59.9 |" in table
