"""A GGUF is judged through the workstation's engine; a random model's answers are nonsense, its way through is not."""

from pathlib import Path

from app.coding.prompt import Style
from tests.trainer.evaluate.said import example, examples_file, figures_at
from tests.trainer.export.conftest import converter, exported
from trainer.evaluate.stage import StageSettings, run

__all__ = ["converter", "exported"]


def test_a_gguf_is_judged_as_the_workstation_runs_it(exported: Path, stage_at, tmp_path):
    file = next((exported / "export").glob("*-f16.gguf"))
    content = {
        "examples": examples_file(tmp_path, [example()]),
        "systems": {"file": {"kind": "gguf", "path": str(file), "context_tokens": 16384}},
        "reply_tokens": 24,
        "plots": False,
    }
    at = stage_at("evaluate")
    run(StageSettings.model_validate(content), at)
    found = figures_at(at.folder)["systems"]["file"]

    assert (found["n"], found["votes_of"], found["plan"]) == (1, 3, "tcecp")
    assert found["format_rate"] == {"principal": 1.0, "others": 1.0}
    assert found["runtime"].startswith("llama-cpp-python")
    assert found["prompt"] == Style().version
    assert found["sha256"]
