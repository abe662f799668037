"""The code book that `--book B --retrieve` codes from: opened, compiled if it can be, asked record by record."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from app.coding.errors import ScopeError
from app.coding.mentions import Finder
from app.coding.record import Record
from app.coding.scope import Scope
from app.errors import InputError
from app.knowledge.entries import BookInfo
from app.knowledge.retrieval import SCOPE_ID, book_finder, retrieve
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.icd10cm import TITLE, compile_icd10cm, describe
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.names_index import names_index
from app.paths import Places, resources


@dataclass(frozen=True, slots=True)
class Shelf:
    """One book, opened for retrieval."""

    index: CodeIndex
    book: BookInfo
    finder: Finder
    synonyms: Synonyms

    def scoping(self, record: Record) -> tuple[Scope, Finder]:
        """Return the codes of the book that fit a record, and what finds their names."""
        scope = retrieve(record, self.index, self.book.book_id, self.finder, self.synonyms)
        return scope, Finder(scope.all_codes)

    @property
    def sample(self) -> Scope:
        """Return a scope of one code, which says what kind of scopes a model will be asked about."""
        first = next(iter(self.index.codes(self.book.book_id)))
        return Scope(SCOPE_ID, self.book.book_id, (first,), (first,), fixed=False)


@contextmanager
def open_shelf(book: str, places: Places, say: Callable[[str], None]) -> Iterator[Shelf]:
    """Open a book by its id, its title, or as icd-10-cm, which is compiled when it is missing.

    Raises InputError when there is no such book, naming the command that imports one.
    """
    with CodeIndex.open(places.codebooks) as index:
        info = _found(index, book)
        if info is None and _is_icd10cm(book):
            say(f"Compiling {describe().book_id} into the code-book index (once, some seconds) …")
            compile_icd10cm(places.codebooks)
            info = _found(index, describe().book_id)
        if info is None:
            raise _missing(index, book)
        say(f"Reading the names of {info.book_id} …")
        names_index(index, info.book_id)
        finder = book_finder(index, info.book_id)
        synonyms = Synonyms.load(resources() / "knowledge", places.abbreviations)
        yield Shelf(index, info, finder, synonyms)


def _found(index: CodeIndex, book: str) -> BookInfo | None:
    """Return the book of that id, or the only one of that title."""
    try:
        return index.book(book)
    except ScopeError:
        wanted = TITLE if _is_icd10cm(book) else book
        titled = [info for info in index.books() if info.title.casefold() == wanted.casefold()]
        return titled[0] if len(titled) == 1 else None


def _is_icd10cm(book: str) -> bool:
    return book.casefold().startswith(TITLE.casefold())


def _missing(index: CodeIndex, book: str) -> InputError:
    known = "、".join(info.book_id for info in index.books())
    advice = f"Import the hospital's table: dxdesk codebook import FILE --title {book} --version …"
    return InputError(f"There is no code book {book} here.", f"{advice}. Known: {known or 'none yet'}; icd-10-cm.")
