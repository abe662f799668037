"""Which backend settings and command line open."""

from dataclasses import replace

import pytest

from app.coding.completion import Source
from app.errors import ModelError
from app.inference.backends import open_backend, open_file, spec_of, stated_prompt
from app.inference.catalog import find_entry
from app.inference.modelfile import MANIFEST_SUFFIX
from app.inference.server import ServerModel
from app.inference.worker import ModelWorker
from app.paths import Places
from app.settings import Settings
from tests.app.inference.tiny import write_model
from tests.builders import scope

UNTRAINED = "qwen2.5-coder-1.5b-instruct"


@pytest.fixture
def places(tmp_path, monkeypatch):
    """Give folders of their own, and a default model that is no more than its file."""
    monkeypatch.delenv("DXDESK_MODELS", raising=False)
    for module in ("backends", "catalog"):
        monkeypatch.setattr(f"app.inference.{module}.DEFAULT_MODEL", UNTRAINED)
    (tmp_path / "models").mkdir()
    return Places(tmp_path, tmp_path / "cache")


def opened(places, settings=None, **asked):
    return open_backend(settings or Settings(), places, scope=scope(), **asked)


def default_file(places):
    entry = find_entry(UNTRAINED)
    assert entry
    return places.models / entry.file


def test_without_any_model_the_rules_read(places):
    assert opened(places).info.source is Source.RULES


def test_an_untrained_default_model_leaves_the_reading_to_the_rules(places):
    write_model(default_file(places))
    assert opened(places).info.source is Source.RULES
    assert isinstance(opened(places, model=UNTRAINED), ModelWorker)


@pytest.fixture
def proven(monkeypatch):
    """Let the default model be one that read better than the rules."""
    entry = find_entry(UNTRAINED)
    assert entry
    monkeypatch.setattr("app.inference.backends.find_entry", lambda _: replace(entry, proven=True))


def test_a_trained_default_model_that_is_not_proven_leaves_the_reading_to_the_rules(places):
    path = write_model(default_file(places))
    path.with_name(path.name + MANIFEST_SUFFIX).write_text('{"prompt": "1/seed/think-first"}', encoding="utf-8")
    assert opened(places).info.source is Source.RULES
    assert isinstance(opened(places, model=UNTRAINED), ModelWorker)


@pytest.mark.usefixtures("proven")
def test_a_trained_default_model_reads(places):
    path = default_file(places)
    write_model(path)
    stated = '{"prompt": "1/with-mentions/think-first", "scope": "test"}'
    path.with_name(path.name + MANIFEST_SUFFIX).write_text(stated, encoding="utf-8")
    assert isinstance(opened(places), ModelWorker)
    assert opened(places, no_model=True).info.source is Source.RULES
    assert opened(places, Settings(model="rules")).info.source is Source.RULES


@pytest.mark.usefixtures("proven")
@pytest.mark.parametrize(
    "stated", ['{"scope": "other"}', '{"book": "other"}', '{"prompt": "9/seed/think-first"}', '{"answer": "9"}']
)
def test_a_default_model_trained_for_something_else_leaves_the_reading_to_the_rules(places, stated):
    path = write_model(default_file(places))
    path.with_name(path.name + MANIFEST_SUFFIX).write_text(stated, encoding="utf-8")
    assert opened(places).info.source is Source.RULES
    assert isinstance(opened(places, model=UNTRAINED), ModelWorker)


def test_a_model_asked_for_and_not_there_is_said_with_the_way_to_get_it(places):
    with pytest.raises(ModelError) as caught:
        opened(places, model="qwen2.5-coder-0.5b-instruct")
    assert "dxdesk model fetch" in caught.value.advice
    with pytest.raises(ModelError, match="no model nonsense"):
        opened(places, Settings(model="nonsense"))


def test_a_server_goes_before_a_set_model_and_a_named_model_before_a_set_server(places, tmp_path):
    (tmp_path / "own.gguf").touch()
    assert isinstance(opened(places, server="http://127.0.0.1:9/v1"), ServerModel)
    assert isinstance(opened(places, Settings(server="http://127.0.0.1:9")), ServerModel)
    own = opened(places, Settings(server="http://127.0.0.1:9"), model=str(tmp_path / "own.gguf"))
    assert isinstance(own, ModelWorker)


def test_an_address_that_is_none_is_said(places):
    with pytest.raises(ModelError, match="not a server address"):
        opened(places, server="ftp://x")


def adapted(places, **changes):
    entry = find_entry(UNTRAINED)
    assert entry
    return replace(entry, id="adapted", adapter="coder.gguf", **changes)


def test_an_entrys_adapter_is_put_on_its_file_and_pinned(places):
    (places.models / "coder.gguf").touch()
    entry = adapted(places, adapter_sha256="ab" * 32)
    spec = spec_of(default_file(places), Settings(), scope(), places, entry=entry)
    assert (spec.adapter, spec.adapter_sha256) == (places.models / "coder.gguf", "ab" * 32)
    assert (spec.name, spec.sha256) == ("adapted", entry.sha256)


def test_an_adapter_of_the_settings_goes_before_the_entrys(places):
    spec = spec_of(default_file(places), Settings(adapter="own.gguf"), scope(), places, entry=adapted(places))
    assert (str(spec.adapter), spec.adapter_sha256) == ("own.gguf", "")


def test_an_adapter_that_is_gone_is_said(places):
    with pytest.raises(ModelError, match=r"coder\.gguf, the adapter of"):
        spec_of(default_file(places), Settings(), scope(), places, entry=adapted(places))


def test_a_file_alone_is_read_as_it_is(places):
    assert spec_of(default_file(places), Settings(), scope(), places).adapter is None


def test_a_model_is_asked_in_the_style_it_was_trained_in_unless_another_is_set(places, tmp_path):
    path = write_model(tmp_path / "own.gguf")
    path.with_name(path.name + MANIFEST_SUFFIX).write_text(
        '{"prompt": "1/with-mentions/answer-only"}', encoding="utf-8"
    )

    spec = spec_of(path, Settings(), scope(), places)
    assert (spec.prompt, spec.expected.prompt) == ("1/with-mentions/answer-only",) * 2
    assert opened(places, model=str(path)).info.trained
    assert spec_of(path, Settings(layout="seed"), scope(), places).expected.prompt == "1/seed/answer-only"


def test_an_adapters_manifest_speaks_before_its_bases(tmp_path):
    base, adapter = write_model(tmp_path / "base.gguf"), write_model(tmp_path / "adapter.gguf")
    for file, prompt in ((base, "1/seed/think-first"), (adapter, "1/with-mentions/think-first")):
        file.with_name(file.name + MANIFEST_SUFFIX).write_text(f'{{"prompt": "{prompt}"}}', encoding="utf-8")

    assert stated_prompt(base, adapter) == "1/with-mentions/think-first"
    assert stated_prompt(base, None) == "1/seed/think-first"
    assert stated_prompt(tmp_path / "absent.gguf", None) == ""


def test_a_file_is_opened_for_judging_beside_the_users_own_folders(tmp_path):
    path = write_model(tmp_path / "own.gguf")
    opened = open_file(path, tmp_path / "home", context_tokens=512)
    assert (opened.context_length, opened.running) == (512, False)
