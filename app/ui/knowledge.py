"""What the window looks up: books and their index, search, rules, grouper; opened when first needed."""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.coding.codebook import Code, CodeBook
from app.coding.scope import Scope
from app.errors import DxDeskError
from app.knowledge.entries import BookInfo, Crosswalk, Entry
from app.knowledge.scopes import shipped_codes
from app.paths import Places, resources
from app.settings import Settings
from app.ui import language
from app.ui.free_entry import FREE_BOOK
from app.ui.jobs import Operation, Runner
from app.ui.searching import Searching

if TYPE_CHECKING:
    from app.knowledge.edits import Rules
    from app.knowledge.grouping import Grouper
    from app.knowledge.synonyms import Synonyms
    from app.knowledge.tables.index import CodeIndex

_NOWHERE = Path(":memory:")
"""An index that holds nothing, for as long as no table was imported or the file cannot be used."""


class Knowledge(QObject):
    """Everything that is looked up, for the window's thread; made once in `application` and reached as desk.knowledge.

    Nothing is opened before it is asked for; `start` reads the rest once the window stands.
    """

    changed = Signal()

    def __init__(
        self,
        scope: Scope,
        book: CodeBook,
        places: Places,
        settings: Settings,
        runner: Runner,
        parent: QObject | None = None,
    ) -> None:
        super().__init__(parent)
        self.scope = scope
        self.book = book
        self.places = places
        self.searching = Searching(places, book, runner)
        self.grouper: Grouper | None = None
        self.uses: Mapping[tuple[str, str], int] = {}
        self.trouble: DxDeskError | None = None
        self._settings = settings
        self._runner = runner
        self._index: CodeIndex | None = None
        self._rules: Rules | None = None
        self._synonyms: Synonyms | None = None
        self._started = False

    @property
    def index(self) -> "CodeIndex":
        """Return this thread's own index; `trouble` says why an index that is there cannot be used."""
        from app.knowledge.tables.index import CodeIndex  # noqa: PLC0415 - a start does not wait for what it needs

        if self._index is None:
            path = self.places.codebooks
            try:
                self._index = CodeIndex.open(path if path.exists() else _NOWHERE)
                self.trouble = None
            except DxDeskError as error:
                self._index, self.trouble = CodeIndex.open(_NOWHERE), error
        return self._index

    @property
    def rules(self) -> "Rules":
        """Return the coding rules in force."""
        from app.knowledge.edits import Rules  # noqa: PLC0415 - as above

        if self._rules is None:
            self._rules = Rules.load(resources() / "rules" / "edits.toml", self.places.site_rules)
        return self._rules

    @property
    def synonyms(self) -> "Synonyms":
        """Return the abbreviations in force; the shipped ones alone while the site's file is faulty."""
        from app.knowledge.synonyms import Synonyms  # noqa: PLC0415 - as above

        if self._synonyms is None:
            shipped = resources() / "knowledge"
            try:
                self._synonyms = Synonyms.load(shipped, self.places.abbreviations)
            except DxDeskError as error:
                self._synonyms = Synonyms.load(shipped)
                self._runner.failed.emit(error)
        return self._synonyms

    @property
    def language(self) -> str:
        """Return the window's language as the knowledge texts name it: zh or en."""
        return "zh" if language.chosen(self._settings.language) == language.CHINESE else "en"

    @property
    def coding_book(self) -> str:
        """Return the id of the book records are coded from."""
        return self._settings.book or self.book.book_id

    @property
    def second_book(self) -> str:
        """Return the id of the book shown beside it, empty for none."""
        return self._settings.second_book

    def books(self) -> tuple[BookInfo, ...]:
        """Return the imported books, the coding book first."""
        return tuple(sorted(self.index.books(), key=lambda info: info.book_id != self.coding_book))

    def look_up(self, code: Code) -> Entry | None:
        """Return what its own book says of a code, None when the book has it not; a shipped code is always known."""
        found = self.index.get(code.book, code.code)
        if found is not None:
            return found
        shipped = self.shipped(code)
        return Entry(shipped) if shipped else None

    def shipped(self, code: Code) -> Code | None:
        """Return what DxDesk itself says of a code: aliases and a definition, which imported tables rarely have."""
        if code.book == self.book.book_id and (found := self.book.get(code.code)):
            return found
        return shipped_codes().get(code.book, {}).get(code.code)

    def second(self, code: Code) -> Entry | None:
        """Return a code's counterpart in the second book, None without one."""
        if not self.second_book or self.second_book == code.book:
            return None
        return self.index.mapped(code.book, code.code, self.second_book)

    def missing_from(self, code: Code) -> str:
        """Return the coding book's id when it has not this code, empty otherwise.

        A book that is gone misses nothing; the closed list, which is a part of its book, misses what is of other books.
        """
        coding = self.coding_book
        if all(info.book_id != coding for info in self.index.books()):
            of_another = code.book not in (coding, FREE_BOOK) and self.book.get(code.code) is None
            return coding if of_another and coding == self.book.book_id else ""
        found = self.index.get(coding, code.code)
        if found is not None and (code.book == coding or found.code.name == code.name):
            return ""
        return "" if self.index.mapped(code.book, code.code, coding) else coding

    def below(self, book: str, code: str | None) -> tuple[Entry, ...]:
        """Return the entries right below a heading, the chapters for None; a shipped book is one list of its codes."""
        found = self.index.children(book, code)
        if not found and code is None and book == self.book.book_id:
            return tuple(map(Entry, self.book))
        return found

    def start(self) -> None:
        """Make search and grouper ready beside the window, once it stands."""
        self._started = True
        self.count_uses(ready=True)
        self._open_grouper()

    def count_uses(self, *, ready: bool = False) -> None:
        """Count again what this site codes; where that has changed, or to be `ready`, search reads its books anew."""

        def counted(uses: Mapping[tuple[str, str], int]) -> None:
            if ready or uses != self.uses:
                self.uses = uses
                self.searching.renew(uses)

        self._runner.submit(Operation(lambda store: store.code_uses.counts(), counted))

    def configure(self, settings: Settings) -> None:
        """Go on with new settings."""
        former, self._settings = self._settings, settings
        if (settings.grouper, settings.grouper_version) != (former.grouper, former.grouper_version):
            self._open_grouper()
        if (settings.book, settings.second_book) != (former.book, former.second_book):
            self.changed.emit()

    def reload(self) -> None:
        """Read books, abbreviations, rules and grouper anew, after an import or a change of theirs."""
        self._forget_index()
        self._rules = self._synonyms = None
        self.searching.renew(self.uses)
        self._open_grouper()
        self.changed.emit()

    def reload_rules(self) -> None:
        """Read the rules anew, after the site changed its own."""
        self._rules = None
        self.changed.emit()

    def close(self) -> None:
        """Close the files."""
        self.searching.close()
        self._forget_index()

    def _forget_index(self) -> None:
        if self._index is not None:
            self._index.close()
            self._index = None

    def _open_grouper(self) -> None:
        """Open the grouper of the settings beside the window, which reads its tables (0.4 s)."""
        if not self._started:
            return
        settings, tables, walks = self._settings, self.places.grouper_tables, _Walks(self)

        def opened() -> "Grouper | None":
            from app.knowledge.grouping import open_grouper  # noqa: PLC0415 - as above
            from app.knowledge.grouping.msdrg import MsDrg  # noqa: PLC0415 - as above

            grouper = open_grouper(settings.grouper, settings.grouper_version, tables, walks)
            if isinstance(grouper, MsDrg):
                grouper.load()
            return grouper

        def failed(error: DxDeskError) -> None:
            self._take_grouper(settings, None)
            self._runner.failed.emit(error)

        self._runner.aside(opened, lambda grouper: self._take_grouper(settings, grouper), failed)

    def _take_grouper(self, settings: Settings, grouper: "Grouper | None") -> None:
        """Use a grouper that was opened, unless the settings have gone on."""
        if settings.grouper == self._settings.grouper and settings.grouper_version == self._settings.grouper_version:
            former, self.grouper = self.grouper, grouper
            if former is not None or grouper is not None:
                self.changed.emit()


class _Walks:
    """The crosswalks as a grouper asks for them: those of whichever index is open now."""

    def __init__(self, knowledge: Knowledge) -> None:
        self._knowledge = knowledge

    def crosswalks(self) -> tuple[Crosswalk, ...]:
        """Return the imported crosswalks."""
        return self._knowledge.index.crosswalks()

    def mapped(self, source_book: str, code: str, target_book: str) -> Entry | None:
        """Return the counterpart of a code in another book."""
        return self._knowledge.index.mapped(source_book, code, target_book)
