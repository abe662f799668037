"""One question about a code set: its edits, the second book's codes, its DRG and what it would be otherwise."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.record import Patient
from app.knowledge.edits import Level, PlaceField, Rules
from app.knowledge.entries import Crosswalk, Language
from app.knowledge.grouping import open_grouper
from app.knowledge.grouping.msdrg import MsDrg
from app.knowledge.tables.build import import_crosswalk, import_table
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from app.paths import resources
from app.review.checks import Checker, Walks
from tests.app.knowledge.shelves import shelf
from tests.builders import ANGINA, HYPERTENSION, patient

CM = "ICD-10-CM 2026-04"
SETTLED = "医保版2.0"


@pytest.fixture(scope="module")
def rules() -> Rules:
    return Rules.load(resources() / "rules" / "edits.toml")


@pytest.fixture(scope="module")
def msdrg() -> MsDrg:
    grouper = open_grouper("ms-drg", "v43.1", Path())
    assert isinstance(grouper, MsDrg)
    grouper.load()
    return grouper


@pytest.fixture
def index(tmp_path: Path) -> Iterator[CodeIndex]:
    """Open 国家临床版2.0 with a crosswalk that knows hypertension only."""
    with shelf(tmp_path) as opened:
        other = BookDescription("医保版", "2.0", Language.ZH, "test", "")
        import_table(tmp_path / "codebooks.db", (TableRow(2, "I10.x05", "高血压3级"),), other)
        rows = (CrosswalkRow(2, HYPERTENSION.code, "I10.x05"),)
        import_crosswalk(tmp_path / "codebooks.db", HYPERTENSION.book, SETTLED, rows)
        yield opened


def coded(*codes: str, book: str = CM) -> CodeSet:
    first, *others = (Diagnosis(Code(code, "", book), OnAdmission.PRESENT) for code in codes)
    return CodeSet(first, tuple(others))


def test_without_codes_nothing_is_checked(rules: Rules, msdrg: MsDrg) -> None:
    checks = Checker(rules, grouper=msdrg).check(CodeSet(), Patient())
    assert (checks.coded, checks.edits, checks.grouped, checks.what_if) == (False, (), None, None)


def test_a_missing_principal_is_an_error_with_its_place(rules: Rules) -> None:
    checks = Checker(rules).check(CodeSet(None, (Diagnosis(HYPERTENSION),)), Patient())
    assert (checks.count(Level.ERROR), checks.edits[0].place.field) == (1, PlaceField.PRINCIPAL)


def test_the_group_with_its_what_ifs(rules: Rules, msdrg: MsDrg) -> None:
    checks = Checker(rules, grouper=msdrg).check(coded("I21.4", "N17.9", "J96.01"), patient())
    assert checks.grouped is not None
    assert checks.what_if is not None
    assert checks.grouped.drg == "280"
    assert [(each.code.code, each.grouped.drg) for each in checks.what_if.removed] == [
        ("N17.9", "280"),
        ("J96.01", "281"),
    ]
    assert [each.grouped.drg for each in checks.what_if.principal] == ["682", "189"]


def test_the_checkers_grouper_shares_the_tables_and_not_the_reader(
    rules: Rules, msdrg: MsDrg, index: CodeIndex
) -> None:
    Checker(rules, index, grouper=msdrg).check(coded("I21.4"), patient())
    assert msdrg.reader.crosswalks is None


def test_both_books_codes(rules: Rules, index: CodeIndex) -> None:
    checker = Checker(rules, index, SETTLED)
    found = checker.check(CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION),)), patient()).counterparts
    assert found[ANGINA] is None
    assert found[HYPERTENSION] == Code("I10.x05", "高血压3级", SETTLED)


def test_a_code_of_the_second_book_is_its_own_counterpart(rules: Rules, index: CodeIndex) -> None:
    own = Code("I10.x05", "高血压3级", SETTLED)
    assert Checker(rules, index, SETTLED).counterpart(own) == own


def test_without_a_second_book_there_are_no_counterparts(rules: Rules, index: CodeIndex) -> None:
    assert Checker(rules, index).check(coded("I10"), patient()).counterparts == {}


def test_the_crosswalk_is_asked_once_for_each_code(index: CodeIndex) -> None:
    walks = Walks(index)
    first = walks.mapped(HYPERTENSION.book, HYPERTENSION.code, SETTLED)
    index.close()
    assert walks.mapped(HYPERTENSION.book, HYPERTENSION.code, SETTLED) is first


def test_the_crosswalks_are_those_of_the_index(index: CodeIndex) -> None:
    (found,) = Walks(index).crosswalks()
    assert isinstance(found, Crosswalk)
    assert (found.source, found.target) == (HYPERTENSION.book, SETTLED)
