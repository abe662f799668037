"""Backups hold everything, the oldest go, and the way back is checked before anything is replaced."""

import pytest

from app.coding.decision import Act
from app.errors import StoreError
from app.store.backup import backups, restore
from app.store.database import Store
from tests.app.store.test_audit import tamper
from tests.builders import ANGINA, CODER, Clock, decision, record, records


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "backups"


def test_a_backup_is_restored_with_everything_that_was_in_it(path, folder):
    with Store.open(path, clock=Clock()) as store:
        store.records.put_many(records(3), CODER)
        store.decisions.append(decision(Act.ADD, ANGINA, "R0001"))
        head = store.audit.head()
        backup = store.backup(folder, keep=3)
        store.records.put(record("later"), CODER)
    restore(backup, path)
    with Store.open(path) as store:
        assert (store.records.count(), store.audit.head(), store.check()) == (3, head, "ok")
        assert store.audit.verify().ok
        assert store.records.search("胸痛") == ["R0003", "R0002", "R0001"]
        assert len(store.decisions.of("R0001")) == 1


def test_the_store_that_is_replaced_is_put_aside(path, folder):
    with Store.open(path, clock=Clock()) as store:
        backup = store.backup(folder, keep=1)
        store.records.put(record("later"), CODER)
    aside = restore(backup, path)
    assert aside
    with Store.open(aside) as store:
        assert store.records.get("later") == record("later")


def test_a_backup_can_be_restored_where_no_store_is(path, folder, tmp_path):
    with Store.open(path, clock=Clock()) as store:
        store.records.put(record(), CODER)
        backup = store.backup(folder, keep=1)
    assert restore(backup, tmp_path / "new.db") is None
    with Store.open(tmp_path / "new.db") as store:
        assert store.records.get("R1") == record()


def test_the_newest_are_kept(store, folder):
    made = [store.backup(folder, keep=2) for _ in range(4)]
    assert backups(folder) == made[:1:-1]


def test_that_a_backup_was_made_is_audited(store, folder):
    made = store.backup(folder, keep=1, actor=CODER)
    assert store.audit.entries(1)[0].body == {"file": made.name}


def test_a_backup_that_was_changed_is_not_restored(path, folder):
    with Store.open(path, clock=Clock()) as store:
        store.records.put(record(), CODER)
        backup = store.backup(folder, keep=1)
    tamper(backup, "UPDATE records SET sections = '[]'")
    with pytest.raises(StoreError, match="does not verify"):
        restore(backup, path)
    with Store.open(path) as store:
        assert store.records.get("R1") == record()


@pytest.mark.parametrize("content", [b"", b"cut off" * 300])
def test_a_file_that_is_no_backup_is_not_restored(path, folder, content):
    Store.open(path).close()
    before = path.read_bytes()
    folder.mkdir()
    wrong = folder / "dxdesk-x.db"
    wrong.write_bytes(content)
    with pytest.raises(StoreError):
        restore(wrong, path)
    assert path.read_bytes() == before
    assert sorted(each.name for each in path.parent.iterdir() if each.is_file()) == [path.name, path.name + ".lock"]


def test_a_missing_backup_is_told(path, folder):
    with pytest.raises(StoreError, match="There is no backup"):
        restore(folder / "none.db", path)


def test_an_open_store_is_not_replaced(store, path, folder):
    backup = store.backup(folder, keep=1)
    with pytest.raises(StoreError, match="is open in another DxDesk"):
        restore(backup, path)


def test_a_backup_that_fails_leaves_nothing_behind(store, folder, monkeypatch):
    def fails(path):
        path.write_bytes(b"half")
        raise StoreError("The disk is full.")

    kept = store.backup(folder, keep=2)
    monkeypatch.setattr(store._connection, "copy_to", fails)
    with pytest.raises(StoreError, match="disk is full"):
        store.backup(folder, keep=2)
    assert list(folder.iterdir()) == [kept]


def test_a_folder_that_cannot_be_made_is_told(store, tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="No backup"):
        store.backup(tmp_path / "file", keep=1)
