"""A stage is done again as the run did it, on what the round has made."""

import json
from pathlib import Path

import pytest

from trainer.augment.settings import FilterSettings
from trainer.errors import RunError
from trainer.evaluate.systems import SystemSettings
from trainer.rounds.again import aimed, refuse_measured, system_of, work_again


def _done(root: Path, stage: str, **settings: object) -> None:
    (root / stage).mkdir(parents=True)
    (root / stage / "manifest.json").write_text(json.dumps({"settings": settings}), encoding="utf-8")


def _models(folder: Path, *names: str) -> Path:
    for name in names:
        (folder / "models" / name).mkdir(parents=True)
    return folder


def test_the_runs_own_settings_with_the_changes_on_the_rounds_own_folders(stage_at, tmp_path: Path):
    _done(tmp_path, "samples", base="b", dataset="elsewhere", rationales=True, views=3, max_tokens=500)

    work = work_again("samples", {"max_tokens": 600}, stage_at("rotation", tmp_path), "base")

    told = work.settings.model_dump()
    assert (told["views"], told["max_tokens"], told["dataset"], told["rationales"]) == (3, 600, "", False)


def test_a_policy_begins_at_the_runs_sft_model_where_that_is_asked_for(stage_at, tmp_path: Path):
    _done(tmp_path, "sft", base="b")
    at = stage_at("rotation", tmp_path)

    begun = {start: work_again("grpo", {"start": "base"}, at, start).settings.model_dump() for start in ("base", "sft")}

    assert begun["base"]["start"] == "base"
    assert Path(begun["sft"]["start"]) == tmp_path / "sft" / "models"
    assert begun["base"]["base"] == Path("b")


def test_a_gguf_base_is_not_de_quantised_in_every_round(stage_at, tmp_path: Path):
    _done(tmp_path, "sft", base="m/small.gguf")
    (tmp_path / "bases" / "small").mkdir(parents=True)

    work = work_again("sft", {}, stage_at("rotation", tmp_path), "base")

    assert work.settings.model_dump()["base"] == tmp_path / "bases" / "small"


def test_a_stage_the_run_has_not_done_must_be_described(stage_at, tmp_path: Path):
    with pytest.raises(RunError, match=r"trains with \[sft\] as this run did"):
        work_again("sft", {}, stage_at("rotation", tmp_path), "base")


def test_pass_rates_are_refused_because_rewrites_have_none(stage_at, tmp_path: Path):
    _done(tmp_path, "grpo", curriculum={"order": "remove-hard", "measured": "rollouts.jsonl", "sft_share": 0.0})
    at = stage_at("rotation", tmp_path)

    with pytest.raises(RunError, match=r"\[grpo\] goes by pass rates .*'remove-hard'") as refused:
        refuse_measured("grpo", {}, at)
    assert "[rotation.changes.grpo.curriculum]" in refused.value.advice
    refuse_measured("grpo", {"curriculum": {"order": "none"}}, at)
    refuse_measured("sft", {}, at)


def test_what_a_stage_left_is_how_it_is_opened(tmp_path: Path):
    one = _models(tmp_path / "one", "policy")
    two = _models(tmp_path / "two", "principal", "others")

    assert system_of(one) == {"path": str(one / "models" / "policy")}
    assert set(system_of(two)) == {"principal", "others"}
    with pytest.raises(RunError, match="left no model"):
        system_of(_models(tmp_path / "none", "principal"))


def test_a_system_without_a_model_is_the_loops_own(tmp_path: Path):
    stage = _models(tmp_path / "sft", "policy")

    assert (aimed(FilterSettings(kind="model"), stage) or {})["path"] == str(stage / "models" / "policy")
    assert (aimed(SystemSettings(kind="folds"), stage) or {})["path"] == str(stage / "models")
    assert (aimed(FilterSettings(kind="model", path="mine"), stage) or {})["path"] == "mine"
    assert (aimed(FilterSettings(kind="rules"), stage) or {})["path"] == ""
    assert aimed(None, stage) is None
