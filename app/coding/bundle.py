"""The file that travels between workstation and GPU machine: one header line that hashes the lines under it.

A bundle is text, JSON line by JSON line. The header says what kind of bundle it is, who made it when, and the
SHA-256 and number of the lines that follow, so that a changed, cut or mixed-up file is refused whole.
"""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, cast

from app.coding.errors import ContractError

BUNDLE_VERSION = "1"
_FORMAT = "dxdesk-bundle"
_AGAIN = "Ask for the file again; do not edit it by hand."


class Kind(StrEnum):
    """What a bundle carries."""

    CORRECTIONS = "corrections"
    """Records whose codes a coder corrected, de-identified: examples of origin `correction`."""
    VARIANTS = "variants"
    """Rewrites of bad cases that wait for the expert."""
    APPROVED = "approved"
    """The rewrites an expert approved, with reviewer and time."""


@dataclass(frozen=True, slots=True)
class Bundle:
    """What a bundle holds: its rows, and what its header says of them."""

    kind: Kind
    rows: tuple[Mapping[str, object], ...]
    about: Mapping[str, str] = field(default_factory=dict[str, str])
    """Free header fields: site, maker, time, model, code book."""


def write_bundle(bundle: Bundle) -> str:
    """Write a bundle as text."""
    body = "".join(_line(row) for row in bundle.rows)
    header = {
        "format": _FORMAT,
        "version": BUNDLE_VERSION,
        "kind": bundle.kind.value,
        "rows": len(bundle.rows),
        "sha256": hashlib.sha256(body.encode()).hexdigest(),
        "about": dict(bundle.about),
    }
    return _line(header) + body


def read_bundle(text: str, kind: Kind) -> Bundle:
    """Read a bundle of this kind; raise ContractError when it is another one, or not as it was written."""
    head, _, body = text.removeprefix("\ufeff").replace("\r\n", "\n").partition("\n")
    header = _header(head)
    if header["kind"] != kind:
        raise ContractError(f"This bundle holds {header['kind']}, not {kind}.", "Choose the right file.")
    if hashlib.sha256(body.encode()).hexdigest() != header["sha256"]:
        raise ContractError("The bundle is not as it was written: its hash does not fit.", _AGAIN)
    rows = tuple(_row(line) for line in body.split("\n") if line)
    about: Mapping[str, Any] = header.get("about") or {}
    return Bundle(kind, rows, {str(key): str(value) for key, value in about.items()})


def _header(line: str) -> Mapping[str, Any]:
    try:
        header = json.loads(line)
    except ValueError as error:
        raise ContractError("This file is no DxDesk bundle.", "Choose a file that DxDesk exported.") from error
    if not isinstance(header, dict) or cast("Mapping[str, Any]", header).get("format") != _FORMAT:
        raise ContractError("This file is no DxDesk bundle.", "Choose a file that DxDesk exported.")
    found = cast("Mapping[str, Any]", header)
    if found.get("version") != BUNDLE_VERSION:
        raise ContractError(
            f"The bundle has version {found.get('version')}; this DxDesk reads {BUNDLE_VERSION}.",
            "Bring both machines to the same version of DxDesk.",
        )
    if not {"kind", "rows", "sha256"} <= found.keys():
        raise ContractError("The bundle's first line is incomplete.", _AGAIN)
    return found


def _row(line: str) -> Mapping[str, object]:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError) as error:
        raise ContractError("A row of the bundle cannot be read.", _AGAIN) from error
    if not isinstance(row, dict):
        raise ContractError("A row of the bundle cannot be read.", _AGAIN)
    return cast("Mapping[str, object]", row)


def _line(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=False, separators=(",", ":")) + "\n"
