"""Bundles become examples: what coders corrected, and the rewrites an expert approved."""

from pathlib import Path

from app.coding.bundle import Bundle, Kind, read_bundle
from app.coding.errors import ContractError
from app.coding.example import Example
from app.coding.rewrite import read_approved, read_corrections
from trainer.errors import DataError


def open_bundle(path: Path, kind: Kind) -> Bundle:
    """Read a bundle of this kind; raise DataError in words when it is another one, or not as it was written."""
    try:
        return read_bundle(path.read_text(encoding="utf-8"), kind)
    except ContractError as error:
        raise DataError(f"{path.name}: {error.message}", error.advice) from error
    except (OSError, UnicodeDecodeError) as error:
        raise DataError(f"{path.name}: It cannot be read: {error}.", "Ask for the file again.") from error


def bundled_examples(path: Path, kind: str) -> list[Example]:
    """Return the examples of a bundle whose header names this kind; raise DataError on one that holds none to learn.

    A bundle of variants is refused: nobody has approved them yet.
    """
    try:
        if kind == Kind.CORRECTIONS:
            return [case.example for case in read_corrections(open_bundle(path, Kind.CORRECTIONS))]
        if kind == Kind.APPROVED:
            return [variant.example for variant, _ in read_approved(open_bundle(path, Kind.APPROVED))]
    except ContractError as error:
        raise DataError(f"{path.name}: {error.message}", error.advice) from error
    raise DataError(
        f"{path.name} is a bundle of {kind or 'nothing known'}, which is not learned from.",
        "Give corrections, or the bundle that the expert approved.",
    )
