"""`dxdesk codebook list|search|show`: the codes this workstation knows."""

import argparse
import json

from app.coding.codebook import Code
from app.errors import InputError
from app.knowledge.scopes import list_scopes, load_book


def configure(parser: argparse.ArgumentParser) -> None:
    """Add list, search and show."""
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="the code books")
    search = acts.add_parser("search", help="codes by code prefix or parts of the name")
    search.add_argument("words", nargs="+")
    show = acts.add_parser("show", help="one code with its definition")
    show.add_argument("code")
    for each in (search, show):
        each.add_argument("--book", default="ccl25")
        each.add_argument("--json", action="store_true")


def run(args: argparse.Namespace) -> int:
    """Print what was asked for."""
    if args.act == "list":
        for scope in list_scopes():
            book = load_book(scope.scope_id)
            print(f"{scope.scope_id:<10} {scope.title}: {book.title} {book.version}, {len(book)} codes")
        return 0
    book = load_book(args.book)
    if args.act == "show":
        code = book.get(args.code)
        if code is None:
            raise InputError(f"{args.code} is not in {book.title} {book.version}.", "Try: dxdesk codebook search")
        _print([code], as_json=args.json, whole=True)
        return 0
    found = [code for code in book if all(_fits(code, word) for word in args.words)]
    _print(found, as_json=args.json, whole=False)
    return 0


def _fits(code: Code, word: str) -> bool:
    return code.code.upper().startswith(word.upper()) or any(
        word.lower() in name.lower() for name in (code.name, *code.aliases)
    )


def _print(codes: list[Code], *, as_json: bool, whole: bool) -> None:
    if as_json:
        rows = [
            {"code": c.code, "name": c.name, "book": c.book, "definition": c.definition, "aliases": c.aliases}
            for c in codes
        ]
        print(json.dumps(rows, ensure_ascii=False, indent=1))
        return
    for code in codes:
        print(f"{code.code:<14} {code.name}")
        if whole:
            print(f"  {code.definition}\n  又称：{'、'.join(code.aliases)}\n  {code.book}")
