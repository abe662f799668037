"""Work on the code-book index beside the window: a table looked at, imported, mapped, marked."""

import json
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from app.errors import DxDeskError, InputError
from app.exchange.codecolumns import TableField, guess_table_mapping
from app.exchange.codelists import read_code_list, read_crosswalk
from app.exchange.codetables import file_hash, open_sheet, read_code_table
from app.knowledge.entries import Finding, ImportReport, Language
from app.knowledge.tables.rows import BookDescription, TableRow
from app.ui.jobs import Control

SHOWN = 8
"""Rows below the header that are shown before an import."""
_HAN = re.compile("[\u4e00-\u9fff]")
_VERSION = re.compile(r"\d+(?:\.\d+)+")


@dataclass(frozen=True, slots=True)
class Looked:
    """A table file as a person checks it: its first rows, where the header is, what its columns seem to be."""

    path: Path
    top: tuple[tuple[str, ...], ...]
    header_at: int
    taken: tuple[TableField, ...]
    """What each column is: remembered, otherwise guessed."""
    problem: DxDeskError | None = None
    """Why the columns could not be guessed."""

    @property
    def header(self) -> tuple[str, ...]:
        """Return the names of the columns."""
        return self.top[self.header_at]

    @property
    def sample(self) -> tuple[tuple[str, ...], ...]:
        """Return the first rows below the header."""
        return self.top[self.header_at + 1 : self.header_at + 1 + SHOWN]

    @property
    def language(self) -> Language:
        """Guess the language by the first rows."""
        return Language.ZH if any(_HAN.search(cell) for row in self.sample for cell in row) else Language.EN

    @property
    def named(self) -> tuple[str, str]:
        """Guess title and version by the file's name."""
        stem = self.path.stem
        found = _VERSION.search(stem)
        title = (stem[: found.start()] if found else stem).strip(" _-（(vV")
        return title, found[0] if found else ""

    def with_header(self, row: int) -> "Looked":
        """Return the same table with another row as its header, its columns guessed anew."""
        return replace(self, header_at=row, taken=_guessed(self.top[row]), problem=None)


@dataclass(frozen=True, slots=True)
class TableAsked:
    """What is to be imported."""

    path: Path
    header: tuple[str, ...]
    taken: tuple[TableField, ...]
    title: str
    version: str
    language: Language

    @property
    def said(self) -> dict[str, str]:
        """Return field → column name, as the reader takes it."""
        return {field.value: name for field, name in zip(self.taken, self.header, strict=True) if field != "ignored"}

    @property
    def dropped(self) -> frozenset[str]:
        """Return the fields a column was guessed to hold and is not to be taken for."""
        return frozenset(field.value for field in set(_guessed(self.header)) - set(self.taken))


class _StoppedError(Exception):
    """Raised inside an import that was cancelled; the index stays as it was."""


def look_at_table(path: Path, memory: Path) -> Looked:
    """Open a table far enough to ask about it; raise InputError for what is no table."""
    top = tuple(tuple(row) for row in open_sheet(path).top)
    width = max(map(len, top), default=0)
    top = tuple((*row, *[""] * (width - len(row))) for row in top)
    if width < len(("code", "name")):
        raise InputError(f"{path.name} is no table of codes.", "Give a CSV or XLSX file with a column of codes.")
    try:
        preview, _ = read_code_table(path)
    except InputError as error:
        looked = Looked(path, top, 0, _guessed(top[0]), error)
    else:
        looked = Looked(path, top, preview.skipped, tuple(column.field for column in preview.mapping.columns))
    remembered = _remembered(memory).get(_signature(looked.header))
    if remembered and len(remembered) == len(looked.header):
        return replace(looked, taken=tuple(map(TableField, remembered)), problem=None)
    return replace(looked, taken=(*looked.taken, *[TableField.IGNORED] * (width - len(looked.taken))))


def first_rows(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of a list or map as they stand; raise InputError for what is no table."""
    return tuple(tuple(row) for row in open_sheet(path).top)


def remember_columns(asked: TableAsked, memory: Path) -> None:
    """Keep what the columns are for every later table with these columns."""
    known = dict(_remembered(memory)) | {_signature(asked.header): [field.value for field in asked.taken]}
    memory.parent.mkdir(parents=True, exist_ok=True)
    memory.write_text(json.dumps(known, ensure_ascii=False), encoding="utf-8")


def run_table_import(index: Path, asked: TableAsked, memory: Path, control: Control) -> ImportReport | None:
    """Import a table; None when it was cancelled, and then nothing has changed."""
    from app.knowledge.tables.build import import_table  # noqa: PLC0415 - a start does not wait for what it needs

    _, rows = read_code_table(asked.path, asked.said)
    book = BookDescription(asked.title, asked.version, asked.language, asked.path.name, file_hash(asked.path))
    report = _until_stopped(
        lambda progress: import_table(index, _without(rows, asked.dropped), book, progress), control
    )
    if report is not None:
        remember_columns(asked, memory)
    return report


def run_icd10cm(index: Path, control: Control) -> ImportReport | None:
    """Compile ICD-10-CM; None when it was cancelled."""
    from app.knowledge.tables.icd10cm import compile_icd10cm  # noqa: PLC0415 - as above

    return _until_stopped(lambda progress: compile_icd10cm(index, progress), control)


def run_map(index: Path, path: Path, books: tuple[str, str], columns: tuple[str, str] | None) -> ImportReport:
    """Import a map between two books; `columns` names the columns of their codes where they are not found."""
    from app.knowledge.tables.build import import_crosswalk  # noqa: PLC0415 - as above

    said = {"source": columns[0], "target": columns[1]} if columns else None
    return import_crosswalk(index, *books, read_crosswalk(path, said))


def run_flags(index: Path, path: Path, book: str, flag: str) -> ImportReport:
    """Mark the codes of a list."""
    from app.knowledge.tables.build import set_flags  # noqa: PLC0415 - as above

    return set_flags(index, book, flag, read_code_list(path))


def remove(index: Path, book: str) -> None:
    """Remove a book."""
    from app.knowledge.tables.build import remove_book  # noqa: PLC0415 - as above

    remove_book(index, book)


def load_abbreviations(path: Path) -> dict[str, tuple[str, ...]]:
    """Return the site's own terms, none when it has no file; raise InputError on a faulty one."""
    from app.knowledge.synonyms import load_terms  # noqa: PLC0415 - as above

    return load_terms(path) if path.exists() else {}


def save_abbreviations(path: Path, terms: Mapping[str, tuple[str, ...]]) -> None:
    """Write the site's own terms; raise InputError on an empty one and on a file that cannot be written."""
    from app.knowledge.synonyms import save_site  # noqa: PLC0415 - as above

    try:
        save_site(path, terms)
    except OSError as error:
        reason = error.strerror or error
        raise InputError(f"{path} cannot be written: {reason}.", "Check the folder and its space.") from error


def _until_stopped(run: Callable[[Callable[[int], None]], ImportReport], control: Control) -> ImportReport | None:
    def progress(done: int) -> None:
        control.report(done, 0)
        if not control.goes_on():
            raise _StoppedError

    try:
        return run(progress)
    except _StoppedError:
        return None


def _without(rows: Iterable[TableRow | Finding], dropped: frozenset[str]) -> Iterator[TableRow | Finding]:
    """Empty the fields that are not to be taken."""
    blank: dict[str, Any] = {"pinyin": "", "aliases": (), "sex": None, "age_from": None, "age_to": None}
    blank |= {"flags": frozenset[str](), "definition": "", "category": "", "subcategory": ""}
    also = {"age": {"age_from", "age_to"}, "grey": {"flags"}}
    names = {name for field in dropped for name in also.get(field, {field})}
    changes = {name: blank[name] for name in names & blank.keys()}
    for row in rows:
        yield replace(row, **changes) if changes and isinstance(row, TableRow) else row


def _guessed(header: tuple[str, ...]) -> tuple[TableField, ...]:
    return tuple(column.field for column in guess_table_mapping(header).columns)


def _signature(header: tuple[str, ...]) -> str:
    return "\x1f".join(name.strip() for name in header)


def _remembered(memory: Path) -> Mapping[str, list[str]]:
    try:
        found = json.loads(memory.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found if isinstance(found, dict) else {}
