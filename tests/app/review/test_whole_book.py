"""A whole book is read once and shared by threads; a book that is gone is told and pauses the batch."""

from concurrent.futures import ThreadPoolExecutor

import pytest

from app.coding.errors import ScopeError
from app.coding.prompt import Layout, Style
from app.errors import InputError
from app.knowledge.entries import Language
from app.knowledge.tables.build import import_table, remove_book
from app.knowledge.tables.icd10cm import describe
from app.knowledge.tables.rows import BookDescription, TableRow
from app.paths import Places
from app.review.batch import create_batch, run_batch
from app.review.scoping import BookScoping, stated_by
from app.review.whole_book import BookGoneError, WholeBook
from app.store.database import Store
from app.store.jobs import JobState
from tests.builders import ANGINA, BOOK, CODER, DIABETES, HYPERTENSION, ScriptedModel, record, records

CODES = (ANGINA, HYPERTENSION, DIABETES)
STYLE = Style(Layout.RECORD_FIRST)


@pytest.fixture
def places(tmp_path):
    found = Places(tmp_path / "home", tmp_path / "cache")
    put(found)
    return found


def put(places, codes=CODES):
    book = BookDescription("国家临床版", "2.0", Language.ZH, "table.csv", str(len(codes)))
    import_table(places.codebooks, (TableRow(n, each.code, each.name) for n, each in enumerate(codes, 2)), book)


def whole(places, told=None):
    return WholeBook(places, BOOK, (lambda _begun: None) if told is None else told.append)


def test_a_record_is_asked_about_the_codes_of_the_book_that_fit_it(places):
    scope, finder = BookScoping(whole(places), STYLE).of(record())
    assert set(scope.all_codes) == set(CODES)
    assert not scope.fixed
    assert {mention.code for mention in finder.find(record())} == set(CODES)


def test_the_names_are_read_once_for_all_threads(places):
    told: list[bool] = []
    book = whole(places, told)
    with ThreadPoolExecutor(4) as pool:
        scopes = list(pool.map(book.scope_of, records(8)))
    assert told == [True, False]
    assert {frozenset(scope.all_codes) for scope in scopes} == {frozenset(CODES)}


def test_a_table_imported_again_is_read_again(places):
    told: list[bool] = []
    book = whole(places, told)
    book.prepare()
    put(places, CODES[:2])
    assert set(book.scope_of(record()).all_codes) == set(CODES[:2])
    assert told == [True, False, True, False]


def test_a_record_that_names_nothing_of_the_book_is_told(places):
    with pytest.raises(ScopeError, match="names nothing"):
        whole(places).scope_of(record(主诉="咽痛。", 现病史="咽痛。", 既往史="无。", 诊疗经过="含片。"))


def test_what_suggestions_state_is_known_before_any_record_is_read(places):
    scoping = BookScoping(whole(places), STYLE)
    stated = stated_by(scoping)
    assert (stated.scope, stated.book) == (f"retrieved@{BOOK}", BOOK)


def test_a_batch_reads_from_the_book_and_passes_over_what_it_read(places, tmp_path):
    scoping = BookScoping(whole(places), STYLE)
    with Store.open(tmp_path / "store.db") as store:
        store.records.put_many(records(2), CODER)
        model = ScriptedModel()
        for _ in range(2):
            assert run_batch(store, model, scoping, create_batch(store)).state is JobState.DONE
        stored = store.suggestions.latest("R0001")
    assert model.asked == ["R0001", "R0002"]
    assert stored is not None
    assert stored.suggestion.principal is not None
    assert stored.suggestion.principal.code == ANGINA
    assert stored.suggestion.versions == stated_by(scoping)


def test_a_book_that_is_gone_pauses_the_batch_in_words(places, tmp_path):
    remove_book(places.codebooks, BOOK)
    with Store.open(tmp_path / "store.db") as store:
        store.records.put_many(records(2), CODER)
        job = create_batch(store)
        with pytest.raises(BookGoneError, match="not on this workstation any more"):
            run_batch(store, ScriptedModel(), BookScoping(whole(places), STYLE), job)
        (left,) = store.jobs.open_jobs()
        assert (left.job_id, left.state) == (job, JobState.PAUSED)


def test_compiling_icd_10_cm_is_broken_off_when_the_window_closes(places):
    book = WholeBook(places, describe().book_id, lambda _begun: None)
    book.close()
    with pytest.raises(InputError, match="broken off"):
        book.prepare()
