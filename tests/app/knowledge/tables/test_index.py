"""Codes looked up in the index."""

from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.knowledge.entries import Kind
from app.knowledge.tables.build import import_crosswalk
from app.knowledge.tables.index import CodeIndex
from tests.app.knowledge.tables.books import CLINICAL, SETTLEMENT, crosswalk_rows, made_index

BOOK = CLINICAL.book_id


@pytest.fixture
def index(tmp_path: Path):
    with made_index(tmp_path / "codebooks.db", CLINICAL, SETTLEMENT) as made:
        yield made


def test_several_books_stand_side_by_side(index: CodeIndex):
    assert [book.book_id for book in index.books()] == ["临床版9.0", "医保版9.0"]
    assert (index.book(BOOK).rows, index.book(BOOK).source) == (10, "made up")


def test_an_unknown_book_is_told_with_the_known_ones(index: CodeIndex):
    with pytest.raises(ScopeError, match=r"医保版8\.0") as refused:
        index.book("医保版8.0")

    assert "医保版9.0" in refused.value.advice


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("I21.401", "I21.401"),
        ("i21401", "I21.401"),
        ("i10.X00X032", "I10.x00x032"),
        ("A01.001+K77.0*", "A01.001†K77.0*"),
        ("I21", "I21"),
    ],
)
def test_a_code_is_found_however_it_is_spelt(index: CodeIndex, typed: str, code: str):
    found = index.get(BOOK, typed)

    assert found is not None
    assert (found.code.code, found.code.book) == (code, BOOK)


def test_what_is_not_there_is_none(index: CodeIndex):
    assert index.get(BOOK, "Z99.999") is None
    assert index.get("医保版8.0", "I21.401") is None
    assert index.notes(BOOK, "Z99.999") == ()


def test_a_name_is_found_in_any_width(index: CodeIndex):
    assert [entry.code.code for entry in index.named(BOOK, "高血压病3级(极高危)")] == ["I10.x00x032"]
    assert [entry.code.code for entry in index.named(BOOK, "急性心肌梗死")] == ["I21.900", "I21", "I21.9"]


def test_the_hierarchy_is_walked_both_ways(index: CodeIndex):
    assert [entry.code.code for entry in index.children(BOOK, None)] == ["第一章", "第九章", "第十一章", "形态学"]
    assert [entry.code.code for entry in index.children(BOOK, "I21.4")] == ["I21.400", "I21.401"]
    assert [entry.code.code for entry in index.ancestors(BOOK, "i21401")] == ["I21.4", "I21", "第九章"]


def test_codes_are_leaves_unless_all_are_asked_for(index: CodeIndex):
    leaves = [code.code for code in index.codes(BOOK)]

    assert len(leaves) == 10
    assert "I21" not in leaves
    assert "I21" in {code.code for code in index.codes(BOOK, leaves_only=False)}


def test_kinds_come_back(index: CodeIndex):
    kinds = {code: index.get(BOOK, code) for code in ("K77.0*", "M80000/0", "A01.001†K77.0*", "I21")}

    assert [entry.kind if entry else None for entry in kinds.values()] == [
        *(Kind.ASTERISK, Kind.MORPHOLOGY, Kind.PAIR, Kind.HEADING)
    ]


def test_a_crosswalk_is_read_one_way_only(index: CodeIndex):
    pairs = crosswalk_rows(("I21.401", "I21.400"), ("I21.400", "I21.400"), ("A01.001+K77.0*", "A01.001†K77.0*"))
    import_crosswalk(index.path, BOOK, SETTLEMENT.book_id, pairs)

    mapped = index.mapped(BOOK, "i21401", SETTLEMENT.book_id)
    pair = index.mapped(BOOK, "A01.001†K77.0*", SETTLEMENT.book_id)

    assert mapped is not None
    assert (mapped.code.code, mapped.code.book) == ("I21.400", SETTLEMENT.book_id)
    assert pair is not None
    assert index.mapped(SETTLEMENT.book_id, "I21.400", BOOK) is None
    assert index.mapped(BOOK, "I20.000", SETTLEMENT.book_id) is None
    assert [(walk.source, walk.target, walk.rows) for walk in index.crosswalks()] == [(BOOK, SETTLEMENT.book_id, 3)]
