"""Base models: what is loaded and how, what is refused, what is saved."""

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from tests.trainer.tiny import tiny_gguf
from trainer import model as models
from trainer.errors import BaseModelError
from trainer.model import ModelSettings, Training, check_kind, load_base, load_trained, save_plain


def copy_of(tiny: Path, folder: Path, **config: object) -> Path:
    shutil.copytree(tiny, folder)
    known = json.loads((folder / "config.json").read_text(encoding="utf-8"))
    (folder / "config.json").write_text(json.dumps({**known, **config}), encoding="utf-8")
    return folder


def test_full_tuning_keeps_weights_in_fp32_and_ties(tiny: Path) -> None:
    model: Any = load_base(ModelSettings(base=tiny, tuning="full", dtype="bf16"))[0]
    assert model.dtype is torch.float32
    assert model.lm_head.weight is model.model.embed_tokens.weight


def test_adapters_lie_on_weights_of_the_dtype_asked_for(tiny: Path) -> None:
    assert load_base(ModelSettings(base=tiny, dtype="bf16"))[0].dtype is torch.bfloat16


def test_four_bits_leave_embeddings_and_head_whole(tiny: Path) -> None:
    model: Any = load_base(ModelSettings(base=tiny, tuning="qlora"))[0]
    attention = model.model.layers[0].self_attn.q_proj
    assert type(attention).__name__ == "Linear4bit"
    assert (attention.weight.quant_type, attention.weight.quant_state.nested) == ("nf4", True)
    assert model.lm_head.weight.dtype.is_floating_point
    assert model.lm_head.weight.shape == (2048, 64)


def test_four_bits_can_be_declined(tiny: Path) -> None:
    model: Any = load_base(ModelSettings(base=tiny, tuning="qlora"), quantized=False)[0]
    assert type(model.model.layers[0].self_attn.q_proj).__name__ == "Linear"


def test_attention_is_the_one_asked_for(tiny: Path) -> None:
    model: Any = load_base(ModelSettings(base=tiny, attention="eager"))[0]
    assert model.config._attn_implementation == "eager"


@pytest.mark.parametrize(
    ("config", "said"),
    [
        ({"model_type": "bert", "architectures": ["BertForMaskedLM"]}, "BertForMaskedLM"),
        ({"architectures": ["Qwen2ForSequenceClassification"]}, "Qwen2ForSequenceClassification"),
        ({"model_type": "mamba", "architectures": ["MambaForCausalLM"]}, "MambaForCausalLM"),
    ],
)
def test_another_architecture_is_refused_naming_what_is_trained(
    tmp_path: Path, tiny: Path, config: dict[str, object], said: str
) -> None:
    with pytest.raises(BaseModelError, match=said) as refused:
        check_kind(copy_of(tiny, tmp_path / "other", **config))
    assert "qwen2" in refused.value.advice


def test_what_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaseModelError, match="no base model"):
        load_base(ModelSettings(base=tmp_path / "nothing"))
    with pytest.raises(BaseModelError, match=r"config\.json"):
        load_base(ModelSettings(base=tmp_path))


def test_a_torn_weights_file_is_refused(tmp_path: Path, tiny: Path) -> None:
    folder = copy_of(tiny, tmp_path / "torn")
    whole = (folder / "model.safetensors").read_bytes()
    (folder / "model.safetensors").write_bytes(whole[: len(whole) // 2])
    with pytest.raises(BaseModelError, match="cannot be loaded"):
        load_base(ModelSettings(base=folder))


def test_a_file_that_is_no_gguf_is_refused(tmp_path: Path) -> None:
    (tmp_path / "x.gguf").write_bytes(b"GGUF" + b"\0" * 100)
    with pytest.raises(BaseModelError, match="no whole GGUF"):
        load_base(ModelSettings(base=tmp_path / "x.gguf"))


def test_a_model_without_a_chat_template_is_refused(tmp_path: Path, tiny: Path) -> None:
    folder = copy_of(tiny, tmp_path / "bare")
    (folder / "chat_template.jinja").unlink()
    with pytest.raises(BaseModelError, match="chat template"):
        load_base(ModelSettings(base=folder))


def test_flash_attention_that_is_missing_is_refused_in_words(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "is_flash_attn_2_available", lambda: False)
    with pytest.raises(BaseModelError, match="flash-attn") as refused:
        load_base(ModelSettings(base=tiny, attention="flash_attention_2"))
    assert "sdpa" in refused.value.advice


def test_four_bits_without_bitsandbytes_are_refused_in_words(tiny: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(models, "find_spec", lambda name: None)
    with pytest.raises(BaseModelError, match="bitsandbytes"):
        load_base(ModelSettings(base=tiny, tuning="qlora"))


def test_a_saved_model_is_whole_and_keeps_its_tokens(tmp_path: Path, tiny: Path) -> None:
    model: Any
    model, tokenizer = load_base(ModelSettings(base=tiny, tuning="full"))
    tokenizer.chat_template = f"{{% generation %}}{tokenizer.chat_template}{{%- endgeneration -%}}"
    save_plain(model, tokenizer, tmp_path / "saved")
    again = AutoModelForCausalLM.from_pretrained(tmp_path / "saved")
    assert torch.equal(again.model.embed_tokens.weight, model.get_input_embeddings().weight)
    assert "generation %}" not in (tmp_path / "saved" / "chat_template.jinja").read_text(encoding="utf-8")
    assert AutoTokenizer.from_pretrained(tmp_path / "saved").get_vocab() == tokenizer.get_vocab()


def test_a_trained_model_without_its_base_is_refused(tmp_path: Path) -> None:
    Training("policy", str(tmp_path / "gone"), "0", "lora").write(tmp_path)
    with pytest.raises(BaseModelError, match="gone"):
        load_trained(tmp_path)


def test_a_folder_that_training_did_not_finish_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BaseModelError, match=r"training\.json"):
        load_trained(tmp_path)


def test_training_json_is_read_as_it_was_written(tmp_path: Path) -> None:
    made = Training("others-fold1", "base", "abc", "qlora", ("others",), 1, scopes=("s@1",), dtype="bf16", seed=7)
    made.write(tmp_path)
    assert Training.read(tmp_path) == made


def test_a_gguf_is_read_back_once_and_kept(tmp_path: Path, tiny: Path) -> None:
    file = tiny_gguf(tiny, tmp_path / "tiny.gguf")
    settings = ModelSettings(base=file, tuning="qlora")
    model: Any
    model, tokenizer = load_base(settings, quantized=False, unpacked=tmp_path / "kept")
    original = load_base(ModelSettings(base=tiny))[1]
    text = "高血压病3级（极高危）<|im_end|> chest pain, 12.5 mg"
    assert tokenizer(text)["input_ids"] == original(text)["input_ids"]
    made = (tmp_path / "kept" / "model.safetensors").stat().st_mtime_ns
    four: Any = load_base(settings, unpacked=tmp_path / "kept")[0]
    assert type(four.model.layers[0].mlp.up_proj).__name__ == "Linear4bit"
    assert (tmp_path / "kept" / "model.safetensors").stat().st_mtime_ns == made
    whole: Any = load_base(ModelSettings(base=tiny, tuning="full"))[0]
    weight = whole.model.layers[1].mlp.up_proj.weight
    assert torch.allclose(model.get_submodule("model.layers.1.mlp.up_proj").weight, weight, atol=2e-3)
