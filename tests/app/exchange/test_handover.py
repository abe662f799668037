"""Corrections leave as a bundle, hashed before the file appears, and only from where they were previewed."""

from pathlib import Path

import pytest

from app.coding.bundle import Kind, read_bundle
from app.coding.codeset import CodeSet, Diagnosis
from app.coding.errors import ContractError
from app.coding.example import Example, Origin
from app.coding.rewrite import BadCase, read_corrections
from app.exchange.handover import bundle_hash, export_corrections
from tests.architecture.tree import ROOT, modules
from tests.builders import ANGINA, HYPERTENSION, record


def case(origin: Origin = Origin.CORRECTION) -> BadCase:
    gold = CodeSet(Diagnosis(ANGINA), (Diagnosis(HYPERTENSION),))
    return BadCase(Example(record("C-1"), gold, origin), CodeSet(Diagnosis(ANGINA)), "tiny", 0)


def test_corrections_are_read_back_as_they_were(tmp_path: Path):
    out, noted = tmp_path / "corrections.dxb", list[str]()

    made = export_corrections([case()], {"software": "DxDesk"}, out, noted.append)

    bundle = read_bundle(out.read_text(encoding="utf-8"), Kind.CORRECTIONS)
    assert read_corrections(bundle)[0].example.example_id == "C-1"
    assert noted == [made] == [bundle_hash(bundle)]


def test_no_file_appears_when_it_cannot_be_noted(tmp_path: Path):
    def refuse(made: str) -> None:
        raise ContractError(made)

    with pytest.raises(ContractError):
        export_corrections([case()], {}, tmp_path / "corrections.dxb", refuse)

    assert not list(tmp_path.iterdir())


def test_what_is_no_correction_does_not_leave(tmp_path: Path):
    with pytest.raises(ContractError, match="no correction"):
        export_corrections([case(Origin.REAL)], {}, tmp_path / "corrections.dxb", list[str]().append)


def test_only_the_preview_writes_corrections():
    users = {
        path.relative_to(ROOT).as_posix()
        for path in modules("app", "trainer")
        if "export_corrections" in path.read_text(encoding="utf-8")
    }

    assert users == {"app/exchange/handover.py", "app/review/corrections.py"}
