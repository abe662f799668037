"""Records: missing sections and facts are allowed, a missing id is not."""

import pytest

from app.coding.errors import RecordError
from app.coding.record import Record, Section
from tests import builders as b


def test_empty_sections_are_left_out_in_order():
    record = Record.of("R", {"主诉": "胸痛", "现病史": "  ", "既往史": "无"})
    assert [section.name for section in record.sections] == ["主诉", "既往史"]
    assert record.text("现病史") == ""
    assert record.length == 3


def test_every_patient_fact_may_be_missing():
    assert b.record().patient.age is None


def test_a_record_without_an_id_is_refused():
    with pytest.raises(RecordError, match="record_id"):
        Record("  ", ())


def test_a_section_twice_is_refused():
    with pytest.raises(RecordError, match="twice"):
        Record("R", (Section("主诉", "a"), Section("主诉", "b")))
