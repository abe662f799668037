"""A model folder is opened and asked; a random model's answers are nonsense, its way through is not."""

import json
from typing import Any

import pytest

from app.coding.answer import ANSWER_VERSION
from app.coding.mentions import Finder
from app.coding.prompt import PROMPT_VERSION, AnswerOrder, Layout, Style
from app.coding.scope import Scope
from tests import builders
from tests.app.inference.tiny import write_model
from tests.builders import ScriptedModel, record
from tests.trainer.cases import drg_example
from tests.trainer.evaluate.said import example, examples_file, figures_at
from trainer.errors import BaseModelError, RunError
from trainer.evaluate.asking import Asking, Plan, read
from trainer.evaluate.opening import open_model
from trainer.evaluate.pairs import PairModel
from trainer.evaluate.records import open_records
from trainer.evaluate.stage import StageSettings, run
from trainer.evaluate.systems import SystemSettings
from trainer.evaluate.trained import open_trained, trained_as
from trainer.model import Training

SCOPE = builders.scope()


def titles(version: str = "v43.1") -> Scope:
    return Scope("ms-drg", version, (builders.ANGINA,), ())


def trained(folder, name="policy", **changes):
    folder.mkdir(parents=True)
    usual = {
        "tasks": ("principal", "others"),
        "style": f"{PROMPT_VERSION}/record-first/answer-first",
        "prompt_version": PROMPT_VERSION,
        "answer_version": ANSWER_VERSION,
        "scopes": ("test@1",),
    }
    Training(name, "base", "00", "lora", **(usual | changes)).write(folder)
    return folder


def test_a_folder_is_asked_in_the_style_it_was_trained_in(tmp_path):
    found = trained_as([trained(tmp_path / "a")], SCOPE)

    assert Style.of(found.style) == Style(Layout.RECORD_FIRST, AnswerOrder.ANSWER_FIRST)
    assert Style.of("seed/think-first").layout is Layout.SEED
    assert Style.of("") == Style()
    assert not found.composite
    assert trained_as([trained(tmp_path / "b", tasks=("composite",))], SCOPE).composite
    assert not trained_as([trained(tmp_path / "c", tasks=("composite", "principal", "others"))], SCOPE).composite


@pytest.mark.parametrize(
    "changes", [{"prompt_version": "0"}, {"answer_version": "0"}, {"scopes": ("other",)}, {"style": "seed/answer-only"}]
)
def test_models_trained_for_something_else_are_refused(tmp_path, changes):
    folders = [trained(tmp_path / "a"), trained(tmp_path / "b", **changes)]

    with pytest.raises(BaseModelError):
        trained_as(folders, SCOPE)


def test_a_model_is_asked_only_what_it_learned(tmp_path):
    principal, drg = trained(tmp_path / "a", tasks=("principal",)), trained(tmp_path / "b", tasks=("drg",), scopes=())

    assert trained_as([principal, trained(tmp_path / "c", tasks=("others",))], SCOPE)
    assert trained_as([drg], None, drg=titles())
    for folder, asked in ((principal, None), (drg, None)):
        with pytest.raises(BaseModelError, match="learned"):
            trained_as([folder], None, drg=asked)
    with pytest.raises(BaseModelError, match="not the DRG"):
        trained_as([trained(tmp_path / "d", tasks=("principal",), scopes=())], None, drg=titles())


def test_titles_of_another_version_than_learned_are_refused(tmp_path):
    folder = trained(tmp_path / "a", tasks=("drg",), scopes=("ms-drg@v36",))

    assert trained_as([folder], None, drg=titles("v36"))
    with pytest.raises(BaseModelError, match=r"scope ms-drg@v36, and ms-drg@v43\.1 is judged"):
        trained_as([folder], None, drg=titles())


def test_a_gguf_that_learned_titles_of_another_version_is_refused(stage_at, tmp_path):
    learned: dict[str, Any] = {"dxdesk.trained_scopes": "ccl25@1; ms-drg@v36"}
    system = SystemSettings(kind="gguf", path=str(write_model(tmp_path / "drg.gguf", **learned)))

    with pytest.raises(BaseModelError, match="trained for"), open_model(system, None, stage_at(), drg=titles()):
        pass
    with open_model(system, None, stage_at(), drg=titles("v36")) as opened:
        assert opened.model


def test_each_task_goes_to_its_own_model():
    principal, others = ScriptedModel(name="p", context_length=4096), ScriptedModel(name="o")
    pair = PairModel(principal, others)
    finder = Finder(SCOPE.all_codes)
    asking = Asking(lambda _: (SCOPE, finder), Style(), Plan.TCECP, 256)
    found = read([record("R1"), record("R2")], pair, asking)

    assert [each.said for each in found] == [
        each.said for each in read([record("R1"), record("R2")], ScriptedModel(), asking)
    ]
    assert (principal.asked, others.asked) == (["R1", "R2"], ["R1", "R2"])
    assert (pair.info.name, pair.context_length) == ("p + o", 4096)


def test_a_plain_model_folder_answers_the_contracts_requests(tiny):
    model = open_trained(tiny, 8192)
    finder = Finder(SCOPE.all_codes)
    asking = Asking(lambda _: (SCOPE, finder), Style(), Plan.SINGLE, 16)
    first, again = (read([record("R1"), record("R2")], model, asking) for _ in range(2))

    assert [each.texts for each in first] == [each.texts for each in again]
    assert all(0 < each.tokens <= 32 for each in first)
    assert model.context_length == 8192


def test_a_model_folder_is_judged_by_the_stage(tiny, stage_at, tmp_path):
    systems = {"tiny": {"kind": "model", "path": str(tiny), "plan": "single", "method": "sub-task SFT"}}
    content = {"examples": examples_file(tmp_path, [example()]), "systems": systems, "reply_tokens": 16, "plots": False}
    at = stage_at("evaluate")
    run(StageSettings.model_validate(content), at)
    found = figures_at(at.folder)["systems"]["tiny"]

    assert (found["n"], found["plan"], found["prompt"]) == (1, "single", Style().version)
    assert found["tokens_per_record"] > 0


def test_a_drg_is_sampled_by_the_protocol(tiny, stage_at, tmp_path):
    systems = {"tiny": {"kind": "model", "path": str(tiny), "order": "answer-only"}}
    content = {
        "ask": "drg",
        "examples": examples_file(tmp_path, [drg_example()]),
        "systems": systems,
        "reply_tokens": 16,
        "drg_samples": 3,
    }
    at = stage_at("evaluate")
    run(StageSettings.model_validate(content), at)
    found = figures_at(at.folder)["systems"]["tiny"]

    assert (found["samples"], found["temperature"], found["top_p"]) == (3, 0.6, 0.95)
    assert found["pass@1"] <= found["pass@3"]
    assert (at.folder / "plots" / "drg.svg").exists()
    assert "published: DRG-Sapphire" in (at.folder / "report.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("stated", "used"), [("", "v36"), ("v43", "v43")])
def test_the_version_asked_about_is_the_datasets_where_the_recipe_names_none(stage_at, tmp_path, stated, used):
    at = stage_at("evaluate")
    examples_file(at.root / "dataset", [drg_example()])
    (at.root / "dataset" / "examples.jsonl").rename(at.root / "dataset" / "heldout.jsonl")
    (at.root / "dataset" / "scope.json").write_text(json.dumps({"scope_id": "", "drg_version": "v36"}))
    system = {"kind": "model", "path": "none"}
    settings = StageSettings.model_validate({"ask": "drg", "drg_version": stated, "systems": {"m": system}})

    with open_records(settings, at) as judged_on:
        assert (judged_on.drg_version, judged_on.source) == (used, f"MS-DRG titles {used}")


def test_without_a_path_the_models_of_sft_are_taken(stage_at, tmp_path):
    at = stage_at("evaluate")
    (at.root / "sft" / "models" / "principal").mkdir(parents=True)
    content = {"examples": examples_file(tmp_path, [example()]), "systems": {"m": {"kind": "model"}}}

    with pytest.raises(RunError, match="neither a policy nor"):
        run(StageSettings.model_validate(content), at)
