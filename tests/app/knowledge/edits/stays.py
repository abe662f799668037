"""Stays in one line, and a small index, for the tests of the edits."""

import dataclasses
import functools
from dataclasses import dataclass, field
from pathlib import Path

from app.coding.codebook import Code
from app.coding.codeset import CodeSet, Diagnosis, OnAdmission
from app.coding.errors import ScopeError
from app.coding.record import Patient
from app.knowledge.edits import Edit, Incidental, Rules, check
from app.knowledge.entries import BookInfo, Entry, Language, Note, NoteKind
from app.paths import resources

ZH = "国家临床版2.0"
YB = "医保版2.0"
CM = "ICD-10-CM 2026-04"
SHIPPED = resources() / "rules" / "edits.toml"


@functools.cache
def shipped(incidental: Incidental = Incidental.ADVISE) -> Rules:
    """Return the shipped rules, read once."""
    return dataclasses.replace(Rules.load(SHIPPED), incidental=incidental)


def code_set(line: str, book: str = ZH) -> CodeSet:
    """Read `principal | other; other`; `=4` behind a code is its 入院病情, `:name` its name, `@book` its book."""
    first, _, rest = line.partition("|")
    others = tuple(_diagnosis(each, book) for each in rest.split(";") if each.strip())
    return CodeSet(_diagnosis(first, book) if first.strip() else None, others)


def _diagnosis(text: str, book: str) -> Diagnosis:
    text, _, own_book = text.strip().partition("@")
    text, _, name = text.partition(":")
    code, _, mark = text.partition("=")
    return Diagnosis(Code(code, name or f"名{code}", own_book or book), OnAdmission(int(mark)) if mark else None)


@dataclass(slots=True)
class SmallIndex:
    """An index held in dictionaries, as the edits ask it."""

    entries: dict[tuple[str, str], Entry] = field(default_factory=dict)
    noted: dict[str, tuple[Note, ...]] = field(default_factory=dict)
    map: dict[str, str] = field(default_factory=dict)
    pairs: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def add(self, code: str, name: str = "", book: str = ZH, **facts: object) -> None:
        self.entries[book, code] = Entry(Code(code, name or f"名{code}", book), **facts)  # type: ignore[arg-type]

    def note(self, code: str, kind: NoteKind, *codes: str, text: str = "a note", origin: str = "") -> None:
        self.noted[code] = (*self.noted.get(code, ()), Note(kind, text, codes, origin or code))

    def get(self, book_id: str, code: str) -> Entry | None:
        return self.entries.get((book_id, code))

    def notes(self, book_id: str, code: str) -> tuple[Note, ...]:
        return self.noted.get(code, ())

    def book(self, book_id: str) -> BookInfo:
        if book_id not in {book for book, _ in self.entries}:
            raise ScopeError(f"There is no code book {book_id} here.")
        language = Language.EN if book_id == CM else Language.ZH
        return BookInfo(book_id, book_id, "1", language, "test", "", "", len(self.entries))

    def mapped(self, source_book: str, code: str, target_book: str) -> Entry | None:
        return self.get(target_book, self.map.get(code, ""))

    def daggers(self, book_id: str, asterisk: str) -> tuple[str, ...]:
        return self.pairs.get(asterisk, ())


def found(
    line: str,
    book: str = ZH,
    patient: Patient | None = None,
    index: SmallIndex | None = None,
    settlement: str = "",
    rules: Rules | None = None,
) -> tuple[Edit, ...]:
    """Check one line."""
    return check(code_set(line, book), patient or Patient(), rules or shipped(), index, settlement)


def ids(edits: tuple[Edit, ...]) -> set[str]:
    """Return the rules that fired."""
    return {edit.rule_id for edit in edits}


def site_file(folder: Path, text: str) -> Path:
    """Write a site's rule file."""
    path = folder / "rules.toml"
    path.write_text(text, encoding="utf-8")
    return path
