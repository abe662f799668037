"""The approval figures are measured on cases that came in as a bundle brings them."""

import pytest

from app.bench import approval


def test_every_figure_is_given(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(approval, "CASES", 3)
    monkeypatch.setattr(approval, "VARIANTS", 2)
    monkeypatch.setattr(approval, "REPEATS", 2)
    figures = approval.run(lambda _: None)
    assert set(figures) == {"approval_import_s", "approval_list_ms", "approval_open_ms", "approval_choose_ms"}
    assert figures["approval_open_ms"] > 0
