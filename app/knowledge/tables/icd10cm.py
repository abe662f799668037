"""ICD-10-CM out of the package simple-icd-10-cm, compiled once into the index with its hierarchy and notes."""

import calendar
import importlib
import importlib.util
import json
import re
import sys
import warnings
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib import metadata
from pathlib import Path
from typing import Any, Protocol, cast

from app.errors import InputError
from app.knowledge.entries import ImportReport, Kind, Language, NoteKind
from app.knowledge.filehash import file_hash
from app.knowledge.tables.build import begin_book, entry_values, finish_book, insert_entries
from app.knowledge.tables.connection import writing
from app.knowledge.tables.hierarchy import Node
from app.knowledge.tables.references import codes_in
from app.knowledge.tables.rows import BookDescription, OnProgress
from app.knowledge.tables.tally import Tally

PACKAGE = "simple_icd_10_cm"
TITLE = "ICD-10-CM"
_RELEASE = re.compile(r"(?P<month>[A-Z][a-z]+)-(?:\d{1,2}-)?(?P<year>\d{4})")
_PROGRESS_EVERY = 5000
_NOTE = "INSERT INTO note (book, code, kind, text, codes, position) VALUES (?, ?, ?, ?, ?, ?)"


class _Tabular(Protocol):
    """What is used of the package; a block of one category shares its name, and `prioritize_blocks` means the block."""

    def get_all_codes(self) -> list[str]: ...
    def is_leaf(self, code: str, *, prioritize_blocks: bool) -> bool: ...
    def get_description(self, code: str, *, prioritize_blocks: bool) -> str: ...
    def get_parent(self, code: str, *, prioritize_blocks: bool) -> str: ...
    def get_seven_chr_def(self, code: str, *, prioritize_blocks: bool) -> dict[str, str]: ...
    def get_seven_chr_note(self, code: str, *, prioritize_blocks: bool) -> str: ...


_LISTS = (
    (NoteKind.INCLUDES, "get_includes"),
    (NoteKind.INCLUSION_TERM, "get_inclusion_term"),
    (NoteKind.EXCLUDES1, "get_excludes1"),
    (NoteKind.EXCLUDES2, "get_excludes2"),
)
"""Notes of several items, each its own."""
_TEXTS = (
    (NoteKind.CODE_FIRST, "get_code_first"),
    (NoteKind.USE_ADDITIONAL, "get_use_additional_code"),
    (NoteKind.CODE_ALSO, "get_code_also"),
    (NoteKind.REMARK, "get_notes"),
)
"""Notes of several lines that belong together."""


@dataclass(frozen=True, slots=True)
class _Item:
    """One node of the tabular list: its name in the package, whether its block is meant, its place in the book."""

    name: str
    block: bool
    node: Node


def compile_icd10cm(index_path: Path, on_progress: OnProgress | None = None) -> ImportReport:
    """Write the package's release into the index; one of the same release is replaced."""
    book = describe()
    tally = Tally()
    with package() as tabular:
        items = _items(tabular)
        with writing(index_path) as connection:
            number = begin_book(connection, book, len(items))
            notes = list(_notes(items, tabular, tally))
            aliases: dict[str, list[str]] = {}
            for code, kind, text, *_ in notes:
                if kind is NoteKind.INCLUSION_TERM:
                    aliases.setdefault(code, []).append(text)
            insert_entries(connection, _entries(number, items, aliases, tally, on_progress))
            connection.executemany(_NOTE, ((number, *note) for note in notes))
            finish_book(connection, number)
    return tally.report(book.book_id, len(items), len(items))


def describe() -> BookDescription:
    """Return what the installed package holds, its release read from the names of its files (ICD-10-CM 2026-04)."""
    version = metadata.version(PACKAGE)
    tabular = _tabular_file()
    months = {name: number for number, name in enumerate(calendar.month_name) if name}
    stated = _RELEASE.search(tabular.name)
    month = months.get(stated["month"]) if stated else None
    release = f"{stated['year']}-{month:02}" if stated and month else version
    return BookDescription(TITLE, release, Language.EN, f"simple-icd-10-cm {version}", file_hash(tabular))


def _tabular_file() -> Path:
    """Return the tabular list inside the package, which is not imported for it; raise InputError without it."""
    spec = importlib.util.find_spec(PACKAGE)
    folders = map(Path, spec.submodule_search_locations or ()) if spec else ()
    found = next((file for folder in folders for file in sorted((folder / "data").glob("*.xml"))), None)
    if found is None:
        raise InputError("The package simple-icd-10-cm is not installed whole.", "Install DxDesk again.")
    return found


@contextmanager
def package() -> Generator[_Tabular]:
    """Import the package, which reads its tabular list at once (some seconds), and let go of its tree at the end."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", DeprecationWarning)  # it opens its own files in an older way
            tabular = cast("_Tabular", importlib.import_module(PACKAGE))
        yield tabular
    finally:
        for name in [name for name in sys.modules if name.partition(".")[0] == PACKAGE]:
            del sys.modules[name]


def _items(tabular: _Tabular) -> tuple[_Item, ...]:
    """Return every node, parents before their children; a block of one category B99 gets the code B99-B99."""
    names = tabular.get_all_codes()
    return tuple(
        _item(tabular, name, block=name == following) for name, following in zip(names, [*names[1:], ""], strict=True)
    )


def _item(tabular: _Tabular, name: str, *, block: bool) -> _Item:
    parent = tabular.get_parent(name, prioritize_blocks=block)
    leaf = not block and tabular.is_leaf(name, prioritize_blocks=False)
    node = Node(
        code=f"{name}-{name}" if block else name,
        name=tabular.get_description(name, prioritize_blocks=block),
        parent=(f"{name}-{name}" if parent == name else parent) or None,
        kind=Kind.CODE if leaf else Kind.HEADING,
        leaf=leaf,
    )
    return _Item(name, block, node)


def _entries(
    number: int,
    items: tuple[_Item, ...],
    aliases: dict[str, list[str]],
    tally: Tally,
    on_progress: OnProgress | None,
) -> Iterator[tuple[Any, ...]]:
    """Yield the values of every entry; the inclusion terms are its aliases."""
    for done, item in enumerate(items):
        tally.counts["billable" if item.node.leaf else "heading"] += 1
        if on_progress and done % _PROGRESS_EVERY == 0:
            on_progress(done)
        yield entry_values(number, item.node, tuple(aliases.get(item.node.code, ())))


def _notes(items: tuple[_Item, ...], tabular: _Tabular, tally: Tally) -> Iterator[tuple[str, NoteKind, str, str, int]]:
    """Yield every note as (code, kind, text, codes as JSON, position)."""
    position = 0
    for item in items:
        for kind, text in _said(item, tabular):
            position += 1
            tally.counts[kind] += 1
            yield item.node.code, kind, text, json.dumps(codes_in(text)), position


def _said(item: _Item, tabular: _Tabular) -> Iterator[tuple[NoteKind, str]]:
    """Yield the notes a node carries itself."""
    for kind, function in _LISTS:
        for text in getattr(tabular, function)(item.name, prioritize_blocks=item.block):
            yield kind, _lines(str(text))
    for kind, function in _TEXTS:
        if text := getattr(tabular, function)(item.name, prioritize_blocks=item.block):
            yield kind, _lines(str(text).lstrip(", "))
    characters = tabular.get_seven_chr_def(item.name, prioritize_blocks=item.block)
    intro = tabular.get_seven_chr_note(item.name, prioritize_blocks=item.block)
    if characters or intro:
        lines = [intro, *(f"{character}: {meaning}" for character, meaning in characters.items())]
        yield NoteKind.SEVENTH, _lines("\n".join(filter(None, lines)))


def _lines(text: str) -> str:
    """Return a text with its lines and single blanks."""
    return "\n".join(" ".join(line.split()) for line in text.splitlines())
