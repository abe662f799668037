"""`dxdesk edits`: stable shape, exit codes, and words instead of tracebacks."""

import json

import pytest

from app.__main__ import main
from app.paths import resources

GOLD = str(resources() / "demo" / "gold" / "DEMO-003.json")


@pytest.fixture(autouse=True)
def home(tmp_path, monkeypatch):
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    return tmp_path / "home"


def ran(capsys, *words: str) -> tuple[int, str, str]:
    code = main(["edits", *words])
    out, err = capsys.readouterr()
    return code, out, err


def edits(capsys, *words: str) -> list[dict]:
    code, out, _ = ran(capsys, *words, "--json")
    assert code == 0
    (row,) = json.loads(out)
    return row["edits"]


def test_codes_of_one_line_with_facts(capsys):
    found = edits(
        capsys, "--codes", "I10.x00x032|E11.900;E14.900x001;O80.000", "--sex", "male", "--on-admission", "4|1"
    )
    assert {each["rule"] for each in found} == {"absent-principal", "diabetes-unspecified-with-typed", "pregnancy-male"}
    assert all(
        each.keys() == {"rule", "level", "zh", "en", "clause", "verified", "place", "codes", "blocks"} for each in found
    )
    assert found[0]["place"] == {"field": "on_admission", "code": "I10.x00x032"}


def test_a_shipped_code_gets_its_name(capsys):
    (found, *_) = edits(capsys, "--codes", "E11.900|K76.000;K76.000")
    assert "脂肪肝" in found["zh"]


def test_a_gold_file_finds_its_record(capsys, tmp_path):
    code, out, _ = ran(capsys, GOLD, "--json")
    assert (code, [row["record_id"] for row in json.loads(out)]) == (0, ["DEMO-003"])


def test_the_text_names_rule_level_and_source(capsys):
    _, out, _ = ran(capsys, "--codes", "|I20.000", "--language", "en")
    assert out.startswith("error        principal-missing")
    assert "There is no principal diagnosis" in out


def test_a_level_hides_what_is_less_grave(capsys):
    line = "I20.000|E11.900;E11.900;K76.000"
    assert [each["rule"] for each in edits(capsys, "--codes", line, "--level", "warning")] == ["duplicate-code"]


def test_dates_are_checked(capsys):
    found = edits(capsys, "--codes", "I20.000|", "--admitted", "2026-01-09", "--discharged", "2026-01-02")
    assert [(each["rule"], each["blocks"]) for each in found] == [("discharge-before-admission", True)]


def test_a_faulty_rule_file_is_told_and_left_out(capsys, home):
    (home / "rules.toml").write_text('[[change]]\nid = "code-form"\nlevel = "of"\n', encoding="utf-8")
    code, out, err = ran(capsys, "--codes", "zz|")
    assert code == 1
    assert "rules.toml: rule code-form: level" in err
    assert "code-form" in out


def test_the_rules_in_force_are_listed(capsys, home):
    (home / "rules.toml").write_text('[[change]]\nid = "code-form"\nlevel = "off"\n', encoding="utf-8")
    code, out, _ = ran(capsys, "--rules", "--json")
    assert code == 0
    assert {row["rule"]: row["level"] for row in json.loads(out)}["code-form"] == "off"
    assert "(not verified)" in ran(capsys, "--rules")[1]


@pytest.mark.parametrize(
    "words",
    [
        (),
        (GOLD, "--codes", "I20.000|"),
        ("no-such-file.json",),
        ("--codes", "A|B|C"),
        ("--codes", "I20.000|", "--book", "no such book"),
        ("--codes", "I20.000|", "--admitted", "soon"),
        ("--codes", "I20.000|", "--on-admission", "9|"),
    ],
)
def test_wrong_usage_is_told_in_words(capsys, words):
    code, _, err = ran(capsys, *words)
    assert code == 2
    assert err.startswith("dxdesk: ")


def test_a_refused_row_is_listed(capsys, tmp_path):
    path = tmp_path / "a.csv"
    path.write_text("病案标识,主要诊断编码,主要诊断入院病情\nZ1,I20.000,9\nZ2,I20.000,1\n", encoding="utf-8")
    code, out, err = ran(capsys, str(path))
    assert code == 1
    assert "refused" in err
    assert "Z2: 0" in out
