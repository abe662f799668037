"""Headless commands by the rules alone: stable shapes, exit codes, and words instead of tracebacks."""

import json

import pytest

from app.__main__ import main
from app.paths import Places, resources

RECORDS = resources() / "demo" / "records"
GOLD = resources() / "demo" / "gold"
ONE = str(RECORDS / "DEMO-001.json")


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))


def ran(capsys, *words: str) -> tuple[int, str, str]:
    code = main(list(words))
    out, err = capsys.readouterr()
    return code, out, err


def coded(capsys, *words: str) -> list[dict]:
    code, out, _ = ran(capsys, "code", *words, "--no-model")
    assert code == 0
    return json.loads(out)


def test_code_writes_the_stable_shape(capsys):
    (row,) = coded(capsys, ONE)
    assert row.keys() >= {"record_id", "principal", "others", "possible", "rationale", "versions"}
    assert row["rationale"].keys() >= {"principal", "others"}
    codes = [row["principal"], *row["others"], *row["possible"]]
    assert all(each.keys() >= {"code", "name", "book", "votes", "evidence"} for each in codes)
    assert {tuple(span) for each in codes for span in each["evidence"]} == {("section", "start", "end", "text")}


def test_every_suggested_code_has_evidence_that_stands_in_the_record(capsys):
    for row in coded(capsys, str(RECORDS)):
        record = json.loads((RECORDS / f"{row['record_id']}.json").read_text(encoding="utf-8"))
        for each in [row["principal"], *row["others"]]:
            assert each is None or each["evidence"]
            for span in each["evidence"] if each else ():
                assert record[span["section"]][span["start"] : span["end"]] == span["text"]


@pytest.mark.parametrize("form", ["ccl25", "csv", "fhir"])
def test_code_writes_each_format(capsys, tmp_path, form):
    out = tmp_path / "out"
    assert ran(capsys, "code", ONE, "--no-model", "--format", form, "-o", str(out))[0] == 0
    assert "DEMO-001" in out.read_text(encoding="utf-8")


def test_refused_rows_are_listed_and_the_rest_is_coded(capsys, tmp_path):
    file = tmp_path / "two.json"
    file.write_text('[{"病案标识": "A", "主诉": "胸痛"}, {"主诉": "无标识"}]', encoding="utf-8")
    code, out, err = ran(capsys, "code", str(file), "--no-model")
    assert code == 1
    assert [row["record_id"] for row in json.loads(out)] == ["A"]
    assert "refused" in err


@pytest.mark.parametrize(
    ("words", "status"),
    [
        (("code", "no-such-file.json", "--no-model"), 2),
        (("code", ONE, "--model", "no-such-model"), 3),
        (("code", ONE, "--no-model", "--scope", "nowhere"), 2),
        (("codebook", "show", "X99"), 2),
        (("export", "--format", "json"), 2),
        (("backup", "--restore", "nothing.db"), 3),
    ],
)
def test_errors_are_words_with_an_exit_code(capsys, words, status):
    code, _, err = ran(capsys, *words)
    assert code == status
    assert "Traceback" not in err
    assert err.strip()


def test_evaluate_reports_formula_six(capsys):
    code, out, _ = ran(capsys, "evaluate", str(GOLD), "--no-model", "--json")
    figures = json.loads(out)
    assert code == 0
    assert figures["n"] == len(list(GOLD.glob("*.json")))
    expected = 100 * (0.5 * figures["principal_accuracy"] + 0.5 * figures["others_f1"])
    assert figures["composite"] == pytest.approx(expected, abs=0.01)
    assert figures.keys() >= {"format_rate", "seconds_per_record", "per_code"}


def test_evaluate_prints_a_table(capsys):
    assert "I20.000" in ran(capsys, "evaluate", str(GOLD), "--no-model", "--limit", "2")[1]


def test_import_then_audit_then_backup(capsys, tmp_path):
    assert ran(capsys, "import", str(RECORDS))[0] == 0
    assert ran(capsys, "import", str(RECORDS))[0] == 0
    assert ran(capsys, "audit", "verify")[1].startswith("whole")
    code, out, _ = ran(capsys, "backup", str(tmp_path / "kept"))
    assert code == 0
    assert ran(capsys, "backup", "--restore", out.strip())[0] == 0


def test_a_changed_record_is_left_until_told_to_update(capsys, tmp_path):
    file = tmp_path / "one.json"
    file.write_text('[{"病案标识": "A", "主诉": "胸痛"}]', encoding="utf-8")
    assert ran(capsys, "import", str(file))[0] == 0
    file.write_text('[{"病案标识": "A", "主诉": "胸闷"}]', encoding="utf-8")
    assert ran(capsys, "import", str(file))[0] == 1
    assert ran(capsys, "import", str(file), "--update")[0] == 0


def test_codebook_searches_by_code_and_by_name(capsys):
    assert "I21.401" in ran(capsys, "codebook", "search", "非ST", "梗死")[1]
    assert "E11.900" in ran(capsys, "codebook", "search", "e11")[1]
    assert "55 codes" in ran(capsys, "codebook", "list")[1]
    assert json.loads(ran(capsys, "codebook", "show", "I10.x00x032", "--json")[1])[0]["definition"]


def test_doctor_says_what_is_here(capsys):
    code, out, _ = ran(capsys, "doctor")
    assert code == 0
    assert "encrypted" in out
    assert "none here; the rules read" in out or "none chosen: the rules read; dxdesk-0.5b is here" in out


def test_doctor_says_what_a_setting_would_read_with(capsys, tmp_path):
    home = Places.of_user().home
    home.mkdir(parents=True)
    for line, expected in (
        ('model = "rules"', "none: the rules read, as chosen"),
        ('server = "http://10.0.0.8:8000"', "server http://10.0.0.8:8000"),
        (f"model = '{tmp_path / 'gone.gguf'}'", "gone.gguf"),
    ):
        (home / "settings.toml").write_text(line + "\n", encoding="utf-8")
        code, out, _ = ran(capsys, "doctor")
        assert code == 0
        assert expected in next(line for line in out.splitlines() if line.startswith("model "))


def test_model_list_names_the_catalogue(capsys):
    code, out, _ = ran(capsys, "model", "list")
    assert code == 0
    assert "qwen2.5-coder-1.5b" in out.lower()


def test_model_check_refuses_a_file_that_is_none(capsys, tmp_path):
    file = tmp_path / "empty.gguf"
    file.write_bytes(b"")
    code, _, err = ran(capsys, "model", "check", str(file))
    assert code == 3
    assert "empty" in err.lower() or "0 bytes" in err


def test_an_unknown_setting_is_named(capsys):
    home = Places.of_user().home
    home.mkdir(parents=True)
    (home / "settings.toml").write_text("colour = 1\n", encoding="utf-8")
    code, _, err = ran(capsys, "code", ONE, "--no-model")
    assert code == 2
    assert "colour" in err


def test_demo_writes_codes_where_it_says(capsys, tmp_path):
    words = ("demo", "--no-model", "--records", "2", "--no-screenshots", "--out", str(tmp_path / "demo"))
    code, _, err = ran(capsys, *words)
    assert code == 0
    assert str(tmp_path / "demo" / "codes.json") in err
    assert len(json.loads((tmp_path / "demo" / "codes.json").read_text(encoding="utf-8"))) == 2
