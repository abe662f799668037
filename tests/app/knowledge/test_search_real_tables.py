"""Search over a whole national table: every code by its code, its name and its initials; skipped without the file."""

from collections.abc import Iterator
from pathlib import Path
from random import Random

import pytest

from app.exchange.codetables import read_code_table
from app.knowledge.entries import Entry, Kind, Language
from app.knowledge.pinyin import Reader, initials
from app.knowledge.search import Search
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.build import import_table
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription
from app.paths import resources

BOOK = BookDescription("国家临床版", "2.0", Language.ZH, "guolin", "")
FIRST = 50
pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("real_tables")]


@pytest.fixture(scope="module")
def index(testdata: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[CodeIndex]:
    path = tmp_path_factory.mktemp("search") / "codebooks.db"
    import_table(path, read_code_table(testdata / "icd10cn" / "guolin_2.0_2022.csv")[1], BOOK)
    with CodeIndex.open(path) as opened:
        yield opened


@pytest.fixture(scope="module")
def search(index: CodeIndex) -> Search:
    return Search(index, Synonyms.load(resources() / "knowledge"))


@pytest.fixture(scope="module")
def some(index: CodeIndex) -> list[Entry]:
    codes = Random(7).sample([code.code for code in index.codes(BOOK.book_id)], 400)
    return [entry for code in codes if (entry := index.get(BOOK.book_id, code))]


def found(search: Search, text: str, entry: Entry, limit: int) -> bool:
    return entry in [hit.entry for hit in search.find(text, limit=limit)]


def test_every_code_is_found_first_by_itself(search: Search, some: list[Entry]):
    assert not [entry for entry in some if search.find(entry.code.code)[0].entry != entry]


def test_every_code_is_found_by_its_name_among_the_first_ten(search: Search, some: list[Entry]):
    assert not [entry for entry in some if not found(search, entry.code.name, entry, 10)]


def test_every_name_of_some_length_is_found_by_its_initials(search: Search, some: list[Entry]):
    reader = Reader()
    missed: list[Entry] = []
    for entry in some:
        letters = initials(next(reader.readings(entry.code.name)))
        if len(letters) > 4 and entry.kind is Kind.CODE and not found(search, letters, entry, FIRST):
            missed.append(entry)

    assert not missed


def test_the_words_a_ward_uses_find_their_codes(search: Search):
    meant = {"腔梗": "I63.801", "上感": "J06.900", "gxb": "I25.103", "Ⅲ度房室传导阻滞": "I44.200", "胃Ca": "C16.900"}

    first = {typed: [hit.entry.code.code for hit in search.find(typed, limit=10)] for typed in meant}

    assert not [typed for typed, code in meant.items() if code not in first[typed]]
