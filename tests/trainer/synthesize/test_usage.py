"""The counted tables: read where they are, refused when they are others."""

from pathlib import Path

import pytest

from trainer.errors import DataError
from trainer.synthesize.usage import read_usage


def test_without_a_folder_every_table_is_missing():
    usage = read_usage(None)

    assert usage.rows("other_pairs.csv") == ()
    assert len(usage.missing) == 6


def test_a_table_of_other_columns_is_refused_by_name(tmp_path: Path):
    (tmp_path / "section_lengths.csv").write_text("section,p5\n主诉,9\n", encoding="utf-8")

    with pytest.raises(DataError, match=r"section_lengths.csv lacks columns: p10"):
        read_usage(tmp_path)


def test_a_table_that_is_no_text_is_refused(tmp_path: Path):
    (tmp_path / "other_pairs.csv").write_bytes(b"\xff\xfe\x00")

    with pytest.raises(DataError, match="cannot be read"):
        read_usage(tmp_path)


def test_the_real_tables_are_read(testdata: Path):
    assert read_usage(testdata / "usage").missing == ()
