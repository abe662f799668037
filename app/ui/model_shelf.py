"""What the model page needs of app.inference, as plain values; everything here runs beside the window."""

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from app.coding.completion import CompletionModel
from app.coding.scope import Scope
from app.inference.backends import open_backend
from app.inference.reader import RuleReader
from app.paths import Places
from app.settings import Settings

RULES = "rules"
"""The model setting that says: read with the rules only."""


class CheckState(StrEnum):
    """What is known of a file's checksum."""

    UNKNOWN = "unknown"
    GOOD = "good"
    BAD = "bad"


@dataclass(frozen=True, slots=True)
class Card:
    """One model of the catalogue, as the page shows it; sizes in bytes."""

    model_id: str
    title: str
    size: int
    memory: int
    licence: str
    about: str
    how_to_get: str
    sha256: str
    path: Path | None
    fetchable: bool
    default: bool


@dataclass(frozen=True, slots=True)
class Shelf:
    """All models and the memory that is free for one."""

    cards: tuple[Card, ...]
    free: int


def rules() -> CompletionModel:
    """Return the reader that needs no model."""
    return RuleReader()


def open_model(settings: Settings, places: Places, scope: Scope) -> CompletionModel:
    """Open the backend the settings name; raise ModelError when it cannot be used."""
    if settings.model == RULES:
        return rules()
    return open_backend(settings, places, model=None, no_model=False, server=None, scope=scope)
