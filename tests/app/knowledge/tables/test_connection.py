"""The file of the index: made when there is none, never touched when it is not ours."""

import sqlite3
from pathlib import Path

import pytest

from app.errors import StoreError
from app.knowledge.tables.connection import connect, statements, writing
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.schema import SCHEMA_VERSION


def test_an_index_is_made_where_there_is_none(tmp_path: Path):
    with CodeIndex.open(tmp_path / "new" / "codebooks.db") as index:
        assert index.books() == ()


def test_an_index_of_a_newer_version_is_left_alone(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    connect(path).close()
    newer = sqlite3.connect(path)
    newer.execute(f"PRAGMA user_version = {SCHEMA_VERSION + 1}")
    newer.close()
    before = path.read_bytes()

    with pytest.raises(StoreError, match="newer version") as refused:
        CodeIndex.open(path)

    assert "import the code tables again" in refused.value.advice
    assert path.read_bytes() == before


def test_another_programs_database_is_left_alone(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    other = sqlite3.connect(path)
    other.execute("CREATE TABLE theirs (a)")
    other.close()

    with pytest.raises(StoreError, match="another version"):
        CodeIndex.open(path)


@pytest.mark.parametrize("content", [b"not a database at all" * 100, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_broken_file_is_said_to_be_one(tmp_path: Path, content: bytes):
    path = tmp_path / "codebooks.db"
    path.write_bytes(content)

    with pytest.raises(StoreError) as refused:
        CodeIndex.open(path)

    assert str(path) in refused.value.advice


def test_a_folder_that_cannot_be_made_is_said(tmp_path: Path):
    (tmp_path / "file").write_text("")

    with pytest.raises(StoreError, match="cannot be made"):
        CodeIndex.open(tmp_path / "file" / "codebooks.db")


def test_what_fails_in_the_middle_leaves_nothing(tmp_path: Path):
    path = tmp_path / "codebooks.db"

    def fail() -> None:
        with writing(path) as connection:
            connection.execute("INSERT INTO book VALUES (1, 'a', 'a', '1', 'zh', '', '', '', 0)")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    with CodeIndex.open(path) as index:
        assert index.books() == ()


def test_a_script_is_cut_into_its_statements():
    script = "CREATE TABLE a (x);\nCREATE TRIGGER t AFTER INSERT ON a\nBEGIN\nDELETE FROM a;\nEND;\n"

    assert len(statements(script)) == 2
