"""What a file says of its making is read from what training and merging left."""

import json

import pytest

from app.inference.modelfile import Manifest
from app.knowledge.scopes import load_scope
from tests.trainer.adapters import described
from trainer.errors import BaseModelError
from trainer.export.lineage import of_trained
from trainer.merge import MERGE

CHECKED = {"scope", "scope_digest", "book", "prompt", "answer", "base"}


@pytest.fixture
def folder(tiny, tmp_path):
    made = tmp_path / "sft" / "models" / "policy"
    made.mkdir(parents=True)
    described(tiny).write(made)
    manifest = {"settings_hash": "a", "code_version": "0.1+c0de", "inputs": {"samples": {"sha256": "da7a"}}}
    (tmp_path / "sft" / "manifest.json").write_text(json.dumps(manifest))
    return made


def test_data_code_and_prompt_are_named(folder):
    found = of_trained(folder, bound=False, licence="Apache-2.0")

    assert (found.seed, found.licence) == ("7", "Apache-2.0")
    assert (found.data_hash, found.code_version, found.settings_hash) == ("da7a", "0.1+c0de", "5e77")
    assert (found.prompt, found.answer) == ("1/shared-prefix/think-first", "1")
    assert (found.scope, found.scope_digest, found.book, found.trained_scopes) == ("", "", "", "ccl25")


@pytest.mark.parametrize("scopes", [("ccl25",), (f"ccl25@{load_scope('ccl25').version}",)])
def test_a_bound_file_names_the_list_and_its_book(folder, tiny, scopes):
    described(tiny, scopes=scopes).write(folder)
    found = of_trained(folder, bound=True)

    assert (found.scope, found.scope_digest) == ("ccl25", load_scope("ccl25").digest)
    assert found.book


@pytest.mark.parametrize("scopes", [(), ("ccl25", "other"), ("nowhere",), ("ccl25@0",)])
def test_what_was_not_trained_on_one_known_list_cannot_be_bound(folder, tiny, scopes):
    described(tiny, scopes=scopes).write(folder)

    with pytest.raises(BaseModelError) as refused:
        of_trained(folder, bound=True)
    assert "scope_bound = false" in refused.value.advice


def test_every_field_the_workstation_checks_is_stated(folder):
    assert CHECKED | {"sha256"} == set(Manifest.__slots__)
    assert set(type(of_trained(folder, bound=False)).__slots__) >= CHECKED


def test_a_merged_model_remembers_its_adapter_and_a_base_that_was_rounded(folder, tiny):
    said = {
        "merged": True,
        "base": "b.gguf",
        "base_sha256": "ba5e",
        "dequantised": True,
        "training": {"tuning": "qlora"},
    }
    (folder / MERGE).write_text(json.dumps({**said, "training_stage": {"inputs": {"samples": {"sha256": "5a"}}}}))
    described(tiny, tuning="full").write(folder)

    found = of_trained(folder, bound=False)

    assert (found.made, found.tuning, found.dequantised) == ("merged", "qlora", "yes")
    assert (found.base_model, found.base_sha256, found.data_hash) == ("b.gguf", "ba5e", "5a")
