"""How often this site codes what: counted over finished records, as search ranks by it."""

from app.coding.codeset import CodeSet, Diagnosis
from app.store.database import Store
from tests.builders import ANGINA, BOOK, DIABETES


def test_every_code_is_counted_once_a_record_whatever_its_place(store: Store) -> None:
    with store.transaction():
        store.code_uses.count(CodeSet(Diagnosis(ANGINA), (Diagnosis(DIABETES),)), 1)
        store.code_uses.count(CodeSet(Diagnosis(DIABETES)), 1)
    assert store.code_uses.counts() == {(BOOK, ANGINA.code): 1, (BOOK, DIABETES.code): 2}


def test_a_code_that_is_counted_out_again_is_not_listed(store: Store) -> None:
    with store.transaction():
        store.code_uses.count(CodeSet(Diagnosis(ANGINA)), 1)
        store.code_uses.count(CodeSet(Diagnosis(ANGINA)), -1)
    assert store.code_uses.counts() == {}
