"""A whole book to code from: its names are read once and shared; each question opens an index of its own.

What reads books is imported where it is used, off the window's thread: it brings numpy, and a start does not wait.
"""

import gc
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Event, Lock
from typing import TYPE_CHECKING

from app.coding.errors import DxDeskError, ScopeError
from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.scope import Scope
from app.errors import InputError
from app.knowledge.entries import BookInfo
from app.paths import Places, resources

if TYPE_CHECKING:
    from app.knowledge.synonyms import Synonyms
    from app.knowledge.tables.index import CodeIndex


class BookGoneError(InputError):
    """A book that is to be coded from and is not in the index."""


Tell = Callable[[bool], None]
"""Told True when preparing begins and False when it ends, on whichever thread prepares."""


@dataclass(frozen=True, slots=True)
class _Names:
    """What was read of one state of the book."""

    info: BookInfo
    finder: Finder


@dataclass(frozen=True, slots=True)
class _Abbreviations:
    """What was read of one state of the site's file, by its time of change (0: there is none)."""

    changed: int
    synonyms: "Synonyms"


class WholeBook:
    """One book of the index by its id; safe from any thread."""

    def __init__(self, places: Places, book_id: str, tell: Tell) -> None:
        self.book_id = book_id
        self._places = places
        self._tell = tell
        self._lock = Lock()
        self._closed = Event()
        self._names: _Names | None = None
        self._abbreviations: _Abbreviations | None = None

    def scope_of(self, record: Record) -> Scope:
        """Retrieve a record's scope; raise ScopeError when it names nothing of the book, BookGoneError without one."""
        from app.knowledge.retrieval import retrieve  # noqa: PLC0415 - see above
        from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - see above

        finder, synonyms = self.prepare(), self._synonyms()
        with CodeIndex.open(self._places.codebooks) as index:
            return retrieve(record, index, self.book_id, finder, synonyms)

    def prepare(self) -> Finder:
        """Read the book's names (seconds) unless they were read of the book as it is now.

        ICD-10-CM is compiled when it is not there; another book that is not there raises BookGoneError.
        """
        from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - see above

        with self._lock, CodeIndex.open(self._places.codebooks) as index:
            info = self._info(index)
            if self._names is not None and self._names.info == info:
                return self._names.finder
            self._tell(True)
            try:
                self._names = self._read(index, info)
            finally:
                self._tell(False)
            return self._names.finder

    def close(self) -> None:
        """Break off a compilation under way: the window closes or another book was chosen."""
        self._closed.set()

    def _info(self, index: "CodeIndex") -> BookInfo | None:
        """Return the book as it is now, None for ICD-10-CM before it is compiled."""
        from app.knowledge.tables.icd10cm import describe  # noqa: PLC0415 - see above

        try:
            return index.book(self.book_id)
        except ScopeError as error:
            if self.book_id == describe().book_id:
                return None
            raise BookGoneError(
                f"The code book {self.book_id} is not on this workstation any more.",
                "Import its table again on the code-book page (Ctrl+4), or choose another book in the settings "
                "(Ctrl+,). What was decided is kept.",
            ) from error

    def _read(self, index: "CodeIndex", info: BookInfo | None) -> _Names:
        from app.knowledge.retrieval import book_finder  # noqa: PLC0415 - see above
        from app.knowledge.tables.names_index import names_index  # noqa: PLC0415 - see above

        if info is None:
            self._compile()
            info = index.book(self.book_id)
        with _kept_from_collection():
            names_index(index, self.book_id)
            return _Names(info, book_finder(index, self.book_id))

    def _synonyms(self) -> "Synonyms":
        """Return the abbreviations as they are now; a faulty file of the site's is told where it is edited."""
        from app.knowledge.synonyms import Synonyms  # noqa: PLC0415 - see above

        shipped, site = resources() / "knowledge", self._places.abbreviations
        changed = site.stat().st_mtime_ns if site.exists() else 0
        with self._lock:
            if self._abbreviations is None or self._abbreviations.changed != changed:
                try:
                    self._abbreviations = _Abbreviations(changed, Synonyms.load(shipped, site))
                except DxDeskError:
                    self._abbreviations = _Abbreviations(changed, Synonyms.load(shipped))
            return self._abbreviations.synonyms

    def _compile(self) -> None:
        """Compile ICD-10-CM in a process of its own; raise InputError when it was broken off."""
        from app.exchange.shelving import run_apart, tabular_work  # noqa: PLC0415 - see above

        if run_apart(tabular_work(self._places.codebooks), lambda _done: None, self._closed.is_set) is None:
            raise InputError("Preparing the code book was broken off.", "Ask again to prepare it anew.")


@contextmanager
def _kept_from_collection() -> Generator[None]:
    """Let the garbage collector pass over what is made here: a million names, which every thread would wait for.

    They hold no cycles; replaced by another book's they go at once.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        gc.enable()
