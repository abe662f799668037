"""`dxdesk edits FILE | --codes …`: what the coding rules find wrong with codes, gravest first, each with its place."""

import argparse
import contextlib
import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from app.coding.codebook import Code, CodeBook
from app.coding.errors import ScopeError
from app.coding.record import Patient, Sex
from app.commands.reading import say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.exchange.coded import CodedStay, codes_of, read_coded
from app.exchange.facts import read_date
from app.exchange.refusal import Refused
from app.knowledge.edits import Edit, Level, Rules, check
from app.knowledge.scopes import load_book
from app.knowledge.tables.index import CodeIndex
from app.paths import Places, resources
from app.settings import load


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the file or the codes, the patient's facts, and the books."""
    parser.add_argument("file", nargs="?", help="coded stays: gold JSON, face sheets, DxDesk's own JSON, or a folder")
    parser.add_argument("--codes", help="one stay instead: 'principal|other;other'")
    parser.add_argument("--sex", choices=tuple(Sex), help="the patient's sex")
    parser.add_argument("--age", type=int, help="the patient's age in whole years")
    parser.add_argument("--admitted", help="date of admission (2026-01-02)")
    parser.add_argument("--discharged", help="date of discharge")
    parser.add_argument("--on-admission", default="", help="入院病情 of --codes in the same shape: '1|1;4'")
    parser.add_argument("--book", help="code book of the codes (default: the setting book)")
    parser.add_argument("--settlement-book", help="book they are settled in (default: the setting second_book)")
    parser.add_argument("--records", help="where the records are that FILE's codes belong to")
    parser.add_argument("--level", choices=tuple(Level), default=Level.INFORMATION, help="the least grave level shown")
    parser.add_argument("--language", choices=("zh", "en"), help="language of the texts")
    parser.add_argument("--rules", action="store_true", help="list the rules in force instead")
    parser.add_argument("--json", action="store_true", help="print JSON")


def run(args: argparse.Namespace) -> int:
    """Check what was given and print the edits; a faulty rule file of the site's is told and left out."""
    places = Places.of_user()
    settings = load(places.settings)
    rules = Rules.load(resources() / "rules" / "edits.toml", places.site_rules)
    for fault in rules.faults:
        say(f"your rule file is left out: {fault}")
    language = args.language or ("en" if settings.language == "en" else "zh")
    if args.rules:
        _print_rules(rules, language, as_json=args.json)
        return EXIT_SOME_REFUSED if rules.faults else EXIT_DONE
    if (args.file is None) == (args.codes is None):
        raise InputError("Give either a file or --codes.", "Try: dxdesk edits --codes 'I10.x00x032|E11.900'")
    refused = len(rules.faults)
    checked: list[tuple[CodedStay, tuple[Edit, ...]]] = []
    with _books(places, args.book or settings.book) as books:
        for stay in _stays(args, books):
            if isinstance(stay, Refused):
                say(f"refused: {stay}")
                refused += 1
                continue
            settlement = settings.second_book if args.settlement_book is None else args.settlement_book
            edits = check(stay.codes, stay.patient, rules, books.index, settlement)
            shown = tuple(edit for edit in edits if edit.level.rank <= Level(args.level).rank)
            checked.append((stay, shown))
    _print(checked, language, as_json=args.json)
    return EXIT_SOME_REFUSED if refused else EXIT_DONE


@dataclass(frozen=True, slots=True)
class _Books:
    """Where a code's name is looked up: the index where there is one, and the shipped book."""

    index: CodeIndex | None
    shipped: CodeBook
    book_id: str

    def named(self, code: str, name: str, book: str) -> Code:
        """Return the code as its book has it, or as it was given."""
        book = book or self.book_id
        entry = self.index.get(book, code) if self.index else None
        if entry is not None and entry.code.code == code:
            return entry.code
        shipped = self.shipped.get(code) if book == self.shipped.book_id else None
        return shipped or Code(code, name, book)


@contextlib.contextmanager
def _books(places: Places, book_id: str) -> Iterator[_Books]:
    """Open the index where one was made; raise ScopeError on a book that neither it nor DxDesk has."""
    shipped = load_book()
    with contextlib.ExitStack() as stack:
        index = stack.enter_context(CodeIndex.open(places.codebooks)) if places.codebooks.exists() else None
        if book_id and book_id != shipped.book_id:
            if index is None:
                raise ScopeError(f"There is no code book {book_id} here.", "Import it: dxdesk codebook import")
            index.book(book_id)
        yield _Books(index, shipped, book_id or shipped.book_id)


def _stays(args: argparse.Namespace, books: _Books) -> Iterator[CodedStay | Refused]:
    if args.file is not None:
        yield from read_coded(Path(args.file), books.named, Path(args.records) if args.records else None)
        return
    patient = Patient(
        sex=Sex(args.sex) if args.sex else None,
        age=args.age,
        admitted=read_date(args.admitted),
        discharged=read_date(args.discharged),
    )
    yield CodedStay("", codes_of(args.codes, books.named, args.on_admission), patient)


def _print(checked: list[tuple[CodedStay, tuple[Edit, ...]]], language: str, *, as_json: bool) -> None:
    if as_json:
        rows = [{"record_id": stay.record_id, "edits": [_object(edit) for edit in edits]} for stay, edits in checked]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for stay, edits in checked:
        if stay.record_id:
            print(f"{stay.record_id}: {len(edits)}")
        for edit in edits:
            source = edit.clause if edit.verified else f"{edit.clause} (not verified)"
            print(f"{edit.level:<12} {edit.rule_id:<28} {edit.text(language)}\n{'':<12} [{source}]")


def _object(edit: Edit) -> dict[str, object]:
    place = edit.place
    return {
        "rule": edit.rule_id,
        "level": edit.level.value,
        "zh": edit.text_zh,
        "en": edit.text_en,
        "clause": edit.clause,
        "verified": edit.verified,
        "place": {"field": place.field.value, "code": place.code.code if place.code else None},
        "codes": [code.code for code in edit.codes],
        "blocks": edit.blocks,
    }


def _print_rules(rules: Rules, language: str, *, as_json: bool) -> None:
    if as_json:
        rows = [
            {
                "rule": rule.rule_id,
                "kind": rule.kind.value,
                "level": rule.level.value,
                "zh": rule.zh,
                "en": rule.en,
                "clause": rule.clause,
                "verified": rule.verified,
                "books": list(rule.books),
            }
            for rule in rules.rules
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for rule in rules.rules:
        source = rule.clause if rule.verified else f"{rule.clause} (not verified)"
        print(f"{rule.level:<12} {rule.rule_id:<34} {rule.zh if language == 'zh' else rule.en}\n{'':<12} [{source}]")
