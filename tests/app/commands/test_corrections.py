"""`dxdesk corrections export` shows what would leave, and writes it when a file is named."""

from pathlib import Path

import pytest

from app.__main__ import main
from app.coding.bundle import Kind, read_bundle
from app.coding.rewrite import read_corrections
from app.coding.scope import Task
from app.paths import Places
from app.review.session import Session
from app.store.database import Store
from tests.builders import ANGINA, CODER, record, suggestion

HISTORY = "患者姓名：张秋实，电话13912345678，因不稳定性心绞痛来诊，值班员葛优记。"


@pytest.fixture
def places(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Places:
    """Finish one record with one code less than suggested."""
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))
    made = Places.of_user()
    with Store.open(made.store) as store:
        store.records.put(record("ZY0001", 现病史=HISTORY), CODER)
        store.suggestions.put(suggestion("ZY0001"))
        session = Session(store, CODER)
        session.accept(record_id="ZY0001", code=ANGINA, task=Task.PRINCIPAL)
        session.finish(record_id="ZY0001")
    return made


def test_the_preview_shows_each_replacement_in_its_context_and_the_limits(
    places: Places, capsys: pytest.CaptureFixture[str]
):
    assert main(["corrections", "export", "--preview"]) == 0

    shown = capsys.readouterr().out
    assert "name: 现病史: …患者姓名：[张秋实 -> [姓名]]，电话139123456…" in shown
    assert "1 corrections" in shown
    assert "phone 1" in shown
    assert "! Read the records before you hand the file over." in shown


def test_the_bundle_is_written_and_noted(places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    out = tmp_path / "corrections.dxb"

    assert main(["corrections", "export", "-o", str(out), "--hospital", "值班员"]) == 0

    (case,) = read_corrections(read_bundle(out.read_text(encoding="utf-8"), Kind.CORRECTIONS))
    assert "[医院]" in case.example.record.text("现病史")
    with Store.open(places.store) as store:
        assert store.audit.entries(1)[0].body["format"] == "corrections"
    assert "sha256" in capsys.readouterr().err


def test_a_file_of_names_is_taken_out_everywhere(places: Places, tmp_path: Path, capsys: pytest.CaptureFixture[str]):
    names = tmp_path / "names.txt"
    names.write_text("\ufeff葛优\n\n李白\n", encoding="utf-8")

    assert main(["corrections", "export", "--preview", "--names", str(names)]) == 0

    assert "值班员[葛优 -> [姓名]]记" in capsys.readouterr().out


@pytest.mark.parametrize(
    "words",
    [
        ["export"],
        ["export", "--preview", "--names", "missing.txt"],
        ["export", "-o", "out.dxb", "--since", "2999-01-01"],
    ],
)
def test_what_cannot_be_done_is_said(places: Places, words: list[str], capsys: pytest.CaptureFixture[str]):
    assert main(["corrections", *words]) == 2

    assert capsys.readouterr().err.startswith("dxdesk: ")
