"""What a training run says of itself and leaves behind."""

import errno
import os
from pathlib import Path

import pytest

from trainer.jsonfiles import add_line, read_lines
from trainer.progress import forget_after, in_words, memory_mb


@pytest.mark.parametrize(
    ("seconds", "said"),
    [(3, "3 s"), (61, "1 min 1 s"), (7322, "2 h 2 min"), (90000, "1 d 1 h"), (59.7, "1 min 0 s")],
)
def test_time_is_said_in_its_two_largest_units(seconds: float, said: str) -> None:
    assert in_words(seconds) == said


def test_rows_of_steps_done_again_are_dropped_for_that_model_only(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    for model, step in (("a", 1), ("b", 1), ("b", 2), ("b", 3)):
        add_line(path, {"model": model, "step": step})
    forget_after(path, "b", 1)
    assert [(row["model"], row["step"]) for row in read_lines(path)] == [("a", 1), ("b", 1)]


def test_a_row_torn_by_a_kill_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "metrics.jsonl"
    add_line(path, {"model": "a", "step": 1})
    with path.open("a", encoding="utf-8") as out:
        out.write('{"model": "a", "st')
    forget_after(path, "a", 5)
    add_line(path, {"model": "a", "step": 2})
    assert [row["step"] for row in read_lines(path)] == [1, 2]


def test_rows_are_not_lost_when_the_disk_fills_while_some_are_dropped(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "metrics.jsonl"
    for step in (1, 2):
        add_line(path, {"model": "a", "step": step})

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(OSError, match="No space"):
        forget_after(path, "a", 1)
    assert [row["step"] for row in read_lines(path)] == [1, 2]


def test_memory_is_measured_in_megabytes() -> None:
    assert 50 < memory_mb() < 1_000_000
