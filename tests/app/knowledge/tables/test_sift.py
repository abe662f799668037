"""Rows of a table judged one by one."""

import pytest

from app.errors import InputError
from app.knowledge.entries import Finding, Language
from app.knowledge.tables.rows import TableRow
from app.knowledge.tables.sift import Sifted, sift
from tests.app.knowledge.tables.books import CODES, table_rows


def sifted(*codes: tuple[str, str]) -> Sifted:
    """Judge these rows after those of a small good table."""
    return sift(table_rows((*CODES, *codes)), Language.ZH)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (("I20.000", "又一个"), "duplicate"),
        (("I2O.000", "心绞痛"), "malformed"),
        (("", "心绞痛"), "no_code"),
        (("I20.800", " "), "no_name"),
        (("410.9", "心肌梗死"), "number_as_code"),
    ],
)
def test_a_row_that_cannot_be_kept_is_named(row: tuple[str, str], key: str):
    done = sifted(row)

    assert [(found.row, found.what) for found in done.tally.findings if found.what == key] == [(12, key)]
    assert (done.rows, len(done.drafts)) == (11, 10)


@pytest.mark.parametrize(
    ("row", "key"),
    [
        (("i20.800", "其他心绞痛"), "mended_code"),
        (("I20.800", r"心绞痛\[其他\]"), "mended_name"),
        (("I20.800", "心绞?痛"), "doubtful_name"),
        (("I20.800", "不稳定型心绞痛"), "shared_name"),
        (("K74.300x011†I98.2", "肝硬变"), "asterisk_unmarked"),
        (("C22.101M81600/3", "胆管癌"), "glued"),
    ],
)
def test_a_row_that_is_kept_is_remarked_upon(row: tuple[str, str], key: str):
    done = sifted(row)

    assert done.tally.counts[key] == 1
    assert len(done.drafts) == 11


def test_grey_codes_are_counted():
    rows = [*table_rows(), TableRow(99, "I20.800", "其他心绞痛", flags=frozenset({"grey"}))]

    assert sift(rows, Language.ZH).tally.counts["grey"] == 1


def test_a_tenth_of_broken_rows_is_left_out_and_said():
    rows = [*table_rows(), Finding(12, "broken", "a quote is not closed")]

    done = sift(rows, Language.ZH)

    assert (done.rows, len(done.drafts), done.tally.counts["broken"]) == (11, 10, 1)


@pytest.mark.parametrize(
    ("rows", "language", "said"),
    [
        ([], Language.ZH, "no rows"),
        ([("401.9", "高血压"), ("410", "心梗")], Language.ZH, "number_as_code"),
        ([("高血压", "I10.x00"), ("心梗", "I21.900")], Language.ZH, "malformed"),
        ([("I10.x00", "Hypertension"), ("I21.900", "Infarction")], Language.ZH, "not in the language"),
        ([("I10", "高血压"), ("I21.9", "心肌梗死")], Language.EN, "not in the language"),
        ([("I10.x00", "高血压")] * 5, Language.ZH, "duplicate"),
    ],
)
def test_what_is_no_table_of_this_kind_is_refused(rows: list[tuple[str, str]], language: Language, said: str):
    with pytest.raises(InputError, match=said) as refused:
        sift(table_rows(rows), language)

    assert refused.value.advice


def test_progress_is_told():
    heard: list[int] = []

    sift(table_rows((f"A{n // 1000:02}.{n % 1000:03}", "肺炎") for n in range(2500)), Language.ZH, heard.append)

    assert heard == [1000, 2000]
