"""The site's secret is drawn once, kept with the store and its backups, and never changed."""

from pathlib import Path

import pytest

from app.errors import StoreError
from app.store.backup import restore
from app.store.database import Store


def test_the_secret_is_drawn_once_and_kept(path: Path):
    with Store.open(path) as store:
        secret = store.site.secret()
        assert store.site.secret() == secret
    with Store.open(path) as store:
        assert store.site.secret() == secret
    assert len(secret) == 32


def test_every_site_has_its_own(path: Path, tmp_path: Path):
    with Store.open(path) as one, Store.open(tmp_path / "other.db") as other:
        assert one.site.secret() != other.site.secret()


def test_it_is_there_again_after_a_restore(path: Path, tmp_path: Path):
    with Store.open(path) as store:
        secret = store.site.secret()
        backup = store.backup(tmp_path / "backups", keep=1)
    restore(backup, tmp_path / "again.db")
    with Store.open(tmp_path / "again.db") as store:
        assert store.site.secret() == secret


def test_it_cannot_be_changed(store: Store):
    store.site.secret()
    with pytest.raises(StoreError, match="never changed"):
        store._connection.write("UPDATE site SET secret = x'00'")
