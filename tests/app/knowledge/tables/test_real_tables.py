"""The full national tables, counted as chinese-coding.md sections 8 and 9 count them; skipped without the files."""

import csv
import pickle
from pathlib import Path

import pytest

from app.exchange.codelists import read_code_list, read_crosswalk
from app.exchange.codetables import read_code_table
from app.knowledge.entries import ImportReport, Language
from app.knowledge.scopes import load_book
from app.knowledge.tables.build import import_crosswalk, import_table, set_flags
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription
from tests.conftest import made_once

CLINICAL = BookDescription("国家临床版", "2.0", Language.ZH, "guolin", "")
SETTLEMENT = BookDescription("医保版", "2.0", Language.ZH, "yibao", "")
pytestmark = pytest.mark.slow


@pytest.fixture(scope="session")
def reports(testdata: Path, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, ImportReport]]:
    """Import both tables and their map once; give the index, and the reports by title."""
    tables = testdata / "icd10cn"

    def import_all(folder: Path) -> None:
        index = folder / "codebooks.db"
        done = {
            book.title: import_table(index, read_code_table(tables / name)[1], book)
            for book, name in ((CLINICAL, "guolin_2.0_2022.csv"), (SETTLEMENT, "yibao_2.0.csv"))
        }
        rows = read_crosswalk(tables / "map_guolin_to_yibao.csv")
        done["map"] = import_crosswalk(index, CLINICAL.book_id, SETTLEMENT.book_id, rows)
        (folder / "reports").write_bytes(pickle.dumps(done))

    folder = made_once(tmp_path_factory, "real_tables", import_all)
    return folder / "codebooks.db", pickle.loads((folder / "reports").read_bytes())


def test_every_row_of_the_clinical_table_has_its_class(reports: tuple[Path, dict[str, ImportReport]]):
    report = reports[1]["国家临床版"]

    assert (report.rows, report.kept) == (37_294, 37_294)
    classes = {
        "six_character": 20_057,
        "x_extension": 13_637,
        "placeholder_x": 765,
        "pair": 1_115,
        "asterisk_unmarked": 2,
        "asterisk": 275,
        "morphology": 1_427,
        "glued": 16,
    }
    assert {key: report.counts[key] for key in classes} == classes
    assert sum(classes.values()) == report.rows


def test_quirks_of_the_clinical_names_are_mended(testdata: Path, reports: tuple[Path, dict[str, ImportReport]]):
    with (testdata / "icd10cn" / "guolin_2.0_2022.csv").open(encoding="utf-8") as stream:
        rows = list(csv.DictReader(stream))
    odd = [row for row in rows if "\\" in row["name"] or "\ue00f" in row["name"]]
    with CodeIndex.open(reports[0]) as index:
        found = {row["code"]: index.named(CLINICAL.book_id, row["name"]) for row in odd}
        names = [code.name for code in index.codes(CLINICAL.book_id)]

    assert len([row for row in odd if "\\" in row["name"]]) == 157
    assert len([row for row in odd if "\ue00f" in row["name"]]) == 13
    assert all(code in {entry.code.code for entry in entries} for code, entries in found.items())
    assert not [name for name in names if "\\" in name or "\ue00f" in name]


def test_every_row_of_the_settlement_table_has_its_class(reports: tuple[Path, dict[str, ImportReport]]):
    report = reports[1]["医保版"]

    assert (report.rows, report.kept) == (33_304, 33_304)
    classes = {"six_character": 20_272, "x_extension": 11_101, "placeholder_x": 753, "pair": 1_178}
    assert {key: report.counts[key] for key in classes} == classes
    assert report.counts["doubtful_name"] == 14


def test_the_map_is_whole_and_what_it_leaves_out_is_said(reports: tuple[Path, dict[str, ImportReport]]):
    path, done = reports
    report = done["map"]

    assert (report.rows, report.kept) == (35_591, 35_591)
    assert report.counts["unmapped"] == 1_427 + 275 + 1
    assert report.counts["many_to_one"] == 35_591 - 32_193
    assert report.counts["spelling"] == 1_117
    with CodeIndex.open(path) as index:
        assert index.mapped(CLINICAL.book_id, "Z03.800x001", SETTLEMENT.book_id) is None
        mapped = index.mapped(CLINICAL.book_id, "A41.900x003", SETTLEMENT.book_id)
    assert mapped is not None
    assert mapped.code.code == "R57.200"


def test_the_shipped_55_are_codes_of_the_table(reports: tuple[Path, dict[str, ImportReport]]):
    with CodeIndex.open(reports[0]) as index:
        entries = {code: index.get(CLINICAL.book_id, code.code) for code in load_book("ccl25")}

    assert all(entry is not None and entry.code == code for code, entry in entries.items())


def test_the_lists_of_the_drg_scheme_are_flags(testdata: Path, reports: tuple[Path, dict[str, ImportReport]]):
    for flag, rows in (("cc", 16_568), ("mcc", 4_678)):
        codes = read_code_list(testdata / "chs_drg" / f"{flag.upper()}.dat")
        assert set_flags(reports[0], SETTLEMENT.book_id, flag, codes).kept == rows

    with CodeIndex.open(reports[0]) as index:
        assert len(index.flagged(SETTLEMENT.book_id, "mcc")) == 4_678


def test_the_map_as_blank_separated_text_has_the_same_rows(testdata: Path):
    from_csv = list(read_crosswalk(testdata / "icd10cn" / "map_guolin_to_yibao.csv"))
    from_text = list(read_crosswalk(testdata / "chs_drg" / "ZD_MAP.dat"))

    assert len(from_csv) == len(from_text) == 35_591
