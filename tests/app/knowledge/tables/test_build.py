"""Imports into the index: whole or not at all."""

from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.coding.record import Sex
from app.errors import InputError
from app.knowledge.entries import Finding, Language
from app.knowledge.tables.build import import_crosswalk, import_table, remove_book, set_flags
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from tests.app.knowledge.tables.books import (
    CLINICAL,
    CODES,
    ENGLISH,
    SETTLEMENT,
    crosswalk_rows,
    import_codes,
    made_index,
    table_rows,
)

BOOK = CLINICAL.book_id


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "codebooks.db"


def test_a_table_is_taken_in_with_all_it_says(path: Path):
    row = TableRow(
        number=2,
        code="O80.900",
        name=r"自然\[顺\]产",
        pinyin="zrsc",
        aliases=("顺产",),
        sex=Sex.FEMALE,
        age_from=10,
        age_to=60,
        flags=frozenset({"grey", "cc"}),
        definition="定义",
    )

    report = import_table(path, [row], CLINICAL)

    with CodeIndex.open(path) as index:
        entry = index.get(BOOK, "O80.900")
    assert entry is not None
    assert (entry.code.name, entry.code.aliases, entry.code.definition) == ("自然[顺]产", ("顺产",), "定义")
    assert (entry.sex, entry.age_from, entry.age_to, entry.flags) == (Sex.FEMALE, 10, 60, frozenset({"grey", "cc"}))
    assert (report.book_id, report.rows, report.kept, report.counts["grey"]) == (BOOK, 1, 1, 1)


def test_the_original_spelling_is_found(path: Path):
    import_codes(path, [("A90.x00", r"登革热\[古典登革热\]")])

    with CodeIndex.open(path) as index:
        assert index.named(BOOK, r"登革热\[古典登革热\]") == index.named(BOOK, "登革热［古典登革热］") != ()


def test_the_same_book_again_is_replaced(path: Path):
    with made_index(path) as index:
        import_codes(path, [("I10.x00", "高血压")])

        assert [code.code for code in index.codes(BOOK)] == ["I10.x00"]
        assert len(index.books()) == 1


@pytest.mark.parametrize("rows", [[], [("高血压", "I10.x00")], [("I10.x00", "Hypertension")]])
def test_a_refused_import_leaves_the_old_book(path: Path, rows: list[tuple[str, str]]):
    with made_index(path) as index:
        before = tuple(index.codes(BOOK, leaves_only=False))
        with pytest.raises(InputError):
            import_codes(path, rows)

        assert tuple(index.codes(BOOK, leaves_only=False)) == before


def test_an_import_stopped_in_the_middle_leaves_the_old_book(path: Path):
    def stop(_done: int) -> None:
        raise InterruptedError

    many = [(f"A{n // 1000:02}.{n % 1000:03}", "肺炎") for n in range(1500)]
    with made_index(path) as index:
        with pytest.raises(InterruptedError):
            import_table(path, table_rows(many), CLINICAL, stop)

        assert len(tuple(index.codes(BOOK))) == len(CODES)


def test_a_reader_goes_on_while_a_book_is_replaced(path: Path):
    with made_index(path) as index:
        found = index.codes(BOOK)
        first = next(found)
        import_codes(path, [("I10.x00", "高血压")])

        assert len([first, *found]) == len(CODES)
        assert [code.code for code in index.codes(BOOK)] == ["I10.x00"]


@pytest.mark.parametrize(("title", "version"), [("", "2.0"), ("国家临床版", " ")])
def test_a_book_needs_title_and_version(path: Path, title: str, version: str):
    with pytest.raises(InputError, match="title and a version"):
        import_codes(path, book=BookDescription(title, version, Language.ZH, "", ""))


def test_an_id_joins_title_and_version():
    assert (CLINICAL.book_id, ENGLISH.book_id) == ("临床版9.0", "Site Table 1")


def test_made_headings_are_marked(path: Path):
    report = import_codes(path)

    with CodeIndex.open(path) as index:
        heading = index.get(BOOK, "I21")
    assert heading is not None
    assert "derived" in heading.flags
    assert report.counts["derived_heading"] > 0


def test_a_list_marks_codes_and_stays_when_the_book_is_replaced(path: Path):
    import_codes(path)
    set_flags(path, BOOK, "grey", ["I20.000"])
    report = set_flags(path, BOOK, "grey", ["i10.x00", "I21.400", "Z99.999"])
    set_flags(path, BOOK, "mcc", ["I21.400"])
    import_codes(path)

    with CodeIndex.open(path) as index:
        assert index.flagged(BOOK, "grey") == {"I10.x00", "I21.400"}
        entry = index.get(BOOK, "I21.400")
    assert entry is not None
    assert entry.flags == {"grey", "mcc"}
    assert [(found.row, found.text) for found in report.findings] == [(3, "Z99.999")]


@pytest.mark.parametrize(
    ("flag", "codes", "said"),
    [("grey code", ["I10.x00"], "one word"), ("grey", ["Z99.999", "I10.x00", "Z99.998"], "not in"), ("cc", [], "0 of")],
)
def test_a_list_of_another_book_marks_nothing(path: Path, flag: str, codes: list[str], said: str):
    import_codes(path)

    with pytest.raises(InputError, match=said):
        set_flags(path, BOOK, flag, codes)

    with CodeIndex.open(path) as index:
        assert not index.flagged(BOOK, "grey")


def two_books(path: Path) -> None:
    """Import both books, and a first map of them."""
    import_codes(path)
    import_codes(path, [*CODES[:6], ("I10.x05", "高血压3级"), ("A01.001+K77.0*", "伤寒性肝炎")], SETTLEMENT)
    import_crosswalk(path, BOOK, SETTLEMENT.book_id, crosswalk_rows(("I20.000", "I20.000")))


def test_a_map_reports_what_it_does_not_know(path: Path):
    two_books(path)
    rows: list[CrosswalkRow | Finding] = [
        *crosswalk_rows(("I10.x00x032", "I10.x05"), ("A01.001+K77.0*", "A01.001+K77.0*"), ("I20.000", " I20.000")),
        *crosswalk_rows(("I21.401", "I21.400"), ("I21.400", "I21.400"), ("I20.000", "I21.400")),
        *crosswalk_rows(("Z99.999", "I20.000"), ("I21.900", "Z99.999")),
        Finding(9, "broken", "one cell"),
    ]

    report = import_crosswalk(path, BOOK, SETTLEMENT.book_id, rows)

    assert (report.rows, report.kept) == (9, 5)
    assert report.counts == {
        "broken": 1,
        "conflict": 1,
        "many_to_one": 1,
        "spelling": 1,
        "trimmed": 1,
        "unknown_source": 1,
        "unknown_target": 1,
        "unmapped": 5,
    }


@pytest.mark.parametrize(
    ("pairs", "said"),
    [
        ([("X99.999", "I20.000"), ("X99.998", "I20.000"), ("I20.000", "I20.000")], "only 1 go"),
        ([], "only 0 go"),
        ([("I10.x05", "I10.x00x032"), ("I20.000", "I20.000"), ("I21.400", "I21.400")], "the other way"),
    ],
)
def test_a_map_of_other_books_leaves_the_old_one(path: Path, pairs: list[tuple[str, str]], said: str):
    two_books(path)

    with pytest.raises(InputError, match=said):
        import_crosswalk(path, BOOK, SETTLEMENT.book_id, crosswalk_rows(*pairs))

    with CodeIndex.open(path) as index:
        assert index.mapped(BOOK, "I20.000", SETTLEMENT.book_id) is not None


def test_a_map_stays_when_a_book_is_replaced(path: Path):
    two_books(path)
    import_codes(path, book=SETTLEMENT)

    with CodeIndex.open(path) as index:
        assert index.mapped(BOOK, "I20.000", SETTLEMENT.book_id) is not None


def test_a_removed_book_takes_its_maps_along(path: Path):
    two_books(path)
    remove_book(path, SETTLEMENT.book_id)

    with CodeIndex.open(path) as index:
        assert [book.book_id for book in index.books()] == [BOOK]
        assert index.crosswalks() == ()
    with pytest.raises(ScopeError, match=SETTLEMENT.book_id):
        remove_book(path, SETTLEMENT.book_id)


def test_an_unknown_book_is_told_with_the_known_ones(path: Path):
    import_codes(path)

    with pytest.raises(ScopeError, match=r"医保版8\.0") as refused:
        import_crosswalk(path, BOOK, "医保版8.0", crosswalk_rows(("I20.000", "I20.000")))

    assert BOOK in refused.value.advice
