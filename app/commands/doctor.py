"""`dxdesk doctor`: what this installation has, what it lacks, and what to do about it."""

import argparse
import platform
import shutil
from dataclasses import fields
from importlib.metadata import PackageNotFoundError, version

from app import __version__
from app.errors import ModelError
from app.inference.backends import RULES, open_backend
from app.inference.catalog import DEFAULT_MODEL, find_model
from app.inference.server import ServerModel
from app.inference.worker import ModelWorker
from app.knowledge.scopes import list_scopes, load_scope
from app.paths import Places, resources
from app.settings import Settings, load
from app.store.database import Store
from app.store.driver import PASSPHRASE

PARTS = ("PySide6-Essentials", "llama-cpp-python", "sqlite-utils", "numpy", "openpyxl", "python-docx", "pypdf")


def configure(parser: argparse.ArgumentParser) -> None:
    """Add the one option there is."""
    parser.add_argument("--settings", action="store_true", help="list every setting with its meaning")


def run(args: argparse.Namespace) -> int:
    """Print the findings; nothing is changed but a store of an older version, which is brought up to date."""
    places = Places.of_user()
    settings = load(places.settings)
    print(f"DxDesk {__version__}, Python {platform.python_version()}, {platform.platform()}")
    for part in PARTS:
        print(f"  {part:<20} {_version(part)}")
    print(f"resources   {resources()} ({', '.join(scope.scope_id for scope in list_scopes())})")
    print(f"files       {places.home}, {shutil.disk_usage(_existing(places)).free / 1e9:.1f} GB free")
    print(f"model       {_model(settings, places)}")
    _store(places)
    if args.settings:
        for each in fields(Settings):
            print(f"  {each.name:<16} {getattr(settings, each.name)!r:<18} {each.metadata['meaning']}")
    return 0


def _version(part: str) -> str:
    try:
        return version(part)
    except PackageNotFoundError:
        return "missing: run the set-up again"


def _existing(places: Places) -> str:
    folder = places.home
    while not folder.exists():
        folder = folder.parent
    return str(folder)


def _model(settings: Settings, places: Places) -> str:
    """Say what reads where a command names nothing, as `open_backend` decides it; nothing is loaded."""
    try:
        backend = open_backend(settings, places, scope=load_scope())
    except ModelError as error:
        return f"{error.message} {error.advice}"
    if isinstance(backend, ServerModel):
        return f"server {settings.server}"
    if isinstance(backend, ModelWorker):
        file, adapter = backend.spec.path, backend.spec.adapter
        return f"{file} with {adapter}" if adapter else str(file)
    if settings.model == RULES:
        return "none: the rules read, as chosen"
    if find_model(DEFAULT_MODEL, places) is None:
        return "none here; the rules read (dxdesk model fetch gets one)"
    return f"none chosen: the rules read; {DEFAULT_MODEL} is here (dxdesk model use {DEFAULT_MODEL})"


def _store(places: Places) -> None:
    if not places.store.exists():
        print(f"store       none yet; it is encrypted where sqlcipher3 is installed and {PASSPHRASE} is set")
        return
    with Store.open(places.store) as store:
        check = store.audit.verify()
        state = "encrypted" if store.encrypted else "not encrypted"
        print(f"store       {store.records.count()} records, {state}; audit {'whole' if check.ok else 'BROKEN'}")
