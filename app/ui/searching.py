"""Search beside the window: one thread with an index of its own; only the newest question is answered."""

from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.coding.codebook import Code, CodeBook
from app.errors import DxDeskError
from app.knowledge.entries import Entry
from app.paths import Places, resources
from app.ui.jobs import Runner

if TYPE_CHECKING:
    from app.knowledge.search import BookSearch, Search
    from app.knowledge.synonyms import Synonyms
    from app.knowledge.tables.index import CodeIndex

LIMIT = 60
Uses = Mapping[tuple[str, str], int]


@dataclass(frozen=True, slots=True)
class Question:
    """What was typed, and the ids of the books it is looked for in, best first."""

    text: str
    books: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One hit as it is shown: the entry, how it was met (empty where that is not known), its uses at this site."""

    entry: Entry
    why: str
    uses: int = 0


@dataclass(frozen=True, slots=True)
class _Held:
    """What the search thread has open."""

    index: "CodeIndex | None"
    search: "Search | None"
    shipped: "BookSearch"
    uses: Uses


class Searching:
    """Answer questions on a thread of its own, so that no key ever waits; the rows of the books are read there once."""

    def __init__(self, places: Places, book: CodeBook, runner: Runner) -> None:
        self._places = places
        self._book = book
        self._runner = runner
        self._thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="search")
        self._closed = False
        self._held: _Held | None = None
        """Touched on the search thread only."""

    def ask(
        self,
        question: Question,
        wanted: Callable[[], bool],
        then: Callable[[tuple[Row, ...]], None],
        otherwise: Callable[[DxDeskError], None] | None = None,
    ) -> None:
        """Find rows and hand them to `then` on the window's thread, while the asker still wants them."""
        future = self._thread.submit(self._answer, question, wanted)
        self._runner.follow(future, lambda rows: then(rows) if wanted() else None, otherwise)

    def renew(self, uses: Uses) -> None:
        """Read the books anew, and with them how often this site uses each code."""
        self._runner.follow(self._thread.submit(self._renew, uses), lambda _none: None)

    def close(self) -> None:
        """Answer nothing more and close the index on its thread."""
        self._closed = True
        self._thread.submit(self._forget)
        self._thread.shutdown(wait=True)

    def _answer(self, question: Question, wanted: Callable[[], bool]) -> tuple[Row, ...]:
        if self._closed or not wanted():
            return ()
        held = self._held or self._renew({})
        shelved = {info.book_id for info in held.index.books()} if held.index else set[str]()
        rows: list[Row] = []
        if self._book.book_id in question.books and self._book.book_id not in shelved:
            rows += self._of_shipped(held, question.text)
        books = [book for book in question.books if book in shelved]
        if held.search and books:
            rows += [
                Row(hit.entry, hit.why.value, _uses(held.uses, hit.entry.code))
                for hit in held.search.find(question.text, books, LIMIT)
            ]
        return tuple(rows[:LIMIT])

    def _of_shipped(self, held: _Held, text: str) -> Iterator[Row]:
        for code in held.shipped.find(text, LIMIT):
            yield Row(Entry(code), _plain_why(code, text), _uses(held.uses, code))

    def _renew(self, uses: Uses) -> _Held:
        """Open index and search on this thread and read the rows of every book."""
        from app.knowledge.search import BookSearch, Search  # noqa: PLC0415 - half a second the window need not wait

        self._forget()
        synonyms = self._synonyms()
        index = self._open()
        search = Search(index, synonyms, uses) if index else None
        if search:
            search.prepare()
        self._held = _Held(index, search, BookSearch(self._book, synonyms, uses), uses)
        return self._held

    def _synonyms(self) -> "Synonyms":
        """Read the abbreviations; a faulty file of the site's is told where it is edited, and left out here."""
        from app.knowledge.synonyms import Synonyms  # noqa: PLC0415 - as above

        shipped = resources() / "knowledge"
        try:
            return Synonyms.load(shipped, self._places.abbreviations)
        except DxDeskError:
            return Synonyms.load(shipped)

    def _open(self) -> "CodeIndex | None":
        """Open the index; without one, or with one that cannot be used, the shipped book is all there is."""
        from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - as above

        if not self._places.codebooks.exists():
            return None
        try:
            return CodeIndex.open(self._places.codebooks)
        except DxDeskError:
            return None

    def _forget(self) -> None:
        if self._held is not None and self._held.index is not None:
            self._held.index.close()
        self._held = None


def _uses(uses: Uses, code: Code) -> int:
    return uses.get((code.book, code.code), 0)


def _plain_why(code: Code, text: str) -> str:
    """Say how a shipped code was met where that is plain to see, otherwise nothing."""
    typed = text.strip().casefold()
    name = code.name.casefold()
    if not typed:
        return ""
    if code.code.casefold().startswith(typed):
        return "code"
    if name.startswith(typed):
        return "exact" if name == typed else "prefix"
    return "parts" if all(part in name for part in typed.split()) else ""
