"""The figures of the window are measured on the real widgets."""

from pathlib import Path

from PySide6.QtWidgets import QApplication

from app.paths import Places
from app.store.database import Store
from app.ui import measure
from tests.builders import CODER, records


def test_marks_are_measured(qapp: QApplication) -> None:
    assert measure.marks_ms(5, 500) > 0


def test_memory_is_measured() -> None:
    assert 20 < measure.resident_mb() < 20_000


def test_the_window_is_ready_when_its_worklist_is_shown(qapp: QApplication, tmp_path: Path) -> None:
    with Store.open(Places(tmp_path, tmp_path / "cache").store) as store:
        store.records.put_many(records(3), CODER)
    running = measure.show_window(tmp_path)
    assert running.window.worklist.rows.total == 3
    running.window.close()
    running.close()
