"""`dxdesk codebook import|list|search|show|crosswalk|flags|remove`: the codes this workstation knows."""

import argparse
from collections.abc import Iterator
from pathlib import Path

from app.coding.codebook import CodeBook
from app.coding.errors import ScopeError
from app.commands.codebook_shown import (
    entry_row,
    print_codes,
    print_entry,
    print_json,
    print_mapped,
    print_report,
    refused,
)
from app.commands.reading import say
from app.errors import EXIT_DONE, EXIT_SOME_REFUSED, InputError
from app.exchange.codelists import read_code_list, read_crosswalk
from app.exchange.codetables import read_code_table
from app.knowledge.entries import Entry, ImportReport, Language
from app.knowledge.filehash import file_hash
from app.knowledge.scopes import list_scopes, load_book
from app.knowledge.search import Search, search_book
from app.knowledge.synonyms import Synonyms
from app.knowledge.tables.build import import_crosswalk, import_table, remove_book, set_flags
from app.knowledge.tables.icd10cm import compile_icd10cm
from app.knowledge.tables.index import CodeIndex
from app.knowledge.tables.rows import BookDescription
from app.paths import Places, resources
from app.settings import load

ICD_10_CM = "icd-10-cm"
_LIMIT = 50


def configure(parser: argparse.ArgumentParser) -> None:
    """Add what can be done with code books."""
    acts = parser.add_subparsers(dest="act", required=True)
    taking = acts.add_parser("import", help="take in a hospital's code table, or ICD-10-CM")
    taking.add_argument("file", metavar="FILE", help=f"CSV or XLSX with codes and names; {ICD_10_CM} for the package's")
    taking.add_argument("--title", default="", help="title of the book (国家临床版)")
    taking.add_argument("--version", default="", help="its version (2.0)")
    taking.add_argument("--language", choices=[each.value for each in Language], default=Language.ZH.value)
    acts.add_parser("list", help="the code books").add_argument("--json", action="store_true")
    search = acts.add_parser("search", help="codes by code prefix, parts of the name, pinyin or abbreviations")
    search.add_argument("words", nargs="+")
    search.add_argument("--limit", type=int, default=_LIMIT)
    show = acts.add_parser("show", help="one code with its hierarchy and notes")
    show.add_argument("code")
    for each in (search, show):
        each.add_argument("--book", default="", help="book id, or a shipped scope (ccl25)")
    walk = acts.add_parser("crosswalk", help="what a code is in another book; or take in a map of two books")
    walk.add_argument("what", metavar="FILE|CODE")
    walk.add_argument("--from", dest="source", default="", metavar="BOOK")
    walk.add_argument("--to", dest="target", default="", metavar="BOOK")
    flags = acts.add_parser("flags", help="mark the codes of a list (灰码, CC, MCC)")
    flags.add_argument("file", metavar="FILE")
    flags.add_argument("--book", required=True)
    flags.add_argument("--flag", required=True, help="grey, cc, mcc or a word of your own")
    for each in (taking, walk):
        each.add_argument("--map", nargs="+", default=[], metavar="FIELD=列名", help="which column holds what")
    for each in (taking, search, show, walk, flags):
        each.add_argument("--json", action="store_true")
    acts.add_parser("remove", help="remove an imported book").add_argument("book")


def run(args: argparse.Namespace) -> int:
    """Do what was asked for."""
    acts = {
        "import": _import,
        "list": _list,
        "search": _search,
        "show": _show,
        "crosswalk": _crosswalk,
        "flags": _flags,
        "remove": _remove,
    }
    return acts[args.act](args)


def _import(args: argparse.Namespace) -> int:
    index = Places.of_user().codebooks
    if args.file.lower() == ICD_10_CM:
        return _reported(compile_icd10cm(index), args)
    path = Path(args.file)
    preview, rows = read_code_table(path, _said(args.map))
    if preview.skipped:
        say(f"The header is row {preview.skipped + 1}.")
    say("Columns: " + ", ".join(f"{column.name} = {column.field}" for column in preview.mapping.columns if column.name))
    book = BookDescription(
        args.title.strip(), args.version.strip(), Language(args.language), path.name, file_hash(path)
    )
    return _reported(import_table(index, rows, book), args)


def _list(args: argparse.Namespace) -> int:
    shipped = [(scope, load_book(scope.scope_id)) for scope in list_scopes()]
    with CodeIndex.open(Places.of_user().codebooks) as index:
        books, walks = index.books(), index.crosswalks()
    if args.json:
        print_json(
            {
                "shipped": [
                    {"scope": scope.scope_id, "title": scope.title, "book": book.book_id, "rows": len(book)}
                    for scope, book in shipped
                ],
                "books": [
                    {"book": info.book_id, "title": info.title, "version": info.version, "rows": info.rows}
                    | {"language": info.language, "source": info.source, "sha256": info.sha256}
                    | {"imported_at": info.imported_at}
                    for info in books
                ],
                "crosswalks": [{"from": walk.source, "to": walk.target, "rows": walk.rows} for walk in walks],
            }
        )
        return EXIT_DONE
    for scope, book in shipped:
        print(f"{scope.scope_id:<10} {scope.title}: {book.title} {book.version}, {len(book)} codes")
    for info in books:
        print(f"{info.book_id:<10} {info.rows:,} rows ({info.language}), {info.source}, imported {info.imported_at}")
    for walk in walks:
        print(f"{walk.source} → {walk.target}: {walk.rows:,} rows, imported {walk.imported_at}")
    return EXIT_DONE


def _search(args: argparse.Namespace) -> int:
    places = Places.of_user()
    synonyms = Synonyms.load(resources() / "knowledge", places.abbreviations)
    words = " ".join(args.words)
    name = _book_name(args.book, places)
    if shipped := _shipped(name):
        print_codes(search_book(shipped, words, args.limit, synonyms), as_json=args.json, whole=False)
        return EXIT_DONE
    with CodeIndex.open(places.codebooks) as index:
        hits = Search(index, synonyms).find(words, [name], args.limit)
    if args.json:
        print_json([entry_row(hit.entry) | {"why": hit.why} for hit in hits])
    else:
        for hit in hits:
            print(f"{hit.entry.code.code:<14} {hit.entry.code.name}")
    return EXIT_DONE


def _show(args: argparse.Namespace) -> int:
    places = Places.of_user()
    name = _book_name(args.book, places)
    advice = "Try: dxdesk codebook search"
    if shipped := _shipped(name):
        code = shipped.get(args.code)
        if code is None:
            raise InputError(f"{args.code} is not in {shipped.title} {shipped.version}.", advice)
        print_codes([code], as_json=args.json, whole=True)
        return EXIT_DONE
    with CodeIndex.open(places.codebooks) as index:
        index.book(name)
        entry = index.get(name, args.code)
        if entry is None:
            raise InputError(f"{args.code} is not in {name}.", advice)
        print_entry(index, name, entry, as_json=args.json)
    return EXIT_DONE


def _crosswalk(args: argparse.Namespace) -> int:
    index_path = Places.of_user().codebooks
    if Path(args.what).is_file():
        if not (args.source and args.target):
            raise InputError("A map goes from one book to another.", "Say both: --from 国家临床版2.0 --to 医保版2.0.")
        rows = read_crosswalk(Path(args.what), _said(args.map))
        return _reported(import_crosswalk(index_path, args.source, args.target, rows), args)
    with CodeIndex.open(index_path) as index:
        found = list(_counterparts(index, args.what, args.source, args.target))
    if not found:
        raise InputError(
            f"{args.what} is no file, and no imported map starts from a book with that code.",
            "Import one: dxdesk codebook crosswalk FILE --from BOOK --to BOOK.",
        )
    print_mapped(found, as_json=args.json)
    return EXIT_DONE


def _counterparts(index: CodeIndex, code: str, source: str, target: str) -> Iterator[tuple[Entry, str, Entry | None]]:
    """Yield the entry, the book it is mapped to, and what it is there, for each map that fits."""
    for book_id in filter(None, (source, target)):
        index.book(book_id)
    for walk in index.crosswalks():
        if source in {"", walk.source} and target in {"", walk.target}:
            entry = index.get(walk.source, code)
            if entry is not None:
                yield entry, walk.target, index.mapped(walk.source, code, walk.target)


def _flags(args: argparse.Namespace) -> int:
    codes = read_code_list(Path(args.file))
    return _reported(set_flags(Places.of_user().codebooks, args.book, args.flag, codes), args)


def _remove(args: argparse.Namespace) -> int:
    remove_book(Places.of_user().codebooks, args.book)
    say(f"{args.book} is removed; decisions keep their codes and names.")
    return EXIT_DONE


def _reported(report: ImportReport, args: argparse.Namespace) -> int:
    print_report(report, as_json=args.json)
    return EXIT_SOME_REFUSED if refused(report) else EXIT_DONE


def _said(words: list[str]) -> dict[str, str]:
    """Return field → column out of --map code=列名 …."""
    said = {field: name for field, _, name in (word.partition("=") for word in words)}
    if any(not name for name in said.values()):
        raise InputError(
            f"--map takes FIELD=列名, not {' '.join(words)}.", "For example: --map code=疾病编码 name=疾病名称."
        )
    return said


def _book_name(named: str, places: Places) -> str:
    """Return the book meant: the one named, the one of the settings, or the shipped 55."""
    return named or load(places.settings).book or "ccl25"


def _shipped(name: str) -> CodeBook | None:
    """Return the shipped book of that scope, None when there is none."""
    try:
        return load_book(name)
    except ScopeError:
        return None
