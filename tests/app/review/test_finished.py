"""Finished records are delivered with a second book's codes beside their own, or the export says what is missing."""

from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.coding.scope import Task
from app.knowledge.entries import Language
from app.knowledge.tables.build import import_crosswalk, import_table
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from app.review.finished import finished_cases, second_codes
from app.review.session import Session
from app.store.database import Store
from tests.app.knowledge.shelves import shelf
from tests.builders import ANGINA, BOOK, HYPERTENSION

SETTLED = "医保版2.0"


@pytest.fixture
def finished(store: Store, session: Session) -> Store:
    session.accept(record_id="R1", code=ANGINA, task=Task.PRINCIPAL)
    session.accept(record_id="R1", code=HYPERTENSION, task=Task.OTHERS)
    session.finish(record_id="R1")
    return store


def two_books(folder: Path) -> Path:
    """Make an index with the coding book and a second one whose crosswalk knows hypertension only."""
    shelf(folder).close()
    path = folder / "codebooks.db"
    rows = (TableRow(2, "I10.x05", "高血压3级"),)
    import_table(path, rows, BookDescription("医保版", "2.0", Language.ZH, "test", ""))
    import_crosswalk(path, BOOK, SETTLED, (CrosswalkRow(2, HYPERTENSION.code, "I10.x05"),))
    return path


def test_without_a_second_book_a_case_stays_as_it_is(finished: Store, tmp_path: Path) -> None:
    with second_codes(tmp_path / "none.db", "") as beside:
        (case,) = map(beside, finished_cases(finished, ["R1"]))
    assert case.second is None


def test_the_second_books_codes_stand_beside(finished: Store, tmp_path: Path) -> None:
    with second_codes(two_books(tmp_path), SETTLED) as beside:
        (case,) = map(beside, finished_cases(finished, ["R1"]))
    assert case.second is not None
    assert {own.code: other.code for own, other in case.second.codes.items()} == {HYPERTENSION.code: "I10.x05"}
    assert case.counterpart(ANGINA) is None


def test_codes_of_the_second_book_are_their_own(finished: Store, tmp_path: Path) -> None:
    with second_codes(two_books(tmp_path), BOOK) as beside:
        (case,) = map(beside, finished_cases(finished, ["R1"]))
    assert case.counterpart(ANGINA) == ANGINA


@pytest.mark.parametrize("made", [False, True])
def test_a_second_book_that_is_not_here_is_refused_before_anything_is_written(tmp_path: Path, *, made: bool) -> None:
    path = two_books(tmp_path) if made else tmp_path / "none.db"
    with pytest.raises(ScopeError, match="另一本"), second_codes(path, "另一本1.0"):
        pass
