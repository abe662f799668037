"""`--book B --retrieve`: records coded and scored out of a whole book."""

import json

import pytest

from app.__main__ import main
from app.knowledge.tables.build import import_table
from app.knowledge.tables.rows import TableRow
from app.paths import Places, resources
from tests.app.knowledge.shelves import CHINESE, EN, ENGLISH, ZH

ONE = str(resources() / "demo" / "records" / "DEMO-001.json")
GOLD = str(resources() / "demo" / "gold" / "DEMO-001.json")
RULES = ("--retrieve", "--no-model")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))


@pytest.fixture
def books():
    for book, rows in ((ZH, CHINESE), (EN, ENGLISH)):
        entries = (TableRow(n, code, name) for n, (code, name) in enumerate(rows, start=2))
        import_table(Places.of_user().codebooks, entries, book)


def ran(capsys, *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


@pytest.mark.parametrize("name", ["国家临床版2.0", "国家临床版"])
@pytest.mark.usefixtures("books")
def test_a_record_is_coded_out_of_an_imported_book(capsys, name):
    code, out, err = ran(capsys, "code", ONE, "--book", name, *RULES)
    (row,) = json.loads(out)
    assert code == 0
    assert row["principal"]["code"] == "I20.000"
    assert row["versions"]["scope"] == f"retrieved@{ZH.book_id}"
    assert "record-first" in row["versions"]["prompt"]
    assert f"retrieved from {ZH.book_id} (21 codes)" in err


@pytest.mark.usefixtures("books")
def test_an_english_record_is_coded_out_of_icd10cm(capsys, tmp_path):
    file = tmp_path / "one.json"
    record = {"record_id": "E1", "Discharge Diagnoses": "1. Pneumonia 2. Hypertension"}
    file.write_text(json.dumps(record), encoding="utf-8")
    code, out, _ = ran(capsys, "code", str(file), "--book", "icd-10-cm", *RULES)
    (row,) = json.loads(out)
    assert (code, row["principal"]["code"], [each["code"] for each in row["others"]]) == (0, "J18.9", ["I10"])


@pytest.mark.usefixtures("books")
def test_gold_is_scored_with_retrieved_scopes(capsys):
    code, out, _ = ran(capsys, "evaluate", GOLD, "--book", ZH.book_id, *RULES, "--json")
    figures = json.loads(out)
    assert code == 0
    assert figures["scope"] == f"retrieved@{ZH.book_id}"
    assert 0 < figures["composite"] < 100


@pytest.mark.usefixtures("books")
def test_a_record_that_names_nothing_of_the_book_is_refused_and_the_rest_coded(capsys, tmp_path):
    file = tmp_path / "two.json"
    file.write_text('[{"病案标识": "A", "主诉": "胸痛"}, {"病案标识": "B", "主诉": "无"}]', encoding="utf-8")
    code, out, err = ran(capsys, "code", str(file), "--book", ZH.book_id, *RULES)
    assert (code, [row["record_id"] for row in json.loads(out)]) == (1, ["A"])
    assert "Record B names nothing of 国家临床版" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--book", "国家临床版2.0", "--retrieve"), "dxdesk codebook import"),
        (("--book", "国家临床版2.0"), "Add --retrieve"),
        (("--retrieve",), "--retrieve needs a code book"),
    ],
)
def test_what_is_missing_is_said(capsys, words, said):
    code, _, err = ran(capsys, "code", ONE, "--no-model", *words)
    assert code == 2
    assert said in err


def test_icd10cm_is_compiled_on_first_use(capsys, tmp_path):
    file = tmp_path / "one.json"
    record = {"record_id": "E1", "Discharge Diagnoses": "1. Acute cholecystitis"}
    file.write_text(json.dumps(record), encoding="utf-8")
    code, out, err = ran(capsys, "code", str(file), "--book", "ICD-10-CM", *RULES)
    (row,) = json.loads(out)
    assert (code, row["principal"]["code"]) == (0, "K81.0")
    assert "Compiling ICD-10-CM" in err


@pytest.mark.usefixtures("books")
def test_the_english_demo_is_coded_from_icd_10_cm(capsys, tmp_path):
    words = ("--english", "--no-model", "--records", "1", "--no-screenshots", "--out", str(tmp_path / "demo"))
    code, _, err = ran(capsys, "demo", *words)
    assert code == 0
    assert "ICD-10-CM" in err
    (row,) = json.loads((tmp_path / "demo" / "codes.json").read_text(encoding="utf-8"))
    assert row["record_id"] == "DEMO-EN-001"
