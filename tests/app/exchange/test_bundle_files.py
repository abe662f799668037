"""Bundles as files: written whole or not at all, read back as written, refused in words."""

from pathlib import Path

import pytest

from app.coding.bundle import Bundle, Kind
from app.coding.errors import ContractError
from app.coding.rewrite import variants_bundle
from app.errors import InputError
from app.exchange.handover import VariantRow, read_bundle_file, variant_rows, write_bundle_file
from app.exchange.refusal import Refused
from tests.rewrites import bad_case, variant

BUNDLE = variants_bundle([(bad_case(), [variant()])], {"site": "甲医院"})


def test_a_bundle_is_read_back_as_written(tmp_path: Path) -> None:
    write_bundle_file(BUNDLE, tmp_path / "a.jsonl")
    assert read_bundle_file(tmp_path / "a.jsonl", Kind.VARIANTS) == BUNDLE
    assert [path.name for path in tmp_path.iterdir()] == ["a.jsonl"]


def test_a_file_mailed_through_windows_is_read(tmp_path: Path) -> None:
    write_bundle_file(BUNDLE, tmp_path / "a.jsonl")
    content = (tmp_path / "a.jsonl").read_bytes()
    (tmp_path / "b.jsonl").write_bytes(b"\xef\xbb\xbf" + content.replace(b"\n", b"\r\n"))
    assert read_bundle_file(tmp_path / "b.jsonl", Kind.VARIANTS) == BUNDLE


@pytest.mark.parametrize("content", [b"", b"\xff\xfe\x00", b"{}\n", "不是".encode(), b"[1]\n"])
def test_what_is_no_bundle_is_refused_in_words(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "x").write_bytes(content)
    with pytest.raises((InputError, ContractError), match="no DxDesk bundle"):
        read_bundle_file(tmp_path / "x", Kind.VARIANTS)


def test_a_file_that_cannot_be_read_or_written_is_told(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="cannot be read"):
        read_bundle_file(tmp_path / "nothing", Kind.VARIANTS)
    with pytest.raises(InputError, match="cannot be written"):
        write_bundle_file(BUNDLE, tmp_path / "nowhere" / "a.jsonl")


def test_a_failed_writing_leaves_the_file_as_it_was(tmp_path: Path) -> None:
    out = tmp_path / "a.jsonl"
    out.write_text("before", encoding="utf-8")
    with pytest.raises(UnicodeEncodeError):
        write_bundle_file(Bundle(Kind.VARIANTS, ({"case": "\ud800"},)), out)
    assert (out.read_text(encoding="utf-8"), len(list(tmp_path.iterdir()))) == ("before", 1)


def test_rows_are_read_one_by_one(tmp_path: Path) -> None:
    rows = (*BUNDLE.rows, {"variant": {}}, *BUNDLE.rows[1:])
    read = list(variant_rows(Bundle(Kind.VARIANTS, rows), tmp_path))
    assert [type(each) for each in read] == [VariantRow, VariantRow, Refused, VariantRow]
    assert [each.row for each in read] == [2, 3, 4, 5]


def test_the_variants_of_a_case_that_cannot_be_read_are_refused(tmp_path: Path) -> None:
    rows = (*BUNDLE.rows, {"case": {}}, *BUNDLE.rows[1:])
    read = list(variant_rows(Bundle(Kind.VARIANTS, rows), tmp_path))
    assert [each.row for each in read if isinstance(each, Refused)] == [4, 5]
