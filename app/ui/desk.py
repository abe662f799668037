"""What every page is handed: the places and settings, the store's runner, the jobs, the model, the scope, the actor."""

from dataclasses import dataclass

from PySide6.QtCore import QObject, Signal

from app.coding.codebook import CodeBook
from app.coding.decision import Actor, Role
from app.coding.scope import Scope
from app.paths import Places
from app.review.session import Session
from app.settings import Settings, save
from app.store.database import Store
from app.ui.jobs import Jobs, Runner
from app.ui.reading import Reading
from app.ui.theme import Theme


@dataclass(frozen=True, slots=True)
class Knowledge:
    """What is looked up: the scope records are coded from, and the book search looks in."""

    scope: Scope
    book: CodeBook


class Desk(QObject):
    """One workstation at work; made once in `application` and handed down."""

    settings_changed = Signal()
    records_changed = Signal()

    def __init__(
        self,
        places: Places,
        settings: Settings,
        knowledge: Knowledge,
        runner: Runner,
        reading: Reading,
        theme: Theme,
        *,
        encrypted: bool,
    ) -> None:
        super().__init__()
        self.places = places
        self.settings = settings
        self.knowledge = knowledge
        self.runner = runner
        self.reading = reading
        self.theme = theme
        self.encrypted = encrypted
        self.jobs = Jobs(runner, self)
        self._session: tuple[Actor, Session] | None = None

    @property
    def actor(self) -> Actor:
        """Return who acts in this window."""
        return Actor(self.settings.actor or self.tr("coder"), Role(self.settings.role))

    def session(self, store: Store) -> Session:
        """Return the actor's session; called on the store's thread, where it lives until the actor changes."""
        if self._session is None or self._session[0] != self.actor:
            self._session = (self.actor, Session(store, self.actor))
        return self._session[1]

    def change_settings(self, settings: Settings) -> None:
        """Keep new settings on disk and tell everybody."""
        self.settings = settings
        self.reading.configure(settings)
        self.runner.aside(lambda: save(settings, self.places.settings), lambda _none: self.settings_changed.emit())
