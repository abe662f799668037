"""The file between workstation and GPU machine: read back as written, refused when changed."""

import hashlib
import json

import pytest

from app.coding.bundle import Bundle, Kind, read_bundle, write_bundle
from app.coding.errors import ContractError

BUNDLE = Bundle(Kind.VARIANTS, ({"id": "1", "text": "一\u2028二\x85三\n四"}, {"id": "2"}), {"made_by": "甲"})


def test_a_bundle_is_read_back_as_written():
    assert read_bundle(write_bundle(BUNDLE), Kind.VARIANTS) == BUNDLE


def test_a_bundle_survives_the_line_ends_and_mark_of_another_system():
    text = "\ufeff" + write_bundle(BUNDLE).replace("\n", "\r\n")

    assert read_bundle(text, Kind.VARIANTS) == BUNDLE


@pytest.mark.parametrize(
    ("spoil", "said"),
    [
        (lambda text: text.replace("四", "五"), "hash"),
        (lambda text: text[: text.rindex("{")], "hash"),
        (lambda text: text.replace('"variants"', '"approved"'), "holds approved"),
        (lambda text: text.replace('"version":"1"', '"version":"9"'), "version 9"),
        (lambda _: "病案标识,主诉\n", "no DxDesk bundle"),
        (lambda _: "[1]\n", "no DxDesk bundle"),
        (lambda _: '{"format":"dxdesk-bundle","version":"1"}\n', "incomplete"),
        (lambda _: "", "no DxDesk bundle"),
    ],
)
def test_a_bundle_that_is_not_as_written_is_refused(spoil, said: str):
    with pytest.raises(ContractError, match=said):
        read_bundle(spoil(write_bundle(BUNDLE)), Kind.VARIANTS)


@pytest.mark.parametrize("row", ["[1]", "3", "{", "[" * 100_000])
def test_a_row_that_is_no_object_is_refused_in_words(row: str):
    body = row + "\n"
    head = json.loads(write_bundle(Bundle(Kind.VARIANTS, ())))
    head["sha256"] = hashlib.sha256(body.encode()).hexdigest()
    with pytest.raises(ContractError, match="cannot be read"):
        read_bundle(json.dumps(head) + "\n" + body, Kind.VARIANTS)
