"""The command line of the trainer."""

import subprocess
import sys

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


def test_help_needs_no_training_library():
    code = "import sys; sys.modules['torch'] = None; from trainer.__main__ import parser; parser().format_help()"

    subprocess.run([sys.executable, "-c", code], check=True)


@pytest.mark.parametrize("stage", MODULES)
def test_every_setting_of_every_stage_is_described(stage: str, capsys: pytest.CaptureFixture[str]):
    assert main([stage, "--keys"]) == 0

    lines = [line for line in capsys.readouterr().out.splitlines()[1:] if not line.endswith(": a table")]
    assert lines
    assert not [line for line in lines if "# " not in line]
