"""A model leaves the trainer as files the workstation opens, or not at all."""

import hashlib
import json
from pathlib import Path

import pytest
from pydantic import ValidationError

from app.coding.completion import Message, Request, Sampling
from app.coding.prompt import Style
from app.coding.scope import Task
from app.errors import ModelRefusedError
from app.inference.backends import open_file
from app.inference.modelfile import Expected, Kind, check, inspect
from tests.builders import record, scope
from tests.trainer.export.conftest import settings
from trainer.errors import ParityError, RunError
from trainer.export.stage import PARITY, StageSettings, run
from trainer.recipe import read_recipe

pytestmark = pytest.mark.xdist_group("export")


def rows(folder: Path) -> dict[str, dict]:
    return {row["file"]: row for row in json.loads((folder / PARITY).read_text(encoding="utf-8"))["files"]}


def base_file(exported: Path) -> Path:
    return next(path for path in (exported / "export").glob("*-q4_k_m.gguf") if not path.name.startswith("policy"))


def test_every_file_is_one_the_workstation_takes(exported):
    expected = Expected(prompt=Style().version, answer="1")

    for name in ("policy-f16.gguf", "policy-q8_0.gguf", "policy-q4_k_m.gguf"):
        file = check(exported / "export" / name, expected=expected)
        assert file.manifest
        assert file.manifest.sha256 == hashlib.sha256(file.path.read_bytes()).hexdigest()
    assert not (exported / "export" / "unproven").exists()


def test_the_header_says_where_it_comes_from(exported, tiny):
    held = inspect(exported / "export" / "policy-q4_k_m.gguf").metadata

    assert held["dxdesk.prompt"] == Style().version
    assert held["dxdesk.settings_hash"] == "5e77"
    assert (held["dxdesk.base_model"], held["dxdesk.made"]) == (tiny.name, "merged")
    assert (held["general.name"], held["general.type"]) == ("policy", "model")


def test_a_header_alone_speaks_as_its_manifest_does(exported, tmp_path):
    (tmp_path / "alone.gguf").write_bytes((exported / "export" / "policy-f16.gguf").read_bytes())

    with pytest.raises(ModelRefusedError, match="prompt version"):
        check(tmp_path / "alone.gguf", expected=Expected(prompt="0/seed/think-first"))


def test_what_is_not_quantised_answers_exactly_as_its_source(exported):
    row = rows(exported / "export")["policy-f16.gguf"]

    assert row["same_ids"] == row["strings"] >= 50
    assert row["agreement"]["greedy"] == [12, 12, 12, 12]
    assert row["agreement"]["kl_mean"] < 1e-5


def test_rows_that_fall_back_to_another_type_are_told(exported):
    tensors = rows(exported / "export")["policy-q4_k_m.gguf"]["tensors"]

    assert tensors["rows_not_of_256"] == tensors["matrices"] == 15
    assert "Q4_K" not in tensors["types"]


def test_an_adapter_belongs_on_its_base_and_on_no_other(exported):
    adapter, base = exported / "export" / "policy-adapter.gguf", base_file(exported)
    right = hashlib.sha256(base.read_bytes()).hexdigest()

    assert check(adapter, kind=Kind.ADAPTER, base_sha256=right, expected=Expected(prompt=Style().version)).manifest
    with pytest.raises(ModelRefusedError, match="another base model"):
        check(adapter, kind=Kind.ADAPTER, base_sha256="0" * 64)


def test_with_rslora_the_adapter_is_as_strong_as_merged(exported):
    found = rows(exported / "export")

    on_base = found["policy-adapter.gguf"]["agreement"]["kl_mean"]
    assert on_base < 2 * found["policy-q4_k_m.gguf"]["agreement"]["kl_mean"]


def test_base_and_adapter_answer_at_the_workstation(exported, tmp_path):
    asked = Request(Task.OTHERS, (Message("user", "患者胸痛3天。"),), (Sampling(0.0, 1, 12),), (), record(), scope())
    answers = {}
    for adapter in (None, exported / "export" / "policy-adapter.gguf"):
        opened = open_file(base_file(exported), tmp_path, adapter=adapter, context_tokens=512, threads=1)
        try:
            answers[adapter] = opened.complete([asked])[0][0].text
            info = opened.info
        finally:
            opened.close()

    assert len(set(answers.values())) == 2
    assert (info.adapter, info.trained) == ("policy-adapter", True)


def test_a_file_less_exact_than_asked_is_refused_and_nothing_is_placed(exported, again):
    at = again(f16=(exported / "export" / "policy-f16.gguf").read_bytes())

    with pytest.raises(ParityError, match=r"policy-q8_0\.gguf: its mean KL divergence") as refused:
        run(settings(("f16", "q8_0"), q8_0_kl=0), at)

    assert "--fresh" in refused.value.advice
    assert not list(at.folder.glob("*.gguf"))
    assert rows(at.folder)["policy-f16.gguf"]["faults"] == []


def test_another_tokenizer_is_caught(exported, again):
    head, key, rest = (exported / "export" / "policy-f16.gguf").read_bytes().partition(b"tokenizer.ggml.pre")
    at = again(f16=head + key + rest.replace(b"qwen2", b"gpt-2", 1))

    with pytest.raises(ParityError, match="texts are split into other tokens"):
        run(settings(), at)


def test_another_chat_template_is_caught(exported, again):
    whole = (exported / "export" / "policy-f16.gguf").read_bytes()
    at = again(f16=whole.replace(b"<|im_start|>assistant\n'", b"<|im_start|>assistant '"))

    with pytest.raises(ParityError, match="chat template differs"):
        run(settings(), at)


def test_a_spoilt_tensor_is_caught(exported, again):
    whole = bytearray((exported / "export" / "policy-f16.gguf").read_bytes())
    place = len(whole) - 30_000
    whole[place : place + 4000] = bytes(4000)
    at = again(f16=bytes(whole))

    with pytest.raises(ParityError, match=r"policy-f16\.gguf: it chooses"):
        run(settings(), at)


def test_a_file_llama_cpp_cannot_open_is_said(exported, again):
    at = again(f16=(exported / "export" / "policy-f16.gguf").read_bytes()[:200_000])

    with pytest.raises(Exception, match="cut off"):
        run(settings(), at)


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ({"merged": False}, "nothing would be written"),
        ({"kinds": ()}, "kinds is empty"),
        ({"base_gguf": "base.gguf"}, "set adapter = true"),
    ],
)
def test_contradictions_are_refused(table, said):
    with pytest.raises(ValidationError, match=said):
        StageSettings.model_validate(table)


def test_what_is_not_compared_is_a_caution():
    assert "task metric" in " ".join(StageSettings().cautions())
    assert "on trust" in " ".join(settings().cautions())
    (said,) = StageSettings(heldout="heldout.jsonl").cautions()
    assert "none of it is answered" in said
    assert not StageSettings.model_validate({"heldout": "heldout.jsonl", "parity": {"examples": 100}}).cautions()


@pytest.mark.parametrize("name", ["sft", "grpo", "cpu"])
def test_the_default_model_is_compared_by_its_task_metric(name):
    assert read_recipe(f"default-model/{name}").settings("export", StageSettings).cautions() == []


def test_without_a_model_the_way_is_said(stage_at):
    with pytest.raises(RunError, match=r"\[export\] reads what \[merge\] made"):
        run(StageSettings(), stage_at("export"))
