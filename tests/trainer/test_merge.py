"""An adapter is put into its base's 16-bit weights, and into nothing else."""

import json
import shutil

import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from transformers import AutoTokenizer, Qwen2Config, Qwen2ForCausalLM

from tests.trainer.adapters import described, trained
from trainer.errors import BaseModelError, RunError
from trainer.merge import MERGE, StageSettings, merge, run
from trainer.model import Training, load_base, load_trained
from trainer.runs import input_hash

WORDS = [list(range(40, 90)), list(range(300, 350))]


@pytest.fixture
def source(tiny, tmp_path):
    return trained(tiny, tmp_path / "run" / "sft" / "models" / "policy")


@torch.inference_mode()
def logits(model):
    return model(input_ids=torch.tensor(WORDS)).logits.float()


def test_the_merged_model_answers_as_base_and_adapter_do(source, tiny, tmp_path):
    merge(source, tmp_path / "merged", StageSettings(saved_in="fp32"))

    merged, _ = load_trained(tmp_path / "merged")
    adapted, _ = load_trained(source)
    bare, _ = load_trained(source, adapter=False)
    assert (logits(merged) - logits(adapted)).abs().max() < 1e-4
    assert (logits(merged) - logits(bare)).abs().max() > 0.1


def test_it_is_saved_in_bf16_with_tied_embeddings_tied(source, tmp_path):
    merge(source, tmp_path / "merged", StageSettings())

    weights = load_file(tmp_path / "merged" / "model.safetensors")
    assert {weight.dtype for weight in weights.values()} == {torch.bfloat16}
    assert "lm_head.weight" not in weights
    assert json.loads((tmp_path / "merged" / "config.json").read_text())["tie_word_embeddings"] is True


def test_the_template_of_inference_goes_along(source, tmp_path):
    template = source / "chat_template.jinja"
    marked = template.read_text().replace(
        "{{ '<|im_start|>'", "{% generation %}{% endgeneration %}{{ '<|im_start|>'", 1
    )
    template.write_text(marked)

    merge(source, tmp_path / "merged", StageSettings())

    assert "generation %}" not in (tmp_path / "merged" / "chat_template.jinja").read_text()


def test_a_base_in_four_bits_is_refused_with_the_reason(source, tiny, tmp_path):
    base = tmp_path / "four"
    base.mkdir()
    config = json.loads((tiny / "config.json").read_text())
    (base / "config.json").write_text(json.dumps({**config, "quantization_config": {"load_in_4bit": True}}))

    with pytest.raises(BaseModelError, match="what was learnt is lost"):
        merge(source, tmp_path / "merged", StageSettings(base=str(base)))


def test_a_base_whose_config_is_damaged_is_refused(source, tmp_path):
    (tmp_path / "config.json").write_text('{"model_type": "qw')

    with pytest.raises(BaseModelError, match=r"no readable config\.json"):
        merge(source, tmp_path / "merged", StageSettings(base=str(tmp_path)))


def test_a_base_that_has_changed_since_is_refused(tiny, tmp_path):
    base = tmp_path / "base"
    shutil.copytree(tiny, base)
    source = trained(base, tmp_path / "policy")
    (base / "generation_config.json").write_text("{}")

    with pytest.raises(BaseModelError, match="is not what it was when policy was trained on it") as refused:
        merge(source, tmp_path / "merged", StageSettings())
    assert "as base in [merge]" in refused.value.advice

    merge(source, tmp_path / "merged", StageSettings(base=str(base)))
    assert json.loads((tmp_path / "merged" / MERGE).read_text())["base_sha256"] == input_hash(base)


@pytest.mark.parametrize(
    ("other", "said"),
    [
        ({"intermediate_size": 192}, r"layers\.0\.mlp\.down_proj is 64 × 192 there, and 64 × 128 in the adapter"),
        ({"num_hidden_layers": 3}, r"layers\.2\..* there, and missing in the adapter"),
        ({"num_hidden_layers": 1}, r"layers\.1\..* is missing there"),
    ],
)
def test_a_base_named_that_is_of_another_build_is_refused(source, tiny, tmp_path, other, said):
    config = Qwen2Config.from_pretrained(tiny)
    for key, value in other.items():
        setattr(config, key, value)
    config.layer_types = ["full_attention"] * config.num_hidden_layers
    Qwen2ForCausalLM(config).save_pretrained(tmp_path / "other")
    AutoTokenizer.from_pretrained(tiny).save_pretrained(tmp_path / "other")

    with pytest.raises(BaseModelError, match=f"is another model than policy was trained on: .*{said}"):
        merge(source, tmp_path / "merged", StageSettings(base=str(tmp_path / "other")))


@pytest.mark.parametrize("named", [True, False])
def test_a_torn_adapter_is_refused(source, tiny, tmp_path, named):
    weights = source / "adapter_model.safetensors"
    weights.write_bytes(weights.read_bytes()[:-100])

    with pytest.raises(BaseModelError, match=r"The adapter in .* cannot be"):
        merge(source, tmp_path / "merged", StageSettings(base=str(tiny) if named else ""))


def test_a_full_disk_is_said_in_words(source, stage_at, monkeypatch):
    def full(*_: object, **__: object) -> None:
        raise SafetensorError("Error while serializing: I/O error: No space left on device (os error 28)")

    monkeypatch.setattr("transformers.modeling_utils.safe_save_file", full)
    with pytest.raises(RunError, match="is full; merging policy stopped"):
        run(StageSettings(), stage_at("merge"))


@pytest.mark.parametrize("change", [{"target_modules": ["lm_head"]}, {"modules_to_save": ["embed_tokens"]}])
def test_an_adapter_on_tied_ends_is_refused(source, tmp_path, change):
    config = json.loads((source / "adapter_config.json").read_text())
    (source / "adapter_config.json").write_text(json.dumps(config | change))

    with pytest.raises(BaseModelError, match="embeddings or the output head"):
        merge(source, tmp_path / "merged", StageSettings())


def test_weights_that_are_no_numbers_are_refused(source, tmp_path):
    weights = load_file(source / "adapter_model.safetensors")
    save_file({name: weight * float("nan") for name, weight in weights.items()}, source / "adapter_model.safetensors")

    with pytest.raises(BaseModelError, match="cannot be merged"):
        merge(source, tmp_path / "merged", StageSettings())


def test_a_fully_tuned_model_is_only_brought_into_form(tiny, tmp_path):
    full = tmp_path / "full"
    model, tokenizer = load_base_of(tiny)
    model.save_pretrained(full)
    tokenizer.save_pretrained(full)
    described(tiny, tuning="full").write(full)

    merge(full, tmp_path / "merged", StageSettings(saved_in="fp32"))

    assert json.loads((tmp_path / "merged" / MERGE).read_text())["merged"] is False
    assert torch.equal(logits(load_trained(tmp_path / "merged")[0]), logits(model))


def load_base_of(tiny):
    from trainer.model import ModelSettings

    return load_base(ModelSettings.model_validate({"base": tiny, "tuning": "full"}))


def test_the_stage_merges_all_but_folds_and_keeps_what_is_done(source, tiny, stage_at):
    fold = trained(tiny, source.with_name("policy-fold0"))
    described(tiny, "policy-fold0", fold=0).write(fold)
    at = stage_at("merge")

    assert run(StageSettings(), at) == {"models": {"policy": "lora merged"}}
    before = (at.folder / "policy" / MERGE).stat().st_mtime_ns
    run(StageSettings(), at)

    assert [path.name for path in at.folder.iterdir() if path.is_dir()] == ["policy"]
    assert (at.folder / "policy" / MERGE).stat().st_mtime_ns == before


def test_what_was_merged_stays_said(source, tiny, tmp_path):
    merge(source, tmp_path / "merged", StageSettings())

    said = json.loads((tmp_path / "merged" / MERGE).read_text())
    assert (said["base"], said["dequantised"], said["training"]["tuning"]) == (tiny.name, False, "lora")
    assert len(said["adapter_sha256"]) == 64
    assert Training.read(tmp_path / "merged").tuning == "full"


def test_a_folder_without_models_is_said(tmp_path, stage_at):
    (tmp_path / "run" / "sft" / "models").mkdir(parents=True)

    with pytest.raises(RunError, match="no model that could be merged"):
        run(StageSettings(), stage_at("merge"))
