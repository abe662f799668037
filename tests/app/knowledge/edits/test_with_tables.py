"""The edits on a real index, and on the whole national tables where they are at hand."""

import csv

import pytest

from app.coding.record import Patient, Sex
from app.knowledge.edits import check
from app.knowledge.edits.forms import Form, form_of
from app.knowledge.edits.stay import Index, PairIndex
from app.knowledge.entries import Language
from app.knowledge.tables.build import import_crosswalk, import_table, set_flags
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription, CrosswalkRow, TableRow
from tests.app.knowledge.edits.stays import YB, ZH, SmallIndex, code_set, ids, shipped

FACE_SHEET = {
    "A01.001†K77.0*": "伤寒性肝炎",
    "A41.900x003": "脓毒性休克",
    "I10.x00": "特发性高血压",
    "I20.000": "不稳定型心绞痛",
    "J18.900": "肺炎",
    "K77.0*": "分类于他处的传染病和寄生虫病引起的肝疾患",
    "N40.x00": "前列腺增生",
    "Z03.800x001": "疑似病例",
}
SETTLEMENT = {"R57.200": "脓毒性休克", "I10.x00": "特发性高血压", "I20.000": "不稳定型心绞痛", "J18.900": "肺炎"}


@pytest.fixture
def index(tmp_path):
    path = tmp_path / "codebooks.db"
    for title, codes in (("国家临床版", FACE_SHEET), ("医保版", SETTLEMENT)):
        rows = [
            TableRow(number, code, name, sex=Sex.MALE if code == "N40.x00" else None)
            for number, (code, name) in enumerate(codes.items(), start=2)
        ]
        import_table(path, rows, BookDescription(title, "2.0", Language.ZH, "test.csv", "0" * 64))
    set_flags(path, YB, "grey", ["I10.x00"])
    pairs = {"A41.900x003": "R57.200", "I10.x00": "I10.x00", "I20.000": "I20.000", "J18.900": "J18.900"}
    import_crosswalk(path, ZH, YB, [CrosswalkRow(n, *pair) for n, pair in enumerate(pairs.items(), start=2)])
    with CodeIndex.open(path) as opened:
        yield opened


def fired(line: str, index: Index, patient: Patient | None = None) -> set[str]:
    return ids(check(code_set(line), patient or Patient(), shipped(), index, YB))


def test_the_index_answers_all_that_the_edits_ask(index):
    assert isinstance(index, PairIndex)
    assert index.daggers(ZH, "K77.0*") == ("A01.001",)


@pytest.mark.parametrize(
    ("line", "rule"),
    [
        ("A41.900x003|J18.900", "symptom-principal-settlement"),
        ("I20.000|I10.x00", "grey-code"),
        ("I20.000|Z03.800x001", "no-settlement-code"),
        ("I20.000|K77.0*", "asterisk-without-dagger"),
        ("I20.000|I20.999", "unknown-code"),
        ("I20.000|J18.9", "heading-code"),
    ],
)
def test_rules_that_need_a_table_find_it_in_the_index(index, line, rule):
    assert rule in fired(line, index)


def test_an_unremarkable_stay_of_the_imported_book_has_no_edit(index):
    assert not fired("I20.000|J18.900", index)


def test_the_tables_sex_reaches_the_rule(index):
    assert "table-sex" in fired("I20.000|N40.x00", index, Patient(sex=Sex.FEMALE))


def test_the_eight_codes_that_settlement_moves_into_chapter_r(testdata):
    with (testdata / "icd10cn" / "map_guolin_to_yibao.csv").open(encoding="utf-8", newline="") as stream:
        moved = {
            row["guolin_code"]: row["yibao_code"]
            for row in csv.DictReader(stream)
            if row["yibao_code"].startswith("R") and not row["guolin_code"].startswith("R")
        }
    assert len(moved) == 8
    small = SmallIndex(map=moved | {"J18.900": "J18.900"})
    for source, target in (moved | {"J18.900": "J18.900"}).items():
        small.add(source)
        small.add(target, book=YB)
    for source in moved:
        assert "symptom-principal-settlement" in fired(f"{source}|J18.900", small)
        assert "symptom-principal" not in fired(f"{source}|J18.900", small)


@pytest.mark.parametrize(("name", "count"), [("guolin_2.0_2022", 37_294), ("yibao_2.0", 33_304)])
def test_every_row_of_the_national_tables_is_well_formed(testdata, name, count):
    with (testdata / "icd10cn" / f"{name}.csv").open(encoding="utf-8", newline="") as stream:
        codes = [row["code"] for row in csv.DictReader(stream)]
    assert len(codes) == count
    assert not [code for code in codes if form_of(code, icd10cm=False) in (Form.INVALID, Form.HEADING)]
