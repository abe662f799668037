"""The hash a file is known by."""

from pathlib import Path

from app.knowledge.filehash import file_hash


def test_a_files_hash_is_its_contents(tmp_path: Path):
    for name, text in {"1": "a", "2": "a", "3": "b"}.items():
        (tmp_path / name).write_text(text)

    assert file_hash(tmp_path / "1") == file_hash(tmp_path / "2") != file_hash(tmp_path / "3")
