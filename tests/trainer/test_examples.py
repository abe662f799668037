"""Examples in files."""

from pathlib import Path

import pytest

from app.coding.codeset import CodeSet, Diagnosis
from app.coding.example import Example
from tests.builders import ANGINA, record
from trainer.errors import DataError
from trainer.examples import read_examples, write_examples


def test_examples_are_read_back_as_written(tmp_path: Path):
    examples = [Example(record(each), CodeSet(Diagnosis(ANGINA))) for each in ("A", "B")]

    assert write_examples(tmp_path / "e.jsonl", examples) == 2
    assert read_examples(tmp_path / "e.jsonl") == examples


def test_a_line_that_is_no_example_is_named(tmp_path: Path):
    path = tmp_path / "e.jsonl"
    write_examples(path, [Example(record("A"), CodeSet(Diagnosis(ANGINA)))])
    with path.open("a", encoding="utf-8") as out:
        out.write('{"record_id": "B"}\n')

    with pytest.raises(DataError, match=r"^e\.jsonl, line 2: B is no example"):
        read_examples(path)


def test_a_missing_file_is_said_in_words(tmp_path: Path):
    with pytest.raises(DataError, match="cannot be read"):
        read_examples(tmp_path / "none.jsonl")
