"""`dxdesk model list|fetch|check|use`: models by catalogue or by file."""

import argparse
from dataclasses import replace
from functools import cache

from app.commands.reading import say
from app.errors import InputError, ModelError
from app.inference.backends import RULES
from app.inference.catalog import (
    DEFAULT_MODEL,
    ModelEntry,
    adapter_of,
    entry_of,
    fetch,
    find_entry,
    find_model,
    load_catalog,
)
from app.inference.hashes import Hashes
from app.inference.modelfile import check_together
from app.paths import Places
from app.settings import load, save


def configure(parser: argparse.ArgumentParser) -> None:
    """Add list, fetch, check and use."""
    acts = parser.add_subparsers(dest="act", required=True)
    acts.add_parser("list", help="the catalogue, and what of it is here")
    one = acts.add_parser("fetch", help="get a model of the catalogue and verify it")
    one.add_argument("model", nargs="?", default=DEFAULT_MODEL)
    one = acts.add_parser("check", help="say what a model file is, and refuse one that cannot be used")
    one.add_argument("model", nargs="?", default="")
    one = acts.add_parser("use", help="choose the model that reads from now on; 'rules' chooses none")
    one.add_argument("model")


def run(args: argparse.Namespace) -> int:
    """Do what was asked."""
    places = Places.of_user()
    match args.act:
        case "list":
            for entry in load_catalog():
                _line(entry, places)
        case "fetch":
            print(fetch(_entry(args.model), places, say))
        case "check":
            _check(args.model, places)
        case _:
            _use(args.model, places)
    return 0


def _line(entry: ModelEntry, places: Places) -> None:
    mark = "*" if entry.id == DEFAULT_MODEL else " "
    here = "here" if find_model(entry.id, places) else "not here"
    print(
        f"{mark} {entry.id:<28} {entry.size / 1e6:6.0f} MB, {entry.needs / 1e9:.1f} GB memory, "
        f"{entry.licence}, {here}\n    {entry.note}"
    )


def _entry(name: str) -> ModelEntry:
    found = find_entry(name)
    if found is None:
        raise InputError(f"The catalogue has no model {name!r}.", "See: dxdesk model list")
    return found


def _check(name: str, places: Places) -> None:
    path = find_model(name, places)
    if path is None:
        raise ModelError(f"No model {name!r} is here." if name else "No model is here.", "Get one: dxdesk model fetch")
    entry = find_entry(name or DEFAULT_MODEL) or entry_of(path)
    adapter = adapter_of(entry, places) if entry else None
    facts = check_together(
        path,
        adapter,
        sha256=entry.sha256 if entry else "",
        adapter_sha256=entry.adapter_sha256 if entry else "",
        hashed=cache(Hashes(places.cache / "hashes.json").read),
    )
    print(f"{path}\n{facts.name}, {facts.architecture}, {facts.size / 1e6:.0f} MB, context {facts.context_length}")
    if adapter:
        print(f"with the adapter {adapter}, {adapter.stat().st_size / 1e6:.0f} MB")
    print("SHA-256 as in the catalogue" if entry else "not in the catalogue: a file of your own")
    if facts.manifest and facts.manifest.prompt:
        print(f"trained for prompt {facts.manifest.prompt}")


def _use(name: str, places: Places) -> None:
    if name != RULES:
        _check(name, places)
    save(replace(load(places.settings), model=name, server=""), places.settings)
    print(f"{'The rules read' if name == RULES else f'{name} reads'} from now on.")
