"""Bundles that become examples: corrections and what an expert approved, and nothing else."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from app.coding.bundle import Bundle, Kind, write_bundle
from app.coding.codeset import CodeSet
from app.coding.example import Example, Origin
from app.coding.rewrite import BadCase, Variant, approved_bundle, corrections_bundle, variants_bundle
from tests.trainer.cases import example
from tests.trainer.loop import approval
from trainer.dataset.bundles import bundled_examples
from trainer.errors import DataError


def _variant() -> Variant:
    made = example("R1~1.01", origin=Origin.VARIANT, parent_id="R1", group="R1")
    return Variant("R1~1.01", "R1", 1, made, "rewriter", 7)


def _case(each: Example) -> BadCase:
    return BadCase(each, CodeSet(), "policy", 1)


def _write(path: Path, bundle: Bundle) -> Path:
    path.write_text(write_bundle(bundle), encoding="utf-8", newline="\n")
    return path


def test_corrections_and_approved_rewrites_are_examples(tmp_path: Path):
    corrected = example("C1", origin=Origin.CORRECTION)
    corrections = _write(tmp_path / "c", corrections_bundle([replace(_case(corrected), round=0)], {}))
    approved = _write(tmp_path / "a", approved_bundle([(_variant(), approval(_variant()))], {}))

    assert bundled_examples(corrections, "corrections") == [corrected]
    assert bundled_examples(approved, "approved") == [_variant().example]


def test_a_text_changed_after_approval_is_refused(tmp_path: Path):
    bundle = approved_bundle([(_variant(), approval(_variant()))], {})
    changed = write_bundle(bundle).replace("胸闷", "胸痛").partition("\n")[2]
    rows = [json.loads(line) for line in changed.splitlines()]
    path = _write(tmp_path / "a", Bundle(Kind.APPROVED, tuple(rows)))

    with pytest.raises(DataError, match="not the one that was approved"):
        bundled_examples(path, "approved")


@pytest.mark.parametrize(("old", "new"), [("E11.900", "E78.500"), ('"sections":', '"patient":{"age":99},"sections":')])
def test_codes_or_facts_changed_after_approval_are_refused(tmp_path: Path, old: str, new: str):
    given = replace(_variant(), example=replace(_variant().example, spans=()))
    whole = approved_bundle([(given, approval(given))], {})
    rows = [json.loads(json.dumps(row, separators=(",", ":")).replace(old, new)) for row in whole.rows]
    assert rows != list(whole.rows)
    path = _write(tmp_path / "a", Bundle(Kind.APPROVED, tuple(rows)))

    with pytest.raises(DataError, match="not the one that was approved"):
        bundled_examples(path, "approved")


def test_rewrites_that_nobody_approved_are_not_learned(tmp_path: Path):
    path = _write(tmp_path / "v", variants_bundle([(_case(example("R1")), [_variant()])], {}))

    with pytest.raises(DataError, match="bundle of variants"):
        bundled_examples(path, "variants")


def test_a_missing_or_damaged_file_is_said(tmp_path: Path):
    with pytest.raises(DataError, match="cannot be read"):
        bundled_examples(tmp_path / "none", "approved")
    (tmp_path / "b").write_text("{}", encoding="utf-8")
    with pytest.raises(DataError, match="no DxDesk bundle"):
        bundled_examples(tmp_path / "b", "approved")
