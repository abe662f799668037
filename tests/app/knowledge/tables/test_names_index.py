"""A book's names as terms in the index: made on first use, made again when out of date, gone with the book."""

from pathlib import Path

import pytest

from app.coding.errors import ScopeError
from app.knowledge.entries import Language
from app.knowledge.tables.build import import_table, remove_book
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.names_index import names_index
from app.knowledge.tables.retrieval_rows import variants
from app.knowledge.tables.rows import TableRow
from tests.app.knowledge.shelves import CHINESE, EN, ENGLISH, ZH, shelf


def rows_of(index: CodeIndex, table: str) -> int:
    return index.connection.execute(f"SELECT count(*) FROM {table}").fetchone()[0]


def test_rows_are_made_on_first_use_and_kept(tmp_path):
    with shelf(tmp_path) as index:
        assert rows_of(index, "retrieval_book") == 0
        first = names_index(index, ZH.book_id)
        assert names_index(index, ZH.book_id).owners.tolist() == first.owners.tolist()
        assert rows_of(index, "retrieval_book") == 1


def test_a_term_leads_to_its_names_and_they_to_their_codes(tmp_path):
    with shelf(tmp_path) as index:
        names = names_index(index, ZH.book_id)
        holding = names.holding("阑尾")
        assert holding
        assert {names.code(int(names.owners[name])) for name in holding.names} == {"K35.900"}
        assert names.holding("没有") is None


def test_a_rare_term_weighs_more(tmp_path):
    with shelf(tmp_path) as index:
        names = names_index(index, ZH.book_id)
        rare, common = names.holding("阑尾"), names.holding("血压")
        assert rare
        assert common
        assert rare.weight > common.weight


def test_rows_made_from_other_words_are_made_again(tmp_path):
    with shelf(tmp_path) as index:
        names_index(index, ZH.book_id)
        with index.connection:
            index.connection.execute("UPDATE retrieval_book SET digest = 'old', owners = x''")
        assert len(names_index(index, ZH.book_id).owners) > len(CHINESE) - 3


@pytest.mark.parametrize("act", ["replaced", "removed"])
def test_rows_go_with_their_book(tmp_path: Path, act: str):
    with shelf(tmp_path) as index:
        names_index(index, ZH.book_id)
        if act == "removed":
            remove_book(index.path, ZH.book_id)
        else:
            import_table(index.path, [TableRow(2, "A00.000", "霍乱")], ZH)
        assert rows_of(index, "retrieval_book") == rows_of(index, "retrieval_term") == 0


def test_an_injury_is_held_by_its_initial_encounter_alone(tmp_path):
    with shelf(tmp_path, ENGLISH, EN) as index:
        names = names_index(index, EN.book_id)
        owned = {names.code(int(owner)) for owner in names.owners}
    assert "S72.001A" in owned
    assert "S72.001S" not in owned


def test_an_unknown_book_is_named(tmp_path):
    with shelf(tmp_path) as index, pytest.raises(ScopeError, match="北京版"):
        names_index(index, "北京版")


def test_brackets_give_further_names():
    assert variants("房性期前收缩[房性早搏]", Language.ZH) == ("房性期前收缩", "房性早搏")
    assert variants("心功能III级(NYHA分级)", Language.ZH) == ("心功能III级(NYHA分级)", "心功能III级")
