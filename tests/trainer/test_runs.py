"""Runs: complete, killed, changed, crowded, out of room."""

import errno
import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from filelock import FileLock
from safetensors import SafetensorError

from trainer.errors import BaseModelError, RunError
from trainer.recipe import Recipe, Settings
from trainer.runs import ItemLog, Stage, Work, kept_under_fresh, run_stage


class Toy(Settings):
    text: str = "a"
    source: str = ""

    def cautions(self) -> list[str]:
        return ["an odd text"] if self.text == "odd" else []


def _write(settings: Toy, at: Stage) -> Mapping[str, object]:
    (at.folder / "out.txt").write_text(settings.text, encoding="utf-8")
    return {"letters": len(settings.text)}


def _run(
    folder: Path, act=_write, *, name: str = "toy", fresh: bool = False, said: list[str] | None = None, **settings
):
    recipe = Recipe(folder / "r.toml", "r", 42, {})
    say = said.append if said is not None else lambda _: None
    return run_stage(recipe, Work(name, Toy(**settings), act), folder / "runs", say, fresh=fresh)


def test_a_complete_stage_leaves_its_manifest_and_nothing_aside(tmp_path: Path):
    manifest = _run(tmp_path)

    root = tmp_path / "runs" / "r"
    assert manifest["counts"] == {"letters": 1}
    assert manifest["outputs"] == {"out.txt": "ca978112ca1bbdcafac231b39a23dc4da786eff8147c4e72b9807785afee48bb"}
    assert json.loads((root / "toy" / "manifest.json").read_text()) == manifest
    assert not (root / "toy.part").exists()


def test_a_complete_stage_is_not_done_again(tmp_path: Path):
    first = _run(tmp_path)

    def fail(_: Toy, __: Stage) -> Mapping[str, object]:
        raise AssertionError

    assert _run(tmp_path, fail) == first


def test_other_settings_are_refused_until_a_fresh_run_puts_the_old_one_aside(tmp_path: Path):
    _run(tmp_path)

    with pytest.raises(RunError, match="other settings: text"):
        _run(tmp_path, text="b")
    _run(tmp_path, text="b", fresh=True)

    root = tmp_path / "runs" / "r"
    assert (root / "toy" / "out.txt").read_text() == "b"
    assert (root / "toy.1" / "out.txt").read_text() == "a"


def _die_with(mark: str):
    def die(_: Toy, at: Stage) -> Mapping[str, object]:
        (at.folder / "checkpoints" / "checkpoint-2").mkdir(parents=True)
        (at.folder / "checkpoints" / "checkpoint-2" / mark).write_text("{}")
        raise KeyboardInterrupt

    return die


@pytest.mark.parametrize("mark", ["whole.json", "training.json", "head.json"])
def test_what_was_trained_is_kept_aside_when_a_stage_is_begun_again(tmp_path: Path, mark: str):
    said: list[str] = []
    root = tmp_path / "runs" / "r"
    for number in (1, 2):
        with pytest.raises(KeyboardInterrupt):
            _run(tmp_path, _die_with(mark), fresh=True)
        then = kept_under_fresh(root / "toy.part" / "checkpoints" / "checkpoint-2" / mark)
        assert then == root / f"toy.part.{number}" / "checkpoints" / "checkpoint-2" / mark
        assert not then.exists()
        _run(tmp_path, _write, fresh=True, said=said)
        assert then.exists()
        assert f"toy.part is kept as {root / f'toy.part.{number}'}" in said


def test_what_holds_nothing_trained_is_thrown_away_when_a_stage_is_begun_again(tmp_path: Path):
    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path, _die_with("trainer_state.json"))
    _run(tmp_path, fresh=True)

    assert {path.name for path in (tmp_path / "runs" / "r").iterdir()} == {"toy", ".lock"}


def test_a_killed_stage_goes_on_in_its_folder(tmp_path: Path):
    def die(_: Toy, at: Stage) -> Mapping[str, object]:
        at.item_log("items").add({"id": "1", "value": 3})
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path, die)

    def go_on(_: Toy, at: Stage) -> Mapping[str, object]:
        return {"kept": at.item_log("items").done["1"]["value"]}

    assert _run(tmp_path, go_on)["counts"] == {"kept": 3}


def test_a_killed_stage_does_not_go_on_with_other_settings(tmp_path: Path):
    def die(_: Toy, __: Stage) -> Mapping[str, object]:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        _run(tmp_path, die)

    with pytest.raises(RunError, match="begun with other settings"):
        _run(tmp_path, text="b")


def test_a_stage_reads_the_one_before_and_notices_when_that_was_made_again(tmp_path: Path):
    def read(_: Toy, at: Stage) -> Mapping[str, object]:
        return {"text": (at.before("toy") / "out.txt").read_text()}

    _run(tmp_path)
    assert _run(tmp_path, read, name="next")["counts"] == {"text": "a"}
    _run(tmp_path, text="b", fresh=True)

    with pytest.raises(RunError, match="another toy"):
        _run(tmp_path, read, name="next")


def test_a_missing_stage_is_asked_for_by_name(tmp_path: Path):
    with pytest.raises(RunError, match=r"reads what \[toy\] made"):
        _run(tmp_path, lambda _, at: {"x": str(at.before("toy"))}, name="next")


def test_a_file_that_a_setting_names_is_kept_by_its_hash(tmp_path: Path):
    source = tmp_path / "in.txt"
    source.write_text("one")
    _run(tmp_path, source=str(source))
    source.write_text("two")

    with pytest.raises(RunError, match="another source"):
        _run(tmp_path, source=str(source))


def test_a_full_disk_is_said_in_words_and_what_was_done_stays(tmp_path: Path):
    def fill(_: Toy, at: Stage) -> Mapping[str, object]:
        at.item_log("items").add({"id": "1"})
        raise OSError(errno.ENOSPC, "No space left on device")

    with pytest.raises(RunError, match=r"disk of .* is full"):
        _run(tmp_path, fill)

    assert (tmp_path / "runs" / "r" / "toy.part" / "items.jsonl").exists()


@pytest.mark.parametrize(
    "error",
    [
        SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)"),
        RuntimeError("[enforce fail at inline_container.cc:664] . unexpected pos; PytorchStreamWriter failed writing"),
        OSError(errno.EDQUOT, "Quota exceeded"),
    ],
)
def test_a_full_disk_is_known_by_the_words_of_whoever_met_it(tmp_path: Path, error: Exception):
    def fill(_: Toy, __: Stage) -> Mapping[str, object]:
        raise error

    with pytest.raises(RunError, match=r"disk of .* is full; \[toy\] stopped"):
        _run(tmp_path, fill)


def test_a_full_disk_is_known_where_it_was_taken_for_a_broken_model(tmp_path: Path):
    def fill(_: Toy, __: Stage) -> Mapping[str, object]:
        raise BaseModelError("base cannot be loaded", "Copy it again.") from OSError(errno.ENOSPC, "No space left")

    with pytest.raises(RunError, match=r"disk of .* is full"):
        _run(tmp_path, fill)


def test_a_full_gpu_is_said_in_words(tmp_path: Path):
    def fill(_: Toy, __: Stage) -> Mapping[str, object]:
        raise torch.OutOfMemoryError("CUDA out of memory")

    with pytest.raises(RunError, match=r"GPU's memory does not suffice for \[toy\]"):
        _run(tmp_path, fill)


@pytest.mark.parametrize("error", [ValueError("odd"), RunError("The disk is in words.", "Make room.")])
def test_every_other_error_goes_on_as_it_is(tmp_path: Path, error: Exception):
    def fail(_: Toy, __: Stage) -> Mapping[str, object]:
        raise error

    with pytest.raises(type(error)) as raised:
        _run(tmp_path, fail)

    assert raised.value is error


def test_two_runs_do_not_work_in_one_folder(tmp_path: Path):
    (tmp_path / "runs" / "r").mkdir(parents=True)
    with FileLock(tmp_path / "runs" / "r" / ".lock"), pytest.raises(RunError, match="Another dxdesk-train"):
        _run(tmp_path)


def test_cautions_are_said_and_kept(tmp_path: Path):
    said: list[str] = []

    manifest = _run(tmp_path, text="odd", said=said)

    assert manifest["cautions"] == ["an odd text"]
    assert "[toy] caution: an odd text" in said


def test_a_log_drops_the_line_a_kill_tore(tmp_path: Path):
    path = tmp_path / "items.jsonl"
    log = ItemLog(path)
    log.add({"id": "1", "text": "一行\u2028两行"})
    with path.open("a", encoding="utf-8") as out:
        out.write('{"id": "2", "te')

    again = ItemLog(path)
    again.add({"id": "3"})

    assert list(ItemLog(path).done) == ["1", "3"]
