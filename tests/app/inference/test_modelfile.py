"""A GGUF file that cannot work is refused in words before it is loaded."""

import hashlib
import json

import numpy as np
import pytest

from app.errors import ModelRefusedError
from app.inference.modelfile import Expected, Kind, check, check_together, inspect
from tests.app.inference.tiny import write_gguf, write_model


@pytest.fixture(scope="module")
def good(tmp_path_factory):
    return write_model(tmp_path_factory.mktemp("model") / "tiny.gguf")


def refused(path, **asked):
    with pytest.raises(ModelRefusedError) as caught:
        check(path, **asked)
    assert caught.value.advice
    return caught.value.message


def test_reads_what_the_header_says(good):
    file = inspect(good)
    assert (file.architecture, file.kind, file.context_length) == ("qwen2", Kind.MODEL, 8192)
    assert file.cell_bytes == 2 * 2 * (16 + 16) * 2
    assert "<|im_start|>" in file.template
    assert "qwen2" in file.summary


def test_a_good_file_passes(good):
    assert check(good, expected_sha256=hashlib.sha256(good.read_bytes()).hexdigest()).path == good


def test_a_missing_file_is_said(tmp_path):
    assert "no model file" in refused(tmp_path / "none.gguf")


def test_a_file_of_no_bytes(tmp_path):
    (tmp_path / "empty.gguf").touch()
    assert "0 bytes" in refused(tmp_path / "empty.gguf")


def test_another_kind_of_file(tmp_path):
    (tmp_path / "zip.gguf").write_bytes(b"PK\x03\x04" + bytes(100))
    assert "not a GGUF" in refused(tmp_path / "zip.gguf")


@pytest.mark.parametrize("share", [0.0005, 0.01, 0.2, 0.6, 0.999])
def test_a_truncated_file(good, tmp_path, share):
    raw = good.read_bytes()
    (tmp_path / "cut.gguf").write_bytes(raw[: int(len(raw) * share)])
    assert "cut off" in refused(tmp_path / "cut.gguf")


def test_every_cut_of_the_header_is_refused_in_words(tmp_path):
    raw = write_gguf(tmp_path / "a.gguf", {"general.architecture": "qwen2", "x": [1, 2], "y": ["a"]}).read_bytes()
    for end in range(1, len(raw.rstrip(b"\0"))):
        (tmp_path / "cut.gguf").write_bytes(raw[:end])
        assert refused(tmp_path / "cut.gguf")


def test_an_unknown_value_type(tmp_path):
    path = write_gguf(tmp_path / "a.gguf", {"general.architecture": "qwen2"})
    raw = path.read_bytes()
    path.write_bytes(raw.replace(b"general.architecture\x08", b"general.architecture\x63"))
    assert "damaged" in refused(path)


def test_another_architecture(tmp_path):
    path = write_gguf(tmp_path / "bert.gguf", {"general.architecture": "bert"})
    assert "'bert'" in refused(path)


def test_an_adapter_is_no_model_and_a_model_no_adapter(good, tmp_path):
    adapter = write_gguf(tmp_path / "lora.gguf", {"general.architecture": "qwen2", "general.type": "adapter"})
    assert "LoRA adapter, not a model" in refused(adapter)
    assert "a model, not a LoRA adapter" in refused(good, kind=Kind.ADAPTER)
    assert check(adapter, kind=Kind.ADAPTER).kind is Kind.ADAPTER


@pytest.mark.parametrize(
    ("base", "prompt", "word"), [("", "", ""), ("0" * 64, "", "another base model"), ("", "9", "prompt version")]
)
def test_a_model_and_what_is_put_on_it(good, tmp_path, base, prompt, word):
    adapter = write_gguf(tmp_path / "lora.gguf", {"general.architecture": "qwen2", "general.type": "adapter"})
    stated = {"base": base or hashlib.sha256(good.read_bytes()).hexdigest(), "prompt": prompt or "1"}
    (tmp_path / "lora.gguf.manifest.json").write_text(json.dumps(stated), encoding="utf-8")
    expected = Expected(prompt="1")
    if word:
        with pytest.raises(ModelRefusedError, match=word):
            check_together(good, adapter, expected=expected)
        return
    file = check_together(good, adapter, expected=expected)
    assert (file.path, file.kind) == (good, Kind.MODEL)
    assert file.manifest
    assert file.manifest.prompt == "1"
    assert check_together(good, None).manifest is None


def test_another_hash(good):
    assert "SHA-256" in refused(good, expected_sha256="0" * 64)


@pytest.mark.parametrize(
    ("stated", "word"),
    [
        ({"book": "医保版2.0"}, "code book"),
        ({"scope": "other"}, "code scope"),
        ({"scope_digest": "ff"}, "list of codes"),
        ({"prompt": "0/seed/think-first"}, "prompt version"),
        ({"answer": "0"}, "answer format"),
        ({"sha256": "0" * 64}, "SHA-256"),
        ({"base": "0" * 64}, "another base model"),
    ],
)
def test_a_model_made_for_something_else(tmp_path, stated, word):
    path = write_gguf(tmp_path / "made.gguf", {"general.architecture": "qwen2"})
    (tmp_path / "made.gguf.manifest.json").write_text(json.dumps(stated), encoding="utf-8")
    expected = Expected(scope="ccl25", scope_digest="00", book="国家临床版2.0", prompt="1/seed/think-first", answer="1")
    assert word in refused(path, expected=expected, base_sha256="1" * 64)


def test_the_header_can_be_the_manifest(tmp_path):
    path = write_gguf(tmp_path / "made.gguf", {"general.architecture": "qwen2", "dxdesk.prompt": "0/seed/think-first"})
    assert "prompt version" in refused(path, expected=Expected(prompt="1/seed/think-first"))
    assert check(path, expected=Expected(prompt="0/seed/think-first")).manifest is not None


def test_a_broken_manifest_is_said(tmp_path):
    path = write_gguf(tmp_path / "made.gguf", {"general.architecture": "qwen2"})
    (tmp_path / "made.gguf.manifest.json").write_text("[1", encoding="utf-8")
    assert "manifest" in refused(path)


def test_tensors_are_measured(tmp_path):
    path = write_gguf(tmp_path / "t.gguf", {"general.architecture": "qwen2"}, {"a": np.ones((3, 5))})
    path.write_bytes(path.read_bytes()[:-40])
    assert "promises" in refused(path)
