"""`dxdesk group`: words and one JSON object, in both languages; what could not be used is said."""

import json

import pytest

from app.__main__ import main


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))


def ran(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["group", *words])
    out, err = capsys.readouterr()
    return code, out, err


FACTS = ("--sex", "m", "--age", "65", "--disposition", "home")


def test_the_group_is_printed_with_its_version_and_as_an_estimate(capsys):
    code, out, _ = ran(capsys, "I21.4", "N17.9", "J96.01", *FACTS)
    assert code == 0
    assert out.startswith("MS-DRG v43.1: 280; Acute Myocardial Infarction, Discharged Alive with MCC")
    assert "estimate, not for claims" in out
    assert "if J96.01 were removed: 281" in out
    assert "if J96.01 were principal: 189" in out


def test_it_speaks_chinese(capsys):
    out = ran(capsys, "I21.4", *FACTS, "--language", "zh")[1]
    assert "估算结果，不得用于结算" in out
    assert "只能得到内科组" in out


def test_json_has_the_stable_shape(capsys):
    code, out, _ = ran(capsys, "I21.4", "J96.01", "R57.0", *FACTS, "--json")
    made = json.loads(out)
    assert code == 0
    assert made.keys() >= {"scheme", "version", "drg", "title", "mdc", "kind", "weight", "gmlos", "reason", "missing"}
    assert [each["carries"] for each in made["carriers"]] == [True, True]
    assert [each["also"] for each in made["if_removed"]] == [["R57.0"], ["J96.01"]]
    assert [each["drg"] for each in made["if_principal"]] == ["189", "280"]


def test_procedures_and_marks_are_taken(capsys):
    out = ran(capsys, "K80.00", *FACTS, "--procedures", "0FT44ZZ", "--json")[1]
    assert json.loads(out)["drg"] == "419"
    out = ran(capsys, "J18.9", "L89.153", *FACTS, "--poa", "YN", "--json")[1]
    assert json.loads(out)["drg"] == "195"


@pytest.mark.parametrize("words", [("N40.0",), ("ABC",), ("I21.4", "ABC"), ("I21.4", "--procedures", "36.07")])
def test_what_could_not_be_used_ends_with_one(capsys, words):
    assert ran(capsys, *words)[0] == 1


@pytest.mark.parametrize(
    "words",
    [
        (),
        ("I21.4", "--version", "v1"),
        ("I21.4", "--poa", "YN"),
        ("I21.4", "--poa", "Q"),
        ("I21.4", "--discharged", "2001-01-01"),
        ("I20.000", "--grouper", "chs-drg"),
        ("--import-tables", "nowhere", "--version", "1"),
        ("--import-tables", "nowhere"),
    ],
)
def test_errors_are_words(capsys, words):
    code, _, err = ran(capsys, *words)
    assert code == 2
    assert err.strip()
    assert "Traceback" not in err


def test_a_discharge_chooses_the_version(capsys):
    assert "v41.1" in ran(capsys, "I21.4", *FACTS, "--discharged", "2024-05-01")[1]


def test_tables_are_imported_and_used(capsys, tmp_path):
    for name, text in (("CC", "I25.200 93\n"), ("MCC", "I21.401 93\n"), ("CCE", "I20.000 93\n")):
        (tmp_path / f"{name}.dat").write_text(text, encoding="utf-8")
    code, out, _ = ran(capsys, "--import-tables", str(tmp_path), "--scheme", "chs-drg", "--version", "1.1")
    assert code == 0
    assert "1 MCC" in out
    code, out, _ = ran(capsys, "I20.000", "I21.401", "--grouper", "chs-drg", "--language", "zh")
    assert code == 0
    assert "因主要诊断 I20.000 被排除" in out
    assert "未计算 ADRG 和 DRG" in out
