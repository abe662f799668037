"""Work on the code-book index beside the window: a table looked at, imported, mapped, marked."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from app.errors import DxDeskError, InputError
from app.exchange.codecolumns import TableField, guess_table_mapping
from app.exchange.codelists import read_code_list, read_crosswalk
from app.exchange.codetables import open_sheet, read_code_table
from app.exchange.shelving import TableAsked, Work, run_apart, table_work, tabular_work
from app.knowledge.entries import ImportReport, Language
from app.ui.jobs import Control
from app.ui.memory import keep, remembered

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
    known = remembered(memory).get(_signature(looked.header))
    if known and len(known) == len(looked.header):
        return replace(looked, taken=tuple(map(TableField, known)), problem=None)
    return replace(looked, taken=(*looked.taken, *[TableField.IGNORED] * (width - len(looked.taken))))


def first_rows(path: Path) -> tuple[tuple[str, ...], ...]:
    """Return the first rows of a list or map as they stand; raise InputError for what is no table."""
    return tuple(tuple(row) for row in open_sheet(path).top)


def remember_columns(asked: TableAsked, memory: Path) -> None:
    """Keep what the columns are for every later table with these columns."""
    keep(memory, _signature(asked.header), [field.value for field in asked.taken])


def run_table_import(index: Path, asked: TableAsked, memory: Path, control: Control) -> ImportReport | None:
    """Import a table; None when it was cancelled, and then nothing has changed."""
    report = _apart(table_work(index, asked), control)
    if report is not None:
        remember_columns(asked, memory)
    return report


def run_icd10cm(index: Path, control: Control) -> ImportReport | None:
    """Compile ICD-10-CM; None when it was cancelled."""
    return _apart(tabular_work(index), control)


def run_map(index: Path, path: Path, books: tuple[str, str], columns: tuple[str, str] | None) -> ImportReport:
    """Import a map between two books; `columns` names the columns of their codes where they are not found."""
    from app.knowledge.tables.build import import_crosswalk  # noqa: PLC0415 - a start does not wait for what it needs

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


def _apart(work: Work, control: Control) -> ImportReport | None:
    """Do an import beside the window's process, for as long as its job is not cancelled."""
    return run_apart(work, lambda done: control.report(done, 0), lambda: control.cancelled)


def _guessed(header: tuple[str, ...]) -> tuple[TableField, ...]:
    return tuple(column.field for column in guess_table_mapping(header).columns)


def _signature(header: tuple[str, ...]) -> str:
    return "\x1f".join(name.strip() for name in header)
