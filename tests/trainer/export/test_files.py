"""An adapter in GGUF is scaled as it was trained, or refused."""

import json

import pytest

from tests.trainer.adapters import trained
from trainer.errors import BaseModelError
from trainer.export.converter import find_converter
from trainer.export.files import prepare_adapter


@pytest.fixture
def source(tiny, tmp_path):
    return trained(tiny, tmp_path / "policy", rslora=True)


def change(source, **keys):
    file = source / "adapter_config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | keys))


def test_the_root_of_the_rank_goes_into_alpha(source, tmp_path):
    copied = prepare_adapter(source, tmp_path / "copy")

    assert json.loads((copied / "adapter_config.json").read_text())["lora_alpha"] == 16 * 2
    assert json.loads((source / "adapter_config.json").read_text())["lora_alpha"] == 16


@pytest.mark.parametrize(
    "keys",
    [
        {"use_dora": True},
        {"alpha_pattern": {"q_proj": 8}},
        {"modules_to_save": ["norm"]},
        {"rank_pattern": {"q_proj": 8}},
    ],
)
def test_what_a_gguf_adapter_cannot_hold_is_refused(source, tmp_path, keys):
    change(source, **keys)

    with pytest.raises(BaseModelError, match=next(iter(keys))):
        prepare_adapter(source, tmp_path / "copy")


def test_a_folder_without_converter_is_said(tmp_path, monkeypatch):
    monkeypatch.setenv("DXDESK_LLAMA_CPP", str(tmp_path))

    with pytest.raises(BaseModelError, match="conversion, gguf-py missing") as refused:
        find_converter()
    assert "--trainer" in refused.value.advice


def test_a_converter_of_another_version_is_refused(tmp_path, monkeypatch):
    for name in ("convert_hf_to_gguf.py", "convert_lora_to_gguf.py", "conversion", "gguf-py"):
        (tmp_path / name).mkdir()
    (tmp_path / "VERSION").write_text("0.1.0\n")
    monkeypatch.setenv("DXDESK_LLAMA_CPP", str(tmp_path))

    with pytest.raises(BaseModelError, match=r"0\.1\.0 and the runtime is"):
        find_converter()


def test_a_version_that_is_not_said_is_a_caution(tmp_path, monkeypatch):
    for name in ("convert_hf_to_gguf.py", "convert_lora_to_gguf.py", "conversion", "gguf-py"):
        (tmp_path / name).mkdir()
    monkeypatch.setenv("DXDESK_LLAMA_CPP", str(tmp_path))

    assert "does not say its version" in find_converter().caution


@pytest.mark.xdist_group("export")
def test_a_tokenizer_llama_cpp_does_not_know_is_never_guessed(converter, tiny, tmp_path):
    with find_converter() as process, pytest.raises(BaseModelError, match="does not know this tokenizer") as refused:
        process.model(tiny, tmp_path / "x.gguf", "f16", {})

    assert 'pre_tokenizer = "qwen2"' in refused.value.advice
    assert not (tmp_path / "x.gguf").exists()
