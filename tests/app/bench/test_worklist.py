"""The worklist figures come from a store like any other, only filled faster."""

from app.bench import worklist
from app.store.database import Store
from app.store.worklist import CaseStatus


def test_the_bench_fills_a_store_that_opens(tmp_path):
    worklist.fill(tmp_path / "a.db", 300)
    with Store.open(tmp_path / "a.db") as store:
        assert (store.worklist.total(), store.records.count(), store.check()) == (300, 300, "ok")
        assert all(store.worklist.counts()[status] for status in CaseStatus)


def test_every_figure_is_given(monkeypatch):
    monkeypatch.setattr(worklist, "RECORDS", 500)
    monkeypatch.setattr(worklist, "REPEATS", 1)
    said: list[str] = []
    figures = worklist.run(said.append)
    assert set(figures) == {"worklist_open_ms", "worklist_filter_ms", "worklist_sort_ms"}
    assert said
