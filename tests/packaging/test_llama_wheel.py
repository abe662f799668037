"""The wheel of llama-cpp-python as set-up leaves it."""

import base64
import hashlib
import zipfile
from pathlib import Path

import pytest

import llama_wheel


@pytest.fixture
def built(tmp_path: Path) -> Path:
    wheel = tmp_path / "llama_cpp_python-0-py3-none-any.whl"
    with zipfile.ZipFile(wheel, "w") as packed:
        for name in ("llama_cpp/__init__.py", "llama_cpp/lib/libllama.so", "lib/libllama.so", "include/llama.h"):
            packed.writestr(name, name)
        packed.writestr("llama_cpp_python-0.dist-info/RECORD", "of the unslimmed wheel")
    return wheel


def test_only_what_the_package_reads_is_kept(built: Path, tmp_path: Path):
    slimmed = llama_wheel.slim(built, tmp_path / "kept", {"llama_cpp/lib/libgomp.so.1": b"openmp"})

    with zipfile.ZipFile(slimmed) as packed:
        assert sorted(packed.namelist()) == [
            "llama_cpp/__init__.py",
            "llama_cpp/lib/libgomp.so.1",
            "llama_cpp/lib/libllama.so",
            "llama_cpp_python-0.dist-info/RECORD",
        ]


def test_the_record_lists_every_file_with_its_hash(built: Path, tmp_path: Path):
    slimmed = llama_wheel.slim(built, tmp_path / "kept", {"llama_cpp/lib/libgomp.so.1": b"openmp"})

    with zipfile.ZipFile(slimmed) as packed:
        record = dict(
            line.split(",", 1) for line in packed.read("llama_cpp_python-0.dist-info/RECORD").decode().splitlines()
        )
        digest = base64.urlsafe_b64encode(hashlib.sha256(b"openmp").digest()).rstrip(b"=").decode()
        assert set(record) == set(packed.namelist())
        assert record["llama_cpp/lib/libgomp.so.1"] == f"sha256={digest},6"


def test_the_build_is_never_made_for_the_building_machine_alone():
    assert "-DGGML_NATIVE=OFF" in llama_wheel.flags()


def test_x86_gets_its_instruction_set_by_name_and_others_do_not(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr("platform.machine", lambda: "AMD64")
    assert "-DGGML_AVX2=ON" in llama_wheel.flags()

    monkeypatch.setattr("platform.machine", lambda: "aarch64")
    assert not [flag for flag in llama_wheel.flags() if "AVX" in flag]


def test_other_flags_make_another_wheel(monkeypatch: pytest.MonkeyPatch):
    before = llama_wheel.key()

    monkeypatch.setattr(llama_wheel, "FLAGS", (*llama_wheel.FLAGS, "-DGGML_BLAS=ON"))

    assert llama_wheel.key() != before
