"""An exported file is readied for workstations with its scores, and nothing else than what was exported."""

import json
import tomllib

import pytest

from app.inference.modelfile import Kind, check
from app.knowledge.filehash import file_hash
from tests.app.inference.tiny import write_gguf, write_model
from trainer.errors import DataError, RunError
from trainer.export.lineage import write_manifest
from trainer.export.ship import ENTRY, StageSettings, run
from trainer.runs import BEGUN, Stage

FIGURES = {"set": {"name": "held out"}, "systems": {"policy": {"plan": "tcecp", "n": 3, "composite": 71.5}}}


def exported(folder, name="policy-adapter.gguf", kind="adapter"):
    folder.mkdir(parents=True, exist_ok=True)
    if kind == "adapter":
        file = write_gguf(folder / name, {"general.architecture": "qwen2", "general.type": "adapter"})
    else:
        file = write_model(folder / name)
    write_manifest(file, {"base": "ba5e", "prompt": "1/seed/think-first", "sha256": file_hash(file)})
    return file


def evaluated(folder, **changes):
    folder.mkdir(parents=True)
    (folder / "figures.json").write_text(json.dumps({**FIGURES, **changes}), encoding="utf-8")
    return folder


@pytest.fixture
def at(tmp_path):
    folder = tmp_path / "ship.part"
    folder.mkdir()
    (folder / BEGUN).write_text("{}", encoding="utf-8")
    return Stage("ship", folder, tmp_path, 42, lambda _: None)


def stated(at, name="coder-1.gguf"):
    return json.loads((at.folder / f"{name}.manifest.json").read_text(encoding="utf-8"))


def test_the_file_has_its_name_its_scores_and_its_entry(at):
    source = exported(at.root / "export")
    evaluated(at.root / "evaluate")

    made = run(StageSettings(name="coder-1"), at)

    shipped = at.folder / "coder-1.gguf"
    assert shipped.read_bytes() == source.read_bytes()
    assert made == {"file": "coder-1.gguf", "bytes": shipped.stat().st_size, "sha256": file_hash(source)}
    assert stated(at)["prompt"] == "1/seed/think-first"
    (score,) = stated(at)["scores"]
    assert (score["set"], score["plan"], score["n"], score["composite"]) == ("held out", "tcecp", 3, 71.5)
    entry = tomllib.loads((at.folder / ENTRY).read_text(encoding="utf-8"))
    assert entry == {"adapter": "coder-1.gguf", "adapter_sha256": made["sha256"]}
    assert check(shipped, kind=Kind.ADAPTER, expected_sha256=entry["adapter_sha256"]).manifest


def test_several_evaluations_are_told(at):
    exported(at.root / "export")
    folders = [evaluated(at.root / name, set={"name": name}) for name in ("demo", "heldout")]

    run(StageSettings(name="coder-1", evaluations=tuple(map(str, folders))), at)

    assert [score["set"] for score in stated(at)["scores"]] == ["demo", "heldout"]


def test_a_whole_model_needs_no_adapters_entry(at):
    exported(at.root / "export", "policy-q4_k_m.gguf", kind="model")
    evaluated(at.root / "evaluate")

    run(StageSettings(name="coder-1"), at)

    assert not (at.folder / ENTRY).exists()


def test_one_of_several_files_is_named(at):
    for name in ("a.gguf", "b.gguf"):
        exported(at.root / "export", name)
    evaluated(at.root / "evaluate")

    with pytest.raises(RunError, match=r"2 files: a\.gguf, b\.gguf"):
        run(StageSettings(name="coder-1"), at)
    with pytest.raises(RunError, match=r"no c\.gguf"):
        run(StageSettings(name="coder-1", file="c.gguf"), at)
    assert run(StageSettings(name="coder-1", file="b.gguf"), at)["file"] == "coder-1.gguf"


def test_a_file_that_is_not_as_it_was_exported_is_refused(at):
    file = exported(at.root / "export")
    evaluated(at.root / "evaluate")
    with file.open("ab") as more:
        more.write(b"\0")

    with pytest.raises(DataError, match="not as its manifest says"):
        run(StageSettings(name="coder-1"), at)


def test_an_evaluation_of_something_else_is_refused(at):
    exported(at.root / "export")
    evaluated(at.root / "evaluate")

    with pytest.raises(DataError, match="did not judge adapter, but: policy"):
        run(StageSettings(name="coder-1", system="adapter"), at)


def test_without_an_evaluation_nothing_is_shipped(at):
    exported(at.root / "export")

    with pytest.raises(RunError, match=r"\[evaluate\]"):
        run(StageSettings(name="coder-1"), at)


@pytest.mark.parametrize("name", ["", "Coder", "../coder", "a b"])
def test_a_name_is_a_plain_one(name):
    with pytest.raises(ValueError, match="name"):
        StageSettings(name=name)
