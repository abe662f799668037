"""What the coding commands share: the options that choose a model and a scope, and the way records are read."""

import argparse
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from app.coding.completion import CompletionModel
from app.coding.mentions import Finder
from app.coding.prompt import AnswerOrder, Layout, Style
from app.coding.record import Record
from app.coding.scope import Scope
from app.coding.suggest import Suggestion, suggest
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
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--model", help="model id of the catalogue or a GGUF file")
    chosen.add_argument("--no-model", action="store_true", help="use the rules only")
    chosen.add_argument("--server", metavar="URL", help="model server on the hospital's own network")
    parser.add_argument("--layout", choices=[each.value for each in Layout], help="prompt layout")
    parser.add_argument("--order", choices=[each.value for each in AnswerOrder], help="where the reasoning stands")
    parser.add_argument("--tokens", type=int, metavar="N", help="most tokens of one completion")


@dataclass(frozen=True, slots=True)
class Desk:
    """What one run codes with."""

    scope: Scope
    finder: Finder
    model: CompletionModel
    style: Style
    reply_tokens: int

    def suggest(self, record: Record) -> Suggestion:
        """Suggest codes for one record."""
        return suggest(record, self.scope, self.model, self.finder, style=self.style, reply_tokens=self.reply_tokens)


@contextmanager
def open_desk(args: argparse.Namespace) -> Iterator[Desk]:
    """Open the chosen scope and model; say on stderr which model reads; close it at the end."""
    places = Places.of_user()
    settings = load(places.settings)
    scope = load_scope(args.scope)
    model = open_backend(settings, places, model=args.model, no_model=args.no_model, server=args.server, scope=scope)
    try:
        say(f"Reading with {model.info.name}, scope {scope.scope_id} {scope.version}.")
        yield Desk(scope, Finder(scope.all_codes), model, _style(args, settings), args.tokens or settings.reply_tokens)
    finally:
        close = getattr(model, "close", None)
        if close is not None:
            close()


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


def _style(args: argparse.Namespace, settings: Settings) -> Style:
    return Style(Layout(args.layout or settings.layout), AnswerOrder(args.order or settings.answer_order))
