"""The set-up program: what is done twice, and what a failure says."""

import argparse
import sys
from pathlib import Path

import pytest

import bootstrap
import console


@pytest.fixture
def setup(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> bootstrap.Setup:
    monkeypatch.setattr(bootstrap, "VENV", tmp_path)
    return bootstrap.Setup(argparse.Namespace(dev=False, trainer=False, llama=True))


def test_a_step_with_the_same_inputs_is_done_once(setup: bootstrap.Setup):
    done: list[str] = []

    for _ in range(2):
        setup.step("lock", ["same"], lambda: done.append("once"))

    assert done == ["once"]


def test_a_step_with_other_inputs_is_done_again(setup: bootstrap.Setup):
    done: list[str] = []

    for lock in ("old", "new"):
        setup.step("lock", [lock], lambda: done.append("again"))

    assert done == ["again", "again"]


def test_a_step_that_failed_is_tried_again(setup: bootstrap.Setup):
    def fail() -> None:
        raise console.StepError("no", "again")

    for _ in range(2):
        with pytest.raises(console.StepError):
            setup.step("lock", ["same"], fail)


def test_what_a_step_made_is_made_again_when_it_is_gone(setup: bootstrap.Setup, tmp_path: Path):
    made = tmp_path / "program"

    for _ in range(2):
        setup.step("tools", ["same"], made.touch, made=made)
        assert made.exists()
        made.unlink()


def test_the_environment_wins_over_pips_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    settings = tmp_path / "pip.conf"
    settings.write_text("[global]\nindex-url = https://mirror.invalid/a\ncert = /certificate\n")
    monkeypatch.delenv("PIP_CERT", raising=False)
    monkeypatch.setenv("PIP_CONFIG_FILE", str(settings))
    monkeypatch.setenv("PIP_INDEX_URL", "https://mirror.invalid/b")

    found = bootstrap.pip_settings(Path(sys.executable))

    assert found["index-url"] == "https://mirror.invalid/b"
    assert found["cert"] == "/certificate"


def test_a_failed_command_is_told_with_its_last_lines_and_no_traceback(capsys: pytest.CaptureFixture[str]):
    def program() -> int:
        command = [sys.executable, "-c", "import sys; print('the cause'); sys.exit(3)"]
        console.call(command, doing="Installing", advice="ask for help.")
        return 0

    assert console.main_border(program) == 1
    said = capsys.readouterr().err
    assert "Installing: the command ended with 3" in said
    assert "| the cause" in said
    assert "What to do: ask for help." in said
    assert "Traceback" not in said


def test_a_missing_program_is_told_in_words(capsys: pytest.CaptureFixture[str]):
    assert console.main_border(lambda: len(console.call(["no-such-program"], doing="Asking", advice="get it."))) == 1
    assert "no-such-program" in capsys.readouterr().err
