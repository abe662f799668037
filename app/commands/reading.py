"""What the coding commands share: the options that choose a model and a scope, and the way records are read."""

import argparse
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from app.coding.completion import CompletionModel
from app.coding.mentions import Finder
from app.coding.prompt import AnswerOrder, Layout, Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import Suggestion, suggest
from app.commands.shelf import open_shelf
from app.errors import InputError
from app.exchange.columns import ColumnMapping
from app.exchange.intake import read_files
from app.exchange.refusal import Refused
from app.inference.backends import open_backend
from app.knowledge.scopes import load_scope
from app.paths import Places
from app.settings import Settings, load


def add_model_options(parser: argparse.ArgumentParser) -> None:
    """Add --scope, --model, --no-model, --server and the prompt's style."""
    parser.add_argument("--scope", default="ccl25", help="closed list to code from (default: ccl25, the 55 codes)")
    parser.add_argument("--book", default="", help="imported code book, or icd-10-cm; with --retrieve")
    parser.add_argument("--retrieve", action="store_true", help="code each record from the book's codes that fit it")
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--model", help="model id of the catalogue or a GGUF file")
    chosen.add_argument("--no-model", action="store_true", help="use the rules only")
    chosen.add_argument("--server", metavar="URL", help="model server on the hospital's own network")
    parser.add_argument("--layout", choices=[each.value for each in Layout], help="prompt layout")
    parser.add_argument("--order", choices=[each.value for each in AnswerOrder], help="where the reasoning stands")
    parser.add_argument("--tokens", type=int, metavar="N", help="most tokens of one completion")


Scoping = Callable[[Record], tuple[Scope, Finder]]
"""Gives the scope a record is coded from, and what finds its names."""


@dataclass(frozen=True, slots=True)
class Desk:
    """What one run codes with."""

    scoping: Scoping
    model: CompletionModel
    style: Style
    reply_tokens: int

    def suggest(self, record: Record) -> Suggestion:
        """Suggest codes for one record; raise ScopeError when a whole book holds nothing that it names."""
        scope, finder = self.scoping(record)
        return suggest(record, scope, self.model, finder, style=self.style, reply_tokens=self.reply_tokens)


@contextmanager
def open_desk(args: argparse.Namespace) -> Iterator[Desk]:
    """Open the chosen scope or book and model; say on stderr which model reads; close them at the end."""
    places = Places.of_user()
    settings = load(places.settings)
    with ExitStack() as stack:
        if args.retrieve or args.book:
            shelf = stack.enter_context(open_shelf(_book(args, settings), places, say))
            scoping, scope = shelf.scoping, shelf.sample
            asked = f"codes retrieved from {shelf.book.book_id} ({shelf.book.rows:,} codes)"
        else:
            scope = load_scope(args.scope)
            finder = Finder(scope.all_codes)
            scoping = lambda _record: (scope, finder)  # noqa: E731 - as the other branch gives one
            asked = f"scope {scope.scope_id} {scope.version}"
        settings = replace(
            settings, layout=args.layout or settings.layout, answer_order=args.order or settings.answer_order
        )
        model = open_backend(
            settings, places, model=args.model, no_model=args.no_model, server=args.server, scope=scope
        )
        style = settings.style_for(model.info.prompt)
        if (close := getattr(model, "close", None)) is not None:
            stack.callback(close)
        say(f"Reading with {model.info.name}, {asked}.")
        asked_in = style if scope.fixed or args.layout else style.retrieved
        yield Desk(scoping, model, asked_in, args.tokens or settings.reply_tokens)


def _book(args: argparse.Namespace, settings: Settings) -> str:
    """Return the book named, by the command or the settings; raise InputError when retrieval is asked by half."""
    if not args.retrieve:
        raise InputError("--book names a whole code book, which no model can read at once.", "Add --retrieve.")
    if not (book := args.book or settings.book):
        raise InputError("--retrieve needs a code book.", "Name it: --book icd-10-cm, or one of dxdesk codebook list.")
    return book


def read_records(paths: list[str], refused: list[Refused], mapping: ColumnMapping | None = None) -> Iterator[Record]:
    """Yield the records of these files; collect every refused row and say it on stderr."""
    for item in read_files([Path(path) for path in paths], mapping, lambda notice: say(f"note: {notice.text}")):
        if isinstance(item, Refused):
            refused.append(item)
            say(f"refused: {item}")
        else:
            yield item


def say(text: str) -> None:
    """Tell the person at the terminal; results alone go to standard output."""
    print(text, file=sys.stderr, flush=True)
