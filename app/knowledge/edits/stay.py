"""One stay as the checks see it: every coded diagnosis with its place, its row of the book and its settlement code."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import Protocol, runtime_checkable

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.errors import ScopeError
from app.coding.record import Patient
from app.knowledge.edits.edit import Place, PlaceField
from app.knowledge.edits.forms import Form, form_of
from app.knowledge.edits.patterns import Patterns
from app.knowledge.edits.rule import Rule, Version, Where
from app.knowledge.edits.rules import Incidental
from app.knowledge.entries import BookInfo, Entry, Language, Note

ICD10CM = "ICD-10-CM"
"""How the id of every version of ICD-10-CM begins."""
SETTLEMENT = "医保"
"""How the id of a settlement book begins, where none is named."""


class Index(Protocol):
    """What the edits ask of the code-book index."""

    def get(self, book_id: str, code: str, /) -> Entry | None:
        """Return the row of a code, None when the book has none."""
        ...

    def notes(self, book_id: str, code: str, /) -> tuple[Note, ...]:
        """Return a code's own notes and those of its ancestors."""
        ...

    def book(self, book_id: str, /) -> BookInfo:
        """Return a book; raise ScopeError when it was not imported."""
        ...

    def mapped(self, source_book: str, code: str, target_book: str, /) -> Entry | None:
        """Return the row a crosswalk leads to."""
        ...


@runtime_checkable
class PairIndex(Protocol):
    """An index that also knows which daggers an asterisk stands with."""

    def daggers(self, book_id: str, asterisk: str, /) -> tuple[str, ...]:
        """Return the dagger codes of the rows †/* whose asterisk this is."""
        ...


@dataclass(frozen=True, slots=True)
class Listed:
    """One coded diagnosis: `code` is of the version a rule runs on, `own` what stands on the face sheet."""

    position: int
    """0 is the principal, others count from 1 in their order."""
    code: Code
    own: Code
    on_admission: OnAdmission | None
    form: Form
    icd10cm: bool
    entry: Entry | None

    @property
    def principal(self) -> bool:
        """Return whether it is the principal diagnosis."""
        return self.position == 0

    @property
    def place(self) -> Place:
        """Return where it stands."""
        return Place(PlaceField.PRINCIPAL if self.principal else PlaceField.OTHER, self.own)

    @property
    def label(self) -> str:
        """Return its code, with the settlement code behind it where that differs."""
        return self.own.code if self.own.code == self.code.code else f"{self.own.code} → {self.code.code}"

    @property
    def name(self) -> str:
        """Return its name, as the table has it when the code set brings none."""
        return self.code.name or (self.entry.code.name if self.entry else "")


@dataclass(frozen=True, slots=True)
class Found:
    """What a check found: the diagnoses at fault, those they conflict with, and words for the text."""

    listed: tuple[Listed, ...] = ()
    others: tuple[Listed, ...] = ()
    note: str = ""
    origin: str = ""
    place: Place | None = None
    """Only where it is not the first diagnosis at fault."""


@dataclass(slots=True)
class Stay:
    """The code set, the patient and the index, asked once for each code."""

    codes: CodeSet
    patient: Patient
    index: Index | None
    settlement_book: str
    incidental: Incidental
    _own: tuple[Listed, ...] = field(init=False)
    _meant: dict[tuple[object, ...], tuple[Listed, ...]] = field(
        init=False, default_factory=dict[tuple[object, ...], tuple[Listed, ...]]
    )
    _settled: tuple[Listed, ...] | None = field(init=False, default=None)
    _languages: dict[str, Language | None] = field(init=False, default_factory=dict[str, Language | None])
    _notes: dict[tuple[str, str], tuple[Note, ...]] = field(
        init=False, default_factory=dict[tuple[str, str], tuple[Note, ...]]
    )

    def __post_init__(self) -> None:
        """Look every code up."""
        principal = ((0, self.codes.principal),) if self.codes.principal else ()
        self._own = tuple(self._list(*each) for each in (*principal, *enumerate(self.codes.others, start=1)))

    def listed(self, rule: Rule) -> tuple[Listed, ...]:
        """Return the diagnoses of the books and the version a rule is meant for, principal first."""
        key = (rule.version, rule.books, rule.not_books)
        if key not in self._meant:
            every = self._own if rule.version is Version.OWN else self._settlement()
            self._meant[key] = tuple(each for each in every if self._fits(each.code.book, rule))
        return self._meant[key]

    def meant(self, rule: Rule) -> tuple[Listed, ...]:
        """Return those that a rule's `codes`, `unless` and `where` name."""
        asked = rule.parameters
        every = self.listed(rule)
        if asked.where is not Where.ANY:
            every = tuple(each for each in every if each.principal is (asked.where is Where.PRINCIPAL))
        return matching(every, asked.codes, asked.unless)

    def notes(self, listed: Listed) -> tuple[Note, ...]:
        """Return a code's notes with the inherited ones, empty without an index."""
        return self.notes_of(listed.code.book, listed.code.code)

    def notes_of(self, book_id: str, code: str) -> tuple[Note, ...]:
        """Return the notes of any code."""
        if self.index is None:
            return ()
        key = (book_id, code)
        if key not in self._notes:
            self._notes[key] = self.index.notes(book_id, code) if self.knows(book_id) else ()
        return self._notes[key]

    def get(self, book_id: str, code: str) -> Entry | None:
        """Return the row of any code."""
        return self.index.get(book_id, code) if self.index is not None and self.knows(book_id) else None

    def knows(self, book_id: str) -> bool:
        """Return whether the book was imported."""
        return self._language(book_id) is not None

    def daggers(self, listed: Listed) -> tuple[str, ...]:
        """Return the daggers an asterisk code stands with, empty where no table tells."""
        if not isinstance(self.index, PairIndex) or not self.knows(listed.code.book):
            return ()
        return self.index.daggers(listed.code.book, listed.code.code)

    def settled(self, listed: Listed) -> Listed | None:
        """Return a diagnosis with its settlement code; None where it has none or none is known."""
        book = listed.code.book
        if book == self.settlement_book or (not self.settlement_book and book.startswith(SETTLEMENT)):
            return listed
        if not self.settlement_book or self.index is None or not self.knows(book):
            return None
        entry = self.index.mapped(book, listed.code.code, self.settlement_book)
        if entry is None:
            return None
        return replace(listed, code=entry.code, entry=entry, form=form_of(entry.code.code, icd10cm=False))

    def _settlement(self) -> tuple[Listed, ...]:
        if self._settled is None:
            self._settled = tuple(found for each in self._own if (found := self.settled(each)) is not None)
        return self._settled

    def _list(self, position: int, diagnosis: Diagnosis) -> Listed:
        code = diagnosis.code
        icd10cm = code.book.startswith(ICD10CM)
        form = form_of(code.code, icd10cm=icd10cm)
        entry = self.get(code.book, code.code)
        return Listed(position, code, code, diagnosis.on_admission, form, icd10cm, entry)

    def _fits(self, book_id: str, rule: Rule) -> bool:
        language = self._language(book_id) or _guessed(book_id)
        meant = not rule.books or _names(rule.books, book_id, language)
        return meant and not _names(rule.not_books, book_id, language)

    def _language(self, book_id: str) -> Language | None:
        """Return the language of an imported book, None when it was not imported."""
        if book_id not in self._languages:
            language = None
            if self.index is not None:
                try:
                    language = self.index.book(book_id).language
                except ScopeError:
                    language = None
            self._languages[book_id] = language
        return self._languages[book_id]


def matching(listed: Iterable[Listed], patterns: Patterns, unless: Patterns) -> tuple[Listed, ...]:
    """Return the diagnoses that the patterns mean."""
    return tuple(each for each in listed if patterns.match(each.code.code) and not unless.match(each.code.code))


def in_order(listed: Iterable[Listed]) -> tuple[Listed, ...]:
    """Return the diagnoses with the principal first and the others by code, so that their order plays no part."""
    return tuple(sorted(listed, key=lambda each: (not each.principal, each.code.code, each.code.book, each.code.name)))


def _names(books: tuple[str, ...], book_id: str, language: Language) -> bool:
    return any(each == language or book_id.startswith(each) for each in books)


def _guessed(book_id: str) -> Language:
    return Language.ZH if any("\u4e00" <= character <= "\u9fff" for character in book_id) else Language.EN
