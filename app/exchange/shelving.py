"""A code table goes into the index, in a process of its own: a window must not wait while its names are sorted."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from multiprocessing import get_context
from pathlib import Path
from typing import Any, Protocol

from app.errors import DxDeskError, StoreError
from app.exchange.codecolumns import TableField, guess_table_mapping
from app.exchange.codetables import read_code_table
from app.knowledge.entries import Finding, ImportReport, Language
from app.knowledge.filehash import file_hash
from app.knowledge.tables.rows import BookDescription, OnProgress, TableRow

Work = Callable[[OnProgress], ImportReport]
_POLL_SECONDS = 0.1


class _Hearing(Protocol):
    """The parent's end of the pipe."""

    def poll(self, timeout: float) -> bool: ...
    def recv(self) -> object: ...


class _Telling(Protocol):
    """The child's end of the pipe."""

    def send(self, obj: object) -> None: ...


@dataclass(frozen=True, slots=True)
class TableAsked:
    """What is to be imported: the file, what each column is, and the book it makes."""

    path: Path
    header: tuple[str, ...]
    taken: tuple[TableField, ...]
    title: str
    version: str
    language: Language

    @property
    def said(self) -> dict[str, str]:
        """Return field → column name, as the reader takes it."""
        named = zip(self.taken, self.header, strict=True)
        return {field.value: name for field, name in named if field is not TableField.IGNORED}

    @property
    def dropped(self) -> frozenset[str]:
        """Return the fields a column was guessed to hold and is not to be taken for."""
        guessed = {column.field for column in guess_table_mapping(self.header).columns}
        return frozenset(field.value for field in guessed - set(self.taken))


def import_file(index: Path, asked: TableAsked, on_progress: OnProgress) -> ImportReport:
    """Read a table and write it into the index; raise InputError or StoreError, the index being as it was."""
    from app.knowledge.tables.build import import_table  # noqa: PLC0415 - a window's start does not wait for numpy

    _, rows = read_code_table(asked.path, asked.said)
    book = BookDescription(asked.title, asked.version, asked.language, asked.path.name, file_hash(asked.path))
    return import_table(index, _without(rows, asked.dropped), book, on_progress)


def compile_tabular(index: Path, on_progress: OnProgress) -> ImportReport:
    """Compile ICD-10-CM into the index."""
    from app.knowledge.tables.icd10cm import compile_icd10cm  # noqa: PLC0415 - as above

    return compile_icd10cm(index, on_progress)


def run_apart(work: Work, on_progress: OnProgress, cancelled: Callable[[], bool]) -> ImportReport | None:
    """Do an import in a process of its own and return its report; None when it was cancelled.

    A cancelled one is ended at once: what it had written was not committed. Raises what the import raised.
    """
    context = get_context("spawn")
    heard, telling = context.Pipe(duplex=False)
    child = context.Process(target=_do, args=(work, telling), daemon=True, name="dxdesk-import")
    child.start()
    telling.close()
    try:
        return _heard(heard, on_progress, cancelled)
    finally:
        child.terminate()
        child.join()
        heard.close()


def _heard(heard: _Hearing, on_progress: OnProgress, cancelled: Callable[[], bool]) -> ImportReport | None:
    while not cancelled():
        if not heard.poll(_POLL_SECONDS):
            continue
        try:
            said = heard.recv()
        except EOFError:
            raise StoreError(
                "The import has ended too early.", "Import again; the code books are as they were."
            ) from None
        if isinstance(said, ImportReport):
            return said
        if isinstance(said, DxDeskError):
            raise said
        if isinstance(said, int):
            on_progress(said)
    return None


def _do(work: Work, telling: _Telling) -> None:
    """Do the work in the child and tell the parent how far it is, and at last what came of it."""
    try:
        telling.send(work(telling.send))
    except DxDeskError as error:
        telling.send(error)


def _without(rows: Iterable[TableRow | Finding], dropped: frozenset[str]) -> Iterator[TableRow | Finding]:
    """Empty the fields that are not to be taken."""
    blank: dict[str, Any] = {"pinyin": "", "aliases": (), "sex": None, "age_from": None, "age_to": None}
    blank |= {"flags": frozenset[str](), "definition": "", "category": "", "subcategory": ""}
    also = {"age": {"age_from", "age_to"}, "grey": {"flags"}}
    names = {name for field in dropped for name in also.get(field, {field})}
    changes = {name: blank[name] for name in names & blank.keys()}
    for row in rows:
        yield replace(row, **changes) if changes and isinstance(row, TableRow) else row


def table_work(index: Path, asked: TableAsked) -> Work:
    """Return the import of a table as work that can be done in another process."""
    return partial(import_file, index, asked)


def tabular_work(index: Path) -> Work:
    """Return the compilation of ICD-10-CM as work that can be done in another process."""
    return partial(compile_tabular, index)
