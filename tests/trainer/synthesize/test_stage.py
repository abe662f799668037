"""The synthesize stage: what it writes, that it resumes, and that nothing but the seed decides."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.knowledge.scopes import load_scope
from trainer.errors import RunError
from trainer.examples import read_examples
from trainer.runs import Stage
from trainer.synthesize import facts
from trainer.synthesize.difficulty import measure
from trainer.synthesize.stage import StageSettings, run
from trainer.synthesize.zh import generate

StageAt = Callable[..., Stage]
FEW = StageSettings(count=8, processes=1, draws=0)


def test_examples_parts_and_report_are_written(stage_at: StageAt, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("DXDESK_TESTDATA", raising=False)
    at, unread = stage_at("synthesize"), generate.writers()[0]

    counts = run(FEW.model_copy(update={"count": 16, "held_out_writers": (unread,)}), at)

    train, held_out = read_examples(at.folder / "train.jsonl"), read_examples(at.folder / "heldout.jsonl")
    assert len(train) + len(held_out) == 16 == len(read_examples(at.folder / "examples.jsonl"))
    assert {each.writer for each in held_out} == {unread}
    assert unread not in {each.writer for each in train}
    assert (counts["records"], counts["train"], counts["held out"]) == (16, len(train), len(held_out))
    assert counts["records a minute"] > 0  # type: ignore[operator]
    report = (at.folder / "report.md").read_text(encoding="utf-8")
    for title in ("Difficulty", "Others given the principal", "Plain mentions that are false", "Near-duplicates"):
        assert f"## {title}" in report
    assert "other_pairs.csv was not at hand" in report
    assert json.loads((at.folder / "report.json").read_text(encoding="utf-8"))["counts"]["records"] == 16


def test_the_counted_tables_are_read_where_the_test_data_is(
    stage_at: StageAt, testdata: Path, monkeypatch: pytest.MonkeyPatch
):
    at = stage_at("synthesize")

    run(FEW, at)

    assert "was not at hand" not in (at.folder / "report.md").read_text(encoding="utf-8")


def test_a_killed_run_goes_on_behind_the_last_whole_line(stage_at: StageAt):
    whole, killed = stage_at("whole"), stage_at("killed")
    run(FEW, whole)
    lines = (whole.folder / "examples.jsonl").read_bytes().splitlines(keepends=True)
    (killed.folder / "examples.growing.jsonl").write_bytes(b"".join(lines[:3]) + lines[3][:40])

    run(FEW, killed)

    assert (killed.folder / "examples.jsonl").read_bytes() == b"".join(lines)


def test_records_that_are_all_there_are_not_written_again(stage_at: StageAt):
    at = stage_at("synthesize")
    run(FEW, at)
    (at.folder / "report.md").unlink()

    counts = run(FEW, at)

    assert counts["records a minute"] is None
    assert (at.folder / "report.md").is_file()


@pytest.mark.slow
def test_several_processes_write_what_one_writes(stage_at: StageAt):
    one, two = stage_at("one"), stage_at("two")
    settings = FEW.model_copy(update={"count": 120})

    run(settings, one)
    run(settings.model_copy(update={"processes": 2}), two)

    assert (one.folder / "examples.jsonl").read_bytes() == (two.folder / "examples.jsonl").read_bytes()


def test_english_records_have_their_own_tables(stage_at: StageAt):
    at = stage_at("synthesize")

    run(StageSettings(language="en", count=12, processes=1), at)

    assert all(each.drg for each in read_examples(at.folder / "examples.jsonl"))
    report = (at.folder / "report.md").read_text(encoding="utf-8")
    assert "## Contrast pairs" in report
    assert "## Difficulty" not in report


def test_a_writer_that_does_not_exist_is_refused_before_anything_is_written(stage_at: StageAt):
    at = stage_at("synthesize")

    with pytest.raises(RunError, match="no writer called nobody"):
        run(FEW.model_copy(update={"held_out_writers": ("nobody",)}), at)

    assert not (at.folder / "examples.growing.jsonl").exists()


def test_too_few_records_for_the_difficulty_are_said():
    assert StageSettings(count=400).cautions()
    assert not StageSettings(count=600).cautions()


def test_a_share_of_one_outside_the_scope_is_refused():
    with pytest.raises(ValidationError):
        StageSettings(out_of_scope=1.0)


@pytest.mark.slow
def test_invented_records_are_as_hard_as_real_ones():
    scope = load_scope("ccl25")

    found = measure(list(generate.examples(700, 42, scope)), scope, draws=2, seed=1)

    low, high = facts.WANTED_COMPOSITE
    assert low <= found[0].composite[0] <= high
