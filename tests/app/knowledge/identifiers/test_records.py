"""Whole records: what codes are found by, and every measured value, is there after de-identification as before."""

import json
import re
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

import pytest

from app.coding.mentions import Finder
from app.coding.record import Record
from app.exchange.intake import read_files
from app.knowledge.identifiers import FACE, Kind, Known, deidentify
from app.knowledge.scopes import load_scope
from app.paths import resources
from tests.app.knowledge.identifiers.planted import SECRET

MEASURED = re.compile(r"\d+(?:\.\d+)?(?:/\d+)? ?(?:mmHg|mmol/L|ng/ml|pg/ml|g/L|mg|ml|mm|cm|kg|%|℃|次/分|级|岁|U\b)")


def demo(folder: str) -> list[Record]:
    read = read_files([resources() / "demo" / folder])
    return [each for each in read if isinstance(each, Record)]


def measured(record: Record) -> Counter[str]:
    return Counter(value for section in record.sections for value in MEASURED.findall(section.text))


def replaced(records: Iterable[Record]) -> Counter[Kind]:
    return Counter(
        each.kind for record in records for each in deidentify(record, Known(), SECRET).removed if each.section != FACE
    )


@pytest.mark.parametrize("folder", ["records", "en/records"])
def test_demo_records_lose_nothing_but_dates(folder: str):
    records = demo(folder)

    assert len(records) >= 8
    assert set(replaced(records)) == {Kind.DATE}
    for record in records:
        assert measured(deidentify(record, Known(), SECRET).record) == measured(record)


def test_the_same_conditions_are_found_in_the_same_way():
    scope = load_scope("ccl25")
    finder = Finder((*scope.principal, *scope.others))

    for record in demo("records"):
        clean = deidentify(record, Known(), SECRET).record
        before, after = (
            [(m.code, m.section, m.text, m.assertion) for m in finder.find(one)] for one in (record, clean)
        )
        assert before == after


def test_real_case_texts_lose_no_measured_value(testdata: Path):
    cases = json.loads((testdata / "cmb_clin" / "cmb_clin.json").read_text(encoding="utf-8"))
    texts = [{key: str(value) for key, value in case.items() if isinstance(value, str)} for case in cases]
    records = [Record.of(f"R{number}", each) for number, each in enumerate(texts)]

    counted = replaced(records)

    assert set(counted) <= {Kind.DATE, Kind.NAME, Kind.HOSPITAL}
    assert sum(counted.values()) < len(records) / 2
    for record in records:
        assert measured(deidentify(record, Known(), SECRET).record) == measured(record)
