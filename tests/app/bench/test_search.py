"""The list of typed searches, and its figures on a small index."""

from pathlib import Path

from app.bench.search import measure, read_list
from app.knowledge.tables.index import CodeIndex
from tests.app.knowledge.tables.books import BookDescription, Language, import_codes

BOOK = BookDescription("国家临床版", "2.0", Language.ZH, "made up", "")


def test_the_list_is_long_varied_and_says_its_version():
    lines = read_list()

    assert len(lines) >= 500
    assert len(set(lines)) == len(lines)
    assert {line.book for line in lines} == {"国家临床版2.0", "医保版2.0", "ICD-10-CM"}


def test_only_the_lines_of_the_books_at_hand_count(tmp_path: Path):
    path = tmp_path / "codebooks.db"
    import_codes(
        path, {line.code: f"名称{line.code}" for line in read_list() if line.book == BOOK.book_id}.items(), BOOK
    )
    said: list[str] = []

    with CodeIndex.open(path) as index:
        figures = measure(index, said.append)

    assert figures.keys() == {"search_p95_ms", "search_success_at_10", "search_rows"}
    assert 0 < figures["search_success_at_10"] < 1
    assert any("not among the first 10" in line for line in said)
