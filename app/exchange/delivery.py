"""Code sets go out: as a CCL25 submission, the face sheet's table, JSON with evidence, or a FHIR bundle."""

import json
import os
import tempfile
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import IO, TextIO

from app.errors import InputError
from app.exchange.delivered import DeliveredCase, Stamp, Status
from app.exchange.facesheet import write_csv, write_xlsx
from app.exchange.fhir import bundle_head, entries
from app.exchange.jsonform import case_object
from app.exchange.submission import render_submission


class Format(StrEnum):
    """The formats a code set is delivered in."""

    JSON = "json"
    CCL25 = "ccl25"
    CSV = "csv"
    XLSX = "xlsx"
    FHIR = "fhir"


def write(form: Format | str, cases: Iterable[DeliveredCase], out: TextIO | Path, stamp: Stamp) -> int:
    """Write the cases and return their number; a file is replaced whole or left as it was.

    Raises InputError on an unknown format, on XLSX to anything but a file, and when the file cannot be written.
    """
    form = _known(form)
    counted = _Counted(cases)
    try:
        if isinstance(out, Path):
            with _replacing(out, binary=form is Format.XLSX, mark=form is Format.CSV) as stream:
                _write(form, counted, stream, stamp)
        elif form is Format.XLSX:
            raise InputError("A workbook needs a file to be written to.", "Name one with -o.")
        else:
            _write(form, counted, out, stamp)
    except OSError as error:
        where = out if isinstance(out, Path) else "the output"
        raise InputError(
            f"{where} cannot be written: {error.strerror or error}.", "Free space or choose another place."
        ) from error
    return counted.number


def submission_object(case: DeliveredCase) -> dict[str, str]:
    """Return a record's object of the CCL25 submission.

    A suggestion states what the votes agreed on, with or without evidence, because that is what is scored. Without a
    principal its place before the bar stays empty; the task itself knows no such record.
    """
    principal = case.codeset.principal_code
    others = [diagnosis.code.code for diagnosis in case.codeset.others]
    if case.status is Status.SUGGESTED and case.suggestion is not None:
        agreed = case.suggestion.agreed_principal
        principal = agreed.code if agreed else None
        others = [code.code for code in case.suggestion.agreed_others]
    return {"病案标识": case.record.record_id, "预测结果": render_submission(principal, others)}


class _Counted:
    """The cases, counted while they are written."""

    def __init__(self, cases: Iterable[DeliveredCase]) -> None:
        self._cases = cases
        self.number = 0

    def __iter__(self) -> Iterator[DeliveredCase]:
        for case in self._cases:
            self.number += 1
            yield case


def _known(form: Format | str) -> Format:
    try:
        return Format(form)
    except ValueError as error:
        raise InputError(f"Format {form!r} is not known.", f"Choose one of {', '.join(Format)}.") from error


def _write(form: Format, cases: Iterable[DeliveredCase], out: "IO[str] | IO[bytes]", stamp: Stamp) -> None:
    writers: Mapping[Format, Callable[..., None]] = {
        Format.JSON: _write_json,
        Format.CCL25: _write_ccl25,
        Format.CSV: write_csv,
        Format.XLSX: write_xlsx,
        Format.FHIR: _write_fhir,
    }
    writers[form](cases, out, stamp)


def _write_json(cases: Iterable[DeliveredCase], out: TextIO, stamp: Stamp) -> None:
    _write_list((case_object(case, stamp) for case in cases), out)


def _write_ccl25(cases: Iterable[DeliveredCase], out: TextIO, stamp: Stamp) -> None:
    del stamp  # the competition's format has no place for versions
    _write_list((submission_object(case) for case in cases), out)


def _write_fhir(cases: Iterable[DeliveredCase], out: TextIO, stamp: Stamp) -> None:
    head = json.dumps(bundle_head(stamp), ensure_ascii=False, indent=2)
    parts = (entry for case in cases for entry in entries(case, stamp))
    first = next(parts, None)
    if first is None:  # FHIR has no empty arrays
        out.write(head + "\n")
        return
    out.write(head.removesuffix("\n}") + ',\n  "entry": ')
    _write_list(_chained(first, parts), out, end="\n}\n")


def _chained(first: Mapping[str, object], rest: Iterator[Mapping[str, object]]) -> Iterator[Mapping[str, object]]:
    yield first
    yield from rest


def _write_list(objects: Iterable[Mapping[str, object]], out: TextIO, end: str = "\n") -> None:
    """Write a JSON list object by object, so that memory does not grow with the export."""
    opening = "["
    for each in objects:
        out.write(opening + "\n" + json.dumps(each, ensure_ascii=False, indent=2))
        opening = ","
    out.write(("[]" if opening == "[" else "\n]") + end)


@contextmanager
def _replacing(path: Path, *, binary: bool, mark: bool) -> "Iterator[IO[str] | IO[bytes]]":
    """Open a new file beside path and put it in path's place once it is whole; `mark` writes Excel's UTF-8 BOM."""
    handle, name = tempfile.mkstemp(prefix=f".{path.name[:40]}.", suffix=".new", dir=path.parent)
    fresh = Path(name)
    encoding = None if binary else "utf-8-sig" if mark else "utf-8"
    newline = None if binary else "" if mark else "\n"
    try:
        with os.fdopen(handle, "wb" if binary else "w", encoding=encoding, newline=newline) as stream:
            yield stream
            stream.flush()
            os.fsync(stream.fileno())
        fresh.replace(path)
    finally:
        fresh.unlink(missing_ok=True)
