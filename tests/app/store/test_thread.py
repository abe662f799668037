"""One thread owns the store; others hand it work."""

import threading

import pytest

from app.errors import StoreError
from app.store.database import Store
from app.store.thread import StoreThread
from tests.builders import CODER, record


def test_work_is_done_in_order_on_one_thread(path):
    with StoreThread(path) as thread:
        names = [thread.submit(lambda _: threading.current_thread().name) for _ in range(3)]
        thread.submit(lambda store: store.records.put(record(), CODER))
        assert thread.submit(lambda store: store.records.get("R1")).result() == record()
        assert len({name.result() for name in names}) == 1


def test_an_error_comes_back_to_who_asked(path):
    with StoreThread(path) as thread:
        with pytest.raises(StoreError, match="no record R9"):
            thread.submit(lambda store: store.records.get("R9")).result()
        assert thread.submit(lambda store: store.records.count()).result() == 0


def test_closing_finishes_what_was_asked_and_frees_the_store(path):
    thread = StoreThread(path)
    asked = thread.submit(lambda store: store.records.put(record(), CODER))
    thread.close()
    assert asked.done()
    with Store.open(path) as store:
        assert store.records.count() == 1


def test_a_store_that_cannot_be_opened_is_told_at_once(path):
    with Store.open(path), pytest.raises(StoreError, match="is open in another"):
        StoreThread(path)


def test_another_thread_may_not_touch_the_store(store):
    caught: list[BaseException] = []

    def touch() -> None:
        try:
            store.records.count()
        except RuntimeError as error:
            caught.append(error)

    other = threading.Thread(target=touch)
    other.start()
    other.join()
    assert "belongs to the thread" in str(caught[0])
