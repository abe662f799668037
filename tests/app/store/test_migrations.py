"""The final schema is the one written down, and only stores this version knows are opened."""

import sqlite3
from pathlib import Path

import pytest

from app.errors import StoreError
from app.store.database import Store
from app.store.migrations import STEPS

GOLDEN = Path(__file__).parent / "schema.sql"


def schema(path: Path) -> str:
    raw = sqlite3.connect(path)
    found = raw.execute(
        "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL AND name NOT LIKE 'records_text_%' "
        "AND name NOT LIKE '%sqlite_%' ORDER BY type DESC, name"
    ).fetchall()
    raw.close()
    return "\n".join(" ".join(sql.split()) + ";" for (sql,) in found) + "\n"


def test_the_final_schema_is_as_written_down(path):
    Store.open(path).close()
    assert schema(path) == GOLDEN.read_text(encoding="utf-8")


def test_steps_are_numbered_without_a_gap():
    assert [name[:4] for name, _ in STEPS] == [f"{n:04d}" for n in range(1, len(STEPS) + 1)]


def test_opening_again_changes_nothing(path):
    Store.open(path).close()
    before = schema(path)
    Store.open(path).close()
    assert schema(path) == before


def test_a_store_from_a_newer_version_is_refused_in_words(path):
    Store.open(path).close()
    raw = sqlite3.connect(path)
    raw.execute("INSERT INTO _sqlite_migrations (migration_set, name, applied_at) VALUES ('dxdesk', '0099_x', '')")
    raw.commit()
    raw.close()
    with pytest.raises(StoreError, match="newer DxDesk") as refused:
        Store.open(path)
    assert "Update DxDesk" in refused.value.advice


def test_another_programs_database_is_refused(path):
    raw = sqlite3.connect(path)
    raw.execute("CREATE TABLE songs (title TEXT)")
    raw.close()
    with pytest.raises(StoreError, match="another program"):
        Store.open(path)


@pytest.mark.parametrize("content", [b"not a database, but long enough to be looked at as one" * 20, b"\x00" * 4096])
def test_a_file_that_is_no_database_is_refused(path, content):
    path.write_bytes(content)
    with pytest.raises(StoreError):
        Store.open(path)
    assert path.read_bytes() == content


def test_a_refused_store_can_be_opened_once_it_is_mended(path):
    path.write_bytes(b"nonsense" * 200)
    with pytest.raises(StoreError):
        Store.open(path)
    path.unlink()
    Store.open(path).close()
