"""The import figure is measured on a table that all goes in."""

from pathlib import Path

from app.bench import codebooks
from app.exchange.codetables import read_code_table
from app.knowledge.entries import Language
from app.knowledge.tables.rows import TableRow
from app.knowledge.tables.sift import sift


def test_the_table_is_made_of_different_codes_of_all_classes(tmp_path: Path):
    codebooks.write_table(tmp_path / "a.csv", 3_000)
    _, rows = read_code_table(tmp_path / "a.csv")

    sifted = sift(rows, Language.ZH)

    assert len(sifted.drafts) == 3_000
    assert all(sifted.tally.counts[key] for key in ("six_character", "x_extension", "pair", "morphology"))


def test_as_many_codes_as_the_real_table_has_are_different(tmp_path: Path):
    codebooks.write_table(tmp_path / "a.csv", codebooks.ROWS)
    _, rows = read_code_table(tmp_path / "a.csv")

    assert len({row.code for row in rows if isinstance(row, TableRow)}) == codebooks.ROWS


def test_the_figures_come_from_an_import_into_an_index(tmp_path: Path):
    codebooks.write_table(tmp_path / "a.csv", 200)
    said: list[str] = []

    figures = codebooks.measure(tmp_path / "a.csv", tmp_path / "codebooks.db", said.append)

    assert set(figures) == {"import_table_s", "import_table_search_s"}
    assert figures["import_table_s"] > 0
    assert said == ["importing the table"]
