"""`dxdesk export` takes the second book from the settings."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from app.coding.scope import Task
from app.knowledge.entries import Language
from app.knowledge.tables.build import import_crosswalk, import_table
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from app.paths import Places
from app.review.session import Session
from app.settings import Settings, save
from app.store.database import Store
from tests.app.knowledge.shelves import shelf
from tests.builders import ANGINA, BOOK, CODER, HYPERTENSION, record


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Finish one record, with 医保版2.0 as the second book of the settings."""
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))
    made = Places.of_user()
    save(Settings(second_book="医保版2.0"), made.settings)
    with Store.open(made.store) as store:
        store.records.put(record(), CODER)
        session = Session(store, CODER)
        session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
        session.accept(record_id="R1", code=HYPERTENSION, task=Task.OTHERS)
        session.finish(record_id="R1")
    return made


def test_the_second_books_codes_are_written_beside(places: Places, capsys: pytest.CaptureFixture[str]) -> None:
    shelf(places.home).close()
    rows = (TableRow(2, "I10.x05", "高血压3级"),)
    import_table(places.codebooks, rows, BookDescription("医保版", "2.0", Language.ZH, "test", ""))
    import_crosswalk(places.codebooks, BOOK, "医保版2.0", (CrosswalkRow(2, HYPERTENSION.code, "I10.x05"),))

    assert main(["export", "--format", "json"]) == 0

    (row,) = json.loads(capsys.readouterr().out)
    assert (row["principal"]["second"], row["others"][0]["second"]["code"]) == (None, "I10.x05")


def test_a_second_book_that_is_not_here_is_told_and_nothing_is_written(
    places: Places, capsys: pytest.CaptureFixture[str]
) -> None:
    out = places.home / "out.csv"

    assert main(["export", "--format", "csv", "-o", str(out)]) == 2

    assert "医保版2.0" in capsys.readouterr().err
    assert not out.exists()
