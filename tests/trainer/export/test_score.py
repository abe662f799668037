"""The task metric of parity: both sides answer the same examples freely, and a moved score is a fault."""

import json

import pytest

from app.coding.mentions import Finder
from app.coding.prompt import AnswerOrder, Style
from app.coding.scope import Task
from app.inference.modelfile import Kind, check
from app.knowledge.scopes import load_scope
from tests.builders import Misbehaviour, ScriptedModel
from tests.trainer.cases import example
from tests.trainer.export.conftest import settings
from trainer.evaluate.asking import Asking, Plan
from trainer.examples import write_examples
from trainer.export.parity import Limits
from trainer.export.proof import Judge
from trainer.export.score import Free, points
from trainer.export.stage import PARITY, StageSettings, run
from trainer.runs import file_hash

pytestmark = pytest.mark.xdist_group("export")
EXAMPLES = [example("R1"), example("R2", "I21.401", ("E78.500",))]


@pytest.fixture(scope="module")
def asking():
    scope = load_scope("ccl25")
    finder = Finder(scope.all_codes)
    return Asking(lambda _record: (scope, finder), Style(order=AnswerOrder.ANSWER_ONLY), Plan.SINGLE, 8)


def names(record_id, *codes):
    scope = load_scope("ccl25")
    labels = {code.code: scope.label(code) for code in scope.all_codes}
    principal, *others = (labels[code] for code in codes)
    return {
        (record_id, Task.PRINCIPAL): [f"<answer>{principal}</answer>"],
        (record_id, Task.OTHERS): [f"<answer>{'；'.join(others) or '无'}</answer>"],
    }


def test_right_answers_score_full_points_and_unreadable_ones_none(asking):
    right = ScriptedModel({**names("R1", "I20.000", "E11.900"), **names("R2", "I21.401", "E78.500")})

    assert points(right, EXAMPLES, asking, 8192, lambda _: None) == 100
    assert points(ScriptedModel(misbehave=Misbehaviour.NOTHING), EXAMPLES, asking, 8192, lambda _: None) == 0


def test_neither_side_is_held_to_the_list(asking):
    class Watching(ScriptedModel):
        def complete(self, requests, on_text=None):
            assert all(request.closed_list == () for request in requests)
            return super().complete(requests, on_text)

    assert Free(Watching(), 4096).context_length == 4096
    points(Watching(), EXAMPLES[:1], asking, 8192, lambda _: None)


def test_a_score_that_moved_too_far_is_a_fault(exported, asking, tmp_path):
    judge = Judge(Limits(examples=1), tmp_path, 1, 8192, EXAMPLES[:1], asking, lambda _: None)

    row, said = judge._moved(exported / "export" / "policy-f16.gguf", None, 100.0)

    assert (row["reference"], row["file"]) == (100.0, 0.0)
    assert said == ["its score on 1 examples is -100.0 points off; 2 are allowed"]


def test_the_stage_scores_model_and_file_on_held_out_examples(exported, again, tmp_path):
    write_examples(tmp_path / "heldout.jsonl", EXAMPLES)
    at = again(f16=(exported / "export" / "policy-f16.gguf").read_bytes())
    asked = settings(examples=1).model_copy(update={"heldout": str(tmp_path / "heldout.jsonl"), "reply_tokens": 8})

    run(asked, at)

    (row,) = json.loads((at.folder / PARITY).read_text(encoding="utf-8"))["files"]
    assert row["metric"] == {"examples": 1, "reference": 0.0, "file": 0.0}
    assert (at.folder / "policy-f16.gguf").is_file()


def test_an_adapter_alone_is_exported_for_a_base_file_that_is_there(exported, again):
    at = again(adapter=(exported / "export" / "policy-adapter.gguf").read_bytes())
    base = next(path for path in (exported / "export").glob("*-q4_k_m.gguf") if not path.name.startswith("policy"))
    where = {"base_gguf": str(base), "models": str(exported / "sft" / "models")}

    run(StageSettings.model_validate({"merged": False, "adapter": True, "parity": settings().parity, **where}), at)

    adapter = at.folder / "policy-adapter.gguf"
    assert check(adapter, kind=Kind.ADAPTER, base_sha256=file_hash(base)).manifest
    assert not list(at.folder.glob("*q4_k_m.gguf"))
