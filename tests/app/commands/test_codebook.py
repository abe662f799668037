"""`dxdesk codebook`, from the import of a table to its codes, maps and flags."""

import json
import shutil
from pathlib import Path

import pytest

from app.__main__ import main
from tests.app.exchange.files import csv_file, text_file

CLINICAL = (
    ("I20.000", "不稳定型心绞痛"),
    ("I21.400", "急性心内膜下心肌梗死"),
    ("I21.401", "急性非ST段抬高型心肌梗死"),
    ("I10.x00x032", "高血压病3级（极高危）"),
    ("A01.001†K77.0*", "伤寒性肝炎"),
)
SETTLEMENT = (
    *CLINICAL[:3],
    ("I10.x05", "高血压3级"),
    ("A01.001+K77.0*", "伤寒性肝炎"),
)
MAP = (("I20.000", "I20.000"), ("I10.x00x032", "I10.x05"), ("A01.001+K77.0*", "A01.001+K77.0*"))


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))


@pytest.fixture
def ran(capsys: pytest.CaptureFixture[str]):
    def run(*words: object) -> tuple[int, str, str]:
        code = main(["codebook", *map(str, words)])
        out, err = capsys.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return run


@pytest.fixture
def books(tmp_path: Path, ran):
    """Import two books and their map."""
    for title, rows in (("临床版", CLINICAL), ("医保版", SETTLEMENT)):
        file = csv_file(tmp_path / f"{title}.csv", rows, ("编码", "名称"))
        assert ran("import", file, "--title", title, "--version", "9")[0] == 0
    file = csv_file(tmp_path / "map.csv", MAP, ("临床版", "医保版"))
    assert ran("crosswalk", file, "--from", "临床版9", "--to", "医保版9")[0] == 0
    return tmp_path


def test_an_import_says_what_it_kept_and_found(tmp_path, ran):
    rows = (*CLINICAL, ("I20.000", "又一个"), ("I2O.000", "坏"))
    file = csv_file(tmp_path / "a.csv", rows, ("编码", "名称"))

    code, out, _ = ran("import", file, "--title", "临床版", "--version", "9")

    assert code == 1
    assert "5 of 7 rows" in out
    assert "row 7: I20.000 又一个" in out
    assert "dagger and asterisk in one row" in out


def test_an_import_reports_as_json(tmp_path, ran):
    file = csv_file(tmp_path / "a.csv", [("x", "I20.000", "心绞痛")], ("序号", "甲", "乙"))

    _, out, _ = ran("import", file, "--title", "临床版", "--version", "9", "--map", "code=甲", "name=乙", "--json")
    report = json.loads(out)

    assert report.keys() == {"book", "rows", "kept", "counts", "findings"}
    assert (report["book"], report["kept"], report["counts"]["six_character"]) == ("临床版9", 1, 1)
    assert report["findings"][0] == {"row": 0, "what": "unknown_column", "text": "序号"}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "empty"),
        ("编码,名称\n", "no rows"),
        ("编码,名称\n1,高血压\n", "number_as_code"),
        ("code,name\nI10.x00,Hypertension\n", "language"),
        ("编码,名称\n高血压,I10.x00\n", "malformed"),
    ],
)
def test_a_refused_table_leaves_the_old_book(books, ran, text, words):
    file = text_file(books / "bad.csv", text)

    code, _, err = ran("import", file, "--title", "临床版", "--version", "9")

    assert code == 2
    assert words in err
    assert ran("show", "I21.401", "--book", "临床版9")[0] == 0


def test_title_and_version_are_asked_for(tmp_path, ran):
    file = csv_file(tmp_path / "a.csv", CLINICAL, ("编码", "名称"))

    assert ran("import", file)[0] == 2


def test_the_books_are_listed_beside_the_shipped_one(books, ran):
    listed = json.loads(ran("list", "--json")[1])
    text = ran("list")[1]

    assert [book["book"] for book in listed["books"]] == ["临床版9", "医保版9"]
    assert (listed["books"][0]["source"], len(listed["books"][0]["sha256"])) == ("临床版.csv", 64)
    assert listed["crosswalks"] == [{"from": "临床版9", "to": "医保版9", "rows": 3}]
    assert "55 codes" in text
    assert "临床版9 → 医保版9: 3 rows" in text


def test_a_code_is_shown_with_its_hierarchy_and_counterpart(books, ran):
    (row,) = json.loads(ran("show", "i10.X00X032", "--book", "临床版9", "--json")[1])
    text = ran("show", "I10.x00x032", "--book", "临床版9")[1]

    assert row.keys() >= {"code", "name", "book", "kind", "leaf", "flags", "ancestors", "children", "notes", "mapped"}
    assert [each["code"] for each in row["ancestors"]] == ["I10", "第九章"]
    assert row["mapped"]["医保版9"]["code"] == "I10.x05"
    assert "→ 医保版9: I10.x05 高血压3级" in text


def test_a_heading_is_shown_with_what_lies_below(books, ran):
    text = ran("show", "I21.4", "--book", "临床版9")[1]

    assert "not coded itself" in text
    assert "I21.401" in text


def test_codes_are_found_by_search(books, ran):
    (row,) = json.loads(ran("search", "非ST", "梗死", "--book", "临床版9", "--json")[1])

    assert row["code"] == "I21.401"
    assert row["why"]
    assert "I10.x00x032" in ran("search", "I10", "--book", "临床版9")[1]


def test_a_code_is_looked_up_in_the_other_book(books, ran):
    rows = json.loads(ran("crosswalk", "A01.001†K77.0*", "--json")[1])

    assert [(row["book"], row["to"]["code"]) for row in rows] == [("医保版9", "A01.001+K77.0*")]
    assert "→ 医保版9: none" in ran("crosswalk", "I21.401", "--from", "临床版9")[1]


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("show", "Z99.999", "--book", "临床版9"), 2),
        (("show", "I10", "--book", "临床版8"), 2),
        (("search", "I10", "--book", "临床版8"), 2),
        (("crosswalk", "Z99.999"), 2),
        (("crosswalk", "I20.000", "--to", "临床版8"), 2),
        (("remove", "临床版8"), 2),
        (("flags", "none.txt", "--book", "临床版9", "--flag", "grey"), 2),
        (("import", "none.csv", "--title", "a", "--version", "1"), 2),
        (("import", "none.csv", "--title", "a", "--version", "1", "--map", "code"), 2),
    ],
)
def test_errors_are_words_with_an_exit_code(books, ran, words, status):
    code, _, err = ran(*words)

    assert code == status
    assert err.strip()


def test_a_map_needs_its_two_books(books, ran):
    code, _, err = ran("crosswalk", books / "map.csv")

    assert code == 2
    assert "--from" in err


def test_a_map_to_unknown_codes_leaves_the_old_one(books, ran):
    file = csv_file(books / "bad.csv", [("X10.000", "X10.000"), ("X11.000", "X11.000")], ("a", "b"))

    assert ran("crosswalk", file, "--from", "临床版9", "--to", "医保版9")[0] == 2
    assert "I10.x05" in ran("crosswalk", "I10.x00x032")[1]


def test_a_list_of_grey_codes_is_taken_in(books, ran):
    file = text_file(books / "grey.txt", "I21.400\nI20.000\n")

    code, out, _ = ran("flags", file, "--book", "医保版9", "--flag", "grey")

    assert (code, "2 of 2" in out) == (0, True)
    assert json.loads(ran("show", "I21.400", "--book", "医保版9", "--json")[1])[0]["flags"] == ["grey"]


def test_a_removed_book_is_gone(books, ran):
    assert ran("remove", "医保版9")[0] == 0
    assert ran("show", "I20.000", "--book", "医保版9")[0] == 2


def test_an_index_of_another_version_is_unusable(books, ran):
    import sqlite3

    index = sqlite3.connect(books / "home" / "codebooks.db")
    index.execute("PRAGMA user_version = 99")
    index.close()

    code, _, err = ran("list")

    assert code == 3
    assert "newer version" in err


@pytest.mark.slow
def test_notes_of_icd_10_cm_are_shown_with_their_origin(icd10cm, tmp_path, ran):
    (tmp_path / "home").mkdir()
    shutil.copy(icd10cm, tmp_path / "home" / "codebooks.db")

    text = ran("show", "s72001a", "--book", "ICD-10-CM 2026-04")[1]

    assert "excludes1 [S72]: traumatic amputation of hip and thigh (S78.-)" in text
