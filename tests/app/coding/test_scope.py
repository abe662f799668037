"""Scopes and code books: labels are exact, shared names carry their code."""

import pytest

from app.coding.codebook import Code, CodeBook
from app.coding.errors import ScopeError
from app.coding.scope import Scope, Task
from tests import builders as b

TWIN = Code("I63.901", b.INFARCT.name, b.BOOK)


def test_a_label_finds_its_code_and_a_part_of_it_does_not():
    scope = b.scope()
    assert scope.find("脑梗死") == b.INFARCT
    assert scope.find("脑梗") is None


def test_a_shared_name_is_written_with_its_code():
    scope = Scope("x", "1", (b.INFARCT,), (TWIN, b.DIABETES))
    assert scope.labels(Task.OTHERS) == ("脑梗死〔I63.901〕", "2型糖尿病")
    assert scope.find("脑梗死") is None
    assert scope.find("脑梗死〔I63.900〕") == b.INFARCT


def test_a_name_with_the_separator_stays_one_label():
    scope = Scope("x", "1", (Code("A00", "甲；乙", "B"),), ())
    assert scope.labels(Task.PRINCIPAL) == ("甲;乙",)


def test_a_code_in_both_lists_is_one_code():
    assert b.scope().all_codes.count(b.INFARCT) == 1


def test_an_empty_scope_is_refused():
    with pytest.raises(ScopeError, match="empty"):
        Scope("x", "1", (), ())


def test_a_code_named_like_a_special_answer_is_refused():
    with pytest.raises(ScopeError):
        Scope("x", "1", (Code("A", "无", "B"),), ())


def test_digest_changes_with_what_the_model_is_shown():
    first, second = Scope("x", "1", (b.INFARCT,), ()), Scope("x", "1", (b.INFARCT,), (b.DIABETES,))
    assert first.digest != second.digest
    assert first.digest == Scope("y", "2", (b.INFARCT,), ()).digest


def test_a_big_scope_is_made_quickly_enough_to_use():
    codes = tuple(Code(f"A{n:05d}", f"病{n % 40_000}", "B") for n in range(60_000))
    scope = Scope("big", "1", codes, ())
    assert scope.label(codes[0]) == "病0〔A00000〕"
    assert scope.label(codes[39_999]) == "病39999"


def test_a_book_finds_by_code_and_refuses_a_duplicate():
    book = CodeBook("x", "X", "1", (b.INFARCT, b.DIABETES))
    assert book.select(["E11.900"]) == (b.DIABETES,)
    assert len(book) == 2
    with pytest.raises(ScopeError, match="not in"):
        book.select(["Z99"])
    with pytest.raises(ScopeError, match="twice"):
        CodeBook("x", "X", "1", (b.INFARCT, b.INFARCT))
