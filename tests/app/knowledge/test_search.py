"""Finding codes as one types, over small invented books."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.coding.codebook import Code, CodeBook
from app.coding.errors import ScopeError
from app.knowledge.entries import Language
from app.knowledge.scopes import load_book
from app.knowledge.search import BookSearch, Search, Why, search_book
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.build import import_table
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, TableRow
from tests.app.knowledge.tables.books import CLINICAL, SETTLEMENT, import_codes

CODES = (
    ("I20.000", "不稳定型心绞痛"),
    ("I21.900", "急性心肌梗死"),
    ("I21.900x011", "心肌梗死"),
    ("I21.001", "急性前壁心肌梗死"),
    ("I48.x01", "心房颤动"),
    ("I50.904", "心功能Ⅲ级"),
    ("E11.900", "2型糖尿病"),
    ("J18.900", "肺炎"),
    ("J18.903", "重症肺炎"),
    ("J15.700", "肺炎支原体性肺炎"),
    ("K26.900x001", "十二指肠溃疡"),
    ("H81.000", "梅尼埃［美尼尔］病"),
    ("A01.001†K77.0*", "伤寒性肝炎"),
    ("M81700/3", "肝细胞癌"),
    ("C22.000", "肝细胞癌"),
)
ENGLISH = BookDescription("CM", "1", Language.EN, "made up", "")
ENGLISH_CODES = (
    ("I21.9", "Acute myocardial infarction, unspecified"),
    ("I50.20", "Unspecified systolic (congestive) heart failure"),
    ("E11.9", "Type 2 diabetes mellitus without complications"),
    ("D64.9", "Anemia, unspecified"),
    ("S72.001A", "Fracture of neck of right femur, initial encounter for closed fracture"),
    ("S72.001S", "Fracture of neck of right femur, sequela"),
    ("K50.90", "Crohn's disease, unspecified, without complications"),
)
SYNONYMS = Synonyms.of({"房颤": ("心房颤动",), "心梗": ("心肌梗死",), "MI": ("心肌梗死", "myocardial infarction")})


@pytest.fixture(scope="module")
def search(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Search]:
    path = tmp_path_factory.mktemp("search") / "codebooks.db"
    import_codes(path, CODES)
    import_codes(path, ENGLISH_CODES, ENGLISH)
    with CodeIndex.open(path) as index:
        yield Search(index, SYNONYMS)


def codes(search: Search, text: str, books: list[str] | None = None) -> list[str]:
    return [hit.entry.code.code for hit in search.find(text, books, leaves_only=True)]


@pytest.mark.parametrize(
    ("typed", "first", "why"),
    [
        ("I21.900", "I21.900", Why.CODE),
        ("i2100", "I21.001", Why.CODE),
        ("k77.0", "A01.001†K77.0*", Why.CODE),
        ("A01.001+K77.0", "A01.001†K77.0*", Why.CODE),
        ("心肌梗死", "I21.900x011", Why.EXACT),
        ("急性前", "I21.001", Why.PREFIX),
        ("心肌 急性", "I21.900", Why.PARTS),
        ("xfcd", "I48.x01", Why.PINYIN),
        ("xinfangchan", "I48.x01", Why.PINYIN),
        ("xin fang", "I48.x01", Why.PINYIN),
        ("xinfcd", "I48.x01", Why.PINYIN),
        ("2xtnb", "E11.900", Why.PINYIN),
        ("房颤", "I48.x01", Why.SYNONYM),
        ("急性前壁心梗", "I21.001", Why.SYNONYM),
        ("心功能III", "I50.904", Why.PREFIX),
        ("心功能三级", "I50.904", Why.EXACT),
        ("Ⅱ型糖尿病", "E11.900", Why.EXACT),
        ("12指肠", "K26.900x001", Why.PREFIX),
        ("梅尼埃病", "H81.000", Why.EXACT),
        ("肺炎重症", "J18.903", Why.PARTS),
        ("J18 重症", "J18.903", Why.PINYIN),
        ("systolic heart failure", "I50.20", Why.PARTS),
        ("femur frac neck", "S72.001A", Why.PARTS),
        ("type II diab", "E11.9", Why.PREFIX),
        ("crohns", "K50.90", Why.PREFIX),
        ("anaemia", "D64.9", Why.PARTS),
        ("cardial", "I21.9", Why.PARTS),
    ],
)
def test_what_is_typed_finds_the_code_first(search: Search, typed: str, first: str, why: Why):
    hit = search.find(typed, leaves_only=True)[0]

    assert (hit.entry.code.code, hit.why) == (first, why)


def test_an_abbreviation_finds_its_meaning_in_both_languages(search: Search):
    assert {"I21.900x011", "I21.9"} <= set(codes(search, "MI")[:4])


def test_exact_comes_before_prefix_and_prefix_before_the_rest(search: Search):
    assert codes(search, "肺炎") == ["J18.900", "J15.700", "J18.903"]


def test_an_ordinary_code_comes_before_a_morphology_of_the_same_name(search: Search):
    assert codes(search, "肝细胞癌")[:2] == ["C22.000", "M81700/3"]


def test_the_initial_encounter_comes_before_the_sequela(search: Search):
    assert codes(search, "fracture of neck") == ["S72.001A", "S72.001S"]


def test_codes_come_in_their_order_after_a_heading(search: Search):
    found = [hit.entry for hit in search.find("I21", [CLINICAL.book_id])]

    assert [entry.code.code for entry in found] == sorted(entry.code.code for entry in found)
    assert not found[0].leaf


def test_nothing_is_found_for_blanks_marks_and_what_no_book_has(search: Search):
    assert search.find("") == search.find("  ") == search.find("、，") == search.find("zzqxw") == ()


def test_only_the_asked_books_are_searched(search: Search):
    assert codes(search, "MI", books=[ENGLISH.book_id]) == ["I21.9"]


def test_an_unknown_book_is_named(search: Search):
    with pytest.raises(ScopeError):
        search.find("I10", ["nowhere"])


def test_no_more_than_the_limit_are_returned(search: Search):
    assert len(search.find("i", limit=3)) == 3


def test_what_this_site_uses_comes_first_within_its_level(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    import_codes(path, CODES)
    with CodeIndex.open(path) as index:
        used = Search(index, SYNONYMS, {(CLINICAL.book_id, "J18.903"): 7})

        assert codes(used, "肺炎") == ["J18.900", "J15.700", "J18.903"]
        assert codes(used, "J18") == ["J18.903", "J18.900"]


def test_twins_of_two_books_stand_together(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    for book in (CLINICAL, SETTLEMENT):
        import_codes(path, CODES, book)
    with CodeIndex.open(path) as index:
        found = [hit.entry.code for hit in Search(index, SYNONYMS).find("肺炎", leaves_only=True)[:2]]

    assert [(code.code, code.book) for code in found] == [
        ("J18.900", CLINICAL.book_id),
        ("J18.900", SETTLEMENT.book_id),
    ]


def test_a_book_imported_again_is_read_again(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    import_codes(path, CODES)
    with CodeIndex.open(path) as index:
        search = Search(index, SYNONYMS)
        assert codes(search, "肺炎")
        import_codes(path, [("J93.900", "气胸")])

        assert codes(search, "肺炎") == []
        assert codes(search, "qix") == ["J93.900"]


def test_aliases_and_the_tables_own_pinyin_are_found(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    row = TableRow(2, "I21.900", "急性心肌梗死", pinyin="JXXG", aliases=("心脏病发作",))
    import_table(path, [row], CLINICAL)
    with CodeIndex.open(path) as index:
        search = Search(index, Synonyms())

        assert codes(search, "jxxg") == codes(search, "发作") == codes(search, "xzbfz") == ["I21.900"]


@pytest.mark.parametrize("text", ["i20", "心绞", "稳定 心绞", "bwdxjt", "UAP"])
def test_a_small_book_is_searched_without_an_index(text: str):
    synonyms = Synonyms.of({"UAP": ("不稳定型心绞痛", "不稳定性心绞痛")})

    assert "I20.000" in [code.code for code in search_book(load_book(), text, synonyms=synonyms)]


def test_every_shipped_code_is_found_by_its_code_and_its_names():
    book = load_book()
    search = BookSearch(book)

    for code in book:
        assert search.find(code.code)[0] == code
        assert all(code in search.find(name) for name in (code.name, *code.aliases))


def test_an_empty_text_gives_a_small_book_in_its_order():
    book = CodeBook("b", "B", "1", (Code("B00", "乙", "b"), Code("A00", "甲", "b")))

    assert search_book(book, " ") == tuple(book)


def test_uses_rank_a_small_book():
    book = CodeBook("b", "B", "1", (Code("A00", "甲肝炎", "b"), Code("B00", "甲状腺炎", "b")))

    assert [code.code for code in BookSearch(book, uses={("b", "B00"): 2}).find("甲")] == ["B00", "A00"]


def test_a_heading_of_the_same_name_stands_behind_its_codes(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    rows = [TableRow(2, "J18.900", "肺炎", category="肺炎"), TableRow(3, "J18.903", "肺炎，重症", category="肺炎")]
    import_table(path, rows, CLINICAL)
    with CodeIndex.open(path) as index:
        found = [hit.entry for hit in Search(index, SYNONYMS).find("肺炎")]

    same_name = [entry for entry in found if entry.code.name == "肺炎"]
    assert same_name[0].leaf
    assert not any(entry.leaf for entry in same_name[1:])
    assert len(same_name) > 1
