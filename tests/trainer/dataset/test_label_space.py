"""Which codes an example may carry, and what becomes of the rest."""

from dataclasses import replace
from pathlib import Path

import pytest

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.errors import ScopeError
from app.coding.example import Example
from app.coding.record import Record
from tests.app.knowledge.shelves import shelf
from tests.trainer.cases import ccl25, drg_example, example
from trainer.dataset.label_space import LabelSpace, book_codes, open_space
from trainer.errors import DataError

SPACE = LabelSpace.of_scope(ccl25())


def _coded(principal: str, *others: str, book: str = "") -> Example:
    codes = [Diagnosis(Code(code, "", book), OnAdmission.PRESENT) for code in (principal, *others)]
    return Example(example().record, CodeSet(codes[0], tuple(codes[1:])))


def test_bare_codes_become_the_scopes_own_entries_and_keep_what_else_is_known():
    made = SPACE.conformed(_coded("I20.000", "E11.900"))

    assert isinstance(made, Example)
    assert made.gold.others == (Diagnosis(SPACE.others("E11.900"), OnAdmission.PRESENT),)  # type: ignore[arg-type]
    assert made.gold.principal is not None
    assert made.gold.principal.code.definition


def test_an_other_that_repeats_the_principal_or_itself_is_counted_once():
    made = SPACE.conformed(_coded("I20.000", "E11.900", "I20.000", "E11.900"))

    assert isinstance(made, Example)
    assert [each.code.code for each in made.gold.others] == ["E11.900"]


@pytest.mark.parametrize(
    ("made", "reason"),
    [
        (_coded("E11.900"), "principal E11.900 is outside"),
        (_coded("I20.000", "I21.401"), "others I21.401 are outside"),
        (_coded("I20.000", book="医保版2.0"), "another book"),
        (Example(Record("R", ()), example().gold), "no text in any section"),
        (replace(example(principal=None), out_of_scope=False), "no principal"),
        (drg_example(), "none of the version"),
    ],
)
def test_what_cannot_be_learned(made: Example, reason: str):
    said = SPACE.conformed(made)

    assert isinstance(said, str)
    assert reason in said


def test_a_record_with_a_drg_may_have_any_codes():
    space = open_space("", None, "", "v43.1")

    assert space.conformed(drg_example(drg="2")) == drg_example(drg="002")
    assert isinstance(space.conformed(example()), str)


def test_a_book_of_an_index_by_its_file_or_folder(tmp_path: Path):
    with shelf(tmp_path) as index:
        book = index.books()[0].book_id

    assert book_codes(tmp_path, book) == book_codes(tmp_path / "codebooks.db", book)
    with pytest.raises(ScopeError):
        book_codes(tmp_path, "another")
    with pytest.raises(DataError, match="no code-book index"):
        book_codes(tmp_path / "absent", book)
