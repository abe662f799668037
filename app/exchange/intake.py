"""Records come in: hospital files → Records, with every refused row and why; lazy, one record in memory at a time."""

import logging
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TypeVar

from app.coding.errors import DxDeskError
from app.coding.record import Record
from app.errors import InputError
from app.exchange.columns import ColumnMapping, guess_mapping
from app.exchange.compose import record_of_row, record_of_text
from app.exchange.encodings import read_text
from app.exchange.jsonrows import json_rows
from app.exchange.kinds import DOCUMENTS, READABLE, Kind, kind_of
from app.exchange.refusal import Notice, OnNotice, Refused
from app.exchange.rows import Fault, RawRow, Row
from app.exchange.tables import csv_rows

T = TypeVar("T")
log = logging.getLogger(__name__)


def read_files(
    paths: Iterable[Path], mapping: ColumnMapping | None = None, on_notice: OnNotice | None = None
) -> Iterator[Record | Refused]:
    """Read every record of these files and folders; what cannot be read is Refused and the rest goes on.

    Without a mapping the columns are guessed from their names. `on_notice` hears what else is worth knowing.
    """
    intake = _Intake(mapping, on_notice or (lambda _: None))
    for path in paths:
        if path.is_dir():
            yield from intake.folder(path)
        else:
            yield from intake.file(path, {})


def read_rows(path: Path) -> Iterator[Row]:
    """Read a table or JSON file as named cells; raise InputError for a file of another kind, or none at all."""
    kind, encoding = kind_of(path)
    return _rows(path, kind, encoding)


def read_header(path: Path) -> tuple[str, ...]:
    """Return the column names of a file for a person to map, empty for a document; raise InputError as read_rows."""
    kind, encoding = kind_of(path)
    if kind in DOCUMENTS:
        return ()
    first = next((row for row in _rows(path, kind, encoding) if isinstance(row, RawRow)), None)
    return first.names if first else ()


def _rows(path: Path, kind: Kind, encoding: str) -> Iterator[Row]:
    if kind is Kind.JSON:
        return json_rows(path, encoding)
    if kind is Kind.CSV:
        return csv_rows(path, encoding)
    if kind is Kind.XLSX:
        from app.exchange.workbooks import xlsx_rows  # noqa: PLC0415 - half a second that other files need not wait

        return xlsx_rows(path)
    raise InputError("It is a single document, not a table of records.", "Give a CSV, XLSX or JSON file.")


def _document(path: Path, kind: Kind, encoding: str) -> str:
    if kind is Kind.TEXT:
        return read_text(path, encoding)
    from app.exchange.documents import read_docx, read_pdf  # noqa: PLC0415 - half a second that texts need not wait

    return read_docx(path) if kind is Kind.DOCX else read_pdf(path)


@dataclass(slots=True)
class _Intake:
    """One reading of several files with one mapping."""

    mapping: ColumnMapping | None
    on_notice: OnNotice
    _guesses: dict[tuple[str, ...], ColumnMapping] = field(default_factory=dict[tuple[str, ...], ColumnMapping])

    def folder(self, folder: Path) -> Iterator[Record | Refused]:
        """Read every readable file of a folder and its folders, by name; documents share one set of ids."""
        seen: dict[str, str] = {}
        any_readable = False
        for place, folders, names in os.walk(folder):
            folders.sort()
            for name in sorted(names):
                path = Path(place, name)
                if path.suffix.lower() in READABLE and not name.startswith(("~$", ".")):
                    any_readable = True
                    yield from self.file(path, seen)
                else:
                    self.on_notice(Notice(path, 0, "Not read: it is no record file."))
        if not any_readable:
            advice = f"Files that can be read: {', '.join(sorted(READABLE))}."
            yield Refused(folder, 0, "The folder holds no file that can be read.", advice)

    def file(self, path: Path, documents_seen: dict[str, str]) -> Iterator[Record | Refused]:
        """Read one file; a fault of the file itself is one refusal without a row."""
        results = self._file(path, documents_seen)
        while True:
            result = _guarded(path, 0, lambda: next(results, None))
            if result is None:
                return
            yield result
            if isinstance(result, Refused) and result.row == 0:
                return

    def _file(self, path: Path, documents_seen: dict[str, str]) -> Iterator[Record | Refused]:
        kind, encoding = kind_of(path)
        if kind in DOCUMENTS:
            text = _document(path, kind, encoding)
            yield _once(record_of_text(path, text, self._noter(path, 0)), path, 0, documents_seen)
            return
        seen: dict[str, str] = {}
        any_row = False
        for row in _rows(path, kind, encoding):
            any_row = True
            if isinstance(row, Fault):
                yield Refused(path, row.number, row.error.message, row.error.advice)
                continue
            mapping = self._mapping(path, row, kind)
            note = self._noter(path, row.number)
            made = _guarded(path, row.number, partial(record_of_row, row, mapping, note))
            yield _once(made, path, row.number, seen) if isinstance(made, Record) else made
        if not any_row:
            raise InputError("It holds a header and no records.", "Export it again.")

    def _mapping(self, path: Path, row: RawRow, kind: Kind) -> ColumnMapping:
        """Return the mapping over the row's names; tables with unusable columns are refused as a whole."""
        known = self._guesses.get(row.names)
        if known is not None:
            return known
        found = (self.mapping or guess_mapping(row.names)).over(row.names)
        if kind is not Kind.JSON:
            found.check()
        self._note_ignored(path, row, found)
        if len(self._guesses) > 100:  # JSON objects may differ in their keys; columns of tables do not
            self._guesses.clear()
        self._guesses[row.names] = found
        return found

    def _note_ignored(self, path: Path, row: RawRow, mapping: ColumnMapping) -> None:
        if mapping.ignored:
            names = ", ".join(name or "(no name)" for name in mapping.ignored)[:500]
            self.on_notice(Notice(path, row.number, f"Columns not taken in: {names}."))

    def _noter(self, path: Path, row: int) -> Callable[[str], None]:
        """Return what notes something about one row, each thing once."""
        said: set[str] = set()

        def note(text: str) -> None:
            if text not in said:
                said.add(text)
                self.on_notice(Notice(path, row, text))

        return note


def _once(record: Record, path: Path, row: int, seen: dict[str, str]) -> Record | Refused:
    """Refuse a second record of the same id: which of the two is right only the hospital knows."""
    before = seen.get(record.record_id)
    if before is not None:
        reason = f"病案标识 {record.record_id} stands there twice; {before} went in."
        return Refused(path, row, reason, "Keep one of them; read a later version from a file of its own.")
    seen[record.record_id] = f"row {row}" if row else path.name
    return record


def _guarded(path: Path, row: int, read: Callable[[], T]) -> T | Refused:
    """Turn whatever goes wrong while reading one row or document into its refusal."""
    try:
        return read()
    except DxDeskError as error:
        return Refused(path, row, error.message, error.advice)
    except OSError as error:
        return Refused(
            path, row, f"It cannot be read: {error.strerror or 'input error'}.", "Check the file and its rights."
        )
    except Exception as error:  # noqa: BLE001 - per-row border: foreign files break parsers in ways that no list foresees
        log.warning("intake: %s while reading %s, row %d", type(error).__name__, path.name, row)
        return Refused(path, row, "It is damaged or not what its name says.", "Save or export it again.")
