"""Records go in whole or not at all, and are found by any part of their text."""

from dataclasses import replace
from datetime import date

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from app.coding.errors import RecordError
from app.coding.record import Disposition, Patient, Record, Section, Sex
from app.errors import StoreError
from app.store.database import Store
from app.store.records import Imported, Put
from app.store.search import phrase
from app.store.worklist import CaseStatus
from tests.builders import CODER, patient, record, records, suggestion

TEXTS = st.text(st.characters(), max_size=40)
PATIENTS = st.builds(
    Patient,
    st.none() | st.sampled_from(Sex),
    st.none() | st.integers(0, 150),
    st.none() | st.dates(date(1950, 1, 1)),
    st.none() | st.dates(date(1950, 1, 1)),
    st.none() | st.sampled_from(Disposition),
)
RECORDS = st.builds(
    Record,
    st.text(min_size=1, max_size=12).filter(str.strip),
    st.lists(st.builds(Section, TEXTS, TEXTS), unique_by=lambda section: section.name).map(tuple),
    PATIENTS,
)


@example(record=Record.of("R1", {"主诉": "胸\ud800痛\x00"}))
@given(record=RECORDS)
def test_a_record_comes_back_as_it_went_in(record, tmp_path_factory):
    with Store.open(tmp_path_factory.mktemp("store") / "a.db") as store:
        store.records.put(record, CODER)
        assert store.records.get(record.record_id) == record
        assert store.check() == "ok"


def test_put_says_what_became_of_the_record(store):
    assert store.records.put(record(), CODER) is Put.ADDED
    assert store.records.put(record(), CODER) is Put.SAME
    assert store.records.put(record(主诉="腹痛1天。"), CODER) is Put.UPDATED
    assert store.records.get("R1").text("主诉") == "腹痛1天。"


def test_an_unknown_record_is_told_in_words(store):
    with pytest.raises(StoreError, match="There is no record R9"):
        store.records.get("R9")


def test_a_record_id_of_broken_text_is_refused(store):
    with pytest.raises(RecordError, match="broken text"):
        store.records.put(record("R\udc80"), CODER)


@pytest.mark.parametrize(
    "words", ["胸", "胸痛", "梗死", "高血压病3级", "３级", "血小板、调脂", "10年", "不稳定性心绞痛"]
)
def test_search_finds_any_run_of_characters(store, words):
    store.records.put(record(), CODER)
    store.records.put(Record.of("R2", {"主诉": "腹痛"}), CODER)
    assert store.records.search(words) == ["R1"]


@pytest.mark.parametrize("words", ["血胸", "天患者", "", "，。", '"', "¶", "*", "OR", "3天现"])
def test_search_finds_nothing_else(store, words):
    store.records.put(record(), CODER)
    assert store.records.search(words) == []


def test_search_finds_latin_words_by_their_beginning(store):
    store.records.put(record(诊疗经过="头颅CT平扫，BNP 3200pg/ml，错𬌗畸形"), CODER)
    assert store.records.search("头颅ct") == store.records.search("bn") == store.records.search("𬌗") == ["R1"]


@given(text=st.text())
def test_every_text_makes_a_query_or_none(text, tmp_path_factory):
    query = phrase(text)
    assert query is None or query.count('"') == 2


def test_search_gives_the_newest_first_and_keeps_to_the_limit(store):
    store.records.put_many(records(5), CODER)
    assert store.records.search("胸痛", limit=2) == ["R0005", "R0004"]


def test_a_changed_record_is_found_by_its_new_text_only(store):
    store.records.put(record(), CODER)
    store.records.put(record(主诉="跌伤2小时。"), CODER)
    assert store.records.search("跌伤") == ["R1"]
    assert store.records.search("反复胸痛") == []
    assert store.check() == "ok"


def test_a_file_is_put_in_one_step_with_its_counts(store):
    store.records.put(record("R0001"), CODER)
    assert store.records.put_many(records(3), CODER) == Imported(added=2, left=("R0001",))
    assert store.records.get("R0001") == record("R0001")


def test_known_records_are_overwritten_only_when_asked(store):
    store.records.put(record("R0001"), CODER)
    assert store.records.put_many(records(2), CODER, overwrite=True) == Imported(added=1, updated=1)
    assert store.records.put_many(records(2), CODER) == Imported(same=2)


def test_a_file_that_fails_half_way_leaves_nothing(store):
    def broken():
        yield from records(3)
        raise OSError("the stick was pulled")

    with pytest.raises(OSError):
        store.records.put_many(broken(), CODER)
    assert (store.records.count(), store.records.search("胸痛"), store.audit.entries()) == (0, [], ())
    assert store.audit.verify().ok


def test_known_tells_which_ids_are_there(store):
    store.records.put_many(records(1200), CODER)
    asked = [f"R{n:04d}" for n in range(1000, 1400)]
    assert store.records.known(asked) == set(asked[:201])


def test_a_changed_text_makes_its_suggestion_old(store):
    store.records.put(record(), CODER)
    store.suggestions.put(suggestion())
    store.records.put(record(主诉="头晕。"), CODER)
    assert store.suggestions.latest("R1") is None
    assert store.worklist.row("R1").status is CaseStatus.NEW


def test_changed_facts_alone_are_an_update(store):
    store.records.put(record(), CODER)
    assert store.records.put(replace(record(), patient=patient()), CODER) is Put.UPDATED
    assert store.worklist.row("R1").age == 67
