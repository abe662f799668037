"""The command line of the trainer."""

import errno
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from trainer.__main__ import main
from trainer.recipe import shipped
from trainer.stages import MODULES, SAYS


def test_help_names_every_stage_and_recipe(capsys: pytest.CaptureFixture[str]):
    with pytest.raises(SystemExit) as left:
        main(["--help"])

    said = capsys.readouterr().out
    assert left.value.code == 0
    assert all(stage in said for stage in [*MODULES, *SAYS, "chain", *shipped()])


def test_a_stage_without_a_recipe_is_asked_for_one(capsys: pytest.CaptureFixture[str]):
    assert main(["dataset"]) == 2
    assert "name a recipe" in capsys.readouterr().err


def test_a_recipe_without_the_stage_is_refused(tmp_path, capsys: pytest.CaptureFixture[str]):
    recipe = tmp_path / "r.toml"
    recipe.write_text("[samples]\n")

    assert main(["dataset", str(recipe)]) == 2
    assert "no table [dataset]" in capsys.readouterr().err


_SYNTHESIZE = """
name = "r"
[synthesize]
count = 2
draws = 0
processes = 1
"""


@pytest.fixture
def recipe(tmp_path):
    path = tmp_path / "r.toml"
    path.write_text(_SYNTHESIZE)
    return str(path)


@pytest.mark.parametrize("place", ["file", "file/in"])
def test_a_folder_that_cannot_be_made_is_said_in_one_line(tmp_path, recipe, place, capsys: pytest.CaptureFixture[str]):
    (tmp_path / "file").write_text("")

    assert main(["synthesize", recipe, "--out", str(tmp_path / place)]) == 2
    (line,) = capsys.readouterr().err.splitlines()
    assert line.startswith(f"dxdesk-train: {tmp_path / place}/r: Not a directory.")


def test_a_file_that_may_not_be_read_is_said_in_one_line(tmp_path, monkeypatch: pytest.MonkeyPatch, capsys):
    csv = tmp_path / "records.csv"
    csv.write_text("病案标识\n")
    (tmp_path / "r.toml").write_text(f"[dataset]\nfiles = ['{csv}']\n")
    opened = Path.open

    def closed(path: Path, *args: Any, **more: Any) -> Any:
        if path == csv:
            raise PermissionError(errno.EACCES, "Permission denied", str(path))
        return opened(path, *args, **more)

    monkeypatch.setattr(Path, "open", closed)

    assert main(["dataset", str(tmp_path / "r.toml"), "--out", str(tmp_path / "runs")]) == 2
    (line,) = [each for each in capsys.readouterr().err.splitlines() if each.startswith("dxdesk-train")]
    assert line.startswith(f"dxdesk-train: {csv}: Permission denied.")


@pytest.fixture
def unread():
    """Give a stream that nobody reads any more, as `| head` leaves it."""
    reads, writes = os.pipe()
    os.close(reads)
    with os.fdopen(writes, "w") as stream:
        yield stream


def test_a_run_goes_on_when_nobody_reads_what_it_says(tmp_path, recipe, unread, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stderr", unread)
    monkeypatch.setattr(sys, "stdout", unread)

    assert main(["synthesize", recipe, "--out", str(tmp_path)]) == 0
    assert (tmp_path / "r" / "synthesize" / "manifest.json").is_file()


def test_a_list_of_settings_may_be_read_in_part(unread, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(sys, "stdout", unread)

    assert main(["synthesize", "--keys"]) == 0


def test_a_pipe_that_breaks_in_a_stage_is_no_success(recipe, monkeypatch: pytest.MonkeyPatch, capsys):
    def broken(*_: object, **__: object) -> None:
        raise BrokenPipeError(errno.EPIPE, "Broken pipe")

    monkeypatch.setattr(os, "fsync", broken)  # as if a child that a stage speaks to had gone

    assert main(["synthesize", recipe, "--out", str(Path(recipe).parent)]) == 2
    assert "Broken pipe" in capsys.readouterr().err


def test_help_needs_no_training_library():
    code = "import sys; sys.modules['torch'] = None; from trainer.__main__ import parser; parser().format_help()"

    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("stage", MODULES)
def test_every_setting_of_every_stage_is_described(stage: str, capsys: pytest.CaptureFixture[str]):
    assert main([stage, "--keys"]) == 0

    lines = [line for line in capsys.readouterr().out.splitlines()[1:] if not line.endswith(": a table")]
    assert lines
    assert not [line for line in lines if "# " not in line]
