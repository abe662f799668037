"""Bundles as files: the trainer's variants come in, the approved ones go out; corrections leave only de-identified."""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from app.coding.bundle import Bundle, Kind, read_bundle, write_bundle
from app.coding.errors import ContractError
from app.coding.rewrite import BadCase, Variant, belongs, case_or_variant, corrections_bundle
from app.errors import InputError
from app.exchange.refusal import Refused
from app.exchange.replacing import replacing


@dataclass(frozen=True, slots=True)
class VariantRow:
    """A bad case or a variant as it stands in a bundle's file; `row` counts the file's lines from 1 (the header)."""

    row: int
    value: BadCase | Variant


def read_bundle_file(path: Path, kind: Kind) -> Bundle:
    """Read a bundle of this kind; raise InputError on a file that cannot be read, ContractError on what is none."""
    try:
        return read_bundle(path.read_text(encoding="utf-8"), kind)
    except UnicodeDecodeError as error:
        raise InputError(f"{path} is no DxDesk bundle.", "Choose a file that DxDesk exported.") from error
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or error}.", "Check name and rights.") from error


def write_bundle_file(bundle: Bundle, path: Path) -> None:
    """Write a bundle; the file is replaced whole or left as it was. Raises InputError when it cannot be written."""
    try:
        with replacing(path) as fresh, fresh.open("w", encoding="utf-8", newline="\n") as out:
            out.write(write_bundle(bundle))
            out.flush()
            os.fsync(out.fileno())
    except OSError as error:
        raise InputError(
            f"{path} cannot be written: {error.strerror or error}.", "Free space or choose another place."
        ) from error


def variant_rows(bundle: Bundle, path: Path) -> Iterator[VariantRow | Refused]:
    """Yield a bundle's bad cases and variants row by row; a row that is neither, or out of place, is refused alone."""
    case: BadCase | None = None
    for number, row in enumerate(bundle.rows, 2):
        try:
            value = case_or_variant(row)
            if isinstance(value, BadCase):
                case = value
            else:
                belongs(value, case)
        except ContractError as error:
            case = None if "case" in row else case
            yield Refused(path, number, error.message, error.advice)
            continue
        yield VariantRow(number, value)


def bundle_hash(bundle: Bundle) -> str:
    """Return the SHA-256 of a bundle's file, in hexadecimal."""
    return hashlib.sha256(write_bundle(bundle).encode()).hexdigest()


def export_corrections(
    cases: Iterable[BadCase], about: Mapping[str, str], out: Path, keep_hash: Callable[[str], None]
) -> str:
    """Write de-identified corrections as a bundle and return its hash, which is noted before the file appears.

    Only what was previewed comes here (`app.review.corrections`). Raises InputError when the file cannot be written.
    """
    bundle = corrections_bundle(cases, about)
    made = bundle_hash(bundle)
    keep_hash(made)
    write_bundle_file(bundle, out)
    return made
