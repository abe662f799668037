"""CHS-DRG by imported tables: levels and exclusions per code, imports that are whole or not at all."""

import os
from datetime import UTC, datetime
from pathlib import Path

import pytest

from app.coding.codebook import Code
from app.coding.codeset import CodeSet
from app.coding.record import Patient
from app.errors import InputError
from app.knowledge.entries import Crosswalk, Entry
from app.knowledge.grouping.chs_import import TablesReport, import_tables
from app.knowledge.grouping.chs_tables import ChsTables, installed, load_tables
from app.knowledge.grouping.chsdrg import ChsDrg
from app.knowledge.grouping.grouped import Caveat, Level, Reason, Why
from app.knowledge.grouping.reading import BookReader
from tests.app.knowledge.grouping.claims import codes

DATA = os.environ.get("DXDESK_TESTDATA")
YIBAO = "医保版2.0"
GUOLIN = "国家临床版2.0"
FILES = {
    "CC.dat": "E11.900 7\nI25.200 93\nZ95.501 999\nA01.001+K77.0* 1\n",
    "MCC.dat": "I21.401 93\nJ96.000 52\n",
    "CCE.dat": "I20.000 93\nI21.401 93\nJ18.900 52\nA01.000 1\n",
    "DRG.dat": "FM19 经皮冠状动脉支架植入\n",
}


def written(folder: Path, **changes: str | None) -> Path:
    folder.mkdir(exist_ok=True)
    for name, text in (FILES | {f"{key}.dat": text for key, text in changes.items()}).items():
        if text is not None:
            (folder / name).write_text(text, encoding="utf-8")
    return folder


def imported(source: Path, tables: Path, version: str = "2.0") -> TablesReport:
    now = datetime(2026, 1, 1, tzinfo=UTC)
    return import_tables(source, tables, scheme="chs-drg", version=version, book=YIBAO, now=now)


@pytest.fixture
def tables(tmp_path) -> ChsTables:
    imported(written(tmp_path / "in"), tmp_path / "grouper")
    return load_tables(tmp_path / "grouper")


class Map:
    """A crosswalk of one row, as the index gives it."""

    def crosswalks(self):
        return (Crosswalk(GUOLIN, YIBAO, 1, ""),)

    def mapped(self, source_book: str, code: str, target_book: str):
        assert (source_book, target_book) == (GUOLIN, YIBAO)
        rows = {"I21.400x001": "I21.401", "I20.000": "I20.000"}
        return Entry(Code(rows[code], "", YIBAO)) if code in rows else None


def test_levels_and_exclusions_are_shown_per_code(tables):
    made = ChsDrg(tables, BookReader(YIBAO)).group(
        codes("I20.000 I21.401 J96.000 Z95.501 K29.500", book=YIBAO), Patient()
    )
    assert [(each.code.code, each.level, each.counted, each.why) for each in made.carriers] == [
        ("I21.401", Level.MCC, False, Why.EXCLUDED_BY_PRINCIPAL),
        ("J96.000", Level.MCC, True, Why.COUNTED),
        ("Z95.501", Level.CC, True, Why.COUNTED),
        ("K29.500", Level.NONE, False, Why.NO_LEVEL),
    ]
    assert made.carriers[0].excluded_by
    assert made.carriers[0].excluded_by.code == "I20.000"


def test_what_is_not_computed_is_said_plainly(tables):
    made = ChsDrg(tables, BookReader(YIBAO)).group(codes("I20.000", book=YIBAO), Patient())
    assert (made.scheme, made.version, made.drg, made.reason) == ("CHS-DRG", "2.0", None, Reason.NOT_COMPUTED)
    assert {Caveat.ESTIMATE, Caveat.TABLES_OF_THE_SITE} <= set(made.caveats)


def test_without_a_principal_nothing_is_excluded(tables):
    made = ChsDrg(tables, BookReader(YIBAO)).group(CodeSet(others=codes("X I21.401", book=YIBAO).others), Patient())
    assert (made.reason, made.carriers[0].counted) == (Reason.NO_PRINCIPAL, True)


def test_the_same_code_counts_with_another_principal(tables):
    made = ChsDrg(tables, BookReader(YIBAO)).what_if(codes("I20.000 I21.401 J18.900", book=YIBAO), Patient())
    counted = {each.code.code: [c.code.code for c in each.grouped.carriers if c.counted] for each in made.principal}
    assert counted == {"I21.401": [], "J18.900": ["I21.401"]}
    assert [each.changed for each in made.principal] == [False, True]
    assert not made.removed


def test_pairs_and_case_are_read_alike(tables):
    assert tables.flag("a01.001†k77.0*") == tables.flag("A01.001+K77.0*")
    assert tables.flag("i21.401")


def test_a_code_names_the_principals_it_does_not_count_with(tables):
    assert tables.excludes("I20.000", "I25.200")
    assert tables.excludes("I21.401", "I25.200")
    assert not tables.excludes("I20.000", "Z95.501")


def test_codes_of_another_book_go_through_the_crosswalk(tables):
    claim = codes("I20.000 I21.400x001 X99.999", book=GUOLIN)
    made = ChsDrg(tables, BookReader(YIBAO, Map())).group(claim, Patient())
    assert [(each.read_as, each.why) for each in made.carriers] == [
        ("I21.401", Why.EXCLUDED_BY_PRINCIPAL),
        ("", Why.UNMAPPED),
    ]


def test_what_cannot_be_read_is_not_tried_as_principal(tables):
    made = ChsDrg(tables, BookReader(YIBAO, Map())).what_if(
        codes("I20.000 I21.400x001 X99.999", book=GUOLIN), Patient()
    )
    assert [each.code.code for each in made.principal] == ["I21.400x001"]


def test_without_a_crosswalk_another_book_is_said(tables):
    made = ChsDrg(tables, BookReader(YIBAO)).group(codes("I20.000 I21.401", book=GUOLIN), Patient())
    assert (made.reason, made.carriers[0].why) == (Reason.PRINCIPAL_OTHER_BOOK, Why.OTHER_BOOK)


def test_a_code_that_is_not_in_the_list_of_diagnoses_is_said(tmp_path):
    everything = "".join(
        f"{code} 名称\n" for code in ("I20.000", "I21.401", "E11.900", "I25.200", "Z95.501", "J96.000")
    )
    imported(written(tmp_path / "in", ZD_INFO=everything), tmp_path / "grouper")
    grouper = ChsDrg(load_tables(tmp_path / "grouper"), BookReader(YIBAO))
    made = grouper.group(codes("I20.000 Q99.999", book=YIBAO), Patient())
    assert (made.reason, made.carriers[0].why) == (Reason.NOT_COMPUTED, Why.UNKNOWN_CODE)
    assert grouper.group(codes("Q99.999", book=YIBAO), Patient()).reason is Reason.PRINCIPAL_UNKNOWN


def test_an_import_says_what_it_kept(tmp_path):
    report = imported(written(tmp_path / "in"), tmp_path / "grouper")
    assert (report.cc, report.mcc, report.principals, report.groups) == (4, 2, 4, 1)
    assert report.unused_tables == (7,)
    assert not report.replaced
    assert imported(tmp_path / "in", tmp_path / "grouper").replaced


def test_versions_stand_side_by_side_and_the_latest_is_taken(tmp_path):
    for version in ("1.1", "2.0", "10.0"):
        imported(written(tmp_path / "in"), tmp_path / "grouper", version)
    assert installed(tmp_path / "grouper") == ("1.1", "2.0", "10.0")
    assert load_tables(tmp_path / "grouper").version == "10.0"
    assert load_tables(tmp_path / "grouper", "1.1").version == "1.1"
    with pytest.raises(InputError, match=r"3\.0"):
        load_tables(tmp_path / "grouper", "3.0")


def test_a_superseded_version_is_called_so(tmp_path):
    imported(written(tmp_path / "in"), tmp_path / "grouper", "1.1")
    grouper = ChsDrg(load_tables(tmp_path / "grouper"), BookReader(YIBAO))
    assert Caveat.SUPERSEDED in grouper.group(codes("I20.000", book=YIBAO), Patient()).caveats


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"MCC": None}, "MCC.dat"),
        ({"CC": ""}, "no rows"),
        ({"CC": "E11.900\n"}, "row 1"),
        ({"CC": "E11.900 7\nI10 seven\n"}, "row 2"),
        ({"MCC": "E11.900 7\n"}, "E11.900"),
        ({"CCE": "I20.000 93\nI20.000 94\n"}, "I20.000"),
    ],
)
def test_faulty_tables_are_refused_and_the_old_ones_stay(tmp_path, changes, words):
    imported(written(tmp_path / "in"), tmp_path / "grouper")
    with pytest.raises(InputError, match=words):
        imported(written(tmp_path / "faulty", **changes), tmp_path / "grouper")
    assert load_tables(tmp_path / "grouper").flag("I21.401")
    assert [path.name for path in (tmp_path / "grouper" / "chs-drg").iterdir()] == ["2.0"]


def test_bytes_that_are_no_text_are_refused(tmp_path):
    source = written(tmp_path / "in")
    (source / "CC.dat").write_bytes(b"\xff\x00\x81")
    with pytest.raises(InputError, match="not text"):
        imported(source, tmp_path / "grouper")


@pytest.mark.parametrize("version", ["", "../1", "a/b", "1.", "x" * 60])
def test_a_version_must_be_a_name(tmp_path, version):
    with pytest.raises(InputError, match="version"):
        imported(written(tmp_path / "in"), tmp_path / "grouper", version)


def test_another_scheme_is_refused(tmp_path):
    with pytest.raises(InputError, match="scheme"):
        import_tables(tmp_path, tmp_path, scheme="dip", version="1", book=YIBAO, now=datetime(2026, 1, 1, tzinfo=UTC))


def test_tables_changed_after_their_import_are_refused(tmp_path):
    imported(written(tmp_path / "in"), tmp_path / "grouper")
    (tmp_path / "grouper" / "chs-drg" / "2.0" / "CC.dat").write_text("E11.900 8\n", encoding="utf-8")
    with pytest.raises(InputError, match="changed"):
        load_tables(tmp_path / "grouper")


@pytest.mark.parametrize("text", ["{", "[]", '{"files": {}}', '{"files": 1, "version": 1}'])
def test_a_broken_manifest_is_told(tmp_path, text):
    imported(written(tmp_path / "in"), tmp_path / "grouper")
    (tmp_path / "grouper" / "chs-drg" / "2.0" / "manifest.json").write_text(text, encoding="utf-8")
    with pytest.raises(InputError, match="Import the tables again"):
        load_tables(tmp_path / "grouper")


def test_nothing_imported_is_told(tmp_path):
    with pytest.raises(InputError, match="No CHS-DRG tables"):
        load_tables(tmp_path)


def test_tables_in_another_encoding_are_read(tmp_path):
    source = written(tmp_path / "in")
    (source / "DRG.dat").write_bytes("FM19 经皮冠状动脉支架植入\n".encode("gb18030"))
    imported(source, tmp_path / "grouper")
    assert load_tables(tmp_path / "grouper").names["FM19"] == "经皮冠状动脉支架植入"


@pytest.mark.skipif(not DATA, reason="needs DXDESK_TESTDATA")
def test_the_tables_of_1_1(tmp_path):
    assert DATA
    report = imported(Path(DATA) / "chs_drg", tmp_path, "1.1")
    assert (report.cc, report.mcc, report.principals, report.groups) == (16568, 4678, 28302, 628)
    tables = load_tables(tmp_path)
    never = [flag.level for flag in tables.flags.values() if flag.table == 999]
    assert (never.count(Level.CC), never.count(Level.MCC)) == (133, 35)
    assert not tables.excludes("I20.000", "Z95.501")
    angina = ChsDrg(tables, BookReader(YIBAO))
    made = angina.group(codes("I20.000 I21.401 I25.200 K76.807 Z95.501", book=YIBAO), Patient())
    assert [each.counted for each in made.carriers] == [False, False, True, True]
    failure = angina.group(codes("I50.900x018 I50.900x007 I31.300 I48.000 I25.200", book=YIBAO), Patient())
    assert [each.counted for each in failure.carriers] == [False, False, False, True]
    assert {each.why for each in failure.carriers[:3]} == {Why.EXCLUDED_BY_PRINCIPAL}
