"""What the retrieval figures count."""

import json
from csv import DictReader

import pytest

from app.bench.retrieval import SPECIALTIES, Case, billable_code, read_codiesp, recall, specialties
from app.coding.record import Record
from app.knowledge.tables.plain_titles import PlainTitles
from tests.app.knowledge.shelves import ZH, shelf

BILLABLE = {"T81.40XA", "T81.4XXA", "I10", "E11.9", "S72.001A"}


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("i10", "I10"),
        ("e119", "E11.9"),
        ("E11.9", "E11.9"),
        ("t81.4xx", "T81.4XXA"),
        ("s72.001x", "S72.001A"),
        ("R51", None),
        ("", None),
    ],
)
def test_gold_codes_of_an_older_release_become_billable_ones_or_none(written, code):
    assert billable_code(written, BILLABLE) == code


def test_a_splits_documents_are_read_and_what_cannot_be_retrieved_is_counted(tmp_path):
    rows = [
        {"id": "a", "split": "dev", "text_en": "fever", "codes_cm": ["i10", "I10", "r51"]},
        {"id": "b", "split": "train", "text_en": "pain", "codes_cm": ["e11.9"]},
    ]
    path = tmp_path / "c.jsonl"
    path.write_text("\n".join(map(json.dumps, rows)), encoding="utf-8")
    cases, left_out = read_codiesp(path, "dev", BILLABLE)
    assert ([case.record.record_id for case in cases], left_out) == (["a"], 1)
    assert cases[0].wanted == (frozenset({"I10"}),)


def test_recall_counts_codes_over_all_records():
    record = Record.of("R", {"A": "x"})
    cases = [Case(record, (frozenset({"a"}), frozenset({"b", "c"}))), Case(record, (frozenset({"d"}),) * 2)]
    assert recall(cases, lambda _: {"a", "c"}).recall == 0.5


def test_plain_titles_rank_by_words():
    plain = PlainTitles([("J18.9", "Pneumonia, unspecified organism"), ("I10", "Essential (primary) hypertension")])
    assert plain.by_document("Essential hypertension and fever", 1) == ("I10",)
    assert set(plain.by_clause("pneumonias; hypertension", 5)) == {"J18.9", "I10"}
    plain.close()


def test_the_specialties_names_are_looked_up_in_the_table(tmp_path):
    with shelf(tmp_path) as index:
        wanted = {code for case in specialties(index, ZH.book_id) for right in case.wanted for code in right}
    assert "N40.x00" in wanted


def test_every_specialty_diagnosis_is_in_the_real_table(testdata):
    with (testdata / "icd10cn" / "guolin_2.0_2022.csv").open(encoding="utf-8") as stream:
        names = {row["name"] for row in DictReader(stream)}
    lines = SPECIALTIES.read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines if not line.startswith("#")]
    assert all(names.intersection(right.split("|")) for _, _, right in rows)
    assert len(rows) > 40
