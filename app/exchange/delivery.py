"""Code sets go out: as a CCL25 submission, the face sheet's table, JSON with evidence, or a FHIR bundle."""

import json
import os
from collections.abc import Iterable, Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import TextIO

from app.errors import InputError
from app.exchange.delivered import DeliveredCase, Stamp, Status
from app.exchange.facesheet import write_csv, write_xlsx
from app.exchange.fhir import bundle_head, entries
from app.exchange.jsonform import case_object
from app.exchange.replacing import replacing
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
        if form is Format.XLSX:
            if not isinstance(out, Path):
                raise InputError("A workbook needs a file to be written to.", "Name one with -o.")
            with replacing(out) as fresh:
                write_xlsx(counted, fresh, stamp)
        elif isinstance(out, Path):
            with replacing(out) as fresh:
                _write_file(form, counted, fresh, stamp)
        else:
            _write_text(form, counted, out, stamp)
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


def _write_file(form: Format, cases: Iterable[DeliveredCase], path: Path, stamp: Stamp) -> None:
    """Write a text format to a file; a table gets the mark by which Excel knows UTF-8."""
    table = form is Format.CSV
    with path.open("w", encoding="utf-8-sig" if table else "utf-8", newline="" if table else "\n") as out:
        _write_text(form, cases, out, stamp)
        out.flush()
        os.fsync(out.fileno())


def _write_text(form: Format, cases: Iterable[DeliveredCase], out: TextIO, stamp: Stamp) -> None:
    if form is Format.CSV:
        write_csv(cases, out, stamp)
    elif form is Format.FHIR:
        _write_fhir(cases, out, stamp)
    elif form is Format.JSON:
        _write_list((case_object(case, stamp) for case in cases), out)
    else:  # the competition's format has no place for versions
        _write_list(map(submission_object, cases), out)


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
