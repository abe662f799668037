"""Without SQLCipher the store says that it is not encrypted; with it nothing readable is on the disk."""

import importlib.util

import pytest

from app.errors import StoreError
from app.store.backup import restore
from app.store.database import Store
from app.store.driver import PASSPHRASE, can_encrypt
from tests.builders import CODER, Clock, record, suggestion

with_cipher = pytest.mark.skipif(not can_encrypt(), reason="sqlcipher3 is not installed (extra 'secure')")


def test_without_a_pass_phrase_the_store_is_not_encrypted(store):
    assert store.encrypted is False


def test_a_pass_phrase_without_sqlcipher_is_refused_and_writes_nothing(path, monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(StoreError, match="cannot encrypt") as refused:
        Store.open(path, passphrase="秘密")
    assert "secure" in refused.value.advice
    assert not path.exists()


@with_cipher
def test_an_encrypted_store_works_and_shows_nothing_on_the_disk(path):
    with Store.open(path, passphrase="it's 秘密") as store:
        assert store.encrypted
        store.records.put(record(), CODER)
        store.suggestions.put(suggestion())
        assert store.records.search("胸痛") == ["R1"]
    assert "胸痛".encode() not in path.read_bytes()
    assert not path.read_bytes().startswith(b"SQLite")
    with Store.open(path, passphrase="it's 秘密") as store:
        stored = store.suggestions.latest("R1")
        assert stored
        assert stored.suggestion == suggestion()
        assert store.audit.verify().ok


@with_cipher
@pytest.mark.parametrize("passphrase", [None, "falsch"])
def test_a_wrong_or_missing_pass_phrase_is_refused_in_words(path, passphrase):
    Store.open(path, passphrase="right").close()
    with pytest.raises(StoreError, match="not a store that can be read"):
        Store.open(path, passphrase=passphrase)
    Store.open(path, passphrase="right").close()


@with_cipher
def test_a_backup_is_encrypted_too_and_comes_back(path, tmp_path):
    with Store.open(path, passphrase="right", clock=Clock()) as store:
        store.records.put(record(), CODER)
        backup = store.backup(tmp_path / "backups", keep=1)
    assert not backup.read_bytes().startswith(b"SQLite")
    restore(backup, path, passphrase="right")
    with Store.open(path, passphrase="right") as store:
        assert store.records.get("R1") == record()


@with_cipher
def test_the_pass_phrase_of_the_environment_is_taken_where_none_is_given(path, monkeypatch):
    monkeypatch.setenv(PASSPHRASE, "aus der Umgebung")
    with Store.open(path) as store:
        assert store.encrypted
    monkeypatch.delenv(PASSPHRASE)
    with pytest.raises(StoreError, match="not a store that can be read"):
        Store.open(path)
    Store.open(path, passphrase="aus der Umgebung").close()
