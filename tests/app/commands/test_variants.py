"""`dxdesk variants`: the expert's part of the loop can be scripted."""

import json
from pathlib import Path

import pytest

from app.__main__ import main
from app.coding.bundle import Bundle, Kind, read_bundle
from app.coding.rewrite import read_approved, variants_bundle
from app.exchange.handover import write_bundle_file
from app.paths import Places
from app.review.approval import ApprovalSession
from app.settings import Settings, save
from app.store.database import Store
from tests.rewrites import bad_case, variant

CASES = [(bad_case(), [variant("R1.1"), variant("R1.2")]), (bad_case("R2"), [variant("R2.1", "R2")])]


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("DXDESK_HOME", str(tmp_path / "home"))
    write_bundle_file(variants_bundle(CASES, {}), tmp_path / "variants.jsonl")
    return tmp_path / "variants.jsonl"


def listed(capsys: pytest.CaptureFixture[str], *words: str) -> list[dict[str, object]]:
    capsys.readouterr()
    assert main(["variants", "list", "--json", *words]) == 0
    return json.loads(capsys.readouterr().out)


def test_a_bundle_goes_in_and_the_approved_ones_come_out(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = file.with_name("approved.jsonl")
    assert main(["variants", "import", str(file)]) == 0
    assert main(["variants", "approve", "R1.2", "--reviewer", "专家甲", "--score", "4", "--note", "近"]) == 0
    assert main(["variants", "reject", "R2.1", "--why", "new_fact", "--reviewer", "专家甲"]) == 0
    assert main(["variants", "export", "-o", str(out), "--reviewer", "专家甲"]) == 0
    assert "1 approved variants of round 1 written; 0 of 2 cases are still open." in capsys.readouterr().err
    ((sent, given),) = read_approved(read_bundle(out.read_text(encoding="utf-8"), Kind.APPROVED))
    assert (sent, given.reviewer, given.score, given.note) == (variant("R1.2"), "专家甲", 4, "近")


def test_cases_and_variants_are_listed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["variants", "import", str(file)])
    main(["variants", "approve", "R1.1", "--reviewer", "甲"])
    assert [(row["case"], row["standing"], row["variants"]) for row in listed(capsys)] == [
        ("R1", "chosen", 2),
        ("R2", "open", 1),
    ]
    rows = listed(capsys, "--case", "R1")
    assert [(row["variant"], row["standing"], row["reviewer"]) for row in rows] == [
        ("R1.1", "approved", "甲"),
        ("R1.2", "pending", None),
    ]


def test_rounds_and_loops_are_listed_and_written_apart(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["variants", "import", str(file)])
    again = [(bad_case("R1", 2, "b2"), [variant("R1~2.b2.01", round=2, batch="b2")])]
    write_bundle_file(variants_bundle(again, {}), file)
    main(["variants", "import", str(file)])
    assert [(row["case"], row["round"], row["batch"]) for row in listed(capsys, "--round", "2")] == [("R1", 2, "b2")]
    assert len(listed(capsys, "--batch", "")) == 2
    assert [row["variant"] for row in listed(capsys, "--case", "R1")] == ["R1~2.b2.01"]
    assert [row["variant"] for row in listed(capsys, "--case", "R1", "--round", "1")] == ["R1.1", "R1.2"]
    main(["variants", "approve", "R1.1", "--reviewer", "甲"])
    out = file.with_name("approved.jsonl")
    export = ["variants", "export", "-o", str(out), "--reviewer", "甲"]
    assert main(export) == 2
    assert "--round 1 --batch ''; --round 2 --batch 'b2'" in capsys.readouterr().err
    assert main([*export, "--round", "2"]) == 0
    assert "0 approved variants of round 2, batch b2 written; 1 of 1 cases" in capsys.readouterr().err


def test_a_mended_variant_says_that_its_verdicts_are_of_before(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["variants", "import", str(file)])
    with Store.open(Places.of_user().store) as store:
        ApprovalSession(store, "甲").edit("R1.1", {"主诉": "胸痛3日余。"})
    first, second = listed(capsys, "--case", "R1")
    assert (first["passed"], first["failed"], first["stale"]) == (False, "policy", True)
    assert second["stale"] is False


def test_the_list_is_readable(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["variants", "import", str(file)])
    assert main(["variants", "list"]) == 0
    said = capsys.readouterr()
    assert "R1  1  open  2" in said.out
    assert "0 of 2 cases are decided." in said.err


def test_refused_rows_are_listed(file: Path, capsys: pytest.CaptureFixture[str]) -> None:
    main(["variants", "import", str(file)])
    again = [(bad_case(), [variant("R1.1", text="另一句话。"), variant("R1.3")])]
    write_bundle_file(variants_bundle(again, {}), file)
    assert main(["variants", "import", str(file)]) == 1
    said = capsys.readouterr().err
    assert "row 3: Variant R1.1 is known with other content." in said
    assert "1 variants added, 1 rows unchanged, 1 refused." in said


def test_the_reviewer_of_the_settings_approves(file: Path) -> None:
    main(["variants", "import", str(file)])
    assert main(["variants", "approve", "R1.1"]) == 2
    save(Settings(actor="专家乙"), Places.of_user().settings)
    assert main(["variants", "approve", "R1.1"]) == 0


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["import", "nothing.jsonl"], 2),
        (["approve", "nobody", "--reviewer", "甲"], 2),
        (["list", "--case", "nobody"], 2),
        (["export", "-o", "out.jsonl", "--reviewer", "甲"], 2),
    ],
)
def test_what_cannot_be_done_is_told(
    file: Path, words: list[str], code: int, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["variants", *words]) == code
    assert "dxdesk: " in capsys.readouterr().err
    assert file.exists()


def test_a_bundle_of_another_kind_is_refused(file: Path) -> None:
    write_bundle_file(Bundle(Kind.APPROVED, ()), file)
    assert main(["variants", "import", str(file)]) == 2
