"""JSON in files: whole or not at all, and lines of which nothing but the torn last one is ever lost."""

import errno
import os
from pathlib import Path

import pytest

from trainer.jsonfiles import add_line, drop_torn_line, read_lines, write_lines


def _full(_: int) -> None:
    raise OSError(errno.ENOSPC, "No space left on device")


def test_lines_are_written_anew_whole_or_not_at_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "log.jsonl"
    add_line(path, {"id": "1"})
    monkeypatch.setattr(os, "fsync", _full)
    with pytest.raises(OSError, match="No space"):
        write_lines(path, [{"id": "2"}])
    assert read_lines(path) == [{"id": "1"}]
    monkeypatch.undo()
    write_lines(path, [{"id": "2", "text": "一行\u2028两行\u0085"}])
    assert read_lines(path) == [{"id": "2", "text": "一行\u2028两行\u0085"}]


@pytest.mark.parametrize("torn", [b'{"id": "2", "te', '{"id": "二'.encode()[:-1], b""])
def test_a_torn_line_is_cut_off_and_nothing_else_is_written(tmp_path: Path, torn: bytes) -> None:
    path = tmp_path / "log.jsonl"
    add_line(path, {"id": "1"})
    whole, place = path.read_bytes(), path.stat().st_ino
    with path.open("ab") as out:
        out.write(torn)
    drop_torn_line(path)
    assert (path.read_bytes(), path.stat().st_ino) == (whole, place)


def test_a_file_that_is_one_torn_line_becomes_empty(tmp_path: Path) -> None:
    (tmp_path / "log.jsonl").write_bytes(b'{"id"')
    drop_torn_line(tmp_path / "log.jsonl")
    assert (tmp_path / "log.jsonl").read_bytes() == b""


def test_a_file_that_is_not_there_is_left_alone(tmp_path: Path) -> None:
    drop_torn_line(tmp_path / "log.jsonl")
    assert not list(tmp_path.iterdir())
