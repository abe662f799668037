"""The English demo summaries: gold codes that are billable and stand on words of their record."""

import json
import warnings
from types import ModuleType

import pytest

from app.coding.assertion import Assertion, assertion_at
from app.coding.language import Language, language_of
from app.coding.mentions import locate
from app.coding.record import SECTIONS_EN
from app.exchange.golds import Gold, read_gold
from app.paths import resources

GOLD = resources() / "demo" / "en" / "gold"
GOLDS = read_gold(GOLD)


@pytest.fixture(scope="module")
def tabular() -> ModuleType:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        return pytest.importorskip("simple_icd_10_cm")


def codes(gold: Gold) -> tuple[str, ...]:
    return (gold.principal or "", *gold.others)


def test_there_are_eight():
    assert len(GOLDS) == 8


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: gold.record_id)
def test_every_gold_code_is_a_billable_leaf(gold: Gold, tabular: ModuleType):
    assert [code for code in codes(gold) if not (tabular.is_valid_item(code) and tabular.is_leaf(code))] == []
    assert len(set(codes(gold))) == len(codes(gold))


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: gold.record_id)
def test_every_gold_code_stands_on_words_of_the_record(gold: Gold):
    record = gold.record
    assert record is not None
    quotes = json.loads((GOLD / f"{gold.record_id}.json").read_text(encoding="utf-8"))["evidence"]
    assert set(quotes) == set(codes(gold))
    for code, quote in quotes.items():
        read = {
            assertion_at(section.text, start, end, section.name)
            for section in record.sections
            for start, end in locate(section.text, quote)
        }
        assert read & {Assertion.AFFIRMED, Assertion.PAST}, (code, quote)


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: gold.record_id)
def test_a_record_is_english_whole_and_groupable(gold: Gold):
    record = gold.record
    assert record is not None
    assert {section.name for section in record.sections} <= set(SECTIONS_EN)
    assert all(language_of(section.text) is Language.EN for section in record.sections)
    assert 1500 <= record.length <= 3500
    facts = record.patient
    assert None not in (facts.sex, facts.age, facts.admitted, facts.discharged, facts.disposition)


@pytest.mark.parametrize("gold", GOLDS, ids=lambda gold: gold.record_id)
def test_a_principal_is_no_manifestation_and_codes_first_where_told(gold: Gold, tabular: ModuleType):
    assert gold.principal is not None
    assert not tabular.get_code_first(gold.principal).startswith("underlying")
    assert not gold.principal.startswith(("Z", "R", "T", "W"))
