"""Imports in a process of their own: the report comes back, so does the error, and a cancelled one leaves no trace."""

import os
from functools import partial
from pathlib import Path

import pytest

from app.errors import InputError, StoreError
from app.exchange.codecolumns import TableField
from app.exchange.shelving import TableAsked, run_apart, table_work
from app.knowledge.entries import ImportReport, Language
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import OnProgress

TABLE = "编码,名称,别名,性别\nI20.000,不稳定性心绞痛,甲;乙,女\nJ18.900,肺炎,,\n"


def asked(folder: Path, text: str = TABLE) -> TableAsked:
    """Build what is asked for of a table whose sex is not to be taken."""
    path = folder / "site.csv"
    path.write_text(text, encoding="utf-8")
    taken = (TableField.CODE, TableField.NAME, TableField.ALIASES, TableField.IGNORED)
    return TableAsked(path, ("编码", "名称", "别名", "性别"), taken, "本院", "1.0", Language.ZH)


def never() -> bool:
    return False


def ends(_on_progress: OnProgress) -> ImportReport:
    """Stand for an import whose process is ended by the system."""
    os._exit(9)


def counts(on_progress: OnProgress) -> ImportReport:
    for done in (1, 2):
        on_progress(done)
    return ImportReport("b", 2, 2, {}, ())


def test_the_report_comes_back_and_the_columns_are_those_asked_for(tmp_path: Path) -> None:
    index = tmp_path / "codebooks.db"
    report = run_apart(table_work(index, asked(tmp_path)), lambda _done: None, never)
    assert report is not None
    assert (report.book_id, report.kept) == ("本院1.0", 2)
    with CodeIndex.open(index) as opened:
        entry = opened.get("本院1.0", "I20.000")
    assert entry is not None
    assert (entry.code.aliases, entry.sex) == (("甲", "乙"), None)


def test_what_the_import_raises_is_raised_with_its_advice(tmp_path: Path) -> None:
    work = table_work(tmp_path / "codebooks.db", asked(tmp_path, "编码,名称,别名,性别\n1,肺炎,,\n2,心绞痛,,\n"))
    with pytest.raises(InputError, match="no codes of this kind") as caught:
        run_apart(work, lambda _done: None, never)
    assert caught.value.advice


def test_a_cancelled_import_leaves_no_book(tmp_path: Path) -> None:
    index = tmp_path / "codebooks.db"
    assert run_apart(table_work(index, asked(tmp_path)), lambda _done: None, lambda: True) is None
    with CodeIndex.open(index) as opened:
        assert opened.books() == ()


def test_a_process_that_ends_too_early_is_told() -> None:
    with pytest.raises(StoreError, match="ended too early"):
        run_apart(partial(ends), lambda _done: None, never)


def test_progress_is_heard() -> None:
    heard: list[int] = []
    run_apart(partial(counts), heard.append, never)
    assert heard == [1, 2]
