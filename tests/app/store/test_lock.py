"""Two windows on one store: the second is told who has it; a crashed holder blocks nobody."""

import json
import os
import platform

import pytest

from app.errors import StoreError
from app.store.database import Store
from app.store.lock import beside, read_holder
from tests.builders import CODER, record


def test_a_second_window_is_refused_and_told_who_has_the_store(store, path):
    with pytest.raises(StoreError, match=f"process {os.getpid()} on {platform.node()}") as refused:
        Store.open(path)
    assert "close it" in refused.value.advice


def test_not_even_taking_over_opens_a_store_in_use(store, path):
    with pytest.raises(StoreError, match="is open in another DxDesk"):
        Store.open(path, take_over=True)
    assert store.records.put(record(), CODER)


def test_a_closed_store_can_be_opened_again(path):
    Store.open(path).close()
    assert read_holder(path) is None
    Store.open(path).close()


def test_a_holder_that_crashed_on_this_machine_blocks_nobody(path):
    Store.open(path).close()
    beside(path, ".holder").write_text(json.dumps({"machine": platform.node(), "process": 1, "since": "x"}))
    Store.open(path).close()


def test_another_machine_that_did_not_close_it_must_be_taken_over_from(path):
    Store.open(path).close()
    beside(path, ".holder").write_text(json.dumps({"machine": "ward-7", "process": 1, "since": "x"}))
    with pytest.raises(StoreError, match="was not closed by process 1 on ward-7"):
        Store.open(path)
    Store.open(path, take_over=True).close()
    Store.open(path).close()


@pytest.mark.parametrize("content", ["", "null", "[]", '{"machine": 1}'])
def test_an_unreadable_holder_file_blocks_nobody(path, content):
    beside(path, ".holder").write_text(content)
    Store.open(path).close()


def test_a_folder_that_is_a_file_is_told(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="cannot be made"):
        Store.open(tmp_path / "file" / "store.db")
