"""What the model page needs of app.inference, as plain values; everything here runs beside the window."""

from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path

from app.coding.completion import CompletionModel
from app.errors import ModelError
from app.inference.backends import RULES, open_backend
from app.inference.catalog import DEFAULT_MODEL, ModelEntry, adapter_of, fetch, find_entry, load_catalog, present
from app.inference.hashes import Hashes
from app.inference.memory import free_bytes
from app.inference.modelfile import check_together
from app.inference.reader import RuleReader
from app.inference.worker import ModelWorker
from app.paths import Places
from app.review.scoping import Scoping
from app.settings import Settings
from app.ui.jobs import Control

UNKNOWN_FROM = 1 << 50
"""Free memory from here on means that the system does not say."""


class CheckState(StrEnum):
    """What is known of a file's checksum."""

    ABSENT = "absent"
    UNKNOWN = "unknown"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Card:
    """One model, as the page shows it; sizes in bytes, 0 for unknown; `model_id` is what the setting names."""

    model_id: str
    title: str
    size: int
    memory: int
    licence: str
    note: str
    file: str
    repository: str
    sha256: str
    path: Path | None
    fetchable: bool
    default: bool
    state: CheckState


@dataclass(frozen=True, slots=True)
class Shelf:
    """All models, and the memory that is free for one (0: the system does not say)."""

    cards: tuple[Card, ...]
    free: int


def rules() -> CompletionModel:
    """Return the reader that needs no model."""
    return RuleReader()


def look(settings: Settings, places: Places) -> Shelf:
    """Look which models are here, without reading the files again."""
    cards = [_card(entry, places) for entry in load_catalog()]
    own = Path(settings.model)
    if settings.model and settings.model != RULES and find_entry(settings.model) is None and own.is_file():
        cards.insert(0, _own_card(own))
    free = free_bytes()
    return Shelf(tuple(cards), 0 if free >= UNKNOWN_FROM else free)


def open_model(settings: Settings, places: Places, scoping: Scoping) -> CompletionModel:
    """Open and load the model the settings name; raise ModelError in words when it cannot be used."""
    model = open_backend(settings, places, scope=scoping.sample)
    if isinstance(model, ModelWorker):
        try:
            model.start()
        except ModelError:
            model.close()
            raise
    return model


def fetch_model(model_id: str, places: Places, control: Control) -> Path:
    """Fetch and verify a model of the catalogue, telling how far it is."""
    entry = find_entry(model_id)
    if entry is None:
        raise ModelError(f"There is no model {model_id}.", "Choose one of the list.")
    return fetch(entry, places, on_bytes=control.report, cancelled=lambda: control.cancelled)


def check_file(card: Card, places: Places) -> CheckState:
    """Read a model's file whole and say whether it is what the catalogue names; raise ModelError when it is broken."""
    if card.path is None:
        return CheckState.ABSENT
    entry = find_entry(card.model_id)
    adapter = adapter_of(entry, places) if entry else None
    hashed = cache(Hashes(places.cache / "hashes.json").read)
    check_together(card.path, adapter, adapter_sha256=entry.adapter_sha256 if entry else "", hashed=hashed)
    if entry is None:
        return CheckState.UNKNOWN
    return CheckState.GOOD if hashed(card.path) == entry.sha256 else CheckState.BAD


def _card(entry: ModelEntry, places: Places) -> Card:
    path = present(entry, places)
    return Card(
        entry.id,
        entry.title,
        entry.size,
        entry.needs,
        entry.licence,
        entry.note,
        entry.file,
        entry.repository,
        entry.sha256,
        path,
        entry.parts is not None,
        entry.id == DEFAULT_MODEL,
        _state(entry, path, places),
    )


def _state(entry: ModelEntry, path: Path | None, places: Places) -> CheckState:
    if path is None:
        return CheckState.ABSENT
    known = Hashes(places.cache / "hashes.json").known(path)
    if not known:
        return CheckState.UNKNOWN
    return CheckState.GOOD if known == entry.sha256 else CheckState.BAD


def _own_card(path: Path) -> Card:
    """Describe a file of the site's own."""
    return Card(
        str(path),
        path.name,
        path.stat().st_size,
        0,
        "",
        "",
        path.name,
        "",
        "",
        path,
        fetchable=False,
        default=False,
        state=CheckState.UNKNOWN,
    )
