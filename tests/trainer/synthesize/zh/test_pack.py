"""Writer packs: every slot filled, nothing named that is not meant."""

import tomllib
from pathlib import Path
from typing import Any

import pytest

from app.coding.scope import Scope
from trainer.errors import DataError
from trainer.synthesize.zh.pack import Pack, claims, common, pack_files, problems, read_pack, slots


@pytest.fixture
def content() -> dict[str, Any]:
    (path,) = [path for path in pack_files() if path.stem == "steady"]
    return tomllib.loads(path.read_text(encoding="utf-8"))


@pytest.mark.parametrize("path", pack_files(), ids=lambda path: path.stem)
def test_a_shipped_pack_can_be_used(path: Path) -> None:
    assert problems(tomllib.loads(path.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("path", pack_files(), ids=lambda path: path.stem)
def test_a_shipped_pack_states_no_disease_of_its_own(path: Path, ccl25: Scope) -> None:
    assert claims(read_pack(path), ccl25) == []


def test_a_missing_slot_is_named(content: dict[str, Any]) -> None:
    del content["finding"]["fatty_liver"]
    assert problems(content) == ["finding.fatty_liver is missing (脂肪肝)"]


def test_an_unknown_slot_is_named(content: dict[str, Any]) -> None:
    content["finding"]["martian"] = ["…"]
    assert problems(content) == ["finding.martian: no such slot"]


def test_too_few_alternatives_are_counted(content: dict[str, Any]) -> None:
    content["hpi"]["place"] = ["我院", "我院", "外院"]
    assert problems(content) == ["hpi.place has 2 alternatives, needs 6"]


def test_an_unknown_hole_is_named(content: dict[str, Any]) -> None:
    content["chief"]["mi"][0] = "胸痛{short}{since}"
    assert problems(content) == ["chief.mi: unknown hole {since} in 胸痛{short}{since}"]


def test_a_hole_that_must_be_used_is_missed(content: dict[str, Any]) -> None:
    content["chief"]["mi"][0] = "突发胸痛"
    assert problems(content) == ["chief.mi: {short} is missing in 突发胸痛"]


def test_an_unknown_bank_is_named(content: dict[str, Any]) -> None:
    content["chief"]["mi"][0] = "<abruptly>胸痛{short}"
    assert problems(content) == ["chief.mi: <abruptly> is not defined"]


def test_a_sentence_must_close(content: dict[str, Any]) -> None:
    content["course"]["opening"][0] = "入院后完善检查"
    assert problems(content) == ["course.opening: a sentence closes itself (。；，): 入院后完善检查"]


def test_an_unknown_habit_is_named(content: dict[str, Any]) -> None:
    content["habits"]["mood"] = "gloomy"
    assert problems(content) == ["[habits] mood: unknown key"]


def test_a_disease_in_a_treatment_is_found(content: dict[str, Any], steady: Pack, tmp_path: Path, ccl25: Scope) -> None:
    source = (next(path for path in pack_files() if path.stem == "steady")).read_text(encoding="utf-8")
    path = tmp_path / "loud.toml"
    path.write_text(source.replace('"口服降压药物治疗"', '"治疗糖尿病"'), encoding="utf-8")
    assert [found.split(":")[0] for found in claims(read_pack(path), ccl25)] == [
        "hpi.therapy_hypertension names 糖尿病"
    ]


def test_a_faulty_file_is_refused_by_name(tmp_path: Path) -> None:
    path = tmp_path / "torn.toml"
    path.write_text("[habits", encoding="utf-8")
    with pytest.raises(DataError, match=r"torn\.toml cannot be read"):
        read_pack(path)


def test_every_slot_says_what_it_means() -> None:
    assert all(slot.means and slot.least >= 1 for slot in slots().values())


def test_common_phrases_fit_their_slots() -> None:
    for name, ways in common().items():
        assert slots()[name].kind == "phrase"
        assert all(way.holes() <= slots()[name].holes for way in ways)
        assert name not in {"dx.nyha", "dx.killip"}
