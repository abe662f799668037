"""The search rows of a book: made with it, gone with it, and the same whichever way they are read."""

from pathlib import Path

from app.knowledge.faces import FaceName
from app.knowledge.tables import search_rows
from app.knowledge.tables.search_reads import entries_of, load, numbers_of
from app.knowledge.tables.search_rows import SearchRow, Shelf
from tests.app.knowledge.tables.books import CLINICAL, made_index


def test_a_book_is_imported_with_its_search_rows(tmp_path: Path):
    with made_index(tmp_path / "codebooks.db") as index:
        shelf = load(index.connection, CLINICAL.book_id)

        assert shelf is not None
        assert len(shelf.entries) == index.connection.execute("SELECT count(*) FROM entry").fetchone()[0]
        first = entries_of(index.connection, [int(shelf.entries[0])])
        assert [entry.code.book for entry in first.values()] == [CLINICAL.book_id]


def test_dropped_rows_are_gone(tmp_path: Path):
    with made_index(tmp_path / "codebooks.db") as index:
        search_rows.drop(index.connection, 1)

        assert load(index.connection, CLINICAL.book_id) is None
        assert not index.connection.execute("SELECT 1 FROM search_face").fetchall()


def test_filling_twice_leaves_one_set(tmp_path: Path):
    with made_index(tmp_path / "codebooks.db") as index:
        search_rows.fill(index.connection, 1)

        assert index.connection.execute("SELECT count(*) FROM search_row").fetchone() == (1,)


def test_numbers_are_given_for_known_codes_only(tmp_path: Path):
    with made_index(tmp_path / "codebooks.db") as index:
        found = numbers_of(index.connection, CLINICAL.book_id, ["I21.900", "X99.999"])

        assert list(found) == ["I21.900"]
        assert not numbers_of(index.connection, "none", ["I21.900"])


def test_leaves_stand_first_and_short_ones_before_long():
    rows = [
        SearchRow(1, "J18", ("肺炎",), leaf=False),
        SearchRow(2, "J18.903", ("重症肺炎",)),
        SearchRow(3, "J18.900", ("肺炎",)),
    ]

    shelf = Shelf.of(rows)

    assert shelf.entries.tolist() == [3, 2, 1]
    assert shelf.leaves == 2


def test_a_pair_is_found_by_either_of_its_codes():
    shelf = Shelf.of([SearchRow(5, "A01.001†K77.0*", ("伤寒性肝炎",), kind=search_rows.Kind.PAIR)])

    face = shelf.faces[FaceName.CODE]
    assert face.meet("k77").begun.tolist() == face.meet("a01001+k77").begun.tolist() == [0]
